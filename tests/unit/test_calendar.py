"""Holidays, working days, the day in France, fiscal years, and days that a month or a year lacks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from donations_app.domain.french_time import day_in_france
from donations_app.domain.holidays import easter, holidays, is_working_day, working_day_after
from donations_app.domain.periods import (
    day_of_year,
    fiscal_year_closed_in,
    fiscal_year_last_day,
    months_later,
    years_later,
)


def test_easter_is_that_of_the_calendar() -> None:
    # the first, the last and every kind of exception: 1954, 1981, 2049 and 2076 among them
    known = {
        1818: (3, 22), 1886: (4, 25), 1943: (4, 25), 1954: (4, 18), 1961: (4, 2), 1981: (4, 19), 2000: (4, 23),
        2016: (3, 27), 2019: (4, 21), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2035: (3, 25),
        2038: (4, 25), 2049: (4, 18), 2076: (4, 19), 2100: (3, 28), 2285: (3, 22), 2299: (4, 16), 2300: (4, 8),
    }  # fmt: skip
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


def knuth(year: int) -> date:
    """Return Easter Sunday by another way: D. Knuth, The Art of Computer Programming, 1.3.2, exercise 14."""
    golden, century = year % 19 + 1, year // 100 + 1
    leap, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    sunday, epact = 5 * year // 4 - leap - 10, (11 * golden + 20 + moon - leap) % 30
    epact += epact == 24 or (epact == 25 and golden > 11)
    full = 44 - epact + (30 if epact > 23 else 0)
    return date(year, 3, 1) + timedelta(days=full + 6 - (sunday + full) % 7)


def test_easter_is_that_of_another_reckoning_in_every_year() -> None:
    assert [easter(year) for year in range(1583, 10_000)] == [knuth(year) for year in range(1583, 10_000)]


def test_france_has_eleven_holidays_in_2026() -> None:
    # Code du travail, L. 3133-1
    written = "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"
    assert sorted(f"{day:%m-%d}" for day in holidays(2026)) == written.split()
    assert {day.year for day in holidays(2026)} == {2026}


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2026-05-07", True), ("2026-05-08", False), ("2026-05-09", False), ("2026-05-10", False), ("2026-05-11", True),
     ("2026-05-15", True), ("2026-05-25", False)],
)  # fmt: skip
def test_offices_are_closed_on_saturdays_sundays_and_holidays(day: str, is_open: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is is_open


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [("2026-05-06", 1, "2026-05-07"), ("2026-05-07", 1, "2026-05-11"), ("2026-05-07", 2, "2026-05-12"),
     ("2026-05-08", 1, "2026-05-11"), ("2026-12-31", 1, "2027-01-04")],
)  # fmt: skip
def test_working_days_are_counted_from_the_day_after(day: str, count: int, after: str) -> None:
    assert working_day_after(date.fromisoformat(day), count) == date.fromisoformat(after)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # directive 2000/84/EC: from the last Sunday of March to that of October, at 01:00 UTC
        ("2026-01-12T22:59:59", "2026-01-12"), ("2026-01-12T23:00:00", "2026-01-13"),
        ("2026-07-12T21:59:59", "2026-07-12"), ("2026-07-12T22:00:00", "2026-07-13"),
        ("2026-03-28T22:30:00", "2026-03-28"), ("2026-03-28T23:30:00", "2026-03-29"),
        ("2026-03-29T22:30:00", "2026-03-30"), ("2026-10-24T22:30:00", "2026-10-25"),
        ("2026-10-25T22:30:00", "2026-10-25"), ("2026-10-25T23:30:00", "2026-10-26"),
        ("2024-03-30T22:30:00", "2024-03-30"), ("2024-03-31T22:30:00", "2024-04-01"),  # a 31st is the Sunday
        ("2021-10-30T22:30:00", "2021-10-31"), ("2021-10-31T22:30:00", "2021-10-31"),
        ("2025-12-31T22:59:59", "2025-12-31"), ("2025-12-31T23:00:00", "2026-01-01"),
    ],
)  # fmt: skip
def test_the_day_in_france_changes_at_midnight_there(instant: str, day: str) -> None:
    assert day_in_france(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("written", "year", "day"),
    [
        ("06-30", 2025, "2025-06-30"), ("12-31", 2025, "2025-12-31"), ("02-28", 2025, "2025-02-28"),
        ("02-28", 2024, "2024-02-29"), ("02-29", 2025, "2025-02-28"), ("02-27", 2024, "2024-02-27"),
        ("03-28", 2024, "2024-03-28"), ("06-31", 2025, None), ("13-01", 2025, None), ("00-10", 2025, None),
        ("6-30", 2025, None), ("06-3", 2025, None), ("006-30", 2025, None), ("0630", 2025, None), ("", 2025, None),
        ("ab-cd", 2025, None), ("06-cd", 2025, None), ("ab-30", 2025, None), ("٠٦-٣٠", 2025, None),
        ("+6-30", 2025, None), ("06- 3", 2025, None),
    ],
)  # fmt: skip
def test_a_closing_day_is_a_month_and_a_day_of_two_digits(written: str, year: int, day: str | None) -> None:
    assert day_of_year(written, year) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("end", "on", "last"),
    [
        ("", "2025-01-01", "2025-12-31"), ("", "2025-12-31", "2025-12-31"), ("06-30", "2025-06-29", "2025-06-30"),
        ("06-30", "2025-06-30", "2025-06-30"), ("06-30", "2025-07-01", "2026-06-30"),
        ("02-28", "2024-02-29", "2024-02-29"), ("02-28", "2024-03-01", "2025-02-28"),
        ("02-28", "2023-03-01", "2024-02-29"), ("wrong", "2025-05-05", "2025-12-31"),
    ],
)  # fmt: skip
def test_a_fiscal_year_ends_on_its_closing_day(end: str, on: str, last: str) -> None:
    assert fiscal_year_last_day(end, date.fromisoformat(on)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("end", "year", "first", "last"),
    [
        ("", 2026, "2026-01-01", "2026-12-31"), ("06-30", 2026, "2025-07-01", "2026-06-30"),
        ("02-28", 2025, "2024-03-01", "2025-02-28"), ("02-28", 2024, "2023-03-01", "2024-02-29"),
        ("01-01", 2026, "2025-01-02", "2026-01-01"),
    ],
)  # fmt: skip
def test_a_fiscal_year_closes_once_in_each_year(end: str, year: int, first: str, last: str) -> None:
    assert fiscal_year_closed_in(end, year) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [("2024-02-20", 6, "2030-02-20"), ("2024-02-29", 6, "2030-03-01"), ("2024-02-29", 4, "2028-02-29"),
     ("2024-02-28", 6, "2030-02-28"), ("2025-12-31", 1, "2026-12-31")],
)  # fmt: skip
def test_years_later_is_the_same_day(day: str, years: int, later: str) -> None:
    assert years_later(date.fromisoformat(day), years) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2025-01-15", 13, "2026-02-15"), ("2025-01-31", 13, "2026-03-01"), ("2025-03-31", 1, "2025-05-01"),
     ("2025-11-30", 1, "2025-12-30"), ("2025-12-15", 1, "2026-01-15"), ("2025-12-31", 2, "2026-03-01"),
     ("2025-05-01", 0, "2025-05-01"), ("2027-01-29", 13, "2028-02-29"), ("2025-11-05", 13, "2026-12-05"),
     ("2025-08-31", 13, "2026-10-01")],
)  # fmt: skip
def test_months_later_is_the_same_day_or_the_first_of_the_month_after(
    day: str, months: int, later: str
) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)
