"""Agreed instalments held against what arrived: which payment meets which, and what became of the others."""

from datetime import date, timedelta

import pytest

from donations_app.domain.instalments import LATE_DAYS, Agreed, Arrived, judged, met_by
from donations_app.domain.money import Money

MONTHS = tuple(date(2026, month, 5) for month in range(1, 7))
TWENTY = Agreed(Money(20_00), None, MONTHS)
EAU, SOL = 1, 2


def paid(*days: str, cents: int = 20_00, projects: dict[int, int] | None = None) -> list[Arrived]:
    on = {key: Money(part) for key, part in (projects or {}).items()}
    return [Arrived(f"V{day}", date.fromisoformat(day), Money(cents), on) for day in days]


@pytest.mark.parametrize(
    ("arrived", "met"),
    [
        ([], []), (paid("2026-01-05"), [1]), (paid("2026-01-05", "2026-02-05", "2026-03-07"), [1, 2, 3]),
        (paid("2025-12-26"), [1]), (paid("2025-12-25"), []),  # ten days before, and one more
        (paid("2026-02-05"), [2]),  # not the month before, which stays open
        (paid("2026-02-05", "2026-02-06"), [1, 2]),  # the second one catches up
        (paid("2026-08-04"), [6]), (paid("2026-08-05"), []),  # sixty days after the last, and one more
        (paid("2026-01-05", cents=19_99), []), (paid("2026-01-05", cents=21_00), [1]),
        (paid("2026-02-04", cents=60_00), [1, 2]),  # March is too far away to be paid already
    ],
)  # fmt: skip
def test_a_payment_meets_the_nearest_instalments_that_are_open(
    arrived: list[Arrived], met: list[int]
) -> None:
    (found,) = met_by([TWENTY], arrived)
    assert sorted(day.month for day in found) == met


def test_a_payment_is_counted_once_and_for_the_gift_of_its_amount() -> None:
    fifty = Agreed(Money(50_00), None, MONTHS)
    both = [*paid("2026-01-05", cents=50_00), *paid("2026-01-06")]
    for gifts in ([TWENTY, fifty], [fifty, TWENTY]):
        found = dict(zip([gift.amount.cents for gift in gifts], met_by(gifts, both), strict=True))
        assert found == {50_00: {MONTHS[0]: "V2026-01-05"}, 20_00: {MONTHS[0]: "V2026-01-06"}}
    assert met_by([TWENTY, TWENTY], paid("2026-01-05")) == [{MONTHS[0]: "V2026-01-05"}, {}]


@pytest.mark.parametrize(
    ("projects", "met"), [({}, 0), ({EAU: 20_00}, 1), ({SOL: 20_00}, 0), ({EAU: 19_99, SOL: 1}, 0)]
)
def test_a_gift_for_a_project_is_met_by_what_stands_on_it(projects: dict[int, int], met: int) -> None:
    (found,) = met_by([Agreed(Money(20_00), EAU, MONTHS)], paid("2026-01-05", projects=projects))
    assert len(found) == met


@pytest.mark.parametrize(
    ("days", "state"),
    [(-1, "expected"), (0, "late"), (1, "late"), (LATE_DAYS, "late"), (LATE_DAYS + 1, "missed"), (999, "missed")],
)  # fmt: skip
def test_what_did_not_come_is_late_then_missed(days: int, state: str) -> None:
    today = MONTHS[0] + timedelta(days=days)
    assert judged(TWENTY, {}, today=today)[0].state == state
    met = judged(TWENTY, {MONTHS[0]: "V1"}, today=today)[0]
    assert (met.state, met.payment, met.amount) == ("met", "V1", Money(20_00))


def test_every_instalment_is_in_one_state() -> None:
    (met,) = met_by([TWENTY], paid("2026-01-05", "2026-03-05"))
    found = [one.state for one in judged(TWENTY, met, today=date(2026, 4, 20))]
    assert found == ["met", "missed", "met", "late", "expected", "expected"]
