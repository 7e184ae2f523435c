"""Rows of a table by columns, some hundred lines at a time: what a column holds is asked once for all of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, islice
from typing import Any, Final

from donations_app.domain.money import Money

Cell = str | int | Money | date | None
Column = Sequence[Any]  # of cells
_LINES: Final = 500  # at once


def blocks(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Column]]:
    """Yield the columns of some lines; the lines of a block have as many cells.

    Args:
        rows: read one after another, never further than to the end of a block.
    """
    for _, alike in groupby(rows, len):
        while some := list(islice(alike, _LINES)):
            yield list(zip(*some, strict=True))


def type_of(column: Column) -> type[Any] | None:
    """Return the type of all cells of a column; ``None`` where they are of several."""
    kinds = set(map(type, column))
    return kinds.pop() if len(kinds) == 1 else None
