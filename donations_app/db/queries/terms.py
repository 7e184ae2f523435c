"""The rules that SQL has to say, each once and under its name; a test holds each against its twin of the domain.

A term speaks of ``Payment``, ``PaymentLine``, ``Party`` or ``Membership`` as the query around it selects them.
Of tables that few queries ask it speaks as ``tables.X``, which loads them no sooner.
"""

from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    column,
    func,
    or_,
    select,
    table,
    type_coerce,
)
from sqlalchemy.orm import aliased

from donations_app.db import tables
from donations_app.db.tables import (
    Allocation,
    Party,
    Payment,
    PaymentLine,
    Project,
)
from donations_app.domain.deposits import LOOKS_BACK, METHODS
from donations_app.domain.gifts import GIVEN_KINDS, OnlineDate, credited_methods
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.territories import FRANCE, REPUBLIC

Term = ColumnElement[bool]
REVERSING: Final = aliased(Payment, name="reversing")  # the payment of opposite sign, to be joined
# another payment, to be aliased: a whole table takes long to be named anew (``leaders``)
BESIDE: Final = table(
    "payment",
    *(column(name, getattr(Payment, name).type) for name in ("id", "other_ref", "reverses_id", "reversal")),
)
_BACK: Final = aliased(Payment, name="back")  # the same where it is not shown
REFUND: Final = aliased(
    Payment, name="refund"
)  # a part of a payment given back, to be joined; or that taken back
REFUNDED: Final = aliased(PaymentLine, name="refunded")  # its lines
# what takes a refund back arrived neither; few payments name another, and those have their indexes
_NO_REFUNDS: Final = select(REFUND.id).where(REFUND.refunds_id.is_not(None), REFUND.reverses_id.is_not(None))
_PUBLIC: Final = select(Party.id).where(Party.kind == "public_body")


def arrived() -> Term:
    """Return the condition that a payment takes none back.

    What takes back or refunds is below zero, but for what takes a refund back. To ask for ``reverses_id IS NULL``
    makes SQLite read nearly the whole index of that column, as if few payments had none.
    """
    return and_(Payment.amount > ZERO, Payment.id.not_in(_NO_REFUNDS))


def left() -> ColumnElement[Money]:
    """Return what is left of a line that arrived: its amount less what was refunded of it."""
    refunded = (
        select(func.sum(REFUNDED.amount))
        .select_from(REFUND)
        .join(REFUNDED, REFUNDED.payment_id == REFUND.id)
        .where(REFUND.refunds_id == PaymentLine.payment_id, REFUNDED.position == PaymentLine.position)
        .correlate(PaymentLine)
        .scalar_subquery()
    )
    return type_coerce(_less(PaymentLine.amount, refunded), PaymentLine.amount.type)


def payment_left() -> ColumnElement[Money]:
    """Return what is left of a payment that arrived: its amount less what was refunded of it."""
    refunded = select(func.sum(REFUND.amount)).where(REFUND.refunds_id == Payment.id)
    return type_coerce(
        _less(Payment.amount, refunded.correlate(Payment).scalar_subquery()), Payment.amount.type
    )


def _less(amount: Any, refunded: Any) -> ColumnElement[int]:
    """Return an amount less what was refunded of it, which is below zero, or nothing."""
    found: ColumnElement[int] = type_coerce(amount, Integer) + func.coalesce(
        type_coerce(refunded, Integer), 0
    )
    return found


def taken_back() -> Term:
    """Return the condition that another payment takes this one back."""
    return select(_BACK.id).where(_BACK.reverses_id == Payment.id).correlate(Payment).exists()


def never_was() -> Term:
    """Return the condition that a payment was taken back as a correction: no money came, nor went."""
    corrected = and_(_BACK.reverses_id == Payment.id, _BACK.reversal == "correction")
    return select(_BACK.id).where(corrected).correlate(Payment).exists()


def refund_stands() -> Term:
    """Return the condition that ``REFUND`` is one that was not taken back."""
    undone = select(_BACK.id).where(_BACK.reverses_id == REFUND.id).correlate(REFUND)
    return and_(REFUND.amount < ZERO, ~undone.exists())


def stands() -> Term:
    """Return the condition of ``domain.payments.stands``."""
    return and_(arrived(), ~taken_back())


def waits_for_slip(today: date) -> Term:
    """Return the condition of ``domain.deposits.waits``, of payments that stand on no slip."""
    on_slip = (
        select(tables.LiveDeposit.payment_id)
        .where(tables.LiveDeposit.payment_id == Payment.id)
        .correlate(Payment)
        .exists()
    )
    return and_(
        stands(),
        Payment.method.in_(METHODS),
        is_counted_there(),
        Payment.credited_on.is_(None),
        Payment.received_on.between(today - LOOKS_BACK, today),
        ~on_slip,
    )


