"""A project held against funders' rules: association by association, with what names the project alone.

Lines add up: what counts for the project is what counts for its associations and what is left to it alone.
Amounts are minor units of the rule's currency. A project is reached when each of its associations is; one
that falls short decides, and where none does and a part of the cost is not stated, there is no verdict.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from msgspec import Struct, field

from donations_app.domain.funding import WHOLE, FundingRule
from donations_app.domain.money import Money, allocate
from donations_app.domain.private_share import Judged, at_least, judge
from donations_app.domain.projects import Unassigned

Sort = Literal[
    "cash",
    "in_kind",
    "waiting",  # in kind, without its paper
    "public",
    "goods_back",  # given back for gifts in cash
    "promised",  # private, and not yet received
    "promised_public",
    "spent",  # private
    "spent_public",
]
ConditionName = Literal["maximum_funder", "maximum_public", "minimum_other"]
_FINE: Final = 10**9  # of a base, to compare rules of several currencies
ALONE: Final = 0  # the place of money that names the project and no association


class Stand:
    """What stands at one place: cents of a euro and units of the currency, by sort, kind counted and currency."""

    __slots__ = ("_by_sort", "sums")

    def __init__(self) -> None:
        self.sums: dict[tuple[Sort, str, str], list[int]] = {}
        self._by_sort: dict[Sort, int] = {}  # cents

    def add(self, sort: Sort, kind: str, currency: str, cents: int, minor: int | None) -> None:
        """Add a sum; ``minor`` is of the currency, none for euros."""
        self._by_sort[sort] = self._by_sort.get(sort, 0) + cents
        held = self.sums.setdefault((sort, kind, currency), [0, 0])
        held[0] += cents
        held[1] += cents if minor is None else minor

    def take(self, other: "Stand") -> None:
        """Add all that stands elsewhere."""
        for (sort, kind, currency), (cents, minor) in other.sums.items():
            self.add(sort, kind, currency, cents, minor)

    def split(self, weights: Sequence[int]) -> "list[Stand]":
        """Return it in parts by weights, no unit lost."""
        parts = [Stand() for _ in weights]
        for (sort, kind, currency), held in self.sums.items():
            shares = [allocate(Money(units), weights) for units in held]
            for part, cents, minor in zip(parts, *shares, strict=True):
                part.add(sort, kind, currency, cents.cents, minor.cents)
        return parts

    def euros(self, sort: Sort) -> int:
        """Return the cents of a sort, as they arrived."""
        return self._by_sort.get(sort, 0)

    def amounts(self, currency: str, rate: Fraction, counts: Sequence[str]) -> Mapping[Sort, int]:
        """Return the units of a currency by sort: its own as they arrived, all else by the agreed rate."""
        if currency == "EUR" and not counts:
            return self._by_sort
        own: dict[Sort, int] = {}
        euros: dict[Sort, int] = {}
        for (sort, kind, of), (cents, minor) in self.sums.items():
            if counts and kind not in counts and sort not in ("public", "promised_public", "spent_public"):
                continue
            if currency != "EUR" and of == currency:
                own[sort] = own.get(sort, 0) + minor
            else:
                euros[sort] = euros.get(sort, 0) + cents
        if currency != "EUR":
            euros = {sort: half_up(cents * rate) for sort, cents in euros.items()}
        for sort, units in own.items():
            euros[sort] = euros.get(sort, 0) + units
        return euros


def half_up(value: Fraction) -> int:
    """Return the nearest whole number, halves away from zero, so that a reversal mirrors what it takes back."""
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


class Part(NamedTuple):
    """An association that carries a project."""

    association: int  # key
    cost: int  # cents; 0: not stated
    minor: int | None  # in the currency of the budget


class ProjectMoney(Struct, frozen=True):
    """A project as on a day: what it costs, who carries it, what stands where."""

    cost: int  # cents
    eligible: int
    cash: int
    currency: str
    rate: Fraction  # agreed: units of the currency for one euro
    cost_minor: int | None  # in the currency
    unassigned: Unassigned
    parts: tuple[Part, ...]
    stands: Mapping[int, Stand]  # by association; ``ALONE``; those who left, too
    funders: Mapping[int, Stand] = field(default_factory=dict)  # what of it each funder gave or promised

    @property
    def places(self) -> tuple[int, ...]:
        """The associations that carry it, then those who left something, then the project alone."""
        carriers = tuple(part.association for part in self.parts)
        left = sorted(key for key in self.stands if key not in carriers and key != ALONE)
        return (*carriers, *left, ALONE)

    def resting(self) -> "dict[int, Stand]":
        """Return what counts at each place, after the written rule for what names the project alone."""
        empty = Stand()
        found = {place: self.stands.get(place, empty) for place in self.places}
        if (weights := self._weights()) is None:
            return found
        for part, share in zip(self.parts, found[ALONE].split(weights), strict=True):
            whole = Stand()
            whole.take(found[part.association])
            whole.take(share)
            found[part.association] = whole
        found[ALONE] = empty
        return found

    def _weights(self) -> list[int] | None:
        if self.unassigned == "carrier" and len(self.parts) == 1:
            return [1]
        costs = [part.cost for part in self.parts]
        return costs if self.unassigned == "parts" and costs and all(costs) else None


class Condition(NamedTuple):
    """What a rule asks of the project as a whole beside its private part."""

    name: ConditionName
    bound: int
    amount: int
    gap: int  # above the bound, or below it; 0: it holds

    @property
    def is_ceiling(self) -> bool:
        """Whether at most so much is allowed."""
        return self.name.startswith("maximum")


class RuleVerdict(NamedTuple):
    """A project held against one rule, in minor units of the rule's currency."""

    rule: FundingRule
    currency: str
    lines: Mapping[int, Judged]  # by place
    whole: Judged
    conditions: tuple[Condition, ...]
    missing: int
    reached: bool | None


