"""Payment lines of which one side decided something: what both decided of one line is not brought together blindly.

A line that one side receipted and the other took back, or whose cents both moved, has no version that both
would stand by.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from donations_app.db.lines import values_of
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    Allocation,
    LiveReceiptLine,
    Payment,
    PaymentLine,
    ReceiptCancellation,
    ReceiptLine,
)

_BACK: Final = (Payment.reverses_id, Payment.refunds_id)  # whose money goes back
Lines = Mapping[str, Mapping[int, Any]]  # by table and key


def touched_lines(session: Session, added: Lines, changed: Lines) -> set[int]:
    """Return the keys of the payment lines that rows say something of, those of new payments among them.

    Args:
        session: a view of books that hold the rows.
        added: lines of new rows.
        changed: rows that were changed, whatever their lines.
    """
    named = {*values_in(Allocation.line_id, added), *values_in(ReceiptLine.line_id, added)}
    payments = {key for column in _BACK for key in values_in(column, added)}
    payments |= {*changed.get(Payment.__tablename__, ())}
    receipts = {*values_in(ReceiptCancellation.receipt_id, added)}
    of_payments = found(session, PaymentLine.id, PaymentLine.payment_id, payments)
    of_receipts = found(session, ReceiptLine.line_id, ReceiptLine.receipt_id, receipts)
    return named | of_payments | of_receipts


def at_odds(ours: Session, theirs: Session, added: Lines) -> set[int]:
    """Return the keys of lines that came before, of which both sides decided something since.

    What one side moved and moved back again is nothing, and a day of credit stands beside any of it.

    Args:
        ours: a view of the books at home, or their transaction.
        theirs: a view of books that hold no payment of these but what they brought, and no receipt on it.
        added: lines of their new rows.
    """
    back = {key for column in _BACK for key in values_in(column, added)}
    back_here = found(ours, PaymentLine.id, PaymentLine.payment_id, back)
    lines = back_here | found(ours, PaymentLine.id, PaymentLine.id, {*values_in(Allocation.line_id, added)})
    both = _decided(ours, theirs, lines) & _decided(theirs, ours, lines)
    return both | found(ours, LiveReceiptLine.line_id, LiveReceiptLine.line_id, back_here)


def _decided(side: Session, other: Session, lines: Collection[int]) -> set[int]:
    """Return of which lines one side moved cents, or took some back, by rows that the other does not hold."""
    known = found(other, Allocation.id, Allocation.line_id, lines)
    place = (Allocation.line_id, Allocation.project_id, Allocation.association_id, Allocation.money_origin)
    moved: Counter[tuple[Any, ...]] = Counter()
    for key, cents, *where in _rows(side, (Allocation.id, Allocation.amount, *place), place[0], lines):
        if key not in known:
            moved[tuple(where)] += cents.cents
    payments = found(side, PaymentLine.payment_id, PaymentLine.id, lines)
    back = {
        given
        for column in _BACK
        for key, given in _rows(side, (Payment.id, column), column, payments)
        if key not in found(other, Payment.id, column, [given])
    }
    return {where[0] for where, cents in moved.items() if cents} | found(
        side, PaymentLine.id, PaymentLine.payment_id, back
    )


def values_in(column: InstrumentedAttribute[Any], added: Lines) -> Iterator[int]:
    """Yield what the new rows of a table hold in a column."""
    table: Any = column.class_
    place = list(table.__table__.columns.keys()).index(column.key)
    for said in added.get(table.__tablename__, {}).values():
        value = values_of(said)[1][place]
        if value is not None:
            yield value


def found(
    session: Session,
    wanted: InstrumentedAttribute[int],
    column: InstrumentedAttribute[Any],
    keys: Collection[int],
) -> set[int]:
    """Return what the rows hold in one column that hold one of some keys in another."""
    return {key for (key,) in _rows(session, (wanted,), column, keys)}


def _rows(
    session: Session,
    wanted: Sequence[InstrumentedAttribute[Any]],
    column: InstrumentedAttribute[Any],
    keys: Collection[int],
) -> Iterator[Any]:
    for some in in_steps(sorted(keys)):
        yield from session.execute(select(*wanted).where(column.in_(some)))
