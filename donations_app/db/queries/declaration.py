"""What the annual declaration of gifts counts, and what was filed."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, union_all
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.terms import known_day, receipt_stands
from donations_app.db.queries.trail import changes
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    DeclarationFiling,
    Entry,
    Head,
    Link,
    Payment,
    PaymentLine,
    ReceiptCancellation,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.db.tables.journal import DUPLICATE
from donations_app.db.tables.payments import IN_KIND
from donations_app.domain.declaration import Document, Filing
from donations_app.domain.french_time import day_in_france
from donations_app.domain.gifts import OnlineDate
from donations_app.domain.money import ZERO, Money
from donations_app.domain.statements import Heading, Sum


class Touched(Struct, frozen=True):
    """A receipt that was issued or cancelled since a filing."""

    number: str
    issued_since: bool
    is_live: bool
    replaced_by: str
    amount: Money  # of its gifts that were received in the period
    issued_on: date


def received_in(heading: Heading, online_date: OnlineDate) -> ColumnElement[bool]:
    """Return the condition that a receipted line was received in the period.

    The year that stands on the receipt decides; in a fiscal year that is not the calendar year, the day.
    """
    if heading.is_calendar_year:
        return TaxReceipt.year == heading.year
    return known_day(online_date).between(heading.first_on, heading.last_on)


def received_by_form(session: Session, heading: Heading, online_date: OnlineDate) -> dict[str, Sum]:
    """Return by form how many live receipts mention gifts received in the period, and what these come to."""
    of_receipt = _lines_received(heading, online_date, func.sum(ReceiptLine.amount)).where(
        ReceiptLine.receipt_id == TaxReceipt.id
    )
    amount = of_receipt.correlate(TaxReceipt).scalar_subquery().label("amount")
    made = select(TaxReceipt.form, amount).where(*_live(heading)).cte()
    receipts = made.prefix_with("MATERIALIZED").c  # else each amount is summed once more to be counted
    query = (
        select(receipts.form, func.count(receipts.amount), func.sum(receipts.amount))
        .group_by(receipts.form)
        .order_by(receipts.form)
    )
    return {form: Sum(number, amount) for form, number, amount in session.execute(query) if number}


def in_kind_received(session: Session, heading: Heading, online_date: OnlineDate) -> Money:
    """Return what of the same is not money: few lines, so that their receipts are looked up, not the other way."""
    in_kind = select(PaymentLine.id).where(text(IN_KIND))
    live = select(TaxReceipt.id).where(TaxReceipt.id == ReceiptLine.receipt_id, *_live(heading))
    query = _lines_received(heading, online_date, func.sum(ReceiptLine.amount)).where(
        ReceiptLine.line_id.in_(in_kind), live.correlate(ReceiptLine).exists()
    )
    return session.scalar(query) or ZERO


def _lines_received(heading: Heading, online_date: OnlineDate, *columns: Any) -> Select[Any]:
    """Ask for receipted lines of the period; of a calendar year the receipts tell, and no payment is read."""
    query = select(*columns).select_from(ReceiptLine)
    if heading.is_calendar_year:
        return query
    lines = query.join(PaymentLine, PaymentLine.id == ReceiptLine.line_id)
    return lines.join(Payment, Payment.id == PaymentLine.payment_id).where(received_in(heading, online_date))


def _live(heading: Heading) -> list[ColumnElement[bool]]:
    """Return the conditions of a live receipt that may mention gifts of the period."""
    return [receipt_stands(), *([TaxReceipt.year == heading.year] if heading.is_calendar_year else [])]


_NEWER: Final = aliased(TaxReceipt)
_CANCELLED: Final = aliased(ReceiptCancellation)
_OF_RECEIPTS: Final = (
    select(TaxReceipt.id)
    .outerjoin(_CANCELLED, _CANCELLED.receipt_id == TaxReceipt.id)
    .outerjoin(_NEWER, _NEWER.replaces_id == TaxReceipt.id)
)
_CORRECTED: Final = (
    _OF_RECEIPTS.add_columns(
        TaxReceipt.number, TaxReceipt.issued_on, _CANCELLED.id.label("gone"), _NEWER.id.label("newer")
    )
    .where(
        TaxReceipt.id.in_(
            union_all(
                select(ReceiptCancellation.receipt_id),
                select(TaxReceipt.id).where(TaxReceipt.replaces_id.is_not(None)),
            )
        )
    )
    .order_by(TaxReceipt.id)
)


def corrected_documents(session: Session) -> dict[int, Document]:
    """Return every receipt that was cancelled or that replaces another, by id."""
    return {
        key: Document(key, number, issued_on, gone is None, newer_id)
        for key, number, issued_on, gone, newer_id in session.connection().execute(_CORRECTED)
    }


def duplicates_made(session: Session, first_on: date, last_on: date) -> int:
    """Return how many duplicates were made in a period of days in France, by the audit trail."""
    start = datetime.combine(first_on - timedelta(days=1), time(), UTC)
    end = datetime.combine(last_on + timedelta(days=1), time(), UTC)
    query = changes(Link.at).where(text(DUPLICATE), Link.at >= start, Link.at < end)
    return sum(first_on <= day_in_france(at) <= last_on for at in session.scalars(query))


def filings(session: Session, year: int) -> list[Filing]:
    """Return what was filed for a year, the first filing first."""
    query = (
        select(
            DeclarationFiling.n,
            DeclarationFiling.amount,
            DeclarationFiling.documents,
            DeclarationFiling.filed_on,
            DeclarationFiling.filed_by,
            DeclarationFiling.note,
        )
        .where(DeclarationFiling.year == year)
        .order_by(DeclarationFiling.n)
    )
    return [Filing(*row) for row in session.execute(query)]


def heads(session: Session) -> dict[int, int]:
    """Return the number of the last link of each origin that these books know."""
    return {origin: n for origin, n in session.execute(select(Head.origin_id, Head.n))}


def known_when_filed(session: Session, year: int, n: int) -> dict[int, int]:
    """Return the last links that were known where a declaration was filed."""
    told = session.scalar(
        select(DeclarationFiling.known).where(DeclarationFiling.year == year, DeclarationFiling.n == n)
    )
    return {int(origin): last for origin, last in json.loads(told or "{}").items()}


_TOUCHED: Final = _OF_RECEIPTS.add_columns(
    TaxReceipt.number, _CANCELLED.id.label("gone"), _NEWER.number.label("newer"), TaxReceipt.issued_on
).order_by(TaxReceipt.series, TaxReceipt.n)


def touched_since(
    session: Session, known: Mapping[int, int], heading: Heading, online_date: OnlineDate
) -> list[Touched]:
    """Return the receipts issued or cancelled since that mention gifts of the period or were issued in it.

    Args:
        session: an open view.
        known: the last link of each origin that a filing knew; what a copy wrote before it and brought home
            after it is a change since.
        heading: the period.
        online_date: which day counts for online gifts.
    """
    kinds = ("receipt.issued", "receipt.cancelled")
    query = changes(Entry.kind, Entry.record).where(Entry.kind.in_(kinds), _unknown(known))
    touched = session.execute(query).all()
    issued = {record.partition(":")[2] for kind, record in touched if kind == "receipt.issued"}
    numbers = {record.partition(":")[2] for _, record in touched}
    amounts = _amounts(session, numbers, heading, online_date)
    found = []
    for block in in_steps(sorted(numbers)):
        for _, number, gone, newer_number, issued_on in session.execute(
            _TOUCHED.where(TaxReceipt.number.in_(block))
        ):
            if number in amounts or heading.first_on <= issued_on <= heading.last_on:
                amount = amounts.get(number, ZERO)
                made = number in issued
                found.append(Touched(number, made, gone is None, newer_number or "", amount, issued_on))
    return found


def _unknown(known: Mapping[int, int]) -> ColumnElement[bool]:
    later = [and_(Link.origin_id == origin, Link.n > n) for origin, n in known.items()]
    return or_(Link.origin_id.not_in(known), *later)


def _amounts(
    session: Session, numbers: Collection[str], heading: Heading, online_date: OnlineDate
) -> dict[str, Money]:
    query = (
        select(TaxReceipt.number, func.sum(ReceiptLine.amount))
        .join(ReceiptLine, ReceiptLine.receipt_id == TaxReceipt.id)
        .join(PaymentLine, PaymentLine.id == ReceiptLine.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(received_in(heading, online_date))
        .group_by(TaxReceipt.number)
    )
    return {
        number: amount
        for block in in_steps(sorted(numbers))
        for number, amount in session.execute(query.where(TaxReceipt.number.in_(block)))
    }
