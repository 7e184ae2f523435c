"""In which currencies the bank keeps accounts, and brought what lines were said to be."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.among import among
from donations_app.db.queries.bank_files import statement_counts
from donations_app.db.steps import in_steps
from donations_app.db.tables import BankLineRow, BankMatch, BankStatement
from donations_app.domain.bank import account_key

_LINE: Final = aliased(BankLineRow, name="in_currency")


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
