"""Dues of a membership: which years it has, and what each of them is."""

from datetime import date

import pytest

from donations_app.domain.dues import DuesYear, dues_years
from donations_app.domain.money import ZERO, Money

FEE = Money(30_00)


def years(
    since: str = "2025-05-01",
    until: str = "",
    *,
    fees: dict[int, int] | None = None,
    paid: int = 0,
    exempt: tuple[int, ...] = (),
    today: str = "2026-11-23",
) -> list[DuesYear]:
    known = (
        {year: Money(cents) for year, cents in fees.items()}
        if fees is not None
        else dict.fromkeys((2025, 2026), FEE)
    )
    return dues_years(
        since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
        fees=known,
        paid={2026: Money(paid)},
        exempt=exempt,
        today=date.fromisoformat(today),
    )


@pytest.mark.parametrize(
    ("since", "until", "today", "found"),
    [
        ("2024-12-31", "", "2026-01-01", [2024, 2025, 2026]), ("2025-01-01", "", "2026-12-31", [2025, 2026]),
        ("2026-05-01", "", "2026-05-01", [2026]), ("2027-01-01", "", "2026-12-31", []),
        ("2024-01-01", "2025-12-31", "2026-06-01", [2024, 2025]),
        ("2024-01-01", "2026-01-01", "2026-06-01", [2024, 2025, 2026]),
        ("2024-01-01", "2027-12-31", "2026-06-01", [2024, 2025, 2026]),
    ],
)  # fmt: skip
def test_dues_are_of_each_year_in_which_one_was_a_member_up_to_this_one(
    since: str, until: str, today: str, found: list[int]
) -> None:
    assert [one.year for one in years(since, until, today=today)] == found


@pytest.mark.parametrize(
    ("paid", "today", "state", "missing"),
    [
        (0, "2026-12-31", "owed", 30_00), (1, "2026-12-31", "partly_paid", 29_99),
        (29_99, "2026-12-31", "partly_paid", 1),
        (30_00, "2026-12-31", "paid", 0), (30_01, "2026-12-31", "paid", 0), (0, "2027-01-01", "late", 30_00),
        (29_99, "2027-01-01", "late", 1), (30_00, "2027-01-01", "paid", 0),
    ],
)  # fmt: skip
def test_dues_are_late_once_their_year_is_over(paid: int, today: str, state: str, missing: int) -> None:
    (found,) = years("2026-03-01", "2026-12-31", paid=paid, today=today)
    assert (found.year, found.fee, found.paid, found.state) == (2026, FEE, Money(paid), state)
    assert found.missing == Money(missing)


def test_a_year_freed_by_a_decision_owes_nothing_whatever_was_paid() -> None:
    for paid in (0, 10_00, 30_00):
        (found,) = years("2026-01-01", paid=paid, exempt=(2026,))
        assert (found.state, found.missing) == ("exempt", ZERO)
    assert [one.state for one in years(exempt=(2025,))] == ["exempt", "owed"]


def test_a_year_without_a_fee_owes_nothing() -> None:
    assert [(one.state, one.fee, one.missing) for one in years(fees={2026: 30_00})] == [
        ("paid", ZERO, ZERO), ("owed", FEE, FEE),
    ]  # fmt: skip
