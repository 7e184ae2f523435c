"""Batches: what was counted, and what has been typed."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.references import named
from donations_app.db.queries.terms import stands
from donations_app.db.tables import Batch, Office, Payment
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
