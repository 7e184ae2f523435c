"""A decision on where money goes: who took it, when, by which minutes, and what it moves."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from msgspec import Struct

from donations_app.domain.errors import Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.typed import is_blank


class Decision(Struct, frozen=True, kw_only=True):
    """Who decided that money is moved."""

    key: UUID
    decided_on: date
    decided_by: str  # such as "Bureau"
    minutes: str  # by which it can be looked up
    consent: str = ""  # of donors to another use of what they earmarked: when and how
    reason: str = ""  # in words; empty: the minutes say it

    def problems(self, *, today: date) -> Iterator[Problem]:
        """Yield what stands against saving."""
        for name in ("decided_by", "minutes"):
            if is_blank(getattr(self, name)):
                yield Problem(name, "missing")
        if self.decided_on > today:
            yield Problem("decided_on", "decided_in_future", self.decided_on.isoformat())


class MoveDraft(Struct, frozen=True, kw_only=True):
    """Cents of one line that a decision moves."""

    payment: str  # reference
    position: int = 1  # of the line in its payment
    away: AllocationDraft  # where they stand; no project is the general fund
    to: AllocationDraft  # where they shall stand, of the same amount


class DecidedMoves(Struct, frozen=True):
    """What a decision moved, and what has to be told of it."""

    count: int
    amount: Money = ZERO
    earmarked: tuple[str, ...] = ()  # payments moved away from what their donors wished
    receipts: tuple[str, ...] = ()  # live ones that stand on moved money, by number
    already: bool = False
