"""Payments as the window and the files show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.tables import LiveReceiptLine, Party, Payment, PaymentLine, TaxReceipt
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name
from donations_app.domain.payments import Duplicate, PaymentDraft


def duplicates(session: Session, draft: PaymentDraft, *, limit: int = 5) -> list[Duplicate]:
    """Return recorded payments that look like ``draft``: the same cheque, or payer, amount, method and day.

    Shown before saving; two true gifts may look alike, so nothing is refused.
    """
    reversing = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
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
        query = query.where(condition, table.reverses_id.is_(None), table.id.not_in(reversing))
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


def payments_like(session: Session, typed: str, *, limit: int = 5) -> list[NamedPayment]:
    """Return payments that stand, whose references begin with what is typed, or end with it."""
    wanted = typed.strip()
    if len(wanted) < _LEAST or not any(character.isdigit() for character in wanted):
        return []
    begins = or_(*(Payment.ref.startswith(form, autoescape=True) for form in {wanted, wanted.upper()}))
    matches = begins | or_(
        *(Payment.ref.endswith(form, autoescape=True) for form in {wanted, wanted.upper()})
    )
    reversing = aliased(Payment)
    query = (
        select(Payment.ref)
        .outerjoin(reversing, reversing.reverses_id == Payment.id)
        .where(matches, Payment.reverses_id.is_(None), reversing.id.is_(None))
    )
    return named_payments(session, session.scalars(query.limit(limit)).all())


def named_payments(session: Session, refs: Sequence[str]) -> list[NamedPayment]:
    """Return payments with their payers' names and their live receipts, in the order asked for."""
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
