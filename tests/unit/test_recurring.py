"""Instalments that one may expect, and none that nobody alive will see."""

from datetime import date

import pytest

from donations_app.domain.recurring import MONTHS, instalments


@pytest.mark.parametrize("frequency", MONTHS)
@pytest.mark.parametrize("first_on", [date.min, date(2026, 1, 31), date.max])
def test_books_with_the_end_of_days_in_them_are_still_read(frequency: str, first_on: date) -> None:
    due = instalments(
        frequency, 31, first_on=first_on, last_on=date.max, after=date(2099, 12, 31), until=date.max
    )
    assert all(day.year == 2100 for day in due)
    assert len(due) == (0 if first_on == date.max else 12 // MONTHS[frequency])


def test_a_day_that_a_month_lacks_is_its_last_one() -> None:
    due = instalments(
        "monthly", 31, first_on=date(2026, 1, 5), last_on=date(2026, 4, 5), after=date(2026, 1, 31),
        until=date(2026, 12, 31),
    )  # fmt: skip
    assert due == [date(2026, 2, 28), date(2026, 3, 31)]
