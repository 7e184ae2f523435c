"""Tables of other people: CSV and XLSX by their content, whatever their name, within limits.

Encodings: a byte-order mark, else strict UTF-8, else UTF-16 that shows, else the 8-bit code page that makes
names (``code_pages``) or a refusal; never a replacement character. A line that cannot be read is handed on
with its problem; the others stay good.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct

from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.typed import is_blank
from donations_app.domain.written import AS_IT_STANDS, Written
from donations_app.formats import formulas
from donations_app.formats.code_pages import Guess, guesses, is_doubtful
from donations_app.formats.files import bytes_of

LARGEST_FILE: Final = 200 * 1024 * 1024
MOST_LINES: Final = 100_000  # unless told otherwise
CELLS_OF_A_LINE: Final = 60  # on the average of a file, which bounds the memory it takes
MOST_COLUMNS: Final = 1_000
_STEP: Final = 2**20  # bytes that are decoded at once
_LONGEST_HEADINGS: Final = 10_000  # bytes by which a code page is weighed
_SEPARATOR: Final = re.compile(r'"?sep=([;,|\t])"?[;,|\t]*\r?$', re.IGNORECASE)
_PAIRED: Final = ("\u3000", "\u7eff")  # what two letters or digits in one byte each become in UTF-16
_BEGINNING: Final = itemgetter(slice(1))
_MOJIBAKE: Final = ("Ã©", "Ã¨", "Ã¯", "Ã ", "Ã§", "Â ", "â€™")


class TableRow(NamedTuple):
    """One line of data: its number in the file, its cells, and what is wrong with it as a whole.

    Marks say what a workbook shows beside the text of a cell, by the place of the cell and their kind:
    ``words`` (a currency, a unit), ``scaled`` (thousands; the number itself), ``merged`` (the range that
    gives the value), ``error`` (of a formula).
    """

    line: int
    cells: tuple[str, ...]
    problem: str = ""
    marks: Mapping[tuple[int, str], str] | None = None


class Table(Struct, frozen=True):
    """A header line and the lines below it."""

    path: str  # as it is named to people, in a workbook with the sheet
    headers: tuple[str, ...]
    rows: list[TableRow]
    dialect: str  # such as "utf-8 ;" or "xlsx"
    hidden: int = 0  # rows that the spreadsheet hides; they are read like the others
    sheet: str = ""  # the one that was read
    others: tuple[str, ...] = ()  # visible sheets that were not
    hidden_sheets: tuple[str, ...] = ()
    code_page: str = ""  # in which an 8-bit text was read, as people call it
    example: str = ""  # a word that another code page would make another one
    written: Written = AS_IT_STANDS  # what somebody said of its days, amounts and names

    @property
    def is_text(self) -> bool:
        """Whether it is a text, which does not say what is a day and what a number."""
        return self.dialect != "xlsx"


def read_table(
    path: Path,
    *,
    sheet: str = "",
    fits: Callable[[tuple[str, ...]], bool] | None = None,
    knows: Callable[[str], bool] = lambda _heading: False,
    most_lines: int = MOST_LINES,
) -> Table:
    """Read a CSV file, or a sheet of an XLSX workbook.

    Args:
        path: of the file.
        sheet: name of the one to read, also of a hidden one; empty for the visible one whose headings fit.
        fits: tells whether headings are those that are looked for.
        knows: tells whether a heading means something.
        most_lines: more are refused; the memory that is taken grows with it.

    Raises:
        FileRefused: it is missing, no file, empty, too large, no table, or has no sound header line; two
            visible sheets fit, or there is no such sheet; nobody can tell in which code page it is.
    """
    content = bytes_of(path, largest=LARGEST_FILE)
    if content[:4] == b"PK\x03\x04":
        from donations_app.formats.workbooks import read_workbook

        table = read_workbook(path, content, wanted=sheet, fits=fits, most_lines=most_lines)
    elif sheet:
        raise FileRefused(str(path), "sheet_unknown", detail="–")
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise FileRefused(str(path), "workbook_protected_or_old")
    else:
        table = _read_csv(path, content, knows, most_lines)
    if not any(table.headers):
        raise FileRefused(table.path, "header_missing")
    return table


def _page_of(path: Path, content: bytes, knows: Callable[[str], bool]) -> Guess:
    """Return the encoding of a text, all of which is sound in it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            if not _is_sound(content, encoding):
                raise FileRefused(str(path), "encoding_broken", detail=encoding)
            return Guess(encoding, "", "", 0)
    if b"\x00" in content[:200]:
        return Guess(_order_of(path, content), "", "", 0)
    if _is_sound(content, "utf-8"):
        return Guess("utf-8", "", "", 0)
    headings = content.lstrip(b"\r\n").partition(b"\n")[0][:_LONGEST_HEADINGS]
    found = guesses(content, headings, knows)
    if is_doubtful(found, content):
        said = tuple(f"{guess.name} “{guess.example}”" for guess in found[:3])
        raise FileRefused(str(path), "encoding_doubtful", detail=said)
    return found[0]


