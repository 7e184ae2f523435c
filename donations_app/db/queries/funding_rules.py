"""The rules of funders as they are listed: who asks what of which project, on which days, as known when."""

from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.near import require
from donations_app.db.queries.references import find
from donations_app.db.tables import FundingRuleEnd, FundingRuleRow, Party, Project
from donations_app.domain.errors import NotFound
from donations_app.domain.funding import FundingRule


class RecordedRule(Struct, frozen=True):
    """A rule with who asks it, for which project, and its days."""

    key: int  # of its row
    ref: str
    project: str  # code; empty: of all projects
    funder: str  # reference; empty: the association itself
    funder_id: int | None  # of the record that counts
    funder_name: str
    rule: FundingRule
    since: date | None  # none: from the beginning
    last_on: date | None  # none: no end is known
    end_reason: str
    recorded_on: date


_FUNDER: Final = aliased(Party)
_FIELDS: Final = (
    "name", "minimum", "minimum_cash", "maximum_in_kind", "in_kind_of", "maximum_funder", "maximum_public",
    "minimum_other", "base", "basis", "scope", "goods_back", "currency", "source", "source_on", "confirmed",
)  # fmt: skip


def rules(
    session: Session,
    *,
    on: date | None = None,
    known_on: date | None = None,
    project: str = "",
    funder: str = "",
) -> list[RecordedRule]:
    """Return rules: those of all projects first, then by project, funder and day.

    Args:
        session: an open view.
        on: only those asked on this day; ``None``: also the ended and those to come.
        known_on: only from what had been recorded by this day.
        project: code; only those asked of it, those of all projects among them.
        funder: reference; only its own.

    Raises:
        NotFound: there is no such project or funder.
    """
    require(session, "project", project)
    query = _query(known_on)
    if on:
        query = query.where(
            FundingRuleRow.since.is_(None) | (FundingRuleRow.since <= on),
            FundingRuleEnd.last_on.is_(None) | (FundingRuleEnd.last_on >= on),
        )
    if project:
        query = query.where(FundingRuleRow.project_id.is_(None) | (Project.code == project))
    if funder:
        key = find(session, Party, funder)
        if key is None:
            raise NotFound("party", funder)
        query = query.where(_FUNDER.id == key)
    return [_recorded(row) for row in session.connection().execute(query)]


def _query(known_on: date | None) -> Any:
    ends: Any = FundingRuleEnd.rule_id == FundingRuleRow.id
    if known_on:
        ends = and_(ends, FundingRuleEnd.recorded_on <= known_on)
    seen = (
        *(getattr(FundingRuleRow, name) for name in (*_FIELDS, "id", "counts", "since", "recorded_on")),
        FundingRuleRow.ref, Project.code, _FUNDER.ref.label("funder"), _FUNDER.id.label("funder_id"),
        _FUNDER.organisation, FundingRuleEnd.last_on, FundingRuleEnd.reason,
    )  # fmt: skip
    query = (
        select(*seen)
        .select_from(FundingRuleRow)
        .outerjoin(Project, Project.id == FundingRuleRow.project_id)
        .outerjoin(FundingRuleEnd, ends)
        .where(Project.taken_back_on.is_(None))
    )
    query = joined_leader(query, FundingRuleRow.funder_id, _FUNDER, may_be_nobody=True)
    if known_on:
        query = query.where(FundingRuleRow.recorded_on <= known_on)
    first = (Project.code.nulls_first(), _FUNDER.organisation.nulls_first())
    return query.order_by(*first, FundingRuleRow.since.nulls_first(), FundingRuleRow.id)


def _recorded(row: Any) -> RecordedRule:
    facts = {name: getattr(row, name) for name in _FIELDS}
    counts = tuple(row.counts.split(",")) if row.counts else ()
    return RecordedRule(
        row.id,
        row.ref,
        row.code or "",
        row.funder or "",
        row.funder_id,
        row.organisation or "",
        FundingRule(**facts, counts=counts),
        row.since,
        row.last_on,
        row.reason or "",
        row.recorded_on,
    )


def rule_named(session: Session, ref: str) -> tuple[int, int, date | None]:
    """Return key, office and first day of the rule that a reference leads to.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(
        select(FundingRuleRow.id, FundingRuleRow.office_id, FundingRuleRow.since).where(
            FundingRuleRow.id == (find(session, FundingRuleRow, ref) or 0)
        )
    ).first()
    if row is None:
        raise NotFound("funding_rule", ref)
    return row.id, row.office_id, row.since
