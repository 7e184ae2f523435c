"""The private share at one place: private money counted over a cost, against a funder's rule.

"In order to benefit from public subventions, each association should finance at least 15 % of the
project with private funds." A rule may also ask for a minimum in cash and cap what is in kind
(the AFD's guide of 2012: 15 %, of which at least 10 in cash and at most 5 in kind). What a whole project
makes of its places is ``share_verdicts``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from msgspec import Struct

from donations_app.domain.funding import WHOLE, FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import IN_KIND_KINDS

Nature = Literal["private_cash", "private_in_kind", "public"]
NATURES: Final[tuple[Nature, ...]] = ("private_cash", "private_in_kind", "public")
MoneyOrigin = Literal["private", "public", "regranted"]  # regranted: public, passed on
MONEY_ORIGINS: Final[tuple[MoneyOrigin, ...]] = ("private", "public", "regranted")
OriginTold = MoneyOrigin | Literal["unknown"]
ORIGINS_TOLD: Final[tuple[OriginTold, ...]] = (*MONEY_ORIGINS, "unknown")
FACTS: Final = ("kind", "payer_kind", "money_origin", "currency")  # what an allocation keeps of its day
_GIVERS_OF_THEIR_OWN: Final = ("individual", "couple", "company", "foundation")  # kinds of party


def money_origin(kind: str, payer_kind: str, stated: str = "") -> MoneyOrigin:
    """Return where the money of a line comes from.

    What a public body pays is public whatever its form, and so is a subsidy whoever hands it on; what a
    payer hands on who is stated to regrant public money is seen through, whatever it is called. A grant is
    public unless its giver is known to be private: an association may hand on public money (PRA/OSIM of
    the FORIM, microprojects of La Guilde: both paid by the AFD, read 2026-11-28), so it has to be stated.

    Args:
        kind: of the payment line.
        payer_kind: of the party; empty for an anonymous payer.
        stated: of the party's money; empty where nobody stated it.

    >>> money_origin("donation", "public_body"), money_origin("subsidy", "association")
    ('public', 'public')
    >>> money_origin("grant", "association"), money_origin("grant", "association", "private")
    ('public', 'private')
    >>> money_origin("grant", "foundation"), money_origin("donation", "association", "regranted")
    ('private', 'regranted')
    """
    if stated == "regranted":
        return "regranted"
    if stated == "public" or payer_kind == "public_body" or kind == "subsidy":
        return "public"
    if kind == "grant" and stated != "private" and payer_kind not in _GIVERS_OF_THEIR_OWN:
        return "public"
    return "private"


def origin_told(origin: str, payer_kind: str, stated: str) -> OriginTold:
    """Return where money comes from as a person may look for it; unknown is private money that was never asked about.

    An association may hand on public money: what nobody stated of it counts as private, and is told apart.

    Args:
        origin: as it counts.
        payer_kind: of the party; empty for an anonymous payer.
        stated: of the party's money; empty where nobody stated it.

    >>> origin_told("private", "association", ""), origin_told("private", "individual", "")
    ('unknown', 'private')
    >>> origin_told("private", "association", "private"), origin_told("public", "association", "")
    ('private', 'public')
    """
    if origin in ("public", "regranted"):
        return "public" if origin == "public" else "regranted"
    return "unknown" if payer_kind == "association" and not stated else "private"


def nature(kind: str, origin: str) -> Nature:
    """Return what a line counts as for the private share.

    Args:
        kind: of the payment line.
        origin: of its money.

    >>> nature("donation", "private"), nature("skills", "private"), nature("skills", "regranted")
    ('private_cash', 'private_in_kind', 'public')
    """
    if origin != "private":
        return "public"
    return "private_in_kind" if kind in IN_KIND_KINDS else "private_cash"


_OF_ASSOCIATIONS: Final = ("donation", "collection", "grant", "subsidy")
_KINDS_COUNTED: Final = {
    "donation": "gifts", "grant": "gifts", "subsidy": "gifts", "collection": "collections", "sale": "sales",
    "in_kind": "goods",
}  # fmt: skip
_GIVEN_BY: Final = {"association": "village_cash", "foundation": "foundations", "company": "companies"}


def kind_counted(kind: str, payer_kind: str) -> str:
    """Return which kind of money a line is, as funders' rules name it (``funding.MONEY_KINDS_COUNTED``).

    What an association hands over is village cash, what a foundation or a company gives bears its name.

    Args:
        kind: of the payment line, or of a valued contribution.
        payer_kind: of the party; empty for an anonymous payer.

    >>> kind_counted("donation", "association"), kind_counted("grant", "foundation"), kind_counted("dues", "couple")
    ('village_cash', 'foundations', 'dues')
    >>> kind_counted("collection", ""), kind_counted("in_kind", "company"), kind_counted("labour", "association")
    ('collections', 'goods', 'labour')
    """
    if kind in _OF_ASSOCIATIONS and payer_kind in _GIVEN_BY:
        return _GIVEN_BY[payer_kind]
    return _KINDS_COUNTED.get(kind, kind)


class Judged(NamedTuple):
    """A place held against a rule, in minor units of the rule's currency (cents of a euro or of a dirham)."""

    base: int  # of the cost, what the rule looks at; 0: not stated, and no verdict
    cash: int
    in_kind: int
    counted: int  # of what is in kind, up to the rule's ceiling
    required: int  # rounded up
    missing: int  # in cash, which closes every gap; 0 without a verdict

    @property
    def private(self) -> int:
        """What counts."""
        return self.cash + self.counted

    @property
    def reached(self) -> bool | None:
        """The verdict, on exact units; none where the cost is not stated."""
        return not self.missing if self.base else None


