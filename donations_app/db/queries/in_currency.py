"""Payments in minor units of the currency in which they were given, beside their euros."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select, type_coerce

from donations_app.db.queries.terms import REFUND, REFUNDED
from donations_app.db.tables import Payment, PaymentLine
from donations_app.domain.money import Money

EURO: Final = "EUR"


def minor_columns() -> tuple[Any, ...]:
    """Return what ``units_of`` asks of ``Payment``: currency, rate, minor units given and refunded, lines without."""
    of_payment = PaymentLine.payment_id == Payment.id
    given = select(func.sum(PaymentLine.foreign_minor)).where(of_payment)
    bare = select(func.count(PaymentLine.id)).where(of_payment, PaymentLine.foreign_minor.is_(None))
    refunded = (
        select(func.sum(REFUNDED.foreign_minor))
        .select_from(REFUND)
        .join(REFUNDED, REFUNDED.payment_id == REFUND.id)
        .where(REFUND.refunds_id == Payment.id)
    )
    return (
        Payment.currency,
        Payment.rate,
        given.correlate(Payment).scalar_subquery().label("given_minor"),
        refunded.correlate(Payment).scalar_subquery().label("refunded_minor"),
        bare.correlate(Payment).scalar_subquery().label("bare_lines"),
    )


def units() -> ColumnElement[Money]:
    """Return the term for ``Payment`` in hundredths of its currency; nothing of one in another that says none."""
    type_ = Payment.amount.type
    given = select(func.sum(PaymentLine.foreign_minor)).where(PaymentLine.payment_id == Payment.id)
    stated = type_coerce(given.correlate(Payment).scalar_subquery(), type_)
    return case((Payment.currency == EURO, Payment.amount), else_=stated)


def units_of(row: Any, euros: Money) -> int:
    """Return a payment, or what is left of it, in minor units of its currency.

    Args:
        row: with ``minor_columns``.
        euros: the same in euros; where a payment states nothing else, its rate says the units.
    """
    refunded = 0 if row.bare_lines else int(row.refunded_minor or 0)
    return whole_units(row, euros) + refunded


def whole_units(row: Any, euros: Money) -> int:
    """Return a payment in minor units of its currency, as ``units_of``, whatever was refunded of it."""
    if row.currency == EURO:
        return euros.cents
    if row.bare_lines:
        return int((euros.cents * Decimal(row.rate or 1)).quantize(Decimal(1), ROUND_HALF_UP))
    return int(row.given_minor)
