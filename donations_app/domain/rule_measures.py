"""What each condition of a rule measures, and where a project or an association of it stands against it."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from donations_app.domain.funding import WHOLE
from donations_app.domain.money import Money
from donations_app.domain.private_share import Judged, at_least
from donations_app.domain.share_lines import euros_up
from donations_app.domain.share_verdicts import ConditionName, RuleVerdict

Measured = Literal["minimum", "minimum_cash"] | ConditionName


class Measure(NamedTuple):
    """One condition at one place."""

    condition: Measured  # ``funding_words.CONDITIONS`` has its words
    association: str  # reference; empty: the project as a whole
    name: str  # of the association
    asked: int  # basis points of the base
    points: int  # that stand there: of what is asked at least rounded down, of what at most up
    gap: Money  # missing, or too much; none where it holds

    @property
    def is_ceiling(self) -> bool:
        """Whether at most so much is allowed."""
        return self.condition.startswith("maximum")


def points_of(amount: int, base: int, *, is_ceiling: bool = False) -> int:
    """Return a part in basis points: rounded down, but up where at most so much is allowed.

    So a part beyond its ceiling never reads as the ceiling, and one below a minimum never as the minimum.

    >>> points_of(700_04, 1_000_00), points_of(700_04, 1_000_00, is_ceiling=True)
    (7000, 7001)
    """
    return -(-amount * WHOLE // base) if is_ceiling else amount * WHOLE // base


def measures(verdict: RuleVerdict, rate: Fraction, names: Mapping[int, tuple[str, str]]) -> Iterator[Measure]:
    """Yield what a rule asks beside its ceiling of what is in kind, by which nothing fails: that does not count.

    Args:
        verdict: of the rule.
        rate: agreed: units of the project's currency for one euro.
        names: reference and name of associations by key.
    """
    rule, base = verdict.rule, verdict.whole.base

    def measure(condition: Measured, of: tuple[str, str], points: int, gap: int) -> Measure:
        asked = getattr(rule, condition) or 0
        return Measure(condition, *of, asked, points, euros_up(max(0, gap), verdict.currency, rate))

    places: list[tuple[tuple[str, str], Judged]] = [(("", ""), verdict.whole)]
    if rule.scope == "association":
        places = [(names[key], line) for key, line in verdict.lines.items() if key in names] + places
    for of, line in places:
        if line.base and rule.minimum:
            lacks = line.missing if rule.scope == "organisation" else line.required - line.private
            yield measure("minimum", of, points_of(line.private, line.base), lacks)
        if line.base and rule.minimum_cash:
            gap = at_least(line.base, rule.minimum_cash) - line.cash
            yield measure("minimum_cash", of, points_of(line.cash, line.base), gap)
    for one in verdict.conditions if base else ():
        part = points_of(one.amount, base, is_ceiling=one.is_ceiling)
        yield measure(one.name, ("", ""), part, one.gap)
