"""The private share: private money counted for a project over its cost, against the funder's threshold.

"In order to benefit from public subventions, each association should finance at least 15 % of the
project with private funds." A rule may also ask for a minimum in cash and cap what is in kind
(the AFD's guide of 2012: 15 %, of which at least 10 in cash and at most 5 in kind).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from donations_app.domain.funding import WHOLE, FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import IN_KIND_KINDS

Nature = Literal["private_cash", "private_in_kind", "public"]
NATURES: Final[tuple[Nature, ...]] = ("private_cash", "private_in_kind", "public")
MoneyOrigin = Literal["private", "public", "regranted"]  # regranted: public, passed on
MONEY_ORIGINS: Final[tuple[MoneyOrigin, ...]] = ("private", "public", "regranted")
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


@dataclass(frozen=True, slots=True)
class Collected:
    """What stands on a project, or on an association's part of it, net of all that was reversed."""

    cash: Money = ZERO
    in_kind: Money = ZERO
    public: Money = ZERO
    expected: Money = ZERO


@dataclass(frozen=True, slots=True)
class PrivateShare:
    """Where a project, or an association's part of it, stands."""

    cost: Money
    cash: Money
    in_kind: Money
    in_kind_counted: Money  # up to the rule's ceiling
    public: Money
    expected: Money
    private: Money  # cash and what counts of in kind
    required: Money  # rounded up to the cent
    missing: Money
    basis_points: int  # private over cost, rounded down
    reached: bool | None  # on exact cents; no verdict where a cost is not stated
    reached_on_expected: bool | None


def private_share(cost: Money, collected: Collected, rule: FundingRule) -> PrivateShare:
    """Hold what was collected against the rule.

    Args:
        cost: of the project or of the association's part; zero where it is not stated: no verdict then.
        collected: sums of the allocations; ``cash`` may be negative after reversals of other years.
        rule: the threshold that applies.

    >>> at = private_share(Money(10_000_00), Collected(cash=Money(1_499_99)), FundingRule())
    >>> at.required.cents, at.missing.cents, at.basis_points, at.reached
    (150000, 1, 1499, False)
    """
    required = _at_least(cost, rule.minimum)
    required_cash = _at_least(cost, rule.minimum_cash)
    ceiling = Money(cost.cents * rule.maximum_in_kind // WHOLE)
    counted = max(ZERO, min(collected.in_kind, ceiling))
    private = collected.cash + counted
    missing = _missing(collected.cash, counted, required, required_cash)
    return PrivateShare(
        cost=cost,
        cash=collected.cash,
        in_kind=collected.in_kind,
        in_kind_counted=counted,
        public=collected.public,
        expected=collected.expected,
        private=private,
        required=required,
        missing=missing,
        basis_points=max(0, private.cents * WHOLE // cost.cents) if cost else 0,
        reached=not missing if cost else None,
        reached_on_expected=not _missing(
            collected.cash + collected.expected, counted, required, required_cash
        )
        if cost
        else None,
    )


def of_each(whole: PrivateShare, parts: Sequence[PrivateShare]) -> PrivateShare:
    """Hold a project against its rule association by association: each has to reach it on its own part.

    What is missing is what the parts lack together, or what the whole lacks where that is more. One part
    that falls short decides; where none does and a cost is not stated, there is no verdict.

    >>> rule, half = FundingRule(), Money(5_000_00)
    >>> one, other = (private_share(half, Collected(cash=Money(cents)), rule) for cents in (1_500_00, 0))
    >>> both = of_each(private_share(half + half, Collected(cash=Money(1_500_00)), rule), [one, other])
    >>> both.basis_points, both.missing.cents, both.reached
    (1500, 75000, False)
    """
    all_ = (whole, *parts)
    return replace(
        whole,
        missing=max(whole.missing, sum((part.missing for part in parts), ZERO)),
        reached=_all([one.reached for one in all_]),
        reached_on_expected=_all([one.reached_on_expected for one in all_]),
    )


def _all(verdicts: Sequence[bool | None]) -> bool | None:
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _at_least(cost: Money, basis_points: int) -> Money:
    return Money(-(-cost.cents * basis_points // WHOLE))


def _missing(cash: Money, in_kind: Money, required: Money, required_cash: Money) -> Money:
    return max(ZERO, required - cash - in_kind, required_cash - cash)
