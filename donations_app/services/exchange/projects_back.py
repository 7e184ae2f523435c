"""Projects that a file changed, as before it: their facts, and by one more budget their cost and associations."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import select

from donations_app.db.journal import Write
from donations_app.db.lines import values_of
from donations_app.db.queries.imports import Brought
from donations_app.db.queries.project_drafts import standing_project
from donations_app.db.records import Record
from donations_app.db.tables import Project, ProjectBudget, ProjectPartner
from donations_app.domain.projects import FACTS
from donations_app.services.projects.recording import budget_rows, project_directory

_DAYS: Final = ("starts_on", "ends_on")
_FLAGS: Final = ("receipt_eligible", "pass_through")
_COLUMNS: Final = tuple(name for name in (*FACTS, "programme_id") if name != "programme")


class ChangedBack(Struct, frozen=True):
    """A project that a file changed, with the facts that it had before."""

    id: int
    code: str
    values: Mapping[str, Any]
    seen: int  # the version that the file left


def facts_before(brought: Brought) -> Iterator[ChangedBack]:
    """Yield the projects whose facts an import changed."""
    names = list(Project.__table__.columns.keys())
    for key, said in brought.before.get(Project.__tablename__, {}).items():
        before = dict(zip(names, values_of(said)[1], strict=True))
        after = dict(zip(names, values_of(brought.after[Project.__tablename__][key])[1], strict=True))
        values = {name: _typed(name, before[name]) for name in _COLUMNS}
        yield ChangedBack(key, before["code"], values, after["version"])


def _typed(name: str, value: Any) -> Any:
    if name in _DAYS and value is not None:
        return date.fromisoformat(value)
    return bool(value) if name in _FLAGS else value


def revise_back(write: Write, brought: Brought, *, kind: str, reason: str) -> None:
    """Let the budget that held before an import's hold again from the same day, where the project is not its own."""
    own, new = frozenset(brought.keys(ProjectBudget)), set(brought.keys(Project))
    budgets = select(ProjectBudget.since, Project.id, Project.code).join(
        Project, Project.id == ProjectBudget.project_id
    )
    found = write.session.execute(budgets.where(ProjectBudget.id.in_(own)).order_by(ProjectBudget.id)).all()
    for since, key, code in found:
        if key in new:
            continue
        before = standing_project(write.session, code, on=since, leaving=own)
        directory = project_directory(write.session, before.draft)
        budget, partners = budget_rows(
            write,
            before.draft,
            directory,
            key,
            key=uuid4(),
            since=since,
            reason=reason,
            office_id=before.office_id,
        )
        write.add(Record(kind, f"project:{code}", {ProjectBudget: [budget], ProjectPartner: partners}))
