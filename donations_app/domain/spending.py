"""What was spent on a project, and what donors earmarked for it: received, used, left ("fonds dédiés")."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from msgspec import Struct

from donations_app.domain.errors import Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import LARGEST
from donations_app.domain.private_share import MONEY_ORIGINS
from donations_app.domain.typed import is_within_reach


class SpendingDraft(Struct, frozen=True, kw_only=True):
    """What was spent on a project, as a form states it; in euros."""

    key: UUID
    project: str  # code
    amount: Money
    spent_on: date
    association: str = ""  # reference; on its part of the project
    earmarked: Money = ZERO  # of the amount, from what donors earmarked for the project
    origin: str = ""  # of the money: private, public, regranted; empty: not told
    reference: str = ""  # of the piece in the accounts
    description: str = ""

    def problems(self, today: date) -> list[Problem]:
        """Return what stands against saving.

        Args:
            today: nothing is spent later.
        """
        return [*self._problems(today)]

    def _problems(self, today: date) -> Iterator[Problem]:
        if not self.project:
            yield Problem("project", "missing")
        if self.amount.cents <= 0:
            yield Problem("amount", "amount_zero", str(self.amount.cents))
        elif self.amount > LARGEST:
            yield Problem("amount", "amount_too_large", str(self.amount.cents))
        if not ZERO <= self.earmarked <= max(self.amount, ZERO):
            yield Problem("earmarked", "earmarked_above_amount")
        if self.origin and self.origin not in MONEY_ORIGINS:
            choices = {"choices": tuple(MONEY_ORIGINS)}
            yield Problem("origin", "choice_unknown", self.origin, choices)
        if not is_within_reach(self.spent_on):
            yield Problem("on", "date_beyond", self.spent_on.isoformat())
        elif self.spent_on > today:
            yield Problem("on", "day_in_future", self.spent_on.isoformat())


class EarmarkedYear(Struct, frozen=True):
    """What donors earmarked for a project, over one year."""

    project: str  # code
    title: str
    year: int
    carried: Money  # left at the end of the year before
    received: Money  # given with the donor's wish in the year
    taken_away: Money  # returned, refunded, put right or moved elsewhere in the year
    used: Money

    @property
    def left(self) -> Money:
        """What is left at the end of the year."""
        return self.carried + self.received - self.taken_away - self.used
