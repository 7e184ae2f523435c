"""Dues of members: what is owed, paid, late or exempt for each calendar year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from donations_app.domain.money import ZERO, Money

State = Literal["paid", "partly_paid", "owed", "late", "exempt"]
STATES: Final[tuple[str, ...]] = get_args(State)


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


@dataclass(frozen=True, slots=True)
class Membership:
    """A party is a member, of a kind, since a day and perhaps until another."""

    id: int
    kind: str
    since: date
    until: date | None


def has_not_ended(until: date | None, on: date) -> bool:
    """Tell whether a membership with that last day has not ended before a day."""
    return until is None or on <= until


def is_member(since: date, until: date | None, on: date) -> bool:
    """Tell whether a membership runs on a day; its first and its last day belong to it."""
    return since <= on and has_not_ended(until, on)


def membership_on(memberships: Iterable[Membership], on: date) -> Membership | None:
    """Return the membership of a party that counts on a day: of those begun, one that runs, the latest."""
    begun = [one for one in memberships if one.since <= on]
    return max(begun, key=lambda one: (has_not_ended(one.until, on), one.since), default=None)


def fees_of(steps: Iterable[tuple[int, Money]], years: Iterable[int]) -> dict[int, Money]:
    """Return the fee of each year, of the latest step not after it; years before the first have none.

    Args:
        steps: year from which a fee holds, and the fee.
        years: asked for.
    """
    ordered = sorted(steps, reverse=True)
    found = ((year, next((fee for first, fee in ordered if first <= year), None)) for year in years)
    return {year: fee for year, fee in found if fee is not None}


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
        DuesYear(
            year,
            fee := fees.get(year, ZERO),
            got := paid.get(year, ZERO),
            _state(fee, got, exempt=year in exempt, over=year < today.year),
        )
        for year in range(since.year, last + 1)
    ]


def is_settled(years: Iterable[DuesYear], year: int) -> bool:
    """Tell whether nothing is missing of a year's dues: the whole fee is paid and stands, or was let off."""
    return all(not one.missing for one in years if one.year == year)


def is_owing(years: Iterable[DuesYear]) -> bool:
    """Tell whether dues are missing of any year: a reminder helps."""
    return any(one.missing for one in years)


def is_late(years: Iterable[DuesYear], year: int) -> bool:
    """Tell whether dues are missing of a year before one."""
    return any(one.missing for one in years if one.year < year)


def _state(fee: Money, paid: Money, *, exempt: bool, over: bool) -> State:
    if exempt:
        return "exempt"
    if paid >= fee:
        return "paid"
    if over:
        return "late"
    return "partly_paid" if paid else "owed"
