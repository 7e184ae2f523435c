"""What funders promise and agree to give for a project, and what of it has come."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from uuid import UUID

from msgspec import Struct

from donations_app.domain.errors import Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import LARGEST
from donations_app.domain.typed import is_within_reach

PlanState = Literal["promised", "agreed"]


class FinancingDraft(Struct, frozen=True, kw_only=True):
    """What a funder promises or agrees to give, as a form states it."""

    key: UUID
    project: str  # code
    funder: str  # reference of an organisation
    amount: Money  # in euros, at the agreed rate
    stated_on: date  # when it was promised or agreed
    association: str = ""  # reference; for its part of the project alone
    currency: str = "EUR"
    rate: str = ""  # agreed: units of the currency for one euro
    foreign_minor: int | None = None  # the amount in minor units of the currency
    reference: str = ""  # of the agreement

    def problems(self, *, is_agreed: bool) -> list[Problem]:
        """Return what stands against saving.

        Args:
            is_agreed: whether it is agreed, which has a reference.
        """
        return [*self._problems(is_agreed=is_agreed)]

    def _problems(self, *, is_agreed: bool) -> Iterator[Problem]:
        for name in ("project", "funder"):
            if not getattr(self, name):
                yield Problem(name, "missing")
        if self.amount.cents <= 0:
            yield Problem("amount", "amount_zero", str(self.amount.cents))
        elif self.amount > LARGEST:
            yield Problem("amount", "amount_too_large", str(self.amount.cents))
        if self.currency != "EUR" and not self.rate:
            yield Problem("rate", "missing")
        if not is_within_reach(self.stated_on):
            yield Problem("on", "date_beyond", self.stated_on.isoformat())
        if is_agreed and not self.reference:
            yield Problem("reference", "missing")


class Commitment(Struct, frozen=True):
    """What stands promised or agreed on a day."""

    ref: str
    stage: PlanState
    association: str  # reference, or empty for the project as a whole
    amount: Money  # in euros
    minor: int  # in the currency
    rate: str
    stated_on: date
    reference: str
    reason: str  # why it replaced another one


class FunderPlan(Struct, frozen=True):
    """What one funder promised, agreed and gave for a project in one currency, as on a day.

    Sums in minor units of the currency; in euros where the name says so.
    """

    funder: str  # reference
    name: str
    kind: str  # of the party
    currency: str
    commitments: tuple[Commitment, ...]
    received: int = 0
    received_euros: Money = ZERO
    left: int = 0  # still to come of what is promised and agreed, whatever the currency in which it came
    left_euros: Money = ZERO  # the same at the agreed rates

    @property
    def promised(self) -> int:
        """What is promised and not agreed yet."""
        return sum(one.minor for one in self.commitments if one.stage == "promised")

    @property
    def agreed(self) -> int:
        """What is agreed."""
        return sum(one.minor for one in self.commitments if one.stage == "agreed")

    @property
    def committed_euros(self) -> Money:
        """All that stands promised or agreed, at the agreed rates."""
        return Money.total(one.amount for one in self.commitments)

    @property
    def whole_euros(self) -> Money:
        """What came in the currency and is still to come in it, at the agreed rates; at least what came."""
        came = self._at_agreed(self.received) or self.received_euros
        return max(ZERO, self.received_euros, came + self.left_euros)

    @property
    def exchange_difference(self) -> Money | None:
        """Euros received above (below: under zero) what they are at the agreed rates.

        ``None`` where nothing is agreed or promised in the currency.
        """
        agreed = self._at_agreed(self.received)
        return None if agreed is None else self.received_euros - agreed

    def _at_agreed(self, minor: int) -> Money | None:
        """Return euros for units of the currency, in the proportion of what was agreed, rounded half up."""
        whole = self.promised + self.agreed
        if not whole:
            return None
        euros = Decimal(minor * self.committed_euros.cents) / Decimal(whole)
        return Money(int(euros.quantize(Decimal(1), ROUND_HALF_UP)))
