"""Bank days of the TARGET calendar, on which euros move between banks of Europe.

Closed at weekends, on 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December: European Central Bank,
long-term calendar for TARGET closing days (2000-12-14), in force since 2002, read 2026-11.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

from donations_app.domain.holidays import easter

_FIXED: Final = ((1, 1), (5, 1), (12, 25), (12, 26))
_AROUND_EASTER: Final = (-2, 1)  # Good Friday, Easter Monday
_DAY: Final = timedelta(days=1)


@cache
def closing_days(year: int) -> frozenset[date]:
    """Return the days of a year on which it is closed, beside its weekends."""
    sunday = easter(year)
    moving = (sunday + timedelta(days=days) for days in _AROUND_EASTER)
    return frozenset((*(date(year, month, day) for month, day in _FIXED), *moving))


def is_bank_day(day: date) -> bool:
    """Tell whether banks settle on a day.

    >>> [is_bank_day(date(2027, 3, day)) for day in (25, 26, 29, 30)]  # before and after Easter
    [True, False, False, True]
    """
    return day.weekday() < 5 and day not in closing_days(day.year)


def bank_day_from(day: date) -> date:
    """Return the day, or the next one on which banks settle."""
    while not is_bank_day(day):
        day += _DAY
    return day


def bank_day_after(day: date, count: int) -> date:
    """Return the ``count``-th bank day after ``day``, which itself does not count; ``count`` >= 1."""
    while count:
        day += _DAY
        count -= is_bank_day(day)
    return day
