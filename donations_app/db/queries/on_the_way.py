"""What the records between books and bank are: lines without an entry, payments and slips without a line."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.bank import bank_lines
from donations_app.db.queries.names import name_columns
from donations_app.db.tables import BankLineRow, DepositSlip, Party, Payment
from donations_app.db.tables.base import own_reference
from donations_app.domain.reconciliation import Explanation, Record
from donations_app.words.names import said_name

_AT_ONCE: Final = 500


def records_of(session: Session, parts: Iterable[Explanation], language: str) -> dict[str, Record]:
    """Return the records of explanations by their references; names are joined as the language does."""
    found: dict[str, Record] = {}
    for part in parts:
        for at in range(0, len(part.refs), _AT_ONCE):
            found.update(_read(session, part.kind, part.refs[at : at + _AT_ONCE], language))
    return found


def _read(session: Session, kind: str, refs: Sequence[str], language: str) -> Iterator[tuple[str, Record]]:
    if kind == "slips_open":
        number = DepositSlip.count.label("payments")
        columns = (DepositSlip.number, DepositSlip.handed_in_on, DepositSlip.method, number)
        slips = select(*columns).where(DepositSlip.number.in_(refs))
        return (
            (row.number, Record(row.handed_in_on, row.method, row.payments)) for row in session.execute(slips)
        )
    if kind in ("lines_open", "lines_foreign"):
        keys = session.scalars(select(BankLineRow.id).where(own_reference(BankLineRow).in_(refs))).all()
        lines = bank_lines(session, keys)
        return ((one.ref, Record(one.booked_on, one.text)) for one in lines.values())
    return ((row.ref, Record(row.on, _payer(row, language))) for row in session.execute(_payments(refs)))


def _payments(refs: Sequence[str]) -> Any:
    on = func.coalesce(Payment.credited_on, Payment.received_on, type_=Payment.received_on.type)
    columns = (Payment.ref, on.label("on"), Payment.payer_id, *name_columns())
    return select(*columns).outerjoin(Party, Party.id == Payment.payer_id).where(Payment.ref.in_(refs))


def _payer(row: Any, language: str) -> str:
    return said_name(row, language) if row.payer_id else ""
