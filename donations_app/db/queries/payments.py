"""Payments as the window and the files show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.terms import stands
from donations_app.db.tables import Counter, LiveReceiptLine, Party, Payment, PaymentLine, TaxReceipt
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name
from donations_app.domain.payments import Duplicate, PaymentDraft


def duplicates(session: Session, draft: PaymentDraft, *, limit: int = 5) -> list[Duplicate]:
    """Return recorded payments that look like ``draft``: the same cheque, or payer, amount, method and day.

    Shown before saving; two true gifts may look alike, so nothing is refused.
    """
    table = Payment.__table__.c
    found: dict[str, Duplicate] = {}
    conditions = []
    if draft.cheque_number:
        conditions.append((True, table.cheque_number == draft.cheque_number))
    if draft.payer and draft.received_on:
        payer = select(Party.id).where(Party.ref == draft.payer).scalar_subquery()
        conditions.append(
            (
                False,
                (table.payer_id == payer)
                & (table.received_on == draft.received_on)
                & (table.amount == draft.amount)
                & (table.method == draft.method),
            )
        )
    for same_cheque, condition in conditions:
        query = select(table.ref, table.received_on, table.amount, table.cheque_number)
        query = query.where(condition, stands())
        for row in session.execute(query.limit(limit)):
            found.setdefault(
                row.ref, Duplicate(row.ref, row.received_on, row.amount, row.cheque_number, same_cheque)
            )
    return list(found.values())[:limit]


@dataclass(frozen=True, slots=True)
class NamedPayment:
    """A payment as one asks for it by its reference."""

    ref: str
    on: date | None
    name: str  # of the payer; empty: anonymous
    amount: Money
    receipt: str  # number of the live receipt on one of its lines, or empty


_LEAST: Final = 3  # characters typed before references are looked through
_LAST: Final = "\U0010ffff"  # after every other character
_MOST: Final = 20  # references looked at; some of them may have been taken back
_SERIES: Final = 200  # an office and a year each


def payments_like(session: Session, typed: str, *, limit: int = 5) -> list[NamedPayment]:
    """Return payments that stand: whose references begin with what is typed, or bear that number.

    Only the index of references is read, so it is as fast among a million payments as among ten.
    """
    wanted = typed.strip()
    if len(wanted) < _LEAST or not any(character.isdigit() for character in wanted):
        return []
    numbered = _numbered(session, wanted) if wanted.isascii() and wanted.isdecimal() else []
    query = select(Payment.id, Payment.ref)
    found = list(session.execute(query.where(Payment.ref.in_(numbered)))) if numbered else []
    for form in sorted({wanted, wanted.upper()}):
        begin = (Payment.ref >= form, Payment.ref < form + _LAST)
        found += session.execute(query.where(*begin).order_by(Payment.ref).limit(_MOST))
    known = {row.id: row.ref for row in found}
    standing = set(session.scalars(select(Payment.id).where(Payment.id.in_(known), stands())))
    return named_payments(session, [ref for key, ref in known.items() if key in standing][:limit])


def _numbered(session: Session, digits: str) -> list[str]:
    """Return the references that the offices' own series give to a number, the newest year first."""
    names = session.scalars(select(Counter.name).order_by(Counter.name.desc())).all()
    return [f"{name}-{int(digits):06}" for name in names[:_SERIES]]


def named_payments(session: Session, refs: Sequence[str]) -> list[NamedPayment]:
    """Return payments with their payers' names and their live receipts, in the order asked for."""
    if not refs:
        return []
    query = (
        select(Payment.id, Payment.ref, Payment.received_on, Payment.credited_on, Payment.amount,
               Party.kind, Party.last_name, Party.first_name, Party.second_last_name,
               Party.second_first_name, Party.organisation)
        .outerjoin(Party, Party.id == Payment.payer_id)
        .where(Payment.ref.in_(refs))
    )  # fmt: skip
    rows = {row.ref: row for row in session.execute(query)}
    numbers = _live_numbers(session, [row.id for row in rows.values()])
    return [
        NamedPayment(
            row.ref, row.received_on or row.credited_on, display_name(row) if row.kind else "", row.amount,
            numbers.get(row.id, ""),
        )
        for ref in refs
        if (row := rows.get(ref))
    ]  # fmt: skip


def _live_numbers(session: Session, payment_ids: Sequence[int]) -> dict[int, str]:
    query = (
        select(PaymentLine.payment_id, TaxReceipt.number)
        .join(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
        .join(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
        .where(PaymentLine.payment_id.in_(payment_ids))
    )
    return {payment_id: number for payment_id, number in session.execute(query)}
