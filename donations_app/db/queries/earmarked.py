"""What was spent on projects, and what donors earmarked for them: received, used, left ("fonds dédiés")."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.near import require
from donations_app.db.queries.references import own_key
from donations_app.db.tables import Allocation, Party, Payment, PaymentLine, Project
from donations_app.db.tables import Spending as SpendingRow
from donations_app.db.tables.base import own_reference
from donations_app.domain.errors import NotFound
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.spending import EarmarkedYear


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent on a project; below zero what puts another one right."""

    ref: str
    project: str  # code
    association: str  # reference, or empty
    spent_on: date
    amount: Money
    earmarked: Money
    origin: str
    reference: str
    description: str
    recorded_on: date


_FOR: Final = aliased(Party)


def spendings(
    session: Session, *, project: str = "", on: date | None = None, known_on: date | None = None
) -> list[Spent]:
    """Return what was spent, by project and day.

    Args:
        session: an open view.
        project: code; only on it.
        on: only what was spent up to this day.
        known_on: only what had been recorded by this day.

    Raises:
        NotFound: there is no such project.
    """
    require(session, "project", project)
    row = SpendingRow
    seen = (
        row.spent_on,
        row.amount,
        row.earmarked,
        row.origin,
        row.reference,
        row.description,
        row.recorded_on,
    )
    query = (
        select(own_reference(row), Project.code, _FOR.ref, *seen)
        .select_from(row)
        .join(Project, Project.id == row.project_id)
        .where(Project.taken_back_on.is_(None), *_within(on, known_on))
    )
    query = joined_leader(query, row.association_id, _FOR, may_be_nobody=True)
    if project:
        query = query.where(Project.code == project)
    found = session.connection().execute(query.order_by(Project.code, row.spent_on, row.id))
    return [Spent(ref, code, association or "", *facts) for ref, code, association, *facts in found]


def spending_key(session: Session, ref: str) -> int:
    """Return the key of the spending that a reference leads to.

    Raises:
        NotFound: there is none.
    """
    key = own_key(session, SpendingRow, ref)
    if key is None or session.scalar(select(SpendingRow.id).where(SpendingRow.id == key)) is None:
        raise NotFound("spending", ref)
    return key


def _within(on: date | None, known_on: date | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if on:
        found.append(SpendingRow.spent_on <= on)
    if known_on:
        found.append(SpendingRow.recorded_on <= known_on)
    return found


def earmarked(
    session: Session, year: int, *, project: str = "", known_on: date | None = None
) -> list[EarmarkedYear]:
    """Return what donors earmarked for projects over a year; projects that have nothing of it left out, by code.

    The donor's wish is that under which the money came: what a board moves to a project is never earmarked there,
    and what it moves away leaves; what it moves back stands again. Nothing in kind is counted.

    Args:
        session: an open view.
        year: by the days of money, decisions and spendings.
        project: code; only it.
        known_on: only from what had been recorded by this day.

    Raises:
        NotFound: there is no such project.
    """
    require(session, "project", project)
    before, until = date(year - 1, 12, 31), date(year, 12, 31)
    stood, used = _standing(session, before, known_on), _used(session, before, known_on)
    stands, uses = _standing(session, until, known_on), _used(session, until, known_on)
    given_before, given = _given(session, before, known_on), _given(session, until, known_on)
    titles = select(Project.id, Project.code, Project.title_fr).where(Project.taken_back_on.is_(None))
    found: list[EarmarkedYear] = []
    for key, code, title in session.connection().execute(titles.order_by(Project.code)):
        if project not in ("", code):
            continue
        received = given.get(key, ZERO) - given_before.get(key, ZERO)
        more = stands.get(key, ZERO) - stood.get(key, ZERO)
        one = EarmarkedYear(
            code,
            title,
            year,
            stood.get(key, ZERO) - used.get(key, ZERO),
            received,
            received - more,
            uses.get(key, ZERO) - used.get(key, ZERO),
        )
        if one.carried or one.received or one.taken_away or one.used:
            found.append(one)
    return found


def earmarked_left(session: Session, project_id: int, on: date | None) -> Money:
    """Return what is left of what donors earmarked for a project; ``on``: as on that day, ``None``: of all known."""
    stands, used = _standing(session, on, None, project_id), _used(session, on, None)
    return stands.get(project_id, ZERO) - used.get(project_id, ZERO)


def _used(session: Session, on: date | None, known_on: date | None) -> dict[int, Money]:
    query = select(SpendingRow.project_id, func.sum(SpendingRow.earmarked)).where(*_within(on, known_on))
    return {key: used for key, used in session.execute(query.group_by(SpendingRow.project_id))}


def _given(session: Session, on: date | None, known_on: date | None) -> dict[int, Money]:
    """Return by project what came with a donor's wish, whatever became of it."""
    query = _entries(on, known_on).where(_IS_FIRST).group_by(Allocation.project_id)
    query = query.with_only_columns(Allocation.project_id, func.sum(Allocation.amount))
    return {key: given for key, given in session.execute(query)}


def _standing(
    session: Session, on: date | None, known_on: date | None, project_id: int | None = None
) -> dict[int, Money]:
    """Return by project what donors earmarked and still stands there.

    Of each line, with those that take it back: what came to the project first, less what left it since; what came
    to it later was not the donor's wish.
    """
    root = func.coalesce(Payment.reverses_id, Payment.id)
    first = func.sum(case((_IS_FIRST, Allocation.amount), else_=0))
    since = func.sum(case((_IS_FIRST, 0), else_=Allocation.amount))
    of_line = _entries(on, known_on).group_by(Allocation.project_id, root, PaymentLine.position)
    if project_id is not None:
        of_line = of_line.where(Allocation.project_id == project_id)
    line = of_line.with_only_columns(
        Allocation.project_id.label("project"), first.label("first"), since.label("since")
    ).subquery()
    left = case(
        (line.c.since >= 0, line.c.first),
        (line.c.first + line.c.since < 0, 0),
        else_=line.c.first + line.c.since,
    )
    query = select(line.c.project, func.sum(left)).group_by(line.c.project)
    return {key: Money(int(cents)) for key, cents in session.execute(query)}


_IS_FIRST: Final = and_(Allocation.move_key.is_(None), Payment.reverses_id.is_(None))


def _entries(on: date | None, known_on: date | None) -> Select[Any]:
    """Ask for the entries of money that donors earmarked for some project, as on a day."""
    query = (
        select(Allocation.id)
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(
            Allocation.project_id.is_not(None),
            PaymentLine.earmarked_by_donor,
            Allocation.kind.not_in(IN_KIND_KINDS),
        )
    )
    if on:
        query = query.where(Allocation.decided_on <= on)
    return query.where(Allocation.recorded_on <= known_on) if known_on else query
