"""Notes of deliveries, in a transaction that others began."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.records import Record
from donations_app.db.tables import ReceiptDelivery, TaxReceipt
from donations_app.db.tables.base import Base
from donations_app.domain.deliveries import Deliverable

_KINDS: Final = {
    ("post", "sent"): "receipt.posted",
    ("email", "begun"): "receipt.mailing",
    ("email", "sent"): "receipt.mailed",
    ("email", "failed"): "receipt.mail_failed",
    ("email", "returned"): "receipt.mail_returned",
    ("email", "trusted"): "receipt.mail_trusted",
}


def locked(write: Write, number: str) -> Deliverable:
    """Return a receipt as it stands now; of two who send it, the second sees what the first noted.

    Raises:
        NotFound: no receipt bears the number.
    """
    write.session.execute(select(TaxReceipt.id).where(TaxReceipt.number == number).with_for_update())
    return deliverables(write.session, numbers=[number])[0]


def note(
    write: Write,
    receipts: Iterable[Deliverable],
    *,
    channel: str,
    outcome: str,
    address: str = "",
    answer: str = "",
    returned_on: date | None = None,
) -> list[int]:
    """Note one delivery of each receipt; return their primary keys in the same order."""
    several = list(receipts)
    deliveries = [
        rows.ReceiptDelivery(
            id=row_id,
            office_id=receipt.office_id,
            receipt_id=receipt.id,
            channel=channel,
            address=address,
            at=write.now,
            outcome=outcome,
            answer=answer,
            returned_on=returned_on,
        )
        for row_id, receipt in zip(write.ids(ReceiptDelivery, len(several)), several, strict=True)
    ]
    return add_notes(write, ReceiptDelivery, _KINDS, [f"receipt:{one.number}" for one in several], deliveries)


def add_notes(
    write: Write,
    table: type[Base],
    kinds: Mapping[tuple[str, str], str],
    of: Iterable[str],
    noted: Sequence[Mapping[str, Any]],
) -> list[int]:
    """Add notes of what went out; return their primary keys in the same order.

    Args:
        write: that adds them.
        table: of the notes.
        kinds: of change, by channel and outcome.
        of: what each note is of, such as ``receipt:2025-MRS-P-000001``.
        noted: the rows, in the same order.
    """
    each = zip(of, noted, strict=True)
    write.add(*(Record(kinds[row["channel"], row["outcome"]], name, {table: [row]}) for name, row in each))
    return [row["id"] for row in noted]
