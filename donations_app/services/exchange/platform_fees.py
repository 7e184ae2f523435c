"""What a platform kept of payments, as its file says: by it the payout is told to the cent (docs/decisions/0075)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.references import find_all
from donations_app.db.records import Record
from donations_app.db.steps import in_steps
from donations_app.db.tables import Payment, PlatformFee
from donations_app.domain.money import ZERO
from donations_app.domain.platforms import PlatformPayment, ref_of


def tell_fees(write: Write, payments: Iterable[PlatformPayment], *, prefix: str) -> None:
    """Keep the fees of payments that are recorded, each once; what was told before stays.

    Args:
        write: the transaction, in which the new payments stand.
        payments: of a file.
        prefix: of the references of the platform.
    """
    told = {ref_of(one, prefix): one.fee for one in payments if one.fee > ZERO and not one.is_offline}
    keys = find_all(write.session, Payment, told)
    offices = _offices_untold(write, list(keys.values()))
    wanted = {ref: key for ref, key in keys.items() if key in offices}
    for (ref, key), id_ in zip(wanted.items(), write.ids(PlatformFee, len(wanted)), strict=True):
        row = rows.PlatformFee(id=id_, office_id=offices[key], payment_id=key, amount=told[ref].cents)
        write.add(Record("payment.fee_told", f"payment:{ref}", {PlatformFee: [row]}))


def _offices_untold(write: Write, keys: Sequence[int]) -> dict[int, int]:
    """Return the offices of payments of which no fee was told yet, by their keys."""
    found: dict[int, int] = {}
    told = select(PlatformFee.id).where(PlatformFee.payment_id == Payment.id).correlate(Payment)
    for step in in_steps(keys):
        some = (Payment.id.in_(step), ~told.exists())
        found |= {
            row[0]: row[1]
            for row in write.session.execute(select(Payment.id, Payment.office_id).where(*some))
        }
    return found
