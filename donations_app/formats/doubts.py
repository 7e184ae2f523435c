"""What a text does not say of itself: whether its days are day first, and which mark its decimals have."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from donations_app.domain.written import (
    DAY_FIRST,
    EITHER,
    MONTH_FIRST,
    day_says,
    in_day_order,
    is_doubtful_number,
)
from donations_app.formats.columns import DAYS, NUMBERS
from donations_app.formats.tables import Table

_LOOKED_AT: Final = 2_000  # lines, as a window waits for the answer


class DoubtfulDays(Struct, frozen=True):
    """A column whose days are read day first though nothing in it says so."""

    column: str  # of ours
    count: int  # cells that would be another day month first
    example: str


def days_in_doubt(table: Table, columns: Sequence[str]) -> tuple[DoubtfulDays, ...]:
    """Return the columns of a whole file whose days may be read either way, none of them for sure.

    Args:
        table: as it was read; a workbook leaves no doubt, nor does one of which it was said how it writes days.
        columns: of ours, what each of its headings means.
    """
    if not table.is_text or table.written.days:
        return ()
    found: list[DoubtfulDays] = []
    for place, column in enumerate(columns):
        if column in DAYS:
            count, example = _either_way(row.cells[place] for row in table.rows if place < len(row.cells))
            found += [DoubtfulDays(column, count, example)] if count else []
    return tuple(found)


def _either_way(cells: Iterable[str]) -> tuple[int, str]:
    """Return how many days would be others month first, and the first of them: none, where one leaves no doubt."""
    times = Counter(cells)  # days come again
    doubtful: list[str] = []
    for text in times:
        said = day_says(text)
        if said == EITHER and in_day_order(text, MONTH_FIRST) != in_day_order(text, DAY_FIRST):
            doubtful.append(text)
        elif said in (DAY_FIRST, MONTH_FIRST):
            return 0, ""
    return sum(times[text] for text in doubtful), doubtful[0] if doubtful else ""


def doubts(table: Table, columns: Sequence[str]) -> dict[str, str]:
    """Return what is doubtful of a file, ``days`` or ``decimals``, with a value that may mean two things.

    Args:
        table: as it was read; a workbook leaves no doubt.
        columns: of ours, what each of its headings means.
    """
    if not table.is_text:
        return {}
    found: dict[str, str] = {}
    for place, column in enumerate(columns):
        cells = (row.cells[place] for row in islice(table.rows, _LOOKED_AT) if place < len(row.cells))
        if column in DAYS and (text := _doubtful_day(cells)):
            found.setdefault("days", text)
        elif column in NUMBERS and (text := next(filter(is_doubtful_number, cells), "")):
            found.setdefault("decimals", text)
    return found


def _doubtful_day(cells: Iterable[str]) -> str:
    """Return a day that may be written month first: none, where some day of its column is day first for sure."""
    doubtful = ""
    for text in cells:
        said = day_says(text)
        if said == DAY_FIRST:
            return ""
        if said == MONTH_FIRST:
            return text
        doubtful = doubtful or (text if said else "")
    return doubtful
