"""Which budget of a project holds, and who carries it by that budget."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.tables import Project, ProjectBudget, ProjectPartner


def last_first(table: Any) -> tuple[Any, ...]:
    """Return the order in which the first budget of a project holds: of the latest day, of one day the last recorded.

    By keys nobody could tell, since two offices give them; and the days of two clocks may differ.
    """
    return table.since.desc().nulls_last(), table.recorded_at.desc(), table.id.desc()


def by_time(table: Any) -> tuple[Any, ...]:
    """Return the order of the budgets of a project in which each holds over those before it."""
    return table.since.asc().nulls_first(), table.recorded_at, table.id


def latest_budget(project_id: SQLColumnExpression[int]) -> Any:
    """Return the key of the last budget of a project, whose associations may be given money."""
    one = aliased(ProjectBudget)
    query = select(one.id).where(one.project_id == project_id)
    return query.order_by(*last_first(one)).limit(1).scalar_subquery()


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
