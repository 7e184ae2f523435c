"""Dues of members: what is owed, paid, late or exempt for each calendar year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from donations_app.domain.money import ZERO, Money

State = Literal["paid", "partly_paid", "owed", "late", "exempt"]


@dataclass(frozen=True, slots=True)
class DuesYear:
    """Where a membership stands for one year."""

    year: int
    fee: Money
    paid: Money
    state: State

    @property
    def missing(self) -> Money:
        """What is still to be paid; nothing when exempt."""
        return ZERO if self.state == "exempt" else max(ZERO, self.fee - self.paid)


def dues_years(
    *,
    since: date,
    until: date | None,
    fees: Mapping[int, Money],
    paid: Mapping[int, Money],
    exempt: Sequence[int],
    today: date,
) -> list[DuesYear]:
    """Return the years of a membership, oldest first, up to today's.

    Dues are owed for each calendar year in which one was a member. They are late once the year is over.

    Args:
        since: first day of the membership.
        until: last day, or ``None`` while it lasts.
        fees: yearly fee by year; a year without one owes nothing.
        paid: sum of the dues lines by ``dues_year``, net of reversals.
        exempt: years freed by a decision.
        today: the day from which one looks.
    """
    last = min(today.year, until.year if until else today.year)
    return [
        DuesYear(year, fee := fees.get(year, ZERO), got := paid.get(year, ZERO), _state(
            fee, got, exempt=year in exempt, over=year < today.year))
        for year in range(since.year, last + 1)
    ]  # fmt: skip


def _state(fee: Money, paid: Money, *, exempt: bool, over: bool) -> State:
    if exempt:
        return "exempt"
    if paid >= fee:
        return "paid"
    if over:
        return "late"
    return "partly_paid" if paid else "owed"
