"""What is built, where, under which axis of the programme, and which associations carry it (decision 0043)."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct, field

from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import Later
from donations_app.domain.folding import folded_code
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.payments import LARGEST
from donations_app.domain.typed import is_within_reach

State = Literal["idea", "seeking", "running", "done"]
STATES: Final[tuple[State, ...]] = ("idea", "seeking", "running", "done")
Unassigned = Literal["project", "carrier", "parts"]
UNASSIGNED: Final[tuple[Unassigned, ...]] = ("project", "carrier", "parts")
"""What money counts for that names the project alone: the project; its one carrier; all by their parts."""
LONGEST_SHORT: Final = 20  # letters of a short name, in each language
FACTS: Final = (  # of a project, that change; what it costs and who carries it is a budget from a day on
    "title_fr", "title_en", "title_ar", "short_fr", "short_en", "short_ar", "axis", "action", "municipality",
    "province", "programme", "people_served", "state", "starts_on", "ends_on", "receipt_eligible", "pass_through",
)  # fmt: skip
OF_BUDGET: Final = ("cost", "currency", "rate", "foreign_minor", "eligible", "cash", "unassigned", "partners")


class PartnerDraft(Struct, frozen=True, kw_only=True):
    """An association that carries a project, and its part of the cost."""

    association: str  # reference of a party
    cost: Money  # 0: not stated
    foreign_minor: Later[int | None] = None  # in the currency of the project


class ProjectDraft(Struct, frozen=True, kw_only=True):
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
    pass_through: Later[bool] = False  # run and banked by others
    action: Later[str] = ""  # of the axis, by the reference data
    short_fr: Later[str] = ""  # at most twenty letters
    short_en: Later[str] = ""
    short_ar: Later[str] = ""
    programme: Later[str] = ""  # code
    people_served: Later[int | None] = None
    state: Later[State] = "seeking"
    unassigned: Later[Unassigned] = "project"
    eligible: Later[Money | None] = None  # of the cost, what funders take into account
    cash: Later[Money | None] = None  # of the cost, what is paid in money

    def problems(self) -> list[Problem]:
        """Return what stands against saving."""
        return [*self._own_problems(), *self._partner_problems(), *self._rule_problems()]

    def _rule_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with what is asked of it; nothing may be asked of a project."""
        found = self.rule.problems(has_funder=False)
        return (one for one in found if one.code != "rule_asks_nothing")

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
        yield from period_problems(self.starts_on, self.ends_on)
        yield from self._programme_problems()

    def _programme_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the facts of the programme: short names, people, states, parts of the cost."""
        for name in ("short_fr", "short_en", "short_ar"):
            if letters(text := getattr(self, name)) > LONGEST_SHORT:
                yield Problem(name, "short_too_long", text, {"most": str(LONGEST_SHORT)})
        if self.people_served is not None and self.people_served < 0:
            yield Problem("people_served", "number_unreadable", str(self.people_served))
        for name, choices in (("state", STATES), ("unassigned", UNASSIGNED)):
            if (said := getattr(self, name)) not in choices:
                yield Problem(name, "choice_unknown", said, {"choices": tuple(choices)})
        for name, column in (("eligible", "eligible_cost"), ("cash", "cash_budget")):
            part = getattr(self, name)
            if part is not None and not 0 <= part.cents <= max(self.cost.cents, 0):
                yield Problem(column, "part_above_cost")

    def _partner_problems(self) -> Iterator[Problem]:
        names = [partner.association for partner in self.partners]
        if len(set(names)) < len(names):
            yield Problem("association", "association_twice")
        if any(partner.cost.cents < 0 for partner in self.partners):
            yield Problem("association_cost", "amount_negative")
        elif Money.total(partner.cost for partner in self.partners) > self.cost:
            yield Problem("association_cost", "parts_above_cost")

    @property
    def unassigned_cost(self) -> Money | None:
        """What of the cost no association has as its part; ``None`` while some part is not stated."""
        if any(not partner.cost for partner in self.partners):
            return None
        return self.cost - Money.total(partner.cost for partner in self.partners)


class ProgrammeDraft(Struct, frozen=True, kw_only=True):
    """What several projects belong to, with its period."""

    key: UUID
    code: str
    title_fr: str
    title_en: str = ""
    title_ar: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def problems(self) -> list[Problem]:
        """Return what stands against saving."""
        found = [Problem(name, "missing") for name in ("code", "title_fr") if not getattr(self, name)]
        days = (("starts_on", self.starts_on), ("ends_on", self.ends_on))
        found += [
            Problem(name, "date_beyond", day.isoformat())
            for name, day in days
            if day and not is_within_reach(day)
        ]
        return [*found, *period_problems(self.starts_on, self.ends_on)]


def folded_codes(known: Iterable[str]) -> dict[str, list[str]]:
    """Return codes by what is left of them without case and accents."""
    found: dict[str, list[str]] = {}
    for code in known:
        found.setdefault(folded_code(code), []).append(code)
    return found


def code_problems(
    code: str, known: Collection[str], folded: Mapping[str, Sequence[str]] | None = None
) -> list[Problem]:
    """Return that a new code is another one but for its case and accents: nobody could tell the two apart.

    Args:
        code: of a project or a programme.
        known: the codes that stand; the same code among them is no other one.
        folded: the same, as ``folded_codes`` has them, where many codes are asked about.
    """
    if not code or code in known:
        return []
    alike = sorted((folded or folded_codes(known)).get(folded_code(code), ()))
    return [Problem("code", "code_alike", code, {"other": alike[0]})] if alike else []


def period_problems(first: date | None, last: date | None) -> Iterator[Problem]:
    """Yield that a period ends before it begins."""
    if first and last and last < first:
        yield Problem("ends_on", "ends_before_start", last.isoformat())


def letters(text: str) -> int:
    """Return how many letters a text shows: a sign above or below a letter is none of its own.

    >>> letters("Eau"), letters("مَاء")
    (3, 3)
    """
    return sum(not unicodedata.combining(one) for one in unicodedata.normalize("NFC", text))
