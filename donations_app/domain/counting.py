"""Which pieces of private money a rule counts, so that the pieces of a document add up to its figures."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.share_verdicts import half_up

Counted = Literal["cash", "in_kind", "waiting", "excluded", ""]


def counted_as(rule: FundingRule, sort: str, kind: str) -> Counted:
    """Return what a piece counts as; empty where the rule does not look at it, as at money where it asks what is spent.

    Args:
        rule: what is asked.
        sort: of the piece: cash, goods_back, spent, in_kind or waiting.
        kind: of money, as rules name it.

    >>> counted_as(FundingRule(), "goods_back", "gifts"), counted_as(FundingRule(counts=("dues",)), "cash", "gifts")
    ('cash', 'excluded')
    >>> counted_as(FundingRule(basis="spent"), "cash", "gifts"), counted_as(FundingRule(), "spent", "gifts")
    ('', '')
    """
    money = {"cash": rule.basis != "spent", "spent": rule.basis == "spent"}
    money["goods_back"] = money["cash"] and rule.goods_back == "deducted"
    if sort in money and not money[sort]:
        return ""
    if rule.counts and kind not in rule.counts:
        return "excluded"
    if sort in money:
        return "cash"
    return "waiting" if sort == "waiting" else "in_kind"


def at_rate(cents: int, rate: Fraction) -> int:
    """Return minor units of another currency for cents, halves away from zero."""
    return half_up(cents * rate)


def summed_at_rates(amounts: Iterable[tuple[int | None, Money, Fraction | None]], rate: Fraction) -> int:
    """Return the sum of amounts in minor units of another currency.

    Args:
        amounts: each in that currency where it is known, in euros, and its own rate where it has one.
        rate: of those in euros without a rate of their own.
    """
    return sum(at_rate(euros.cents, own or rate) if known is None else known for known, euros, own in amounts)


def whole_parts(amounts: Sequence[int], unit: int, *, cuts_first: bool = False) -> list[int]:
    """Return amounts in whole units that add up to their rounded sum: the largest remainders go up.

    Args:
        amounts: parts of a whole.
        unit: how many of them make one.
        cuts_first: the first never goes up: a private part that is held against a rule. All are parts of a whole.

    >>> whole_parts([150, 150, 100], 100), whole_parts([-50, 150], 100)
    ([2, 1, 1], [0, 1])
    >>> whole_parts([1499_6, 8500_4], 10), whole_parts([1499_6, 8500_4], 10, cuts_first=True)
    ([1500, 8500], [1499, 8501])
    """
    whole = [amount // unit for amount in amounts]
    rest = (sum(amounts) * 2 + unit) // (2 * unit) - sum(whole)
    order = sorted(range(int(cuts_first), len(amounts)), key=lambda n: (-(amounts[n] % unit), n))
    for n in order[:rest]:
        whole[n] += 1
    return whole
