"""XLSX workbooks: the one visible sheet that holds the table, as the eye sees it (docs/decisions/0030).

Merged ranges give their value to each line that they cover; what a number format adds to a number (a currency,
thousands) is handed on beside the cell, to be weighed where the meaning of its column is known.
"""

import io
import posixpath
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError

from msgspec import Struct, field

from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.archives import open_archive
from donations_app.formats.number_formats import BUILT_IN
from donations_app.formats.sheet_rows import SheetRow, SheetRows
from donations_app.formats.sheet_xml import (
    Attributes,
    TooManyCells,
    XmlUnsafe,
    has_too_many_tags,
    is_on,
    letters_of,
    unescaped,
    walk,
)
from donations_app.formats.tables import MOST_COLUMNS, Table, TableRow, row_of
from donations_app.i18n import _

LARGEST_WORKBOOK: Final = 20 * 1024 * 1024
LARGEST_INFLATED: Final = 200 * 1024 * 1024
_RATIO: Final = 100
_MOST_SHEETS: Final = 200
_MOST_TEXTS: Final = 1_000_000
_MOST_STYLES: Final = 70_000  # the format itself ends at 65 490
_MOST_FILLED: Final = 500_000  # cells that merged ranges fill
_DAMAGED: Final = (
    ArithmeticError,
    EOFError,
    ExpatError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip -- what zipfile and expat raise on bytes that are none of theirs
Fits = Callable[[tuple[str, ...]], bool]


class _Sheet(Struct, frozen=True):
    name: str
    part: str
    is_hidden: bool


class _Book(Struct):
    """What the parts of a workbook say beside its sheets."""

    archive: zipfile.ZipFile
    most_lines: int
    sheets: list[_Sheet] = field(default_factory=list)
    from_1904: bool = False
    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)  # code of the number format, by style


def read_workbook(path: Path, content: bytes, *, wanted: str, fits: Fits | None, most_lines: int) -> Table:
    """Read one sheet: the one ``wanted``, else the only visible one whose headings fit, else the first visible.

    Args:
        path: for what is said about the file.
        content: of the file.
        wanted: name of a sheet, also of a hidden one; empty to choose.
        fits: tells whether headings are those of what is imported.
        most_lines: of a sheet.

    Raises:
        FileRefused: it is too large, damaged, unsafe or protected, two visible sheets fit, or there is no such sheet.
    """
    archive = _opened(path, content)
    try:
        book = _book(archive, most_lines)
        sheet = _chosen(path, book, wanted, fits)
        named = _("{path}, sheet “{sheet}”").format(path=path, sheet=sheet.name)
        others = [other for other in book.sheets if other is not sheet]
        return _table(named, _rows(named, book, sheet), sheet.name, others)
    except TooManyCells as error:
        raise FileRefused(str(path), "too_many_cells") from error
    except XmlUnsafe as error:
        raise FileRefused(str(path), "workbook_unsafe") from error
    except _DAMAGED as error:
        raise FileRefused(str(path), "workbook_unreadable", detail=type(error).__name__) from error


