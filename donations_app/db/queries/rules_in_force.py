"""Which funders' rules are asked of projects on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.share_facts import Asked
from donations_app.db.tables import FundingRuleEnd, FundingRuleRow, Party
from donations_app.domain.funding import FundingRule
from donations_app.domain.parties import display_name


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A funder's rule, and who asks it of which project."""

    ref: str
    rule: FundingRule
    project: int | None  # key; none: all
    funder: int | None  # key of the record that counts; none: the association itself
    funder_ref: str
    funder_name: str


def rules_in_force(session: Session, asked: Asked) -> list[RuleInForce]:
    """Return the rules of the projects asked of, in the order in which they were recorded."""
    table, funder = FundingRuleRow, aliased(Party)
    ended = and_(FundingRuleEnd.rule_id == table.id, *asked.recorded(FundingRuleEnd))
    day = asked.on or date.max
    where = (
        *asked.until(table.since),
        *asked.recorded(table),
        or_(FundingRuleEnd.id.is_(None), FundingRuleEnd.last_on >= day),
        or_(table.project_id.is_(None), *(asked.of(table.project_id) or [table.project_id.is_not(None)])),
    )
    query = select(
        table.ref, *table.__table__.columns, funder.id.label("funder"), funder.ref.label("funder_ref"),
        funder.kind, funder.organisation, funder.last_name, funder.first_name, funder.second_last_name,
        funder.second_first_name,
    ).select_from(table).outerjoin(FundingRuleEnd, ended).where(*where)  # fmt: skip
    rows = session.execute(
        joined_leader(query, table.funder_id, funder, may_be_nobody=True).order_by(table.id)
    )
    return [_rule(row) for row in rows]


def _rule(row: Any) -> RuleInForce:
    return RuleInForce(
        row.ref,
        FundingRule(
            name=row.name, minimum=row.minimum, minimum_cash=row.minimum_cash,
            maximum_in_kind=row.maximum_in_kind, in_kind_of=row.in_kind_of, maximum_funder=row.maximum_funder,
            maximum_public=row.maximum_public, minimum_other=row.minimum_other, base=row.base, basis=row.basis,
            scope=row.scope, counts=tuple(row.counts.split(",")) if row.counts else (), goods_back=row.goods_back,
            currency=row.currency, source=row.source, source_on=row.source_on, confirmed=row.confirmed,
        ),
        row.project_id,
        row.funder,
        row.funder_ref or "",
        display_name(row) if row.funder else "",
    )  # fmt: skip
