"""Notes of deliveries, in a transaction that others began."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.records import Record
from donations_app.db.tables import ReceiptDelivery, TaxReceipt
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
    kind = _KINDS[channel, outcome]
    write.add(
        *(
            Record(kind, f"receipt:{receipt.number}", {ReceiptDelivery: [row]})
            for receipt, row in zip(several, deliveries, strict=True)
        )
    )
    return [row["id"] for row in deliveries]