class _Read(NamedTuple):
    """What rules that count alike see of a project, in one currency."""

    parts: tuple[tuple[int, int, int, int], ...]  # association, base, cash, in kind
    others: tuple[tuple[int, int, int], ...]  # place, cash, in kind
    base: int
    public: int


class Bench:
    """Holds one project against any number of rules; what rules have in common is read once."""

    def __init__(self, project: ProjectMoney) -> None:
        self.project = project
        self.stands = project.resting()
        self._others = project.places[len(project.parts) :]  # who left, and the project alone
        self._reads: dict[tuple[object, ...], _Read] = {}

    def hold(self, rule: FundingRule, funder: int | None = None) -> RuleVerdict:
        """Return the verdict.

        Args:
            rule: what is asked.
            funder: the key of who asks.
        """
        currency = rule.currency or self.project.currency
        read = self._read(rule, currency)
        lines = {place: judge(rule, *seen) for place, *seen in read.parts}
        counted = sum([line.counted for line in lines.values()])
        for place, cash, in_kind in read.others:
            lines[place] = line = _beside(rule, read.base, counted, cash, in_kind)
            counted += line.counted
        whole = _whole(rule, read.base, lines.values(), counted)
        conditions = tuple(self._conditions(rule, read, whole, currency, funder))
        each = rule.scope == "association"
        missing = [lines[part[0]].missing for part in read.parts] if each else []
        verdicts = [lines[part[0]].reached for part in read.parts] if each else []
        other = [one.gap for one in conditions if one.name == "minimum_other"]
        reached = all_reached([*verdicts, whole.reached, *(not one.gap for one in conditions)])
        lacking = max(whole.missing, sum(missing), *other)
        return RuleVerdict(rule, currency, lines, whole, conditions, lacking, reached)

    def _read(self, rule: FundingRule, currency: str) -> _Read:
        """Return what the rule sees; rules that count alike see the same."""
        key = (currency, rule.counts, rule.basis, rule.goods_back, rule.base)
        if found := self._reads.get(key):
            return found
        rate = self._rate(currency)
        sums = {place: stand.amounts(currency, rate, rule.counts) for place, stand in self.stands.items()}
        project = self.project
        self._reads[key] = read = _Read(
            tuple(
                (
                    one.association,
                    self._base(rule, one.cost, one.minor, currency),
                    *_private(rule, sums[one.association]),
                )
                for one in project.parts
            ),
            tuple((place, *_private(rule, sums[place])) for place in self._others),
            self._base(rule, project.cost, project.cost_minor, currency),
            sum(_public(rule, at) for at in sums.values()),
        )
        return read

    def _rate(self, currency: str) -> Fraction:
        return Fraction(1) if currency == "EUR" else self.project.rate

    def _base(self, rule: FundingRule, cost: int, minor: int | None, currency: str) -> int:
        """Return what a rule looks at of a cost, in its currency; of a part as much as of the whole."""
        if currency != "EUR":
            cost = (
                half_up(cost * self.project.rate)
                if minor is None or currency != self.project.currency
                else minor
            )
        if rule.base == "cost":
            return cost
        part = self.project.eligible if rule.base == "eligible" else self.project.cash
        return -(-cost * part // self.project.cost)

    def _conditions(
        self, rule: FundingRule, read: _Read, whole: Judged, currency: str, funder: int | None
    ) -> Iterator[Condition]:
        if rule.maximum_funder is None and rule.maximum_public is None and not rule.minimum_other:
            return
        base, public, of_funder = read.base, read.public, 0
        if stand := self.project.funders.get(funder or 0):
            own = stand.amounts(currency, self._rate(currency), ())
            of_funder = _public(rule, own) + sum(_private(rule, own))
        if rule.maximum_funder is not None:
            bound = base * rule.maximum_funder // WHOLE
            yield Condition("maximum_funder", bound, of_funder, max(0, of_funder - bound))
        if rule.maximum_public is not None:
            bound = base * rule.maximum_public // WHOLE
            yield Condition("maximum_public", bound, public, max(0, public - bound))
        if rule.minimum_other:
            bound, other = at_least(base, rule.minimum_other), whole.private + public - of_funder
            yield Condition("minimum_other", bound, other, max(0, bound - other))


def _beside(rule: FundingRule, base: int, counted: int, cash: int, in_kind: int) -> Judged:
    """Return money that is of no carrier: of what is in kind, what the ceiling of the project leaves."""
    room = base * rule.maximum_in_kind // WHOLE - counted
    if rule.in_kind_of == "contribution":
        room = judge(rule, 0, cash, in_kind).counted
    return Judged(0, cash, in_kind, max(0, min(in_kind, room)), 0, 0)


def _private(rule: FundingRule, at: Mapping[Sort, int]) -> tuple[int, int]:
    """Return the private money that a rule counts at a place, in cash and in kind."""
    cash = at.get("spent" if rule.basis == "spent" else "cash", 0)
    if rule.basis == "promised":
        cash += at.get("promised", 0)
    if rule.goods_back == "deducted" and rule.basis != "spent":
        cash -= at.get("goods_back", 0)
    return cash, at.get("in_kind", 0)


def _public(rule: FundingRule, at: Mapping[Sort, int]) -> int:
    if rule.basis == "spent":
        return at.get("spent_public", 0)
    return at.get("public", 0) + (at.get("promised_public", 0) if rule.basis == "promised" else 0)


def _whole(rule: FundingRule, base: int, lines: Iterable[Judged], counted: int) -> Judged:
    """Return the project as the sum of its lines."""
    cash = in_kind = 0
    for line in lines:
        cash, in_kind = cash + line.cash, in_kind + line.in_kind
    required = at_least(base, rule.minimum)
    if rule.in_kind_of == "contribution":  # more cash lets more in kind count
        missing = judge(rule, base, cash, in_kind).missing
    else:
        missing = max(0, required - cash - counted, at_least(base, rule.minimum_cash) - cash)
    return Judged(base, cash, in_kind, counted, required, missing)


def all_reached(verdicts: Iterable[bool | None]) -> bool | None:
    """Return whether all are reached: one that is not decides, one that is unknown leaves all unknown.

    >>> all_reached([True, None]), all_reached([None, False]), all_reached([])
    (None, False, True)
    """
    found = list(verdicts)
    if False in found:
        return False
    return None if None in found else True


def strictest(verdicts: Sequence[RuleVerdict]) -> int:
    """Return the place of the verdict that leads: not reached before unknown before reached, then what lacks most.

    Raises:
        ValueError: there is none.
    """

    def severity(n: int) -> tuple[int, int, int]:
        one = verdicts[n]
        base, worst = max(1, one.whole.base), {False: 2, None: 1, True: 0}[one.reached]
        margin = one.whole.required - one.whole.private
        return worst, one.missing * _FINE // base, margin * _FINE // base

    return max(range(len(verdicts)), key=severity)
