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
            yield measure("minimum", of, line.private * WHOLE // line.base, lacks)
        if line.base and rule.minimum_cash:
            gap = at_least(line.base, rule.minimum_cash) - line.cash
            yield measure("minimum_cash", of, line.cash * WHOLE // line.base, gap)
    for one in verdict.conditions if base else ():
        part = (
            -(-one.amount * WHOLE // base) if one.name.startswith("maximum") else one.amount * WHOLE // base
        )
        yield measure(one.name, ("", ""), part, one.gap)
