"""What was spent on projects, and what donors earmarked for them: received, used, left ("fonds dédiés")."""

from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, case, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.closed_years import booked_day
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


class Spent(Struct, frozen=True):
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
ARRIVED: Final = aliased(Payment, name="arrived")  # the payment itself, of its reversal too


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
    titles = select(Project.id, Project.code, Project.title_fr).where(Project.taken_back_on.is_(None))
    if project:
        titles = titles.where(Project.code == project)
    named = session.connection().execute(titles.order_by(Project.code)).all()
    only = named[0].id if project and named else None
    stood, stands = (_standing(session, day, known_on, only) for day in (before, until))
    used, uses = (_used(session, day, known_on, only) for day in (before, until))
    found: list[EarmarkedYear] = []
    for key, code, title in named:
        (given_before, left_before), (given, left) = (one.get(key, _NOTHING) for one in (stood, stands))
        spent = used.get(key, ZERO)
        received = given - given_before
        one = EarmarkedYear(
            code,
            title,
            year,
            left_before - spent,
            received,
            received - (left - left_before),
            uses.get(key, ZERO) - spent,
        )
        if one.carried or one.received or one.taken_away or one.used:
            found.append(one)
    return found


def came_on() -> ColumnElement[date]:
    """Return the expression of the day on which the books had the money of ``ARRIVED``: of a transfer, the bank's."""
    return literal_column(booked_day("arrived"), Payment.received_on.type)


def earmarked_left(session: Session, project_id: int, on: date | None) -> Money:
    """Return what is left of what donors earmarked for a project; ``on``: as on that day, ``None``: of all known."""
    _given, stands = _standing(session, on, None, project_id).get(project_id, _NOTHING)
    return stands - _used(session, on, None, project_id).get(project_id, ZERO)


def earmarked_left_of_all(session: Session, on: date) -> dict[int, Money]:
    """Return by key of the project what was left on a day of what donors earmarked for it."""
    used = _used(session, on, None, None)
    stands = _standing(session, on, None, None)
    return {key: left - used.get(key, ZERO) for key, (_given, left) in stands.items()}


def spent_by_project(session: Session, on: date) -> dict[int, Money]:
    """Return by key of the project what was spent on it up to a day."""
    query = select(SpendingRow.project_id, func.sum(SpendingRow.amount)).where(*_within(on, None))
    return {key: spent for key, spent in session.execute(query.group_by(SpendingRow.project_id))}


def _used(session: Session, on: date | None, known_on: date | None, only: int | None) -> dict[int, Money]:
    """Return by project what was spent of what donors earmarked."""
    query = select(SpendingRow.project_id, func.sum(SpendingRow.earmarked)).where(*_within(on, known_on))
    if only is not None:
        query = query.where(SpendingRow.project_id == only)
    return {key: used for key, used in session.execute(query.group_by(SpendingRow.project_id))}


def _standing(
    session: Session, on: date | None, known_on: date | None, only: int | None
) -> dict[int, tuple[Money, Money]]:
    """Return by project what came with a donor's wish, and what of it still stands there.

    Of each line, with those that take it back: what came to the project first, less what left it since; what came
    to it later was not the donor's wish. It came on the day on which its income is booked.
    """
    root = func.coalesce(Payment.reverses_id, Payment.id)
    first = func.sum(case((_IS_FIRST, Allocation.amount), else_=0))
    since = func.sum(case((_IS_FIRST, 0), else_=Allocation.amount))
    of_line = (
        select(Allocation.project_id.label("project"), first.label("first"), since.label("since"))
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(
            Allocation.project_id.is_not(None) if only is None else Allocation.project_id == only,
            PaymentLine.earmarked_by_donor,
            Allocation.kind.not_in(IN_KIND_KINDS),
        )
        .group_by(Allocation.project_id, root, PaymentLine.position)
    )
    if on:
        of_line = of_line.join(ARRIVED, ARRIVED.id == root)
        of_line = of_line.where(Allocation.decided_on <= on, came_on() <= on)
    if known_on:
        of_line = of_line.where(Allocation.recorded_on <= known_on)
    line = of_line.subquery()
    left = case(
        (line.c.since >= 0, line.c.first),
        (line.c.first + line.c.since < 0, 0),
        else_=line.c.first + line.c.since,
    )
    query = select(line.c.project, func.sum(line.c.first), func.sum(left)).group_by(line.c.project)
    return {key: (given, Money(int(stands))) for key, given, stands in session.execute(query)}


_NOTHING: Final = (ZERO, ZERO)
_IS_FIRST: Final = and_(Allocation.move_key.is_(None), Payment.reverses_id.is_(None))
