"""What a text does not say of itself: whether its days are day first, and which mark its decimals have."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from donations_app.domain.written import DAY_FIRST, MONTH_FIRST, day_says, is_doubtful_number
from donations_app.formats.columns import DAYS, NUMBERS
from donations_app.formats.tables import Table

_LOOKED_AT: Final = 2_000  # lines, as a window waits for the answer


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