def _is_sound(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _STEP):
            decoder.decode(content[start : start + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeError:  # "utf-16" says so of a mark alone
        return False
    return True


def _order_of(path: Path, content: bytes) -> str:
    """Return the order of bytes of UTF-16 without a mark: every other byte of Latin text is zero."""
    order = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
    if not _is_sound(content, order):
        raise FileRefused(str(path), "zero_bytes")
    text = content[:400].decode(order, "ignore")
    if any(sign == "\x00" or _PAIRED[0] <= sign <= _PAIRED[1] for sign in text):
        raise FileRefused(str(path), "zero_bytes")
    return order


def _read_csv(path: Path, content: bytes, knows: Callable[[str], bool], most_lines: int) -> Table:
    if max(content.count(b"\n"), content.count(b"\r")) > most_lines + 1:
        raise FileRefused(str(path), "too_many_lines", detail=str(most_lines))
    page = _page_of(path, content, knows)
    # decoded as it is read: io.StringIO would take four bytes a letter
    text = io.TextIOWrapper(io.BytesIO(content), page.encoding, newline="")
    first = text.read(_LONGEST_HEADINGS * 10).lstrip("\ufeff\r\n").partition("\n")[0]
    text.seek(0)
    said = _SEPARATOR.match(first)  # a line for spreadsheets alone
    delimiter = said[1] if said else max(";,\t", key=lambda mark: _outside_quotes(first, mark))
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    headers: tuple[str, ...] | None = None
    rows: list[TableRow] = []
    left = most_lines * CELLS_OF_A_LINE
    has_marks = formulas.MARK.encode() in content
    try:
        for cells in reader:
            joined = "".join(cells)
            if is_blank(joined):
                continue
            left -= len(cells)
            if len(cells) > MOST_COLUMNS and not all(map(is_blank, cells[MOST_COLUMNS:])):
                raise FileRefused(str(path), "too_many_columns", reader.line_num, str(MOST_COLUMNS))
            if left < 0:
                raise FileRefused(str(path), "too_many_cells")
            if said:
                said = None
            elif headers is None:
                headers = tuple(cell.strip().lstrip("\ufeff") for cell in cells)
            else:
                is_marked = has_marks and formulas.MARK in map(_BEGINNING, cells)
                plain = tuple(map(formulas.unmarked, cells) if is_marked else cells)
                is_whole = len(plain) == len(headers)
                line = reader.line_num
                rows.append(
                    _whole_row(line, plain, joined) if is_whole else row_of(line, plain, len(headers))
                )
    except csv.Error as error:
        code = "quote_open" if "end of data" in str(error) else "line_broken"
        raise FileRefused(str(path), code, reader.line_num) from error
    dialect = f"{page.encoding} {delimiter!r}"
    return Table(str(path), headers or (), rows, dialect, code_page=page.name, example=page.example)


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def row_of(line: int, cells: tuple[str, ...], width: int) -> TableRow:
    """Return a line below headings of that width, with what is wrong with it as a whole."""
    if len(cells) > width and all(map(is_blank, cells[width:])):
        cells = cells[:width]
    if len(cells) != width:
        return TableRow(line, cells, "row_ragged")
    return _whole_row(line, cells, "".join(cells))


def _whole_row(line: int, cells: tuple[str, ...], joined: str) -> TableRow:
    """Return a line that has a cell for each heading; ``joined`` is what all its cells say."""
    if "\x00" in joined:
        return TableRow(line, cells, "nul_byte")
    if not joined.isascii() and any(sign in joined for sign in _MOJIBAKE):
        return TableRow(line, cells, "mojibake")
    return TableRow(line, cells)