def is_counted_there() -> Term:
    """Return the condition that a payment is in euros, or in a currency in which its office counts, or counted."""
    facts = tables.OfficeFactsRow
    counts = select(facts.id).where(facts.office_id == Payment.office_id, facts.currency == Payment.currency)
    return or_(Payment.currency == "EUR", counts.correlate(Payment).exists())


def deciding_day(online_date: OnlineDate) -> ColumnElement[Any]:
    """Return the expression of ``domain.gifts.deciding_day``."""
    by_credit = and_(
        PaymentLine.kind.not_in(IN_KIND_KINDS), Payment.method.in_(credited_methods(online_date))
    )
    return case((by_credit, Payment.credited_on), else_=Payment.received_on)


def known_day(online_date: OnlineDate) -> ColumnElement[Any]:
    """Return the expression of ``domain.gifts.known_day``."""
    type_ = Payment.received_on.type
    return func.coalesce(deciding_day(online_date), Payment.received_on, Payment.credited_on, type_=type_)


def known_in(online_date: OnlineDate, first_on: date, last_on: date) -> Term:
    """Return the condition that ``known_day`` lies in a period: one of two days does, and these have indexes."""
    either = or_(*(day.between(first_on, last_on) for day in (Payment.received_on, Payment.credited_on)))
    return and_(either, known_day(online_date).between(first_on, last_on))


def money_known_day(online_date: OnlineDate) -> ColumnElement[Any]:
    """Return ``known_day`` of lines in money, which is one of the whole payment."""
    on, credited, type_ = Payment.received_on, Payment.credited_on, Payment.received_on.type
    return case(
        (Payment.method.in_(credited_methods(online_date)), func.coalesce(credited, on, type_=type_)),
        else_=func.coalesce(on, credited, type_=type_),
    )


def booking_day() -> ColumnElement[Any]:
    """Return the expression of ``domain.gifts.booking_day``."""
    return deciding_day("credited")


def cashing_day() -> ColumnElement[Any]:
    """Return the expression of ``domain.gifts.cashing_day``."""
    type_ = Payment.received_on.type
    by_credit = and_(PaymentLine.kind.not_in(IN_KIND_KINDS), Payment.method != "cash")
    return case(
        (by_credit, func.coalesce(Payment.credited_on, Payment.received_on, type_=type_)),
        else_=func.coalesce(Payment.received_on, Payment.credited_on, type_=type_),
    )


def is_disproportionate(quarter: int) -> Term:
    """Return the condition of ``domain.gifts.is_disproportionate``; ``quarter`` in basis points."""
    given, back = (type_coerce(cents, Integer) for cents in (PaymentLine.amount, PaymentLine.counterpart))
    return and_(PaymentLine.counterpart_kind != "symbolic", back * 10_000 > given * quarter)


def is_money_given() -> Term:
    """Return the condition of ``domain.gifts.is_money_given``; the payer need not be joined."""
    is_private = or_(Payment.payer_id.is_(None), Payment.payer_id.not_in(_PUBLIC))
    return and_(PaymentLine.kind.in_(GIVEN_KINDS), is_private)


def is_money_received() -> Term:
    """Return the condition of ``domain.gifts.is_money_received``."""
    return or_(PaymentLine.kind == "dues", is_money_given())


def is_tax_resident() -> Term:
    """Return the condition of ``domain.parties.is_tax_resident``."""
    by_country = and_(Party.tax_resident_fr.is_(None), Party.country.in_(FRANCE))
    return or_(func.coalesce(Party.tax_resident_fr, False), by_country)


def is_foreign() -> Term:
    """Return the condition of ``domain.territories.is_foreign`` on the payer's country; nobody's is French."""
    return func.coalesce(Party.country, "FR").not_in(REPUBLIC)


def has_not_ended(on: date) -> Term:
    """Return the condition of ``domain.dues.has_not_ended``."""
    return or_(tables.Membership.until.is_(None), tables.Membership.until >= on)


def is_member(on: date) -> Term:
    """Return the condition of ``domain.dues.is_member``."""
    return and_(tables.Membership.since <= on, has_not_ended(on))


def receipt_stands() -> Term:
    """Return the condition that a receipt was not cancelled."""
    return (
        ~select(tables.ReceiptCancellation.id)
        .where(tables.ReceiptCancellation.receipt_id == tables.TaxReceipt.id)
        .exists()
    )


def lines_on(such: Term) -> Select[tuple[int]]:
    """Return the lines of which cents stand on projects that are ``such``; what was moved away is gone."""
    return (
        select(Allocation.line_id)
        .join(Project, and_(Project.id == Allocation.project_id, such))
        .group_by(Allocation.line_id)
        .having(func.sum(Allocation.amount) != ZERO)
    )


def opens_no_right() -> Term:
    """Return the condition that gifts to a project get no receipt."""
    return ~Project.receipt_eligible


def passes_through() -> Term:
    """Return the condition that money only passes through a project, to others."""
    return and_(Project.pass_through)
