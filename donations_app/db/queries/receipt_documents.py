"""The documents of receipts as they were issued."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from donations_app.db.documents import Documents
from donations_app.db.tables import (
    DocumentBase,
    ReceiptCancellation,
    TaxReceipt,
)
from donations_app.domain.errors import NotFound


def document(session: Session, number: str, *, place: str = "") -> bytes:
    """Return the very bytes that were issued.

    Args:
        session: an open view.
        number: of the receipt.
        place: of the books, named when the bytes are no longer those.

    Raises:
        NotFound: no receipt bears the number.
        BooksDamaged: the stored bytes are not those that were issued.
    """
    query = select(TaxReceipt.number, TaxReceipt.base_id, TaxReceipt.tail, TaxReceipt.sha256)
    row = session.execute(query.where(TaxReceipt.number == number)).first()
    if row is None:
        raise NotFound("receipt", number)
    return Documents(session, place).whole(row)


def number_of_document(session: Session, sha256: str) -> str | None:
    """Return the number of the receipt whose document has that digest; ``None`` when none has."""
    return session.scalar(select(TaxReceipt.number).where(TaxReceipt.sha256 == sha256))


def begins_as_ours(session: Session, content: bytes) -> bool:
    """Tell whether a file begins with the part that documents issued here share."""
    bases = session.scalars(select(DocumentBase.content).execution_options(yield_per=10))
    with closing(bases):
        return any(content.startswith(base) for base in bases)


class StoredDocument(Struct, frozen=True):
    """The document of a receipt, and what became of it."""

    number: str
    content: bytes  # as issued
    cancelled_on: date | None
    replaced_by: str


def documents(
    session: Session, year: int, *, cancelled_only: bool = False, place: str = ""
) -> Iterator[StoredDocument]:
    """Yield the documents of a year's gifts as they were issued, in the order of the register.

    Args:
        session: an open view; one document in memory at a time, and the constant parts that they share.
        year: of the gifts.
        cancelled_only: leave the live ones out.
        place: of the books, named when bytes are no longer those that were issued.

    Raises:
        BooksDamaged: the stored bytes of one are not those that were issued.
    """
    newer = aliased(TaxReceipt)
    query = (
        select(
            TaxReceipt.number,
            TaxReceipt.base_id,
            TaxReceipt.tail,
            TaxReceipt.sha256,
            ReceiptCancellation.cancelled_on,
            newer.number.label("newer"),
        )
        .outerjoin(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
        .outerjoin(newer, newer.replaces_id == TaxReceipt.id)
        .where(TaxReceipt.year == year, TaxReceipt.tail != b"")  # none is left of who was erased
        .order_by(TaxReceipt.series, TaxReceipt.n)
    )
    if cancelled_only:
        query = query.where(ReceiptCancellation.id.is_not(None))
    kept = Documents(session, place)
    with closing(session.execute(query.execution_options(yield_per=200))) as rows:
        for row in rows:
            yield StoredDocument(row.number, kept.whole(row), row.cancelled_on, row.newer or "")
