"""Valued contributions as they stood on a day: what waits, what is attested, what was withdrawn."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import ASSOCIATION, joined_leader, records_of
from donations_app.db.queries.references import find, find_record
from donations_app.db.tables import Contribution, ContributionOutcome, ContributionWorker, Party, Project
from donations_app.domain.errors import NotFound
from donations_app.domain.money import Money
from donations_app.domain.valued import ContributionState, Worker, stood_as


class ContributionRow(Struct, frozen=True):
    """A contribution with its state on the day asked."""

    ref: str
    project: str  # code
    project_title: str  # French
    association: str  # reference; empty: the project alone
    association_name: str
    kind: str
    given_on: date
    description: str
    day_rate: int | None  # minor units of the currency
    workers: tuple[Worker, ...]
    amount: Money
    currency: str
    rate: str
    foreign_minor: int | None
    valued_by: str
    state: ContributionState
    counts_from: date | None  # the later of given and signed; none while it waits or once withdrawn
    signed_on: date | None
    signed_by: str
    document: str
    withdrawn_on: date | None
    reason: str  # why withdrawn


_SIGNED: Final = aliased(ContributionOutcome)
_GONE: Final = aliased(ContributionOutcome)
_SIGNS: Final = and_(_SIGNED.contribution_id == Contribution.id, _SIGNED.kind == "attested")
_GOES: Final = and_(_GONE.contribution_id == Contribution.id, _GONE.kind == "withdrawn")


def _with_outcomes(query: Select[Any], on: date, *, as_known: bool) -> Select[Any]:
    """Return a query with what became of each contribution given up to a day, as known now or on that day."""
    signs, goes = _SIGNS, _GOES
    if as_known:
        signs, goes = and_(signs, _SIGNED.recorded_on <= on), and_(goes, _GONE.recorded_on <= on)
        query = query.where(Contribution.recorded_on <= on)
    query = query.outerjoin(_SIGNED, signs).outerjoin(_GONE, goes)
    return query.where(Contribution.given_on <= on)


def contributions(
    session: Session, *, on: date, project: str = "", association: str = "", as_known: bool = False
) -> list[ContributionRow]:
    """Return the contributions given up to a day, the latest given first, each with its state on that day.

    Args:
        session: an open view.
        on: the day.
        project: only of the project of this code.
        association: only of the association of this reference.
        as_known: only from what had been recorded by that day.

    Raises:
        NotFound: there is no such project or association.
    """
    where: list[Any] = []
    if project:
        key = session.scalar(select(Project.id).where(Project.code == project))
        if key is None:
            raise NotFound("project", project)
        where.append(Contribution.project_id == key)
    if association:
        leader = find(session, Party, association)
        if leader is None:
            raise NotFound("party", association)
        where.append(Contribution.association_id.in_(records_of(leader)))
    return _rows(session, where, on, as_known=as_known)


def contribution(session: Session, ref: str, *, on: date) -> ContributionRow:
    """Return one contribution as it stood on a day not before that on which it was given.

    Raises:
        NotFound: there is none of that reference.
    """
    key = find_record(session, Contribution, ref)
    found = _rows(session, [Contribution.id == key], on) if key else []
    if not found:
        raise NotFound("contribution", ref)
    return found[0]


def _rows(session: Session, where: list[Any], on: date, *, as_known: bool = False) -> list[ContributionRow]:
    query = select(
        Contribution.__table__, Contribution.ref.label("seen"), Project.code, Project.title_fr,
        ASSOCIATION.ref.label("association"), ASSOCIATION.organisation, _SIGNED.settled_on.label("signed_on"),
        _SIGNED.words.label("signed_by"), _SIGNED.document, _GONE.settled_on.label("gone_on"),
        _GONE.words.label("why"),
    ).join(Project, Project.id == Contribution.project_id)  # fmt: skip
    query = joined_leader(query, Contribution.association_id, ASSOCIATION, may_be_nobody=True)
    query = _with_outcomes(query, on, as_known=as_known).where(*where)
    found = session.execute(query.order_by(Contribution.given_on.desc(), Contribution.id.desc())).all()
    workers = _workers(session, [row.id for row in found if row.kind == "labour"])
    return [_row(row, on, workers.get(row.id, ())) for row in found]


def _workers(session: Session, keys: Sequence[int]) -> dict[int, tuple[Worker, ...]]:
    table, found = ContributionWorker, dict[int, tuple[Worker, ...]]()
    if keys:
        query = select(table.contribution_id, table.name, table.half_days)
        query = query.where(table.contribution_id.in_(keys)).order_by(table.contribution_id, table.position)
        for key, name, half_days in session.execute(query):
            found[key] = (*found.get(key, ()), Worker(name, half_days))
    return found


def _row(row: Any, on: date, workers: tuple[Worker, ...]) -> ContributionRow:
    state = stood_as(on, given_on=row.given_on, signed_on=row.signed_on, withdrawn_on=row.gone_on)
    signed = row.signed_on is not None and row.signed_on <= on
    gone = state == "withdrawn"
    return ContributionRow(
        ref=row.seen,
        project=row.code,
        project_title=row.title_fr,
        association=row.association or "",
        association_name=row.organisation or "",
        kind=row.kind,
        given_on=row.given_on,
        description=row.description,
        day_rate=row.day_rate,
        workers=workers,
        amount=row.amount,
        currency=row.currency,
        rate=row.rate,
        foreign_minor=row.foreign_minor,
        valued_by=row.valued_by,
        state=state or "waiting",
        counts_from=max(row.given_on, row.signed_on) if state == "attested" else None,
        signed_on=row.signed_on if signed else None,
        signed_by=row.signed_by if signed else "",
        document=row.document if signed else "",
        withdrawn_on=row.gone_on if gone else None,
        reason=row.why if gone else "",
    )
