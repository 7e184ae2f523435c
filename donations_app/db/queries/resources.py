"""Sums of a fiscal year by kind and payer: gifts, subsidies, what came from abroad, what the accounts see."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from donations_app.db.queries.booking import booked_on, taken_back_on
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.terms import (
    REFUND,
    REFUNDED,
    REVERSING,
    arrived,
    cashing_day,
    is_disproportionate,
    is_foreign,
    is_tax_resident,
    known_day,
    known_in,
    left,
    lines_on,
    opens_no_right,
    passes_through,
    refund_stands,
    stands,
)
from donations_app.db.tables import LiveReceiptLine, Party, Payment, PaymentLine
from donations_app.domain.gifts import OnlineDate
from donations_app.domain.money import ZERO, Money
from donations_app.domain.receipt_base import Booked
from donations_app.domain.statements import Heading, Sum
from donations_app.domain.territories import OTHER_TAX


class Resource(Struct, frozen=True):
    """Lines alike that arrived in a period and were not taken back."""

    kind: str
    method: str
    payer_kind: str | None
    is_french: bool  # by the payer's address; nobody's money is French
    is_resident: bool  # the payer, for the tax office; nobody is not
    is_barred: bool  # passes through, or opens no right by its project or by what was given in return
    is_receipted: bool
    sum: Sum


def resources(session: Session, heading: Heading, online_date: OnlineDate, *, quarter: int) -> list[Resource]:
    """Return the sums of what arrived in the period.

    Args:
        session: an open view.
        heading: the period.
        online_date: which day decides for online gifts.
        quarter: the largest counterpart of a gift, in basis points of it.
    """
    inner = (
        select(
            PaymentLine.kind,
            Payment.method,
            Party.kind.label("payer_kind"),
            _flag(~is_foreign()).label("is_french"),
            _flag(is_tax_resident()).label("is_resident"),
            _flag(_is_barred(quarter)).label("is_barred"),
            _flag(LiveReceiptLine.line_id.is_not(None)).label("is_receipted"),
            left().label("amount"),
        )
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
        .where(stands(), known_in(online_date, heading.first_on, heading.last_on))
    )
    *keys, amount = joined_leader(inner, Payment.payer_id, may_be_nobody=True).subquery().c
    query = select(*keys, func.count().label("lines"), func.sum(amount).label("total"))
    query = query.where(amount != ZERO).group_by(*keys)  # nothing is left of what was refunded whole
    return [
        Resource(
            kind=row.kind,
            method=row.method,
            payer_kind=row.payer_kind,
            is_french=bool(row.is_french),
            is_resident=bool(row.is_resident),
            is_barred=bool(row.is_barred),
            is_receipted=bool(row.is_receipted),
            sum=Sum(row.lines, row.total),
        )
        for row in session.execute(query)
    ]


def _is_barred(quarter: int) -> ColumnElement[bool]:
    return or_(
        PaymentLine.pass_through,
        PaymentLine.id.in_(lines_on(or_(opens_no_right(), passes_through()))),
        is_disproportionate(quarter),
    )


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


class ForeignLine(Struct, frozen=True):
    """A line whose payer lives abroad, or says that he is no tax resident."""

    payer: str
    payer_kind: str
    country: str
    payment: str
    position: int
    kind: str
    method: str
    amount: Money
    on: date
    description: str
    issued_by: str
    legal_form: str
    organisation: str


def foreign_lines(session: Session, heading: Heading) -> Iterator[ForeignLine]:
    """Yield the lines cashed in the period from payers who are not resident, by the day of cashing.

    A payer abroad who is declared tax-resident in France is left out; one declared not resident is in,
    whatever his address. Who lives under a French tax of its own is left out: that is no other State.
    """
    day = cashing_day()
    query = (
        select(
            Party.ref, Party.kind, Party.country, Payment.ref.label("payment"), PaymentLine.position,
            PaymentLine.kind.label("line_kind"), Payment.method, left().label("amount"), day,
            PaymentLine.description, Payment.receipt_issued_by, Party.legal_form, Party.organisation,
        )
        .select_from(PaymentLine)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(
            stands(),
            ~is_tax_resident(),
            Party.country.not_in(OTHER_TAX),
            left() != ZERO,
            day.between(heading.first_on, heading.last_on),
        )
        .order_by(day, Payment.id, PaymentLine.position)
    )  # fmt: skip
    for row in session.execute(joined_leader(query, Payment.payer_id)):
        yield ForeignLine(*row)


def booked(session: Session, heading: Heading, online_date: OnlineDate) -> list[Booked]:
    """Return the sums of lines that the accounts of the fiscal year or the gifts of the calendar year see.

    What was refunded of a line is a part of its own, that was taken back on the day of the refund.
    """
    of_line = and_(REFUNDED.payment_id == REFUND.id, REFUNDED.position == PaymentLine.position)
    kept = _lines(heading, online_date, REVERSING, left()).outerjoin(
        REVERSING, REVERSING.reverses_id == Payment.id
    )
    refunded = _lines(heading, online_date, REFUND, -REFUNDED.amount)
    refunded = refunded.join(REFUND, REFUND.refunds_id == Payment.id).join(REFUNDED, of_line)
    return [*_booked(session, kept), *_booked(session, refunded.where(refund_stands()))]


def _lines(heading: Heading, online_date: OnlineDate, back: Any, amount: Any) -> Select[Any]:
    """Ask for lines of the fiscal or the calendar year, ``amount`` of each, that ``back`` may have taken back."""
    year = (date(heading.year, 1, 1), date(heading.year, 12, 31))
    period = (heading.first_on, heading.last_on)
    decided, on = known_day(online_date), booked_on()
    return (
        select(
            PaymentLine.kind,
            Party.kind.label("payer_kind"),
            _flag(on.between(*period)).label("booked"),
            _flag(on.is_not(None)).label("known"),
            _flag(taken_back_on(back, on) <= heading.last_on).label("undone"),
            _flag(decided.between(*year)).label("of_year"),
            _flag(back.id.is_not(None)).label("reversed"),
            type_coerce(amount, PaymentLine.amount.type).label("amount"),
        )
        .select_from(PaymentLine)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(arrived(), or_(on.between(*period), decided.between(*year)))
    )


def _booked(session: Session, lines: Select[Any]) -> Iterator[Booked]:
    *keys, amount = joined_leader(lines, Payment.payer_id, may_be_nobody=True).subquery().c
    query = select(*keys, func.sum(amount).label("amount")).group_by(*keys)
    for row in session.execute(query):
        yield Booked(
            kind=row.kind,
            payer_kind=row.payer_kind,
            is_booked=bool(row.booked),
            has_booking_day=bool(row.known),
            is_undone=bool(row.undone),
            is_of_year=bool(row.of_year),
            is_reversed=bool(row.reversed),
            amount=row.amount,
        )


def prepaid_dues(session: Session, heading: Heading) -> Money:
    """Return the dues booked in the period for later years."""
    query = (
        select(func.sum(left()))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(
            stands(),
            PaymentLine.kind == "dues",
            PaymentLine.dues_year > heading.year,
            booked_on().between(heading.first_on, heading.last_on),
        )
    )
    return session.scalar(query) or ZERO
