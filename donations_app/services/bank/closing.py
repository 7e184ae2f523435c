"""Closing an account up to a day, once books and bank agree on it; nobody opens the days again (decision 0075)."""

from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.bank import own_accounts
from donations_app.db.queries.bank_files import line_counts
from donations_app.db.queries.closed_days import account_named
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.db.records import Record
from donations_app.db.tables import AccountClosing, BankLineRow
from donations_app.domain.bank import account_key
from donations_app.domain.closing_errors import DaysClosedBefore, DaysNotReady
from donations_app.domain.errors import NotAllowed, NotFound
from donations_app.domain.reconciliation import Reconciliation, to_json, what_stops

_LOCKED = "account_closing, bank_file_aside, bank_line, bank_match, bank_statement, deposit_slip, payment"


def close_account(books: Books, account: str, *, to: date) -> Reconciliation:
    """Close an account up to a day; from then on the database refuses whatever moves at its lines.

    Args:
        books: where to save.
        account: its IBAN, or its label.
        to: the last day, which is over; a statement was read up to it.

    Returns:
        The account on that day, as it was closed.

    Raises:
        NotAllowed: the author does not answer for the association.
        NotFound: there is no such account.
        DaysClosedBefore: it is closed up to that day or a later one.
        DaysNotReady: something of it is not explained. Nothing is saved in any case.
        ReadOnly, NotInFieldBook, OfficeElsewhere: nothing is closed in these books.
    """
    books.check_at_home("account_closing")
    if not books.answers:
        raise NotAllowed(books.login, "bank close")
    with books.write() as write:
        if write.is_server:
            write.session.execute(text(f"LOCK TABLE {_LOCKED} IN SHARE ROW EXCLUSIVE MODE"))
        found = ready_to_close(write.session, account, to=to, today=write.today)
        write.add(
            Record("account.closed", f"account:{found.account}", {AccountClosing: [_row(write, found)]})
        )
    with books.read() as session:
        return reconciliations(session, account=found.account, on=to)[0]


def ready_to_close(session: Session, account: str, *, to: date, today: date) -> Reconciliation:
    """Return an account that can be closed up to a day.

    Raises:
        NotFound, DaysClosedBefore, DaysNotReady: as ``close_account``.
    """
    (found,) = reconciliations(session, account=_key(session, account), on=to)
    if found.closing and to <= found.closing.last_on:
        before = found.closing
        raise DaysClosedBefore(
            account_named(session, found.account), before.last_on, before.closed_on, before.closed_by
        )
    if stops := tuple(what_stops(found, today=today)):
        raise DaysNotReady(account_named(session, found.account), to, found.currency, stops)
    return found


def _key(session: Session, account: str) -> str:
    said = account.strip().casefold()
    labelled = [one for one in own_accounts(session) if one.label.casefold() == said]
    if not said:
        raise NotFound("account", account)
    return account_key(labelled[0].iban if len(labelled) == 1 else account)


def _row(write: Write, found: Reconciliation) -> rows.AccountClosing:
    counted = select(func.count(), func.coalesce(func.sum(BankLineRow.amount), 0)).where(
        BankLineRow.account == found.account, BankLineRow.booked_on <= found.on, line_counts()
    )
    lines, amount = write.session.execute(counted).one()
    return rows.AccountClosing(
        id=write.ids(AccountClosing)[0],
        office_id=write.office_id,
        account=found.account,
        currency=found.currency,
        last_on=found.on,
        closed_on=write.today,
        closed_at=write.now,
        closed_by=write.login,
        books=found.books,
        bank=found.bank,
        lines=int(lines),
        lines_amount=int(amount),
        explained=to_json(found.explanations),
    )
