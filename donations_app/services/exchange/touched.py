"""Payment lines of which one side decided something: what both decided of one line is not brought together blindly.

A line that one side receipted and the other took back, or whose cents both moved, has no version that both
would stand by.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from donations_app.db.lines import values_of
from donations_app.db.steps import in_steps
from donations_app.db.tables import Allocation, Payment, PaymentLine, ReceiptCancellation, ReceiptLine

_BACK: Final = (Payment.reverses_id, Payment.refunds_id)  # whose money goes back
Lines = Mapping[str, Mapping[int, Any]]  # by table and key


def touched_lines(session: Session, added: Lines, changed: Lines) -> set[int]:
    """Return the keys of the payment lines that rows say something of, those of new payments among them.

    Args:
        session: a view of books that hold the rows.
        added: lines of new rows.
        changed: rows that were changed, whatever their lines.
    """
    named = {*_values(Allocation.line_id, added), *_values(ReceiptLine.line_id, added)}
    payments = {key for column in _BACK for key in _values(column, added)}
    payments |= {*changed.get(Payment.__tablename__, ())}
    receipts = {*_values(ReceiptCancellation.receipt_id, added)}
    of_payments = _found(session, PaymentLine.id, PaymentLine.payment_id, payments)
    of_receipts = _found(session, ReceiptLine.line_id, ReceiptLine.receipt_id, receipts)
    return named | of_payments | of_receipts


def _values(column: InstrumentedAttribute[Any], added: Lines) -> Iterator[int]:
    """Yield what the new rows of a table hold in a column."""
    table: Any = column.class_
    place = list(table.__table__.columns.keys()).index(column.key)
    for said in added.get(table.__tablename__, {}).values():
        value = values_of(said)[1][place]
        if value is not None:
            yield value


def _found(
    session: Session,
    wanted: InstrumentedAttribute[int],
    column: InstrumentedAttribute[int],
    keys: Collection[int],
) -> set[int]:
    found: set[int] = set()
    for some in in_steps(sorted(keys)):
        found.update(session.scalars(select(wanted).where(column.in_(some))))
    return found
