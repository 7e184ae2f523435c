"""Batches: what was counted, and what has been typed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.references import named
from donations_app.db.queries.terms import stands
from donations_app.db.tables import Batch, Entry, Office, Payment
from donations_app.domain.changes import BatchStanding
from donations_app.domain.money import ZERO, Money


class BatchRow(Struct, frozen=True):
    """An open batch; an expected count of zero means that nothing was counted."""

    key: UUID
    name: str
    method: str
    expected_count: int
    expected: Money
    count: int
    amount: Money
    opened_at: datetime


def batch_in(session: Session, payment: str, *, office: str) -> int | None:
    """Return the key of the batch in which a payment was typed, if the batch is of that office."""
    query = (
        select(Payment.batch_id)
        .join(Batch, Batch.id == Payment.batch_id)
        .join(Office, Office.id == Batch.office_id)
    )
    return session.scalar(query.where(named(session, Payment, payment), Office.code == office))


def batch_standing(session: Session, payment: str) -> BatchStanding | None:
    """Return what stands in the batch in which a payment was typed, whether or not it stands itself."""
    held = select(Payment.batch_id).where(named(session, Payment, payment)).scalar_subquery()
    batch = session.execute(
        select(Batch.id, Batch.name, Batch.expected_count, Batch.expected).where(Batch.id == held)
    ).first()
    if batch is None:
        return None
    typed = select(func.count(), func.sum(Payment.amount)).where(Payment.batch_id == batch.id, stands())
    count, amount = session.execute(typed).one()
    return BatchStanding(batch.name, batch.expected_count, batch.expected, count, amount or ZERO)


def batch_names(session: Session) -> list[str]:
    """Return the names of all batches, each once, the newest first."""
    query = select(Batch.name).group_by(Batch.name).order_by(func.max(Batch.opened_at).desc(), Batch.name)
    return list(session.scalars(query))


def open_batches(session: Session, office: str) -> list[BatchRow]:
    """Return the open batches of an office, the newest first, with what stands in them."""
    typed = (
        select(Payment.batch_id, func.count().label("typed"), func.sum(Payment.amount).label("amount"))
        .where(Payment.batch_id.is_not(None), stands())
        .group_by(Payment.batch_id)
        .subquery()
    )
    query = (
        select(Batch.key, Batch.name, Batch.method, Batch.expected_count, Batch.expected, typed.c.typed,
               typed.c.amount, Batch.opened_at)
        .join(Office, Office.id == Batch.office_id)
        .outerjoin(typed, typed.c.batch_id == Batch.id)
        .where(Batch.closed_at.is_(None), Office.code == office)
        .order_by(Batch.opened_at.desc(), Batch.id.desc())
    )  # fmt: skip
    return [
        BatchRow(
            row.key,
            row.name,
            row.method,
            row.expected_count,
            row.expected,
            row.typed or 0,
            row.amount or ZERO,
            row.opened_at,
        )
        for row in session.execute(query)
    ]


def places(session: Session, payment_ids: Collection[int]) -> dict[int, int]:
    """Return for each payment that was recorded in the place of a wrong one the id that had its place first.

    It was written in one transaction with what takes the wrong one back, right after it: that tells it from
    the next payment after one that was only taken back.
    """
    found: dict[int, int] = {}
    asked = set(payment_ids)
    while asked:
        found |= (more := _instead(session, asked))
        asked = set(more.values())  # which may have been put right themselves
    return {key: _first(found, key) for key in payment_ids if key in found}


def _first(instead_of: dict[int, int], key: int) -> int:
    while key in instead_of:
        key = instead_of[key]
    return key


def _instead(session: Session, payment_ids: Collection[int]) -> dict[int, int]:
    back = aliased(Payment)
    query = (
        select(Payment.id, Payment.ref, back.ref.label("back_ref"), back.reverses_id)
        .join(back, back.id == Payment.id - 1)
        .where(Payment.id.in_(payment_ids), Payment.reverses_id.is_(None), back.reversal == "correction")
    )
    rows = session.execute(query).all()
    names = [f"payment:{ref}" for row in rows for ref in (row.ref, row.back_ref)]
    written = (
        select(Entry.record, func.min(Entry.link_id)).where(Entry.record.in_(names)).group_by(Entry.record)
    )
    links = {record: link for record, link in session.execute(written)} if rows else {}
    return {
        row.id: row.reverses_id
        for row in rows
        if (link := links.get(f"payment:{row.ref}")) and link == links.get(f"payment:{row.back_ref}")
    }
