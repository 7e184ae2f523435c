"""Payments in minor units of the currency in which they were given, beside their euros."""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from donations_app.db.among import among
from donations_app.db.queries.bank_files import statement_counts
from donations_app.db.queries.terms import REFUND, REFUNDED
from donations_app.db.steps import in_steps
from donations_app.db.tables import BankLineRow, BankMatch, BankStatement, Payment, PaymentLine
from donations_app.domain.bank import account_key
from donations_app.domain.money import Money

EURO: Final = "EUR"
_LINE: Final = aliased(BankLineRow, name="in_currency")


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


def matched_by_currency(session: Session, payments: Collection[int]) -> dict[int, dict[str, int]]:
    """Return what lines of the bank brought of payments, by key and currency of the lines; nothing is left out."""
    found: dict[int, dict[str, int]] = {}
    keys = sorted(payments)
    for some in in_steps(keys):
        query = (
            select(BankMatch.payment_id, _LINE.currency, func.sum(BankMatch.amount))
            .join(_LINE, _LINE.id == BankMatch.line_id)
            .where(among(BankMatch.payment_id, some))
            .group_by(BankMatch.payment_id, _LINE.currency)
        )
        for key, currency, total in session.execute(query):
            if total:
                found.setdefault(key, {})[currency] = int(total)
    return found


def matched_in(column: Any, key: Any, *, other_than: str) -> ColumnElement[int]:
    """Return the term for how much of a payment stands in lines of other currencies than one."""
    query = (
        select(func.coalesce(func.sum(BankMatch.amount), 0))
        .join(_LINE, _LINE.id == BankMatch.line_id)
        .where(and_(column == key, _LINE.currency != other_than))
        .correlate_except(BankMatch, _LINE)
    )
    return query.scalar_subquery()


def currencies_of_accounts(session: Session, offices: Collection[Any]) -> dict[str, str]:
    """Return the currencies of accounts that are known: as the bank states them, else as that of their office.

    Args:
        session: an open view.
        offices: facts of offices in force.
    """
    known = {
        account_key(one.account): one.currency
        for one in offices
        if account_key(one.account).startswith(
            one.country
        )  # an office abroad may have the account of another
    }
    query = select(BankStatement.account, BankStatement.currency).where(statement_counts())
    found = session.execute(query.order_by(BankStatement.id))
    return known | {row[0]: row[1] for row in found if row[1]}
