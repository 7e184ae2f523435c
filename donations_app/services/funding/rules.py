"""Funders' rules: what is asked of the money of a project, from a day on."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.funding_rules import rule_named
from donations_app.db.records import Record
from donations_app.db.tables import FundingRuleEnd, FundingRuleRow
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.funding import FundingRule
from donations_app.domain.typed import clean_reason, is_within_reach
from donations_app.services.funding.standing import funder_named, project_named, written_before


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
        id=write.ids(FundingRuleRow)[0], office_id=write.office_id, key=key, other_ref="", project_id=project_id,
        funder_id=funder_id, name=rule.name, minimum=rule.minimum, minimum_cash=rule.minimum_cash,
        maximum_in_kind=rule.maximum_in_kind, in_kind_of=rule.in_kind_of, maximum_funder=rule.maximum_funder,
        maximum_public=rule.maximum_public, minimum_other=rule.minimum_other, base=rule.base, basis=rule.basis,
        scope=rule.scope, counts=",".join(rule.counts), goods_back=rule.goods_back, currency=rule.currency,
        since=since, source=rule.source, source_on=rule.source_on, confirmed=rule.confirmed,
        recorded_on=write.today,
    )  # fmt: skip


def add_rule(
    books: Books,
    rule: FundingRule,
    *,
    key: UUID,
    project: str = "",
    funder: str = "",
    since: date | None = None,
) -> str:
    """Record what is asked of a project's money, beside the rules that hold; the same key again is the same rule.

    Args:
        books: where to save.
        rule: what is asked.
        key: made where the rule is stated.
        project: its code; empty: of all projects.
        funder: reference of an organisation that asks; empty: the association itself.
        since: the first day; none: from the beginning.

    Returns:
        The reference of the rule.

    Raises:
        NotFound, PersonTakenBack: there is no such project or funder.
        InputRefused: the rule has problems, or the funder is a person.
        KeyReused: the key stands for another rule.
    """
    problems = rule.problems(has_funder=bool(funder))
    if not is_within_reach(since) and since:
        problems.append(Problem("from", "date_beyond", since.isoformat()))
    if problems:
        raise InputRefused(problems)
    with books.write() as write:
        project_id = project_named(write.session, project)[0] if project else None
        funder_id = funder_named(write.session, funder) if funder else None
        row = rule_row(write, rule, key=key, project_id=project_id, funder_id=funder_id, since=since)
        if ref := written_before(write, FundingRuleRow, row, noun="funding_rule"):
            return ref
        ref = write.reference(FundingRuleRow, row["id"])
        write.add(Record("funding_rule.added", f"funding_rule:{ref}", {FundingRuleRow: [row]}))
        return ref


def end_rule(books: Books, ref: str, *, last_on: date, reason: str) -> bool:
    """Let a rule be asked until a day, which is the last. The same end again is the same.

    Args:
        books: where to save.
        ref: of the rule.
        last_on: the last day.
        reason: in words, compulsory.

    Returns:
        Whether something was written.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such rule.
        InputRefused: it ends on another day already, or begins later.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        rule_id, office_id, since = rule_named(write.session, ref)
        if since and last_on < since:
            raise InputRefused([Problem("on", "ends_before_start", last_on.isoformat())])
        if not is_within_reach(last_on):
            raise InputRefused([Problem("on", "date_beyond", last_on.isoformat())])
        ended = write.session.scalar(select(FundingRuleEnd.last_on).where(FundingRuleEnd.rule_id == rule_id))
        if ended == last_on:
            return False
        if ended:
            raise InputRefused([Problem("on", "rule_ended", ended.isoformat())])
        row = rows.FundingRuleEnd(
            id=write.ids(FundingRuleEnd)[0],
            office_id=office_id,
            rule_id=rule_id,
            last_on=last_on,
            reason=reason,
            recorded_on=write.today,
        )
        write.add(Record("funding_rule.ended", f"funding_rule:{ref}", {FundingRuleEnd: [row]}))
        return True
