"""Tables of other people: CSV and XLSX by their content, whatever their name, within limits.

Encodings: a byte-order mark, else strict UTF-8, else UTF-16 that shows, else Windows-1252; never a
replacement character. A line that cannot be read is handed on with its problem; the others stay good.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.files import bytes_of

LARGEST_FILE: Final = 200 * 1024 * 1024
LARGEST_WORKBOOK: Final = 20 * 1024 * 1024
LARGEST_INFLATED: Final = 200 * 1024 * 1024
MOST_LINES: Final = 500_000
_RATIO: Final = 100
_ENTRIES: Final = 2_000
_MOST_COLUMNS: Final = 1_000
_HIDDEN_ROW: Final = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\shidden=["'](?:1|true)["']""")
_FAR_CELL: Final = re.compile(  # filled, in a column of three letters: which, and its row
    rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{3})(\d+)["'][^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_LAST_COLUMN: Final = b"ALL"  # the 1 000th
_WORDS_OF_FORMAT: Final = re.compile(r'"[^"]*"|\\.')  # what a number format says literally
_PAIRED: Final = ("\u3000", "\u7eff")  # what two letters or digits in one byte each become in UTF-16
_MOJIBAKE: Final = ("Ã©", "Ã¨", "Ã¯", "Ã ", "Ã§", "Â ", "â€™")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of data: its number in the file, its cells, and what is wrong with it as a whole."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header line and the lines below it."""

    path: str
    headers: tuple[str, ...]
    rows: list[TableRow]
    dialect: str  # such as "utf-8 ;" or "xlsx"
    hidden: int = 0  # rows that the spreadsheet hides; they are read like the others


def read_table(path: Path) -> Table:
    """Read a CSV or XLSX file.

    Raises:
        FileRefused: it is missing, no file, empty, too large, no table, or has no sound header line.
    """
    content = bytes_of(path, largest=LARGEST_FILE)
    if content[:4] == b"PK\x03\x04":
        table = _read_workbook(path, content)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise FileRefused(str(path), "workbook_protected_or_old")
    else:
        table = _read_csv(path, content)
    names = [name for name in table.headers if name]
    if not names:
        raise FileRefused(str(path), "header_missing")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FileRefused(str(path), "header_twice", 1, ", ".join(twice))
    return table


def _decoded(path: Path, content: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise FileRefused(str(path), "encoding_broken", detail=encoding) from error
    if b"\x00" in content[:200]:
        return _decoded_utf16(path, content)
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise FileRefused(str(path), "encoding_unknown")


def _decoded_utf16(path: Path, content: bytes) -> tuple[str, str]:
    """Decode UTF-16 without a mark: every other byte of Latin text is zero."""
    order = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
    try:
        text = content.decode(order)
    except UnicodeDecodeError as error:
        raise FileRefused(str(path), "zero_bytes") from error
    if any(sign == "\x00" or _PAIRED[0] <= sign <= _PAIRED[1] for sign in text[:200]):
        raise FileRefused(str(path), "zero_bytes")
    return text, order


def _read_csv(path: Path, content: bytes) -> Table:
    text, encoding = _decoded(path, content)
    if max(text.count("\n"), text.count("\r")) > MOST_LINES:
        raise FileRefused(str(path), "too_many_lines", detail=str(MOST_LINES))
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    delimiter = max(";,\t", key=lambda mark: _outside_quotes(first, mark))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    headers: tuple[str, ...] | None = None
    rows: list[TableRow] = []
    try:
        for cells in reader:
            if not any(cells):
                continue
            if headers is None:
                headers = tuple(cell.strip().lstrip("\ufeff") for cell in cells)
            else:
                rows.append(_row(reader.line_num, tuple(cells), len(headers)))
    except csv.Error as error:
        code = "quote_open" if "end of data" in str(error) else "line_broken"
        raise FileRefused(str(path), code, reader.line_num) from error
    return Table(str(path), headers or (), rows, f"{encoding} {delimiter!r}")


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _row(line: int, cells: tuple[str, ...], width: int) -> TableRow:
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if len(cells) != width:
        return TableRow(line, cells, "row_ragged")
    joined = "".join(cells)
    if "\x00" in joined:
        return TableRow(line, cells, "nul_byte")
    if not joined.isascii() and any(sign in joined for sign in _MOJIBAKE):
        return TableRow(line, cells, "mojibake")
    return TableRow(line, cells)


def _read_workbook(path: Path, content: bytes) -> Table:
    _check_archive(path, content)
    from openpyxl import load_workbook

    try:
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet, formula_sheet = values.worksheets[0], formulas.worksheets[0]
        for each in (sheet, formula_sheet):
            each.reset_dimensions()  # what a file says of its size may be wrong
        xml = _xml_of(content, sheet)
        _refuse_far_cells(path, xml)
        pairs = zip(
            sheet.iter_rows(max_col=_MOST_COLUMNS),
            formula_sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True),
            strict=False,
        )
        found = list(_sheet_rows(path, pairs))
    except FileRefused:
        raise
    except Exception as error:
        raise FileRefused(str(path), "workbook_unreadable", detail=type(error).__name__) from error
    if not found:
        return Table(str(path), (), [], "xlsx")
    headers = tuple(cell.strip() for cell in found[0].cells)
    while headers and not headers[-1]:
        headers = headers[:-1]
    rows = [_row_of_sheet(row, len(headers)) for row in found[1:]]
    return Table(str(path), headers, rows, "xlsx", len(_HIDDEN_ROW.findall(xml)))


def _row_of_sheet(row: TableRow, width: int) -> TableRow:
    cells = (row.cells + ("",) * width)[: max(width, len(row.cells))]
    if row.problem:
        return TableRow(row.line, cells, row.problem)
    return _row(row.line, cells, width)


def _check_archive(path: Path, content: bytes) -> None:
    if len(content) > LARGEST_WORKBOOK:
        raise FileRefused(str(path), "file_too_large", detail=str(LARGEST_WORKBOOK // 2**20))
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise FileRefused(str(path), "workbook_unreadable", detail="zip") from error
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > _ENTRIES or inflated > LARGEST_INFLATED or inflated > _RATIO * max(len(content), 1):
        raise FileRefused(str(path), "workbook_unsafe")
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise FileRefused(str(path), "not_a_table")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(str(path), "workbook_macros")


def _sheet_rows(path: Path, pairs: Iterator[tuple[Any, Any]]) -> Iterator[TableRow]:
    for line, (row, formulas) in enumerate(pairs, 1):
        if line > MOST_LINES:
            raise FileRefused(str(path), "too_many_lines", detail=str(MOST_LINES))
        cells = _trimmed(row)
        if not any(cells) and not any(formulas):
            continue
        lacking = any(
            cell.value is None and isinstance(formula, str) and formula.startswith("=")
            for cell, formula in zip(row, formulas, strict=False)
        )
        yield TableRow(line, cells, "formula_without_value" if lacking else "")


def _trimmed(row: Sequence[Any]) -> tuple[str, ...]:
    """Return the texts of a row up to its last filled cell."""
    last = len(row)
    while last and row[last - 1].value is None:
        last -= 1
    return tuple(map(_cell, row[:last]))


def _cell(cell: Any) -> str:
    """Return the text of a cell; a number with the 15 digits that a spreadsheet keeps."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)) and "%" in _WORDS_OF_FORMAT.sub("", cell.number_format or ""):
        return f"{_number(Decimal(_number(value)) * 100)} %"  # 0.15 shown as 15 %
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: Any) -> str:
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return format(value.normalize(), "f") if isinstance(value, Decimal) else format(value, ".15g")


def _xml_of(content: bytes, sheet: Any) -> bytes:
    """Return the sheet that is read as it lies in the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(sheet._worksheet_path)  # noqa: SLF001 -- said nowhere else


def _refuse_far_cells(path: Path, xml: bytes) -> None:
    """Refuse a sheet with something in a column that is not read."""
    for column, row in _FAR_CELL.findall(xml):
        if column > _LAST_COLUMN:
            raise FileRefused(str(path), "too_many_columns", int(row), str(_MOST_COLUMNS))
