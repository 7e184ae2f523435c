"""From which day on a refund takes cents from where they stand."""

from datetime import date

import pytest

from donations_app.domain.money import Money
from donations_app.domain.refunds import taken_on

AWAY_AND_BACK = [(1, 150), (20, -10), (22, -120), (24, 120)]


@pytest.mark.parametrize(
    ("on", "cents", "moves", "from_day"),
    [
        (9, 20, [(1, 150)], 9),
        (9, 20, [(1, 150), (20, -10)], 9),  # a later refund, typed before, does not hold it back
        (9, 20, [(20, -10), (1, 150)], 9),  # in whatever order they are told
        (9, 140, [(1, 150), (20, -10)], 9),
        (9, 20, [(12, 150)], 12),  # not before it came there
        (9, 100, [(1, 50), (12, 50)], 12),
        (9, 5, AWAY_AND_BACK, 9),  # that much stood there all the time
        (9, 21, AWAY_AND_BACK, 24),  # that much did not, between two moves
        (23, 21, AWAY_AND_BACK, 24),
        (25, 140, AWAY_AND_BACK, 25),
    ],
)
def test_it_takes_them_from_its_day_or_from_when_they_stand_there_for_good(
    on: int, cents: int, moves: list[tuple[int, int]], from_day: int
) -> None:
    dated = [(date(2025, 12, day), Money(more)) for day, more in moves]
    assert taken_on(date(2025, 12, on), Money(cents), dated) == date(2025, 12, from_day)
