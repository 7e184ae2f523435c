"""Instalments of agreed gifts held against what arrived: met, late, then missed; none leaves unsaid.

A payment meets the instalment nearest to its day that is still open. One that came back meets none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from donations_app.domain.money import ZERO, Money

InstalmentState = Literal["expected", "met", "late", "missed"]
STATES: Final[tuple[InstalmentState, ...]] = ("expected", "met", "late", "missed")
LATE_DAYS: Final = 30  # an instalment not met is late so long, then missed
_EARLY: Final = timedelta(days=10)  # a payment meets what is due so much later
_REACH: Final = timedelta(days=60)  # and what was due so long before


@dataclass(frozen=True, slots=True)
class Agreed:
    """The instalments of one agreed gift."""

    amount: Money  # of each
    project: int | None  # the gift counts for it alone; ``None``: for any
    due: tuple[date, ...]  # ascending


@dataclass(frozen=True, slots=True)
class Arrived:
    """A payment of the same donor that stands: what it holds of gifts."""

    payment: str
    on: date
    amount: Money
    projects: Mapping[int, Money]  # what of it stands where; the rest is the general fund's


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment, and the payment that met it."""

    due_on: date
    amount: Money
    state: InstalmentState
    payment: str = ""


def met_by(agreed: Sequence[Agreed], arrived: Sequence[Arrived]) -> list[dict[date, str]]:
    """Return for each agreed gift of one donor which instalments are met, by which payment.

    Payments of exactly the amount first, so that of two agreed gifts each takes its own; then larger ones,
    which meet as many instalments as they hold.

    Args:
        agreed: gifts of one donor.
        arrived: his payments, in any order.
    """
    met: list[dict[date, str]] = [{} for _ in agreed]
    in_order = sorted(arrived, key=lambda one: (one.on, one.payment))
    left = [one.amount for one in in_order]
    for is_exact in (True, False):
        for place, payment in enumerate(in_order):
            for one, dues in zip(agreed, met, strict=True):
                room = payment.amount if one.project is None else payment.projects.get(one.project, ZERO)
                room = min(room, left[place])
                while room == one.amount if is_exact else room >= one.amount:
                    due = _nearest(one.due, dues, payment.on)
                    if due is None:
                        break
                    dues[due] = payment.payment
                    room, left[place] = room - one.amount, left[place] - one.amount
    return met


def _nearest(due: Sequence[date], met: Mapping[date, str], on: date) -> date | None:
    within = due[bisect_left(due, on - _REACH) : bisect_right(due, on + _EARLY)]
    return min((day for day in within if day not in met), key=lambda day: (abs(day - on), day), default=None)


def judged(agreed: Agreed, met: Mapping[date, str], *, today: date) -> list[Instalment]:
    """Return the instalments with their states: late from the day on which they are due, missed thereafter."""
    return [
        Instalment(day, agreed.amount, _state(day, is_met=day in met, today=today), met.get(day, ""))
        for day in agreed.due
    ]


def _state(due_on: date, *, is_met: bool, today: date) -> InstalmentState:
    if is_met:
        return "met"
    if due_on > today:
        return "expected"
    return "late" if today - due_on <= timedelta(days=LATE_DAYS) else "missed"
