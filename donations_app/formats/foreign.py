"""Tables of other people as an import reads them: large ones in a process of their own (docs/decisions/0032)."""

import functools
from collections.abc import Iterable, Iterator
from itertools import islice, repeat
from pathlib import Path
from typing import Any, Final

from donations_app.apart import USUAL, apart, size_of
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.columns import fits, knows
from donations_app.formats.tables import MOST_LINES, Table, TableRow, read_table

SMALL: Final = 64 * 1024  # bytes of a file that is soon read, whatever is in it: another process takes longer
_AT_ONCE: Final = 2_000  # rows
_OF_A_TEXT: Final = 56  # bytes that Python keeps beside the letters of a cell
_MOST_KEPT: Final = 256 * 2**20  # bytes of the rows, beside what the program takes by itself


def table_of(path: Path, what: str, *, sheet: str = "", most_lines: int = MOST_LINES) -> Table:
    """Read a file for an import of ``what``; see ``read_table``.

    Args:
        path: of a CSV or XLSX file.
        what: ``people``, ``projects``, ``payments``, ``recurring`` or ``expenses``.
        sheet: of a workbook, the one to read; empty for the visible one that fits.
        most_lines: more are refused; time and memory are allowed by them.

    Raises:
        FileRefused: as ``read_table``; or reading it takes more time or memory than a file of so many lines may.
    """
    if size_of(path) <= SMALL:
        return _read(path, what, sheet, most_lines)
    factor = max(1.0, most_lines / MOST_LINES)
    told = apart(path, _told, path, what, sheet, most_lines, limits=USUAL.times(factor))
    said: dict[str, Any] = next(told)
    head: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
    }
    rows: list[TableRow] = []
    once: dict[str, str] = {}  # a text that comes again is kept once
    left = int(_MOST_KEPT * factor)
    for lines, cells, are_columns, problems, marks, weight in told:
        left -= weight
        if left < 0:
            raise FileRefused(str(path), "too_many_cells")
        kept: Iterable[tuple[str, ...]] = (tuple(map(once.setdefault, texts, texts)) for texts in cells)
        if are_columns:
            kept = zip(*(_column(texts, len(lines), once) for texts in cells), strict=True)
        all_marks = map(_marks, marks) if marks else repeat(None, len(lines))
        rows.extend(
            map(TableRow._make, zip(lines, kept, problems or repeat("", len(lines)), all_marks, strict=True))
        )
    return Table(rows=rows, **head)


def _column(texts: list[str] | str, count: int, once: dict[str, str]) -> Iterable[str]:
    """Return the cells of a column; one text is that of all rows."""
    if isinstance(texts, str):
        return repeat(once.setdefault(texts, texts), count)
    return map(once.setdefault, texts, texts)


def _marks(said: list[tuple[int, str, str]] | None) -> dict[tuple[int, str], str] | None:
    return {(place, kind): text for place, kind, text in said} if said else None


def _read(path: Path, what: str, sheet: str, most_lines: int) -> Table:
    return read_table(
        path,
        sheet=sheet,
        fits=functools.partial(fits, what),
        knows=functools.partial(knows, what),
        most_lines=most_lines,
    )


def _told(path: Path, what: str, sheet: str, most_lines: int) -> Iterator[Any]:
    """Yield what stands around the rows, then some rows at a time, by their fields, with the bytes that they take."""
    table = _read(path, what, sheet, most_lines)
    names = (name for name in Table.__struct_fields__ if name not in ("rows", "written"))
    yield {name: getattr(table, name) for name in names}
    rows = iter(table.rows)
    while some := list(islice(rows, _AT_ONCE)):
        cells: list[Any] = [row.cells for row in some]
        are_columns = len(set(map(len, cells))) == 1
        if are_columns:  # what all rows say is said once
            columns = zip(*cells, strict=True)
            cells = [texts[0] if texts.count(texts[0]) == len(texts) else texts for texts in columns]
        yield (
            [row.line for row in some],
            cells,
            are_columns,
            [row.problem for row in some] if any(row.problem for row in some) else None,
            [row.marks and [(*key, text) for key, text in row.marks.items()] for row in some]
            if any(row.marks for row in some)
            else None,
            sum(map(_weight, some)),
        )


def _weight(row: TableRow) -> int:
    filled = len(row.cells) - row.cells.count("")
    joined = "".join(row.cells)
    letters = len(joined) if joined.isascii() else 2 * len(joined)
    return letters + _OF_A_TEXT * filled + 8 * len(row.cells) + 200 * len(row.marks or ())
