"""Funders' rules: what is asked of the money of a project, from a day on."""

from datetime import date
from uuid import UUID

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.tables import FundingRuleRow
from donations_app.domain.funding import FundingRule


def rule_row(
    write: Write,
    rule: FundingRule,
    *,
    key: UUID,
    project_id: int | None,
    funder_id: int | None = None,
    since: date | None = None,
) -> rows.FundingRule:
    """Return the row of a rule.

    Args:
        write: the transaction.
        rule: what is asked.
        key: made where the rule was stated.
        project_id: for which project; none: for all.
        funder_id: who asks; none: the association itself.
        since: the first day; none: from the beginning.
    """
    return rows.FundingRule(
        id=write.ids(FundingRuleRow)[0],
        office_id=write.office_id,
        key=key,
        other_ref="",
        project_id=project_id,
        funder_id=funder_id,
        name=rule.name,
        minimum=rule.minimum,
        minimum_cash=rule.minimum_cash,
        maximum_in_kind=rule.maximum_in_kind,
        in_kind_of=rule.in_kind_of,
        maximum_funder=rule.maximum_funder,
        maximum_public=rule.maximum_public,
        minimum_other=rule.minimum_other,
        base=rule.base,
        basis=rule.basis,
        scope=rule.scope,
        counts=",".join(rule.counts),
        goods_back=rule.goods_back,
        currency=rule.currency,
        since=since,
        source=rule.source,
        source_on=rule.source_on,
        confirmed=rule.confirmed,
        recorded_on=write.today,
    )
