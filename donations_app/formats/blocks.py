"""Rows of a table by columns, some hundred lines at a time: what a column holds is asked once for all of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, islice
from typing import Any, Final

from msgspec import Struct

from donations_app.domain.money import Money
from donations_app.i18n import without_marks

Cell = str | int | Money | date | None
Column = Sequence[Any]  # of cells
_LINES: Final = 500  # at once


class Columns(Struct, frozen=True):
    """Rows that are made by columns: those of some hundred lines, then those of the next."""

    blocks: Iterable[Sequence[Column]]


Rows = Iterable[Sequence[Cell]] | Columns


def blocks(rows: Rows) -> Iterator[Sequence[Column]]:
    """Yield the columns of some lines; the lines of a block have as many cells, one at least.

    Args:
        rows: read one after another, never further than to the end of a block.
    """
    if isinstance(rows, Columns):
        yield from rows.blocks
        return
    for _, alike in groupby(rows, len):
        while some := list(islice(alike, _LINES)):
            yield list(zip(*some, strict=True))


def type_of(column: Column) -> type[Any] | None:
    """Return the type of all cells of a column; ``None`` where they are of several."""
    kinds = set(map(type, column))
    return kinds.pop() if len(kinds) == 1 else None


def is_alike(column: Column) -> bool:
    """Whether all cells of a column, of one at least, are the same."""
    return column[0] == column[-1] and column.count(column[0]) == len(column)


def unmarked(column: Column) -> Column:
    """Return a column whose texts have no marks of direction, as one copies them."""
    if type_of(column) is not str:
        return column
    whole = "".join(column)
    return column if without_marks(whole) == whole else list(map(without_marks, column))


def in_words(codes: Column, words: Callable[[Any], str]) -> Column:
    """Return the words of codes, of one at least, each that comes again found once."""
    if is_alike(codes):
        return [words(codes[0])] * len(codes)
    known = {code: words(code) for code in set(codes)}
    return [known[code] for code in codes]
