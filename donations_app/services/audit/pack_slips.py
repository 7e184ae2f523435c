"""The deposit slips of an auditor's pack: each as it was made, and a table of what stands on which."""

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.documents import Documents
from donations_app.db.queries.deposits import slip_lines
from donations_app.db.queries.slips import slip_row
from donations_app.db.tables import DepositLine, DepositSlip, Payment
from donations_app.formats.writing import write_csv

HEADINGS: Final = (
    "slip", "office", "method", "made_on", "amount", "currency", "iban", "handed_in_on", "credited_on",
    "bank_reference", "cancelled_on", "reason", "payment", "payment_amount", "cheque_number", "in_place_of",
    "taken_back_on",
)  # fmt: skip


def slips_of_year(session: Session, year: int) -> list[Any]:
    """Return what documents of slips are put together from: of those made in a year, or that hold gifts of it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    on = func.coalesce(Payment.received_on, Payment.credited_on, type_=Payment.received_on.type)
    of_year = (
        select(DepositLine.slip_id)
        .join(Payment, Payment.id == DepositLine.payment_id)
        .where(on.between(first, last))
    )
    columns = (DepositSlip.number, DepositSlip.base_id, DepositSlip.tail, DepositSlip.sha256)
    such = or_(DepositSlip.made_on.between(first, last), DepositSlip.id.in_(of_year))
    return list(session.execute(select(*columns).where(such).order_by(DepositSlip.series, DepositSlip.n)))


def slip_document_of(session: Session, place: str, row: Any) -> bytes:
    """Return the document of a slip, byte by byte as it was frozen.

    Raises:
        BooksDamaged: it is not the one that was made.
    """
    return Documents(session, place).whole(row)


def write_slips_of(session: Session, year: int, out: BinaryIO) -> None:
    """Write a line a payment on a slip, in the order of the numbers of slips."""
    write_csv(out, HEADINGS, _rows(session, year))


def _rows(session: Session, year: int) -> Iterator[list[Any]]:
    for one in slips_of_year(session, year):
        row = slip_row(session, one.number)
        slip = [
            row.number, row.office, row.method, row.made_on, row.amount, row.currency, row.iban, row.handed_in_on,
            row.credited_on, row.bank_reference, row.cancelled_on, row.reason,
        ]  # fmt: skip
        for line in slip_lines(session, row.id):
            held = [line.payment, line.amount, line.cheque_number, line.in_place_of, line.taken_back_on]
            yield [*slip, *held]
