"""Why a share is not reached, or has no verdict, as a code that each language has words for."""

from typing import Literal

from donations_app.domain.private_share import Judged, at_least
from donations_app.domain.share_verdicts import RuleVerdict

Why = Literal[
    "",  # reached
    "cost_unknown",
    "association_below",  # at least one lacks something on its part
    "below_minimum",
    "below_minimum_cash",
    "maximum_funder",
    "maximum_public",
    "minimum_other",
    "organisation_below",  # what it received over three years
    "organisation_unknown",  # nothing
]


def why(verdict: RuleVerdict) -> Why:
    """Return why a project is not reached by a rule, the plainest reason first; empty where it is."""
    if verdict.reached:
        return ""
    if verdict.rule.scope == "organisation":
        return "organisation_unknown" if verdict.reached is None else "organisation_below"
    if verdict.reached is None:
        return "cost_unknown"
    parts = verdict.lines.values() if verdict.rule.scope == "association" else ()
    if any(part.missing for part in parts):
        return "association_below"
    if verdict.whole.missing:
        return why_line(verdict, verdict.whole)
    return next(one.name for one in verdict.conditions if one.gap)


def why_line(verdict: RuleVerdict, line: Judged) -> Why:
    """Return why one line is not reached by a rule; empty where it is, or where nothing is asked of it."""
    if line.missing:
        lacks_cash = line.missing == at_least(line.base, verdict.rule.minimum_cash) - line.cash
        return "below_minimum_cash" if lacks_cash and line.private >= line.required else "below_minimum"
    return "cost_unknown" if line.reached is None else ""
