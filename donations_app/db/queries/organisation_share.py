"""The private share of the association itself over three years, as the AFD's guide of 2012 asks for it."""

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.tables import Allocation
from donations_app.domain.funding import FundingRule
from donations_app.domain.private_share import Judged, judge, nature
from donations_app.domain.share_verdicts import RuleVerdict

YEARS: Final = 3  # whole ones, before the year of the day


def organisation_verdict(session: Session, rule: FundingRule, day: date) -> RuleVerdict:
    """Hold the resources of the association in the last three whole years against a rule, in euros.

    Args:
        session: an open view.
        rule: of the scope ``organisation``; its base are all resources of the three years.
        day: in the year after the last of the three.
    """
    first, last = date(day.year - YEARS, 1, 1), date(day.year - 1, 12, 31)
    facts = (Allocation.kind, Allocation.money_origin)
    query = select(*facts, func.sum(Allocation.amount)).where(Allocation.decided_on.between(first, last))
    sums = {"private_cash": 0, "private_in_kind": 0, "public": 0}
    for kind, origin, amount in session.execute(query.group_by(*facts)):
        sums[nature(kind, origin)] += amount.cents
    base = max(0, sum(sums.values()))
    whole: Judged = judge(rule, base, sums["private_cash"], sums["private_in_kind"])
    return RuleVerdict(rule, "EUR", {}, whole, (), whole.missing, whole.reached)