def judge(rule: FundingRule, base: int, cash: int, in_kind: int) -> Judged:
    """Hold the private money of one place against a rule.

    Args:
        rule: what is asked.
        base: of the cost, what the rule looks at; zero where it is not stated.
        cash: private money; below zero after reversals of other years.
        in_kind: private, with its paper.

    >>> at = judge(FundingRule(), 10_000_00, 1_499_99, 0)
    >>> at.required, at.missing, at.reached
    (150000, 1, False)
    """
    required = at_least(base, rule.minimum)
    if rule.in_kind_of == "cost":
        counted = max(0, min(in_kind, base * rule.maximum_in_kind // WHOLE))
        needed = required - counted
    else:
        counted, needed = _within_contribution(rule.maximum_in_kind, required, cash, max(0, in_kind))
    missing = max(0, max(needed, at_least(base, rule.minimum_cash)) - cash) if base else 0
    return Judged(base, cash, in_kind, counted, required, missing)


def missing_of_receipts(rule: FundingRule, came: int, cash: int, in_kind: int) -> int:
    """Return the cash that reaches a rule of which the base is all that came: what comes is part of the base, too.

    Args:
        rule: what is asked.
        came: all receipts; zero: nothing is missing that could be named.
        cash: private money among them.
        in_kind: private, with its paper.

    >>> missing_of_receipts(FundingRule(), 100_00, 10_00, 0)  # 15,89 of 105,89; 5,00 would make 15,00 of 105,00
    589
    """
    low, high = judge(rule, came, cash, in_kind).missing, came * WHOLE

    def lacks(more: int) -> bool:
        return judge(rule, came + more, cash + more, in_kind).missing > 0

    if not low or lacks(high):
        return low
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if lacks(middle) else (low, middle)
    return low


def _within_contribution(most: int, required: int, cash: int, in_kind: int) -> tuple[int, int]:
    """Return what counts of what is in kind, at most a part of the contribution, and the cash that would do."""
    if most >= WHOLE:
        return in_kind, required - in_kind
    ceiling = max(0, cash * most // (WHOLE - most))
    return min(in_kind, ceiling), max(required - in_kind, at_least(required, WHOLE - most))


def at_least(base: int, basis_points: int) -> int:
    """Return a part of a base, rounded up."""
    return -(-base * basis_points // WHOLE)


class PrivateShare(Struct, frozen=True):
    """Where a project, or an association's part of it, stands by the rule that leads; in euros.

    Verdict, percentage and what is missing were found in the currency of the rule; euros of what is asked and
    missing are those at the agreed rate, of what was given those that arrived, and ``exchange`` lies between.
    """

    cost: Money
    cash: Money
    in_kind: Money
    in_kind_counted: Money  # up to the rule's ceiling
    public: Money
    expected: Money
    private: Money  # cash and what counts of in kind
    required: Money = ZERO  # rounded up to the cent
    missing: Money = ZERO
    basis_points: int = 0  # private over cost, rounded down
    reached: bool | None = None  # on exact cents; no verdict where a cost is not stated
    reached_on_expected: bool | None = None
    waiting: Money = ZERO  # in kind, without its paper
    exchange: Money = ZERO  # what the private money is worth at the agreed rate beyond its euros
    currency: str = "EUR"  # of the rule
    missing_minor: int = 0  # in that currency
    reached_on: date | None = None  # the day on which it is, if what is expected comes

    @property
    def missing_dirhams(self) -> int | None:
        """What is missing in hundredths of a dirham as the rule found it; none where the rule is not in dirhams."""
        return self.missing_minor if self.currency == "MAD" else None

    @property
    def excess(self) -> Money:
        """What is in kind beyond the rule's ceiling."""
        return self.in_kind - self.in_kind_counted

    @classmethod
    def sum_of(cls, lines: "Sequence[PrivateShare]", cost: Money) -> "PrivateShare":
        """Return what lines add up to, without a verdict."""
        sums: dict[str, Any] = {name: Money.total(getattr(line, name) for line in lines) for name in _SUMS}
        return cls(cost=cost, currency=lines[0].currency if lines else "EUR", **sums)


_SUMS: Final = (
    "cash", "in_kind", "in_kind_counted", "public", "expected", "private", "waiting", "exchange",
)  # fmt: skip
