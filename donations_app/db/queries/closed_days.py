"""Accounts that were closed up to a day: which, what lies in it, and what stands in the place of what was put right."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.bank import own_accounts
from donations_app.db.queries.matches import STANDS, MatchRow, lines_of_payments
from donations_app.db.queries.put_right import put_right
from donations_app.db.tables import AccountClosing, BankLineRow, BankMatch, Payment
from donations_app.domain.bank import account_key
from donations_app.domain.closing_errors import DaysClosed
from donations_app.domain.identifiers import spaced
from donations_app.domain.reconciliation import ClosedDays, from_json

_BACK: Final = aliased(Payment, name="put_right")
_AT_CLOSED: Final = and_(  # a line that is closed
    AccountClosing.account == BankLineRow.account, BankLineRow.booked_on <= AccountClosing.last_on
)


def account_closings(session: Session, *, account: str = "") -> list[ClosedDays]:
    """Return what was closed, each account's last closing last; of one account alone, where one is named."""
    query = select(AccountClosing).order_by(AccountClosing.account, AccountClosing.last_on)
    if account:
        query = query.where(AccountClosing.account == account)
    return [
        ClosedDays(
            account=one.account,
            currency=one.currency,
            last_on=one.last_on,
            closed_on=one.closed_on,
            closed_at=one.closed_at,
            closed_by=one.closed_by,
            books=one.books,
            bank=one.bank,
            explanations=from_json(one.explained),
        )
        for one in session.scalars(query)
    ]


def last_closings(session: Session) -> dict[str, ClosedDays]:
    """Return the last closing of each account that has one."""
    return {one.account: one for one in account_closings(session)}


def account_named(session: Session, account: str) -> str:
    """Return how an account is named: by its label, else by its number as one reads it."""
    labels = {account_key(one.iban): one.label for one in own_accounts(session)}
    return labels.get(account) or spaced(account)


def days_closed(session: Session, found: ClosedDays) -> DaysClosed:
    """Return that nothing of an account moves up to a day."""
    return DaysClosed(account_named(session, found.account), found.last_on, found.closed_on, found.closed_by)


def refuse_closed_days(session: Session, days: Iterable[tuple[str, date]]) -> None:
    """Refuse lines, each by its account and day, of which one lies in closed days.

    Raises:
        DaysClosed: it does.
    """
    closed = last_closings(session)
    for account, on in days:
        if (found := closed.get(account)) and on <= found.last_on:
            raise days_closed(session, found)


def refuse_closed_credit(session: Session, *, payment: int | None = None, slip: int | None = None) -> None:
    """Refuse what would change a payment or a slip whose credit stands at a closed line.

    Raises:
        DaysClosed: it does.
    """
    column, key = (BankMatch.slip_id, slip) if payment is None else (BankMatch.payment_id, payment)
    if key is None:
        return
    query = (
        select(BankLineRow.account, BankLineRow.booked_on)
        .join(BankMatch, BankMatch.line_id == BankLineRow.id)
        .where(column == key, STANDS)
    )
    refuse_closed_days(session, [(row[0], row[1]) for row in session.execute(query)])


def put_right_since(session: Session) -> dict[int, int]:
    """Return which payments stand in the place of ones at closed lines that were put right, by their keys.

    The bank's line stays with the first: what it brought is the same money, of the same day and amount. One that was
    put right twice is followed by the last.
    """
    wrong = (
        select(Payment.id)
        .join(BankMatch, and_(BankMatch.payment_id == Payment.id, BankMatch.kind == "payment", STANDS))
        .join(BankLineRow, BankLineRow.id == BankMatch.line_id)
        .join(AccountClosing, _AT_CLOSED)
        .join(_BACK, and_(_BACK.reverses_id == Payment.id, _BACK.reversal == "correction"))
        .distinct()
    )
    instead = put_right(session, session.scalars(wrong).all())
    matched = select(BankMatch.payment_id).where(BankMatch.payment_id.in_(instead.values()), STANDS)
    known = set(session.scalars(matched)) if instead else set()
    return {right: old for old, right in instead.items() if right not in known}


def lines_that_brought(session: Session, payments: Collection[int]) -> dict[int, list[MatchRow]]:
    """Return as ``lines_of_payments``; one that was put right after its line was closed has that of the wrong one."""
    found = lines_of_payments(session, payments)
    instead = {new: old for new, old in put_right_since(session).items() if new in payments}
    known = lines_of_payments(session, instead.values())
    return found | {new: known[old] for new, old in instead.items() if old in known}
