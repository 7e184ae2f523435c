"""The private share of the association itself over three years, as the AFD's guide of 2012 asks for it."""

from collections.abc import Collection
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import records_among
from donations_app.db.queries.rules_in_force import RuleInForce
from donations_app.db.queries.share_facts import SORTS, goods_back, without_evidence
from donations_app.db.tables import Allocation, Payment, PaymentLine
from donations_app.domain.funding import WHOLE
from donations_app.domain.private_share import kind_counted, missing_of_receipts, nature
from donations_app.domain.share_verdicts import ALONE, Bench, ProjectMoney, RuleVerdict, Stand

YEARS: Final = 3  # whole ones, before the year of the day


def organisation_verdicts(
    session: Session, rules: Collection[RuleInForce], day: date, known: date | None = None
) -> dict[str, RuleVerdict]:
    """Hold all that the association received in the last three whole years against rules, in euros.

    What came is counted wherever it stands, on the general fund too, net of what went back in these years. The
    three years are judged like a project that cost all that came: a rule may name kinds, bound what is in kind,
    public money or that of its funder. Valued contributions are no receipts, and are not among them.

    Args:
        session: an open view.
        rules: of the scope ``organisation``.
        day: in the year after the last of the three.
        known: only from what had been recorded by this day; none: all.

    Returns:
        The verdicts by reference of the rule; without one where nothing came.
    """
    if not rules:
        return {}
    first, last = date(day.year - YEARS, 1, 1), date(day.year - 1, 12, 31)
    where: list[ColumnElement[bool]] = [Allocation.decided_on.between(first, last)]
    where += [Allocation.recorded_on <= known] if known else []
    stand = _stand(session, where)
    for beside in (without_evidence(session, where), goods_back(session, where)):
        for _project, _association, sort, kind, currency, cents, minor in beside:
            stand.add(sort, kind, currency, cents, minor)
    came = max(0, sum(stand.euros(sort) for sort in ("cash", "in_kind", "public")))
    of = {one.funder: _stand(session, where, funder=one.funder) for one in rules if one.funder}
    money = ProjectMoney(
        cost=came, eligible=came, cash=came, currency="EUR", rate=Fraction(1), cost_minor=None,
        unassigned="project", parts=(), stands={ALONE: stand}, funders=of,
    )  # fmt: skip
    bench = Bench(money)
    return {one.ref: _held(bench, one) for one in rules}


def _held(bench: Bench, one: RuleInForce) -> RuleVerdict:
    """Hold the three years against one rule; what is missing is what would have had to come beside."""
    rule = replace(one.rule, currency="EUR", base="cost", basis="received")
    held = bench.hold(rule, one.funder)
    whole, part = held.whole, rule.minimum_other
    missing = missing_of_receipts(rule, whole.base, whole.cash, whole.in_kind)
    lacking = [
        -((other.amount * WHOLE - part * whole.base) // (WHOLE - part))
        for other in held.conditions
        if other.name == "minimum_other" and other.gap and part < WHOLE
    ]
    whole = whole._replace(missing=missing)
    return held._replace(rule=one.rule, lines={}, whole=whole, missing=max(missing, *lacking, 0))


def _stand(session: Session, where: list[ColumnElement[bool]], funder: int | None = None) -> Stand:
    """Return what came, by its facts; of one funder, with all records of it."""
    facts = (Allocation.kind, Allocation.payer_kind, Allocation.money_origin, Allocation.currency)
    query = select(*facts, func.sum(Allocation.amount), func.sum(Allocation.foreign_minor)).where(*where)
    if funder:
        query = query.join(PaymentLine, PaymentLine.id == Allocation.line_id)
        query = query.join(Payment, Payment.id == PaymentLine.payment_id)
        query = query.where(Payment.payer_id.in_(records_among([funder])))
    found = Stand()
    for kind, payer, origin, currency, amount, minor in session.execute(query.group_by(*facts)):
        found.add(SORTS[nature(kind, origin)], kind_counted(kind, payer), currency, amount.cents, minor)
    return found
