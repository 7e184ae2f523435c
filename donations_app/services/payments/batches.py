"""Batches: a counted stack of payments typed together, closed when what was typed is what was counted."""

from uuid import UUID

from sqlalchemy import func, select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.queries.terms import stands
from donations_app.db.records import Record
from donations_app.db.tables import Batch, Payment
from donations_app.domain.errors import BatchClosed, BatchDiffers, NotFound
from donations_app.domain.money import ZERO, Money
from donations_app.domain.typed import clean_reason


def open_batch(books: Books, key: UUID, *, name: str, method: str, count: int, amount: Money) -> None:
    """Open a batch with what was counted beforehand; zero means not counted. The same key is the same batch."""
    with books.write() as write:
        if write.session.scalar(select(Batch.id).where(Batch.key == key)):
            return
        row = rows.Batch(
            id=write.ids(Batch)[0],
            office_id=write.office_id,
            key=key,
            name=name,
            method=method,
            expected_count=count,
            expected=amount,
            opened_at=write.now,
            closed_at=None,
            difference_reason="",
        )
        write.add(Record("batch.opened", f"batch:{name}", {Batch: [row]}))


def close_batch(books: Books, key: UUID, *, reason: str = "") -> None:
    """Close a batch whose payments are what was counted, or with a written reason.

    Raises:
        NotFound: there is no such batch.
        BatchClosed: it was closed before.
        BatchDiffers: count or sum differ and no reason is given.
    """
    reason = clean_reason(reason, compulsory=False)
    with books.write() as write:
        columns = (Batch.id, Batch.name, Batch.expected_count, Batch.expected, Batch.closed_at)
        batch = write.session.execute(select(*columns).where(Batch.key == key)).first()
        if batch is None:
            raise NotFound("batch", str(key))
        if batch.closed_at:
            raise BatchClosed(batch.name)
        typed = select(func.count(), func.sum(Payment.amount)).where(Payment.batch_id == batch.id, stands())
        count, total = write.session.execute(typed).one()
        differs = (count, total or ZERO) != (batch.expected_count, batch.expected)
        if batch.expected_count and differs and not reason:
            cents = (total or ZERO).cents
            raise BatchDiffers(batch.expected_count, count, batch.expected.cents, cents)
        values = {"closed_at": write.now, "difference_reason": reason}
        write.change(Batch, batch.id, values, kind="batch.closed", name=f"batch:{batch.name}")
