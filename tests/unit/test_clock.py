"""A clock that went back or leapt is told, one that is a little off or rested is not."""

from datetime import UTC, datetime, timedelta

import pytest

from donations_app.domain.clock import clock_doubt
from donations_app.domain.errors import ClockAhead, ClockBehind

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
