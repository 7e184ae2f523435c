"""What funders ask of the money of a project, and the stages of what they give.

Rules are dated settings, "to be confirmed" with each funder: what is known was read on published pages
(``resources/reference/funding_rules.json`` names them with their day). "In order to benefit from public
subventions, each association should finance at least 15 % of the project with private funds" is the rule of
the association itself; the AFD's guide of 2012 asks for at least 10 % of it in cash and lets at most 5 % be
in kind.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.errors import Problem

WHOLE: Final = 10_000  # basis points
Scope = Literal["association", "project", "organisation"]
SCOPES: Final[tuple[Scope, ...]] = ("association", "project", "organisation")
CostBase = Literal["cost", "eligible", "cash"]
COST_BASES: Final[tuple[CostBase, ...]] = ("cost", "eligible", "cash")
MoneyState = Literal["promised", "received", "spent"]
MONEY_STATES: Final[tuple[MoneyState, ...]] = ("promised", "received", "spent")
InKindOf = Literal["cost", "contribution"]
IN_KIND_OF: Final[tuple[InKindOf, ...]] = ("cost", "contribution")
GoodsBack = Literal["deducted", "counted"]  # goods that a donor got for his gift
GOODS_BACK: Final[tuple[GoodsBack, ...]] = ("deducted", "counted")
Stage = Literal["promised", "agreed", "withdrawn"]
STAGES: Final[tuple[Stage, ...]] = ("promised", "agreed", "withdrawn")
# what a rule may name as counted; village cash is what an association of villagers or migrants gives or collects
MONEY_KINDS_COUNTED: Final = (
    "dues", "gifts", "village_cash", "collections", "participation", "sales", "companies", "foundations",
    "waived_expenses", "securities", "skills", "goods", "labour", "land", "materials", "transport",
)  # fmt: skip
_PARTS: Final = (
    "minimum", "minimum_cash", "maximum_in_kind", "maximum_funder", "maximum_public", "minimum_other",
)  # fmt: skip
_CHOICES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("in_kind_of", IN_KIND_OF),
    ("base", COST_BASES),
    ("basis", MONEY_STATES),
    ("scope", SCOPES),
    ("goods_back", GOODS_BACK),
)


class FundingRule(Struct, frozen=True, kw_only=True):
    """What a funder asks; parts are basis points of the base (1 500 is 15 %)."""

    name: str = ""
    minimum: int = 1_500  # private money
    minimum_cash: int = 0  # of it in money
    maximum_in_kind: int = WHOLE
    in_kind_of: InKindOf = "cost"
    maximum_funder: int | None = None  # this funder's own money; none: no bound
    maximum_public: int | None = None  # all public money
    minimum_other: int = 0  # own money or that of anybody but this funder
    base: CostBase = "cost"
    basis: MoneyState = "received"
    scope: Scope = "association"
    counts: tuple[str, ...] = ()  # kinds of money that are counted; none named: all
    goods_back: GoodsBack = "deducted"
    currency: str = ""  # in which it is computed; empty: that of the cost
    source: str = ""  # where it is published
    source_on: date | None = None  # the day it was read, or it bears
    confirmed: bool = False  # by the funder

    def problems(self, *, has_funder: bool) -> list[Problem]:
        """Return what stands against saving: what is out of range, unknown, or says two things.

        Args:
            has_funder: whether somebody's rule it is; what bounds "this funder" needs one.
        """
        return [
            *self._range_problems(),
            *self._choice_problems(),
            *self._contradictions(has_funder=has_funder),
        ]

    def _range_problems(self) -> Iterator[Problem]:
        for name in _PARTS:
            points = getattr(self, name)
            if points is not None and not 0 <= points <= WHOLE:
                yield Problem(f"{name}_percent", "percent_unreadable", str(points / 100))

    def _choice_problems(self) -> Iterator[Problem]:
        for name, choices in _CHOICES:
            if getattr(self, name) not in choices:
                yield _unknown(name, getattr(self, name), choices)
        for kind in self.counts:
            if kind not in MONEY_KINDS_COUNTED:
                yield _unknown("counts", kind, MONEY_KINDS_COUNTED)

    def _contradictions(self, *, has_funder: bool) -> Iterator[Problem]:
        if self.minimum_cash > self.minimum:
            yield Problem("minimum_cash_percent", "cash_above_minimum")
        if self.in_kind_of == "contribution" and self.maximum_in_kind == WHOLE:
            yield Problem("maximum_in_kind_percent", "in_kind_unbounded")
        if not has_funder:
            if self.maximum_funder is not None:
                yield Problem("maximum_funder_percent", "rule_without_funder")
            if self.minimum_other:
                yield Problem("minimum_other_percent", "rule_without_funder")
        if self.scope == "organisation":
            held = {"base": ("cost",), "basis": ("received",), "currency": ("", "EUR")}
            for name, allowed in held.items():
                if getattr(self, name) not in allowed:
                    yield Problem(name, "organisation_by_receipts", getattr(self, name))
        bounds = (self.maximum_funder, self.maximum_public)
        asked = (self.minimum, self.minimum_cash, self.minimum_other)
        if not any(asked) and bounds == (None, None) and self.maximum_in_kind == WHOLE:
            yield Problem("minimum_percent", "rule_asks_nothing")


def _unknown(field: str, value: str, choices: tuple[str, ...]) -> Problem:
    return Problem(field, "choice_unknown", value, {"choices": tuple(choices)})


class KnownRule(Struct, frozen=True):
    """A rule that a funder publishes, as it was read; to be confirmed with the funder."""

    code: str
    funder: str  # code of a partner; empty: the association itself
    names: tuple[str, str, str]  # French, English, Arabic
    notes: tuple[str, str, str]  # what of it cannot be held, or is not known
    mark: str  # A primary text, B secondary and consistent
    rule: FundingRule
