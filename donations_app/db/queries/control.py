"""Receipts that were not cancelled, line by line, beside the payments on which they stand."""

from collections.abc import Collection, Iterator
from datetime import date
from operator import eq

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.plain import given, plain_columns
from donations_app.db.queries.leaders import leader_of
from donations_app.db.queries.terms import REVERSING, left, receipt_stands
from donations_app.db.tables import (
    LiveReceiptLine,
    Organisation,
    Payment,
    PaymentLine,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.domain.control import Policy, ReceiptedMoney
from donations_app.domain.gifts import online_policy
from donations_app.domain.money import Money
from donations_app.domain.statements import Sum

_FIELDS = (
    TaxReceipt.number, TaxReceipt.year, TaxReceipt.issued_on, leader_of(TaxReceipt.payer_id), ReceiptLine.amount,
    ReceiptLine.line_id, Payment.ref, PaymentLine.position, PaymentLine.kind, Payment.method,
    left().label("paid"), leader_of(Payment.payer_id).label("paid_by"), Payment.received_on,
    Payment.credited_on, REVERSING.reversal, LiveReceiptLine.receipt_id.label("live"), TaxReceipt.id,
)  # fmt: skip


def of_year(year: int) -> ColumnElement[bool]:
    """Return the condition that a receipt is on gifts of a year, or was issued in it."""
    issued = TaxReceipt.issued_on.between(date(year, 1, 1), date(year, 12, 31))
    return or_(TaxReceipt.year == year, issued)


def receipted_money(session: Session, year: int) -> Iterator[ReceiptedMoney]:
    """Yield every line of the receipts on gifts of a year, and of those issued in it, by number."""
    yield from _lines(session, of_year(year))


def receipted_on(session: Session, line_ids: Collection[int]) -> list[ReceiptedMoney]:
    """Return the lines of receipts, of any year, that stand on payment lines."""
    ids = sorted(line_ids)
    blocks = (ids[start : start + 500] for start in range(0, len(ids), 500))
    return [line for block in blocks for line in _lines(session, ReceiptLine.line_id.in_(block))]


def _lines(session: Session, where: ColumnElement[bool]) -> Iterator[ReceiptedMoney]:
    query = (
        select(*_FIELDS)
        .select_from(TaxReceipt)
        .join(ReceiptLine, ReceiptLine.receipt_id == TaxReceipt.id)
        .join(PaymentLine, PaymentLine.id == ReceiptLine.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .outerjoin(REVERSING, REVERSING.reverses_id == Payment.id)
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
        .where(receipt_stands(), where)
        .order_by(TaxReceipt.series, TaxReceipt.n, ReceiptLine.id)
    )
    for *facts, reversals, live, receipts in plain_columns(session, query):
        yield from map(ReceiptedMoney, *facts, given(reversals), map(eq, live, receipts))


def lines_receipted(session: Session, year: int) -> frozenset[int]:
    """Return the payment lines that stand on receipts on gifts of a year."""
    query = (
        select(ReceiptLine.line_id)
        .join(TaxReceipt, TaxReceipt.id == ReceiptLine.receipt_id)
        .where(receipt_stands(), TaxReceipt.year == year)
    )
    return frozenset(session.scalars(query))


def receipts_off_sum(session: Session, year: int) -> list[tuple[str, Money]]:
    """Return number and amount of the receipts whose lines do not add up to them."""
    lines = func.sum(ReceiptLine.amount)
    query = (
        select(TaxReceipt.number, TaxReceipt.amount)
        .outerjoin(ReceiptLine, ReceiptLine.receipt_id == TaxReceipt.id)
        .where(receipt_stands(), of_year(year))
        .group_by(TaxReceipt.id, TaxReceipt.number, TaxReceipt.amount)
        .having(or_(lines.is_(None), lines != TaxReceipt.amount))
        .order_by(TaxReceipt.number)
    )
    return [(number, amount) for number, amount in session.execute(query)]


def receipts_of(session: Session, year: int) -> Sum:
    """Return number and sum of the receipts that stand on gifts of a year."""
    query = select(func.count(), func.sum(TaxReceipt.amount)).where(receipt_stands(), TaxReceipt.year == year)
    number, amount = session.execute(query).one()
    return Sum(number, amount or Money(0))


def receipts_issued(session: Session, first_on: date, last_on: date) -> dict[int, Sum]:
    """Return the receipts that stand and were issued in a period, by year of their gifts."""
    query = (
        select(TaxReceipt.year, func.count(), func.sum(TaxReceipt.amount))
        .where(receipt_stands(), TaxReceipt.issued_on.between(first_on, last_on))
        .group_by(TaxReceipt.year)
        .order_by(TaxReceipt.year)
    )
    return {year: Sum(number, amount) for year, number, amount in session.execute(query)}


def online_policies(session: Session) -> list[Policy]:
    """Return which day decided for online gifts, by the day from which it did."""
    query = select(Organisation.valid_from, Organisation.online_date).order_by(Organisation.valid_from)
    return [
        Policy(valid_from, online_policy(online_date)) for valid_from, online_date in session.execute(query)
    ]
