"""A project as a form would state it today, or as its budget stood on a day of the past."""

from datetime import date
from typing import Any, Final
from uuid import uuid5

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.budgets import last_first
from donations_app.db.queries.leaders import ASSOCIATION, joined_leader
from donations_app.db.tables import FundingRuleRow, Programme, Project, ProjectBudget, ProjectPartner
from donations_app.domain.errors import NotFound
from donations_app.domain.funding import FundingRule
from donations_app.domain.projects import FACTS, PartnerDraft, ProgrammeDraft, ProjectDraft

_OF_BUDGET: Final = ("cost", "currency", "rate", "foreign_minor", "eligible", "cash", "unassigned")
_OF_RULE: Final = ("name", "minimum", "minimum_cash", "maximum_in_kind")
_LAST: Final = last_first(ProjectBudget)


class StandingProject(Struct, frozen=True):
    """A project with one of its budgets, and what an author had before his eyes of both."""

    id: int
    office_id: int
    draft: ProjectDraft
    seen: int  # version of the facts
    budget: int  # key of the budget that the draft holds
    last_budget: int  # key of the one that holds today
    until: date | None  # from which day another budget holds


def project_key(session: Session, code: str) -> int:
    """Return the key of a project that was not taken back with its import.

    Raises:
        NotFound: there is no such project.
    """
    query = select(Project.id).where(Project.code == code, Project.taken_back_on.is_(None))
    key = session.scalar(query)
    if key is None:
        raise NotFound("project", code)
    return key


def standing_project(
    session: Session, code: str, *, on: date | None = date.max, leaving: frozenset[int] = frozenset()
) -> StandingProject:
    """Return a project as it is recorded, with the budget that holds on a day.

    Args:
        session: an open view.
        code: of the project.
        on: the day of the budget; ``None``: the beginning; unless said, the last budget.
        leaving: keys of budgets that are not looked at.

    Raises:
        NotFound: there is no such project.
    """
    key = project_key(session, code)
    row = session.execute(
        select(Project.__table__, Programme.code.label("programme"))
        .outerjoin(Programme, Programme.id == Project.programme_id)
        .where(Project.id == key)
    ).one()
    query = select(ProjectBudget.__table__).where(
        ProjectBudget.project_id == key, ProjectBudget.id.not_in(leaving)
    )
    last = session.execute(query.order_by(*_LAST).limit(1)).one()
    held = ProjectBudget.since.is_(None)
    budget = session.execute(
        query.where(held if on is None else held | (ProjectBudget.since <= on)).order_by(*_LAST).limit(1)
    ).one()
    later = select(func.min(ProjectBudget.since)).where(
        ProjectBudget.project_id == key, ProjectBudget.since > (on or date.min)
    )
    until = session.scalar(later)
    facts = {name: getattr(row, name) for name in FACTS} | {"programme": row.programme or ""}
    draft = ProjectDraft(
        key=row.key,
        code=row.code,
        rule=_rule(session, row),
        partners=partners_of(session, budget.id),
        **facts,
        **{name: getattr(budget, name) for name in _OF_BUDGET},
    )
    return StandingProject(key, row.office_id, draft, row.version, budget.id, last.id, until)


def partners_of(session: Session, budget: int) -> tuple[PartnerDraft, ...]:
    """Return the associations of a budget, by reference; one that was recorded twice carries both parts."""
    sums: tuple[Any, ...] = (func.sum(ProjectPartner.cost), func.sum(ProjectPartner.foreign_minor))
    query: Select[Any] = select(ASSOCIATION.ref, *sums).select_from(ProjectPartner)
    query = joined_leader(query, ProjectPartner.association_id, ASSOCIATION)
    query = query.where(ProjectPartner.budget_id == budget).group_by(ASSOCIATION.ref)
    return tuple(
        PartnerDraft(association=ref, cost=cost, foreign_minor=None if minor is None else int(minor))
        for ref, cost, minor in session.execute(query.order_by(ASSOCIATION.ref))
    )


def _rule(session: Session, row: Any) -> FundingRule:
    """Return the rule with which a project was recorded."""
    columns = [getattr(FundingRuleRow, name) for name in _OF_RULE]
    own = FundingRuleRow.key == uuid5(row.key, "rule")
    query = select(*columns).where(FundingRuleRow.project_id == row.id, own)
    found = session.execute(query).mappings().first()
    return FundingRule(**found) if found else FundingRule()


def programme_draft(session: Session, code: str) -> tuple[int, ProgrammeDraft, int]:
    """Return a programme with its key and its version.

    Raises:
        NotFound: there is no such programme.
    """
    row = session.execute(select(Programme.__table__).where(Programme.__table__.c.code == code)).first()
    if row is None:
        raise NotFound("programme", code)
    names = ("key", "code", "title_fr", "title_en", "title_ar", "starts_on", "ends_on")
    return row.id, ProgrammeDraft(**{name: getattr(row, name) for name in names}), row.version


def programmes(session: Session) -> list[ProgrammeDraft]:
    """Return the programmes, by code."""
    codes = session.scalars(select(Programme.code).order_by(Programme.code)).all()
    return [programme_draft(session, code)[1] for code in codes]


def project_keys(session: Session) -> dict[str, int]:
    """Return the keys of the projects by their codes."""
    standing = Project.taken_back_on.is_(None)
    return {code: key for code, key in session.execute(select(Project.code, Project.id).where(standing))}


def programme_keys(session: Session) -> dict[str, int]:
    """Return the keys of the programmes by their codes."""
    return {code: key for code, key in session.execute(select(Programme.code, Programme.id))}
