"""Which budget of a project holds, and who carries it by that budget."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.tables import Project, ProjectBudget, ProjectPartner


def latest_budget(project_id: SQLColumnExpression[int]) -> Any:
    """Return the key of the last budget of a project, whose associations may be given money."""
    one = aliased(ProjectBudget)
    last = (one.since.desc().nulls_last(), one.recorded_on.desc(), one.id.desc())
    return select(one.id).where(one.project_id == project_id).order_by(*last).limit(1).scalar_subquery()


def agreed_rates(session: Session, codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return currency and agreed rate of some projects' last budgets, by code; the rate is empty of euros."""
    query = (
        select(Project.code, ProjectBudget.currency, ProjectBudget.rate)
        .join(ProjectBudget, ProjectBudget.id == latest_budget(Project.id))
        .where(Project.code.in_(list(codes)))
    )
    return {code: (currency, rate) for code, currency, rate in session.execute(query)}


def carries(project_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return the condition that a ``ProjectPartner`` carries a project by its last budget."""
    return and_(
        ProjectPartner.project_id == project_id, ProjectPartner.budget_id == latest_budget(project_id)
    )
