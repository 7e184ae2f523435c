"""Payments as the window and the files show them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from donations_app.db.plain import all_columns
from donations_app.db.queries.leaders import joined_leader, records_of
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find, find_all
from donations_app.db.queries.terms import stands
from donations_app.db.tables import LiveReceiptLine, Origin, Party, Payment, PaymentLine, TaxReceipt
from donations_app.db.tables.base import same_text
from donations_app.domain.keys import LARGEST_NUMBER, key_of
from donations_app.domain.money import Money
from donations_app.domain.payments import Duplicate, PaymentDraft
from donations_app.words.names import said_name


def duplicates(session: Session, draft: PaymentDraft, *, limit: int = 5) -> list[Duplicate]:
    """Return recorded payments like ``draft``: of the same cheque, or payer, amount, method and day (of either kind).

    Shown before saving; two true gifts may look alike, so nothing is refused.
    """
    table = Payment
    found: dict[str, Duplicate] = {}
    conditions = []
    if draft.cheque_number:
        conditions.append((True, same_text(table.cheque_number, draft.cheque_number)))
    on = draft.received_on or draft.credited_on
    if draft.payer and on:
        payer = find(session, Party, draft.payer)
        conditions.append(
            (
                False,
                table.payer_id.in_(records_of(payer))
                & ((table.received_on == on) | (table.credited_on == on))
                & (table.amount == draft.amount)
                & (table.method == draft.method),
            )
        )
    for same_cheque, condition in conditions:
        query = select(table.ref, table.received_on, table.credited_on, table.amount, table.cheque_number)
        query = query.where(condition, stands())
        for row in session.execute(query.limit(limit)):
            day = row.received_on or row.credited_on
            found.setdefault(row.ref, Duplicate(row.ref, day, row.amount, row.cheque_number, same_cheque))
    return list(found.values())[:limit]


def is_recorded(session: Session, key: UUID) -> bool:
    """Tell whether a payment was recorded under a key."""
    return session.scalar(select(Payment.id).where(Payment.key == key)) is not None


class NamedPayment(Struct, frozen=True):
    """A payment as one asks for it by its reference."""

    ref: str
    on: date | None
    name: str  # of the payer; empty: anonymous
    amount: Money
    receipt: str  # number of the live receipt on one of its lines, or empty
    id: int


_LEAST: Final = 3  # characters typed before references are looked through
_LAST: Final = "\U0010ffff"  # after every other character
_NUMBERS: Final = (
    select(PaymentLine.payment_id, TaxReceipt.number)
    .join(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
    .join(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
    .where(PaymentLine.payment_id.in_(bindparam("payments", expanding=True)))
)
_MOST: Final = 20  # references looked at; some of them may have been taken back


def payments_like(session: Session, typed: str, *, limit: int = 5) -> list[NamedPayment]:
    """Return payments that stand: whose references begin with what is typed, or bear that number.

    Only indexes are read, so it is as fast among a million payments as among ten.
    """
    wanted = typed.strip()
    if len(wanted) < _LEAST or not any(character.isdigit() for character in wanted):
        return []
    found: dict[int, str] = {}
    for condition in _begins_so(session, wanted):
        query = select(Payment.id, Payment.ref).where(condition, stands())
        found |= {key: ref for key, ref in session.execute(query.order_by(Payment.id).limit(_MOST))}
    return named_payments(session, list(found.values())[:limit])


def _begins_so(session: Session, wanted: str) -> Iterator[Any]:
    """Yield conditions on keys and on references of others, which an index answers."""
    codes = {code: number for code, number in session.execute(select(Origin.code, Origin.id))}
    if wanted.isascii() and wanted.isdecimal() and 0 < int(wanted) <= LARGEST_NUMBER:
        yield Payment.id.in_([key_of(number, int(wanted)) for number in codes.values()])
    for code, number in codes.items():
        begin = f"{Payment.letter}-{code}-"
        typed = wanted.upper()
        digits = typed.removeprefix(begin)
        if typed.startswith(begin) and digits.isascii() and digits.isdecimal():
            for low, high in _numbers(digits):
                yield Payment.id.between(key_of(number, low), key_of(number, high))
    for form in sorted({wanted, wanted.upper()}):
        yield and_(Payment.other_ref >= form, Payment.other_ref < form + _LAST, Payment.other_ref != "")


def _numbers(digits: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of numbers that begin with digits as they are written, with at least six of them."""
    for more in range(max(0, 6 - len(digits)), 12 - len(digits)):
        low = int(digits) * 10**more
        high = low + 10**more - 1
        if 0 < high <= LARGEST_NUMBER and (len(digits) + more == 6 or digits[0] != "0"):
            yield max(low, 1), high


def named_payments(session: Session, refs: Sequence[str]) -> list[NamedPayment]:
    """Return payments with their payers' names and their live receipts, in the order asked for."""
    if not refs:
        return []
    query = joined_leader(
        select(Payment.id, Payment.ref, Payment.received_on, Payment.credited_on, Payment.amount,
               *name_columns())
        .where(Payment.id.in_(find_all(session, Payment, refs).values())),
        Payment.payer_id,
        may_be_nobody=True,
    )  # fmt: skip
    rows = {row.ref: row for row in session.execute(query)}
    numbers = live_numbers(session, [row.id for row in rows.values()])
    return [
        NamedPayment(
            row.ref,
            row.received_on or row.credited_on,
            said_name(row) if row.kind else "",
            row.amount,
            numbers.get(row.id, ""),
            row.id,
        )
        for ref in refs
        if (row := rows.get(ref))
    ]


def live_numbers(session: Session, payment_ids: Sequence[int]) -> dict[int, str]:
    """Return the number of the live receipt on payments that have one."""
    return dict(zip(*all_columns(session, _NUMBERS, {"payments": payment_ids}), strict=True))
