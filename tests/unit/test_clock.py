"""A clock that went back or leapt is told, one that is a little off or rested is not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from donations_app.domain.clock import clock_doubt
from donations_app.domain.errors import ClockAhead, ClockBehind
from donations_app.domain.french_time import day_in_france
from donations_app.services.demo.books import story_clock

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (timedelta(days=-3650), ClockBehind),
        (timedelta(hours=-1, seconds=-1), ClockBehind),
        (timedelta(hours=-1), None),
        (timedelta(), None),
        (timedelta(days=366), None),
        (timedelta(days=367), ClockAhead),
        (timedelta(days=3650), ClockAhead),
    ],
)
def test_a_clock_is_held_against_the_last_entry(since: timedelta, told: type | None) -> None:
    doubt = clock_doubt(NOW, NOW - since)
    assert (type(doubt) if doubt else None) is told


def test_books_without_an_entry_say_nothing_of_the_clock() -> None:
    assert clock_doubt(NOW, None) is None


@pytest.mark.parametrize("today", [date(2026, 1, 31), date(2026, 7, 31)])
def test_examples_made_in_the_morning_are_not_of_the_future(today: date) -> None:
    told = story_clock(today)()
    assert day_in_france(told) == today
    assert clock_doubt(datetime(today.year, today.month, today.day, 2, 30, tzinfo=UTC), told) is None
