"""The lines of a project by the rule that leads, in euros: each carrier, who left something, the project alone.

What was given is shown in the euros that arrived, and adds up line by line; what is asked and missing was found
in the currency of the rule and is shown at the agreed rate. ``exchange`` is what lies between the two.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import NamedTuple

from msgspec.structs import replace

from donations_app.domain.funding import WHOLE, FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import Judged, PrivateShare, judge
from donations_app.domain.share_verdicts import ALONE, Bench, RuleVerdict, Stand, all_reached, half_up


class Due(NamedTuple):
    """An instalment to come."""

    on: date
    cents: int
    origin: str  # of its payer's money


def euros_up(minor: int, currency: str, rate: Fraction) -> Money:
    """Return euros at an agreed rate, rounded up to the cent."""
    return Money(minor if currency == "EUR" else -int(-minor // rate))


class Lines:
    """A project line by line."""

    def __init__(self, bench: Bench, lead: RuleVerdict, due: Mapping[int, Sequence[Due]]) -> None:
        """Make the lines.

        Args:
            bench: the project.
            lead: the verdict of the rule that leads.
            due: what is expected at each place.
        """
        self.money, self.lead = bench.project, lead
        self.rate = Fraction(1) if lead.currency == "EUR" else self.money.rate
        self.carriers = {part.association: Money(part.cost) for part in self.money.parts}
        places = self.money.places
        self.left = frozenset(places) - {*self.carriers, ALONE}
        self.by_place: dict[int, PrivateShare] = {}
        self._due = [one for some in due.values() for one in some if one.origin == "private"]
        for place in places:
            stand, coming = bench.stands[place], [one for one in due[place] if one.origin == "private"]
            if place != ALONE or stand.sums or coming:
                self.by_place[place] = self._line(place, stand, coming)

    def whole(self, reached: bool | None) -> PrivateShare:  # noqa: FBT001 -- a verdict, not a choice
        """Return the project: its sums are those of its lines, its verdict is that of all its rules."""
        lines, lead = list(self.by_place.values()), self.lead
        share = self._verdict(PrivateShare.sum_of(lines, Money(self.money.cost)), lead.whole, self._due)
        asked = [share]
        if lead.rule.scope == "association":
            asked += [self.by_place[place] for place in self.carriers]
        on_expected = all_reached(one.reached_on_expected for one in asked)
        if reached is False and lead.reached is not False:
            on_expected = False
        days = [one.reached_on for one in asked if one.reached_on]
        return replace(
            share,
            missing=euros_up(lead.missing, lead.currency, self.rate),
            missing_minor=lead.missing,
            reached=reached,
            reached_on_expected=on_expected,
            reached_on=max(days, default=None) if on_expected and reached is False else None,
        )

    def _line(self, place: int, stand: Stand, due: Sequence[Due]) -> PrivateShare:
        lead, judged = self.lead, self.lead.lines[place]
        in_kind = Money(_counted(lead.rule, stand, {"in_kind": 1}))
        cash = Money(_cash(lead.rule, stand))
        counted = in_kind if judged.counted == judged.in_kind else Money(half_up(judged.counted / self.rate))
        sums = PrivateShare(
            cost=self.carriers.get(place, ZERO),
            cash=cash,
            in_kind=in_kind,
            in_kind_counted=counted,
            public=Money(stand.euros("public")),
            expected=Money(sum(one.cents for one in due)),
            private=cash + counted,
            waiting=Money(stand.euros("waiting")),
            exchange=self._exchange(judged, cash + counted),
            currency=lead.currency,
        )
        if lead.rule.scope == "association" and place in self.carriers:
            return self._verdict(sums, judged, due)
        points = max(0, judged.private * WHOLE // judged.base) if judged.base else 0
        return replace(sums, basis_points=points)

    def _exchange(self, judged: Judged, private: Money) -> Money:
        if self.lead.currency == "EUR" or judged.private == half_up(private.cents * self.rate):
            return ZERO  # all by the agreed rate: what its rounding would leave is no difference of exchange
        return (
            Money(floor(judged.private / self.rate)) - private
        )  # down, as what is missing goes up: they tie

    def _verdict(self, sums: PrivateShare, judged: Judged, due: Sequence[Due]) -> PrivateShare:
        """Return sums with what is asked, what is missing and whether what is expected closes it."""
        currency = self.lead.currency
        later = judged if not due else self._with(judged, sum(one.cents for one in due))
        return replace(
            sums,
            required=euros_up(judged.required, currency, self.rate),
            missing=euros_up(judged.missing, currency, self.rate),
            missing_minor=judged.missing,
            basis_points=max(0, judged.private * WHOLE // judged.base) if judged.base else 0,
            reached=judged.reached,
            reached_on_expected=later.reached,
            reached_on=self._day(judged, due) if judged.missing and later.reached else None,
        )

    def _with(self, judged: Judged, cents: int) -> Judged:
        """Return a place with more private cash; of the project as a whole, what counts in kind stays."""
        more = cents if self.rate == 1 else half_up(cents * self.rate)
        if judged is not self.lead.whole:
            return judge(self.lead.rule, judged.base, judged.cash + more, judged.in_kind)
        return judged._replace(cash=judged.cash + more, missing=max(0, judged.missing - more))

    def _day(self, judged: Judged, due: Sequence[Due]) -> date | None:
        """Return the day on which what is expected makes it reached."""
        coming = 0
        for one in sorted(due):
            coming += one.cents
            if not self._with(judged, coming).missing:
                return one.on
        return None


def _cash(rule: FundingRule, stand: Stand) -> int:
    """Return the private cents that a rule counts, as they arrived."""
    signs = {
        "cash": 1,
        "goods_back": -int(rule.goods_back == "deducted"),
        "promised": int(rule.basis == "promised"),
    }
    if rule.basis == "spent":
        signs = {"spent": 1}
    return _counted(rule, stand, signs)


def _counted(rule: FundingRule, stand: Stand, signs: Mapping[str, int]) -> int:
    """Return the cents of some sorts, each with its sign, of the kinds that a rule counts."""
    return sum(
        signs.get(sort, 0) * cents
        for (sort, kind, _currency), (cents, _minor) in stand.sums.items()
        if not rule.counts or kind in rule.counts
    )
