"""Cells corrected by hand before a file is judged: what it says stays beside what is taken; the file is not altered."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.imports import Corrected
from donations_app.domain.typed import TypedError, clean_text
from donations_app.formats.columns import KINDS, meanings
from donations_app.formats.mapping import key_of_heading
from donations_app.formats.tables import Table, TableRow

NO_HEADINGS: Final[Mapping[str, str]] = {}
_LONGEST: Final = 2000  # characters of a cell


class Correction(Struct, frozen=True):
    """What is to be taken in the place of a cell."""

    line: int
    column: str  # of ours, or as the file heads it
    value: str


def read_corrections(texts: Iterable[str]) -> tuple[Correction, ...]:
    """Return what words such as ``4:postcode=13001`` ask; nothing after the sign empties the cell.

    Raises:
        InputRefused: a word has no such form.
    """
    return tuple(map(_read, texts))


def _read(text: str) -> Correction:
    line, mark, rest = text.partition(":")
    column, sign, value = rest.partition("=")
    is_number = line.strip().isascii() and line.strip().isdecimal() and len(line.strip()) < 10
    if not (mark and sign and is_number and column.strip()):
        raise InputRefused([Problem("fix", "correction_unclear", text[:80])])
    return Correction(int(line), column.strip(), value.strip())


def corrected(
    table: Table, what: str, corrections: Iterable[Correction], said: Mapping[str, str] = NO_HEADINGS
) -> tuple[Table, tuple[Corrected, ...]]:
    """Return a file with its corrections, and each cell that now says something else.

    Args:
        table: under our own headings, or those that mean them.
        what: its kind.
        corrections: at most one a cell.
        said: by our column, the heading of the file where it was decided what that means.

    Raises:
        InputRefused: there is no such line or column, the line cannot be read as a whole, the same cell is corrected
            twice, or the value is too long.
    """
    asked = tuple(corrections)
    if not asked:
        return table, ()
    places = {row.line: place for place, row in enumerate(table.rows)}
    rows, done, problems = list(table.rows), list[Corrected](), list[Problem]()
    cells: set[tuple[int, int]] = set()
    for one in asked:
        position, name = _column(table, what, one.column, said)
        row = rows[places[one.line]] if one.line in places else None
        if problem := _problem(one, row, position, is_again=(one.line, position) in cells):
            problems.append(Problem("fix", problem, f"{one.line}:{one.column}"[:80]))
        elif row is not None:
            cells.add((one.line, position))
            taken = clean_text(one.value, limit=_LONGEST)
            done += [Corrected(one.line, name, row.cells[position], taken)]
            rows[places[one.line]] = _with(row, position, taken)
    if problems:
        raise InputRefused(problems)
    return replace(table, rows=rows), tuple(one for one in done if one.stated != one.taken)


def _column(table: Table, what: str, column: str, said: Mapping[str, str]) -> tuple[int, str]:
    """Return the place and our name of a column; -1 where the file has none of that name.

    Our own name comes first, then the heading of the file as it was decided, then what such a heading usually means.
    """
    meant = meanings(table.headers, KINDS[what])
    if column in meant:
        return meant.index(column), column
    for name, heading in said.items():
        if name in meant and key_of_heading(heading) == key_of_heading(column):
            return meant.index(name), name
    name = meanings((column,), KINDS[what])[0]  # empty where it means nothing, as of columns left out
    return (meant.index(name), name) if name and name in meant else (-1, "")


def _problem(one: Correction, row: TableRow | None, position: int, *, is_again: bool) -> str:
    if row is None:
        return "correction_line_unknown"
    if position < 0:
        return "correction_column_unknown"
    if row.problem:
        return "correction_line_broken"
    if is_again:
        return "correction_twice"
    try:
        clean_text(one.value, limit=_LONGEST)
    except TypedError as error:
        return error.problem
    return ""


def _with(row: TableRow, position: int, value: str) -> TableRow:
    """Return a row with another cell, of which nothing else is shown than its text."""
    cells = (*row.cells[:position], value, *row.cells[position + 1 :])
    marks = {place: said for place, said in (row.marks or {}).items() if place[0] != position}
    return TableRow(row.line, cells, row.problem, marks or None)
