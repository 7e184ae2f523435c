"""One project with all its budgets in order: what each changed, why, who recorded it and when; and its journal."""

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.lines import signed_lines, values_of
from donations_app.db.queries.budgets import by_time
from donations_app.db.queries.project_list import Carrier, ProjectRow, carriers_of, project_rows
from donations_app.db.queries.project_standing import StandingOn, standing_on
from donations_app.db.queries.traces import entries_of
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, Link, ProjectBudget
from donations_app.domain.errors import NotFound
from donations_app.domain.money import Money
from donations_app.domain.tracing import TracedEntry

_OF_BUDGET: Final = ("cost", "currency", "rate", "foreign_minor", "eligible", "cash", "unassigned")
BudgetChange = tuple[
    str, Any, Any
]  # field, before, after; of an association its reference and its part in euros


class Budget(Struct, frozen=True, kw_only=True):
    """What a project costs from a day on."""

    id: int
    since: date | None  # none: from the beginning
    until: date | None  # from which day another one holds; none: it holds today
    is_superseded: bool  # another budget of the same day was recorded later: it never holds
    cost: Money
    currency: str
    rate: str
    foreign_minor: int | None
    eligible: Money | None
    cash: Money | None
    unassigned: str
    reason: str
    recorded_on: date
    recorded_at: datetime | None
    recorded_by: str
    associations: tuple[Carrier, ...]
    changes: tuple[BudgetChange, ...]  # against the budget before it; none of the first


class ProjectCard(Struct, frozen=True):
    """What is recorded of a project."""

    facts: ProjectRow
    budgets: tuple[Budget, ...]  # by day, of one day as they were recorded
    standing: StandingOn
    entries: tuple[TracedEntry, ...]  # of the audit trail, by time


def project_card(session: Session, code: str, *, today: date) -> ProjectCard:
    """Return a project with its budgets, the money on it and its journal.

    Raises:
        NotFound: there is no such project.
    """
    rows = project_rows(session, code=code)
    if not rows:
        raise NotFound("project", code)
    entries = entries_of(session, [f"project:{code}"])[f"project:{code}"]
    entries.sort(key=lambda one: (one.at, one.office, one.n))
    standing = standing_on(session, rows[0].id, after=today)
    return ProjectCard(rows[0], _budgets(session, rows[0].id, code), standing, tuple(entries))


def _budgets(session: Session, project: int, code: str) -> tuple[Budget, ...]:
    table = ProjectBudget.__table__
    query = select(table).where(table.c.project_id == project)
    found = session.execute(query.order_by(*by_time(ProjectBudget))).mappings().all()
    carriers = carriers_of(session, [row["id"] for row in found])
    written = _written(session, code)
    budgets: list[Budget] = []
    before: Budget | None = None  # the one that held until this day
    for n, row in enumerate(found):
        later = [one["since"] for one in found[n + 1 :] if one["since"] != row["since"]]
        at, who = written.get(row["id"], (None, ""))
        own = {name: row[name] for name in (*_OF_BUDGET, "id", "since", "reason", "recorded_on")}
        parts = tuple(carriers[row["id"]])
        budget = Budget(
            **own,
            until=later[0] if later else None,
            is_superseded=n + 1 < len(found) and found[n + 1]["since"] == row["since"],
            recorded_at=at,
            recorded_by=who,
            associations=parts,
            changes=_changes(before, own, parts) if before else (),
        )
        budgets.append(budget)
        before = budget
    return tuple(budgets)


def _changes(before: Budget, own: dict[str, Any], parts: tuple[Carrier, ...]) -> tuple[BudgetChange, ...]:
    """Return what a budget says otherwise than the one before it: fields, then associations by reference."""
    fields = [
        (name, getattr(before, name), own[name]) for name in _OF_BUDGET if getattr(before, name) != own[name]
    ]
    old, new = ({one.ref: one.cost for one in some} for some in (before.associations, parts))
    fields += [
        (ref, old.get(ref), new.get(ref))
        for ref in sorted(old.keys() | new.keys())
        if old.get(ref) != new.get(ref)
    ]
    return tuple(fields)


def _written(session: Session, code: str) -> dict[int, tuple[datetime, str]]:
    """Return when and by whom each budget was recorded, by its key, as the audit trail says."""
    query = changes(Entry.content, Link.at, Link.who)
    query = query.where(Entry.record == f"project:{code}")
    found: dict[int, tuple[datetime, str]] = {}
    for content, at, who in session.execute(query):
        for _sign, said in signed_lines(str(content)):
            table, values = values_of(said)
            if table == ProjectBudget.__tablename__:
                found[values[0]] = (at, who)
    return found
