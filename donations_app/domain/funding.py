"""What funders ask of the money of a project, and the stages of what they give.

Rules are dated settings, "to be confirmed" with each funder: what is known was read on published pages
(``resources/reference/funding_rules.json`` names them with their day). "In order to benefit from public
subventions, each association should finance at least 15 % of the project with private funds" is the rule of
the association itself; the AFD's guide of 2012 asks for at least 10 % of it in cash and lets at most 5 % be
in kind.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingRule:
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
