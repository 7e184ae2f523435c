"""Fiscal years: closed periods that end on the same day of every year."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

_DAY_FIRST: Final = re.compile(r"\s*(\d\d?)[/. ](\d\d?)\s*", re.ASCII)


def month_first(text: str) -> str:
    """Return a day of each year as books and files say it; what is none as it is.

    >>> month_first("30/6"), month_first("06-30"), month_first("31/06")
    ('06-30', '06-30', '31/06')
    """
    found = _DAY_FIRST.fullmatch(text)
    turned = f"{int(found[2]):02}-{int(found[1]):02}" if found else text
    return turned if day_of_year(turned, 2024) else text


def day_first(text: str) -> str:
    """Return a day of each year as one writes it; what is none as it is.

    >>> day_first("06-30"), day_first("30 juin")
    ('30/06', '30 juin')
    """
    return f"{text[3:]}/{text[:2]}" if day_of_year(text, 2024) else text


def day_of_year(text: str, year: int) -> date | None:
    """Return the day "MM-DD" of a year, the last of February in any; ``None`` when there is no such day."""
    month, _, day = text.partition("-")
    if not (len(month) == len(day) == 2 and text.isascii() and month.isdecimal() and day.isdecimal()):
        return None
    if (month, day) in (("02", "29"), ("02", "28")):
        return date(year, 3, 1) - timedelta(days=1)
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def years_later(day: date, years: int) -> date:
    """Return the same day so many years later; 1 March for a 29 February that the year lacks.

    >>> years_later(date(2024, 2, 29), 6)
    datetime.date(2030, 3, 1)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def day_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)


def year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for a 29 February.

    >>> year_before(date(2026, 12, 31)).isoformat(), year_before(date(2028, 2, 29)).isoformat()
    ('2025-12-31', '2027-02-28')
    """
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later; the first of the next month for a day that the month lacks.

    >>> months_later(date(2025, 1, 31), 13)
    datetime.date(2026, 3, 1)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 1, 1) + timedelta(days=monthrange(year, month + 1)[1])


def fiscal_year_last_day(end: str, on: date) -> date:
    """Return the last day of the fiscal year in which ``on`` lies.

    Args:
        end: month and day of the closing, "06-30"; empty is 31 December.
        on: any day.

    >>> [fiscal_year_last_day("06-30", date(2025, 6, day)).year for day in (29, 30)]
    [2025, 2025]
    >>> fiscal_year_last_day("06-30", date(2025, 7, 1))
    datetime.date(2026, 6, 30)
    """
    closing = day_of_year(end or "12-31", on.year) or date(on.year, 12, 31)
    if on <= closing:
        return closing
    return day_of_year(end or "12-31", on.year + 1) or date(on.year + 1, 12, 31)


def fiscal_year_closed_in(end: str, year: int) -> tuple[date, date]:
    """Return the first and the last day of the fiscal year that closes in a calendar year.

    Args:
        end: month and day of the closing, "06-30"; empty is 31 December.
        year: in which it closes.
    """
    last = fiscal_year_last_day(end, date(year, 1, 1))
    before = fiscal_year_last_day(end, date(year - 1, 1, 1))
    return before + timedelta(days=1), last