def _opened(path: Path, content: bytes) -> zipfile.ZipFile:
    if len(content) > LARGEST_WORKBOOK:
        raise FileRefused(str(path), "file_too_large", detail=str(LARGEST_WORKBOOK // 2**20))
    try:
        archive = open_archive(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused(str(path), "workbook_unreadable", detail="zip") from error
    entries = archive.infolist()
    inflated = sum(entry.file_size for entry in entries)
    if inflated > LARGEST_INFLATED or inflated > _RATIO * max(len(content), 1):
        raise FileRefused(str(path), "workbook_unsafe")
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        kind = "open_document" if "content.xml" in names or "mimetype" in names else "not_a_table"
        raise FileRefused(str(path), "workbook_protected_or_old" if "xl/workbook.bin" in names else kind)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(str(path), "workbook_macros")
    return archive


def _book(archive: zipfile.ZipFile, most_lines: int) -> _Book:
    book = _Book(archive, most_lines)
    sheets, others = _related(archive)

    def stated(name: str, said: Attributes) -> None:
        if name == "workbookPr":
            book.from_1904 = is_on(said, "date1904")
        elif name == "sheet":
            ident = next((text for key, text in said.items() if key.rpartition(":")[2] == "id"), "")
            if ident in sheets:
                is_hidden = said.get("state", "visible") != "visible"
                book.sheets.append(_Sheet(said.get("name", ""), sheets[ident], is_hidden))
            if len(book.sheets) > _MOST_SHEETS:
                raise XmlUnsafe

    _walk_part(archive, "xl/workbook.xml", stated)
    names = set(archive.namelist())
    if (styles := others.get("styles", "")) in names:
        book.formats = _formats(archive, styles)
    if (texts := others.get("sharedStrings", "")) in names:
        book.texts = _texts(archive, texts)
    return book


def _related(archive: zipfile.ZipFile) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parts of the sheets by their identifiers, and the other parts by their kind."""
    sheets: dict[str, str] = {}
    others: dict[str, str] = {}

    def start(name: str, said: Attributes) -> None:
        if name == "Relationship":
            kind = said.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/xl", said.get("Target", ""))).lstrip("/")
            if kind == "worksheet":
                sheets[said.get("Id", "")] = target
            else:
                others.setdefault(kind, target)

    _walk_part(archive, "xl/_rels/workbook.xml.rels", start)
    return sheets, others


def _walk_part(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    with archive.open(part) as source:
        if has_too_many_tags(source):
            raise TooManyCells
    with archive.open(part) as source:
        walk(source, start, end, text)


def _formats(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the code of the number format of each style of cells."""
    codes = dict(BUILT_IN)
    found: list[str] = []
    open_parts: list[str] = []

    def start(name: str, said: Attributes) -> None:
        if name in ("cellXfs", "numFmts"):
            open_parts.append(name)
        elif name == "numFmt" and open_parts:
            codes[int(said.get("numFmtId", "0"))] = said.get("formatCode", "")
        elif name == "xf" and open_parts == ["cellXfs"]:
            found.append(codes.get(int(said.get("numFmtId", "0")), "General"))
            if len(found) > _MOST_STYLES:
                raise XmlUnsafe

    def end(name: str) -> None:
        if open_parts and name == open_parts[-1]:
            open_parts.pop()

    _walk_part(archive, part, start, end)
    return found


def _texts(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the texts that cells share; signs for reading (phonetic runs) are no part of them."""
    found: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []  # the element whose text counts, or that hides it

    def start(name: str, _said: Attributes) -> None:
        if name == "si":
            pieces.clear()
        elif name == "rPh" or (name == "t" and not inside):
            inside.append(name)

    def end(name: str) -> None:
        if inside and name == inside[-1]:
            inside.pop()
        elif name == "si":
            found.append(unescaped("".join(pieces)))
            if len(found) > _MOST_TEXTS:
                raise XmlUnsafe

    def text(piece: str) -> None:
        if inside == ["t"]:
            pieces.append(piece)

    _walk_part(archive, part, start, end, text)
    return found


def _chosen(path: Path, book: _Book, wanted: str, fits: Fits | None) -> _Sheet:
    if wanted:
        named = [sheet for sheet in book.sheets if sheet.name == wanted]
        if not named:
            known = tuple(sheet.name for sheet in book.sheets)
            raise FileRefused(str(path), "sheet_unknown", detail=known)
        return named[0]
    visible = [sheet for sheet in book.sheets if not sheet.is_hidden]
    if not visible:
        raise FileRefused(str(path), "header_missing")
    if len(visible) == 1 or fits is None:
        return visible[0]
    fitting = [sheet for sheet in visible if fits(_headings(book, sheet))]
    if len(fitting) > 1:
        raise FileRefused(str(path), "sheets_several", detail=tuple(sheet.name for sheet in fitting))
    return (fitting or visible)[0]


def _headings(book: _Book, sheet: _Sheet) -> tuple[str, ...]:
    """Return the first filled row of a sheet."""
    rows = SheetRows(
        book.texts, book.formats, from_1904=book.from_1904, most_lines=book.most_lines, only_first=True
    )
    _walk_part(book.archive, sheet.part, rows.start, rows.end, rows.text)
    return tuple(cell.strip() for cell in rows.found[0].cells) if rows.found else ()


def _rows(named: str, book: _Book, sheet: _Sheet) -> SheetRows:
    rows = SheetRows(book.texts, book.formats, from_1904=book.from_1904, most_lines=book.most_lines)
    _walk_part(book.archive, sheet.part, rows.start, rows.end, rows.text)
    if rows.has_too_many:
        raise FileRefused(named, "too_many_lines", detail=str(book.most_lines))
    if rows.far_row:
        raise FileRefused(named, "too_many_columns", rows.far_row, str(MOST_COLUMNS))
    return rows


def _table(named: str, rows: SheetRows, sheet: str, others: Sequence[_Sheet]) -> Table:
    found = sorted(rows.found, key=lambda row: row.line)
    if not found:
        return Table(named, (), [], "xlsx")
    headers = tuple(cell.strip() for cell in found[0].cells)
    while headers and not headers[-1]:
        headers = headers[:-1]
    _fill_merged(named, found, rows.merged, len(headers))
    return Table(
        named,
        headers,
        [_row(row, len(headers)) for row in found[1:]],
        "xlsx",
        rows.hidden,
        sheet=sheet,
        others=tuple(other.name for other in others if not other.is_hidden),
        hidden_sheets=tuple(other.name for other in others if other.is_hidden),
    )


def _fill_merged(
    named: str, found: list[SheetRow], merged: list[tuple[int, int, int, int]], width: int
) -> None:
    """Give the value of each merged range to the lines that it covers.

    Raises:
        FileRefused: a range with a value joins columns, or headings and lines: nobody knows what it means.
    """
    lines = [row.line for row in found]
    filled = 0
    for top, left, bottom, right in merged:
        first = bisect_left(lines, top)
        if bottom < lines[0] or left > width or first == len(lines) or lines[first] != top:
            continue  # above the headings, beside them, or without a value
        value, marks = found[first].cell(left - 1), found[first].marks
        if not value:
            continue
        name = f"{letters_of(left)}{top}:{letters_of(right)}{bottom}"
        if left != right or top == lines[0]:
            raise FileRefused(named, "workbook_merged", top, name)
        for row in found[first : bisect_left(lines, bottom + 1)]:
            row.put(left - 1, value)
            row.marks.update({key: said for key, said in marks.items() if key[0] == left - 1})
            row.marks[left - 1, "merged"] = name
            filled += 1
            if filled > _MOST_FILLED:
                raise XmlUnsafe


def _row(row: SheetRow, width: int) -> TableRow:
    cells = tuple(row.cells) + ("",) * (width - len(row.cells))
    if row.problem:
        return TableRow(row.line, cells, row.problem)
    made = row_of(row.line, cells, width)
    return TableRow(made.line, made.cells, made.problem, row.marks) if row.marks else made
