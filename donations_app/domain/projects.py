"""What is built, where, under which axis of the programme, and which associations carry it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal
from uuid import UUID

from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import later
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.payments import LARGEST
from donations_app.domain.typed import is_within_reach

State = Literal["idea", "seeking", "running", "done"]
STATES: Final[tuple[State, ...]] = ("idea", "seeking", "running", "done")
Unassigned = Literal["project", "carrier", "parts"]
UNASSIGNED: Final[tuple[Unassigned, ...]] = ("project", "carrier", "parts")
"""What money counts for that names the project alone: the project; its one carrier; all by their parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDraft:
    """An association that carries a project, and its part of the cost."""

    association: str  # reference of a party
    cost: Money  # 0: not stated
    foreign_minor: int | None = later(None)  # in the currency of the project


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDraft:
    """A project as a form or a file states it."""

    key: UUID
    code: str
    title_fr: str
    cost: Money
    title_en: str = ""
    title_ar: str = ""
    axis: str = ""  # code of the reference data
    municipality: str = ""  # official code
    province: str = ""  # official code
    currency: str = "EUR"
    rate: str = ""  # units of the currency for one euro
    foreign_minor: int | None = None
    rule: FundingRule = field(default_factory=FundingRule)
    starts_on: date | None = None
    ends_on: date | None = None
    receipt_eligible: bool = True
    partners: tuple[PartnerDraft, ...] = ()
    pass_through: bool = later(default=False)  # run and banked by others
    action: str = later("")  # of the axis, by the reference data
    short_fr: str = later("")  # at most twenty letters
    short_en: str = later("")
    short_ar: str = later("")
    programme: str = later("")  # code
    people_served: int | None = later(None)
    state: State = later("seeking")  # noqa: RUF009
    unassigned: Unassigned = later("project")  # noqa: RUF009
    eligible: Money | None = later(None)  # noqa: RUF009 -- of the cost, what funders take into account
    cash: Money | None = later(None)  # noqa: RUF009 -- of the cost, what is paid in money

    def problems(self) -> list[Problem]:
        """Return what stands against saving."""
        return [*self._own_problems(), *self._partner_problems()]

    def _own_problems(self) -> Iterator[Problem]:
        for name in ("code", "title_fr"):
            if not getattr(self, name):
                yield Problem(name, "missing")
        if self.cost.cents <= 0:
            yield Problem("cost", "amount_zero", str(self.cost.cents))
        elif self.cost > LARGEST:
            yield Problem("cost", "amount_too_large", str(self.cost.cents))
        if self.currency != "EUR" and not self.rate:
            yield Problem("rate", "missing")
        for name in ("starts_on", "ends_on"):
            if not is_within_reach(day := getattr(self, name)):
                yield Problem(name, "date_beyond", day.isoformat())
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            yield Problem("ends_on", "ends_before_start", self.ends_on.isoformat())

    def _partner_problems(self) -> Iterator[Problem]:
        names = [partner.association for partner in self.partners]
        if len(set(names)) < len(names):
            yield Problem("association", "association_twice")
        if any(partner.cost.cents < 0 for partner in self.partners):
            yield Problem("association_cost", "amount_negative")
        elif Money.total(partner.cost for partner in self.partners) > self.cost:
            yield Problem("association_cost", "parts_above_cost")
