"""Each account of the bank on a day: what the books say, what the bank says, and what lies between."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.account_entries import Accounts, Entry, accounts_known, entries_of
from donations_app.db.queries.bank import own_accounts
from donations_app.db.queries.bank_files import line_counts, statement_counts
from donations_app.db.queries.closed_days import account_closings
from donations_app.db.queries.closings import last_closed
from donations_app.db.tables import (
    BankFileRow,
    BankLineRow,
    BankMatch,
    BankStatement,
)
from donations_app.db.tables.base import own_reference
from donations_app.domain.bank import account_key
from donations_app.domain.errors import NotFound
from donations_app.domain.reconciliation import REASONS, ClosedDays, Explanation, Reconciliation


def reconciliations(session: Session, *, account: str = "", on: date) -> list[Reconciliation]:
    """Return the accounts of the settings and of the statements, by number, each on a day.

    Money that nobody says of which account it is counts on that of the office that recorded it, else on the first
    of the settings.

    Args:
        session: an open view.
        account: the only one; empty: all.
        on: the last day that counts.

    Raises:
        NotFound: there is no such account.
    """
    labels = {account_key(one.iban): one.label for one in own_accounts(session)}
    known = accounts_known(session, labels, on)
    wanted = [account_key(account)] if account else sorted(known.order)
    if account and wanted[0] not in known.order:
        raise NotFound("account", account)
    return [_as_closed(_reconciled(session, key, known, labels.get(key, ""), on)) for key in wanted]


def _as_closed(one: Reconciliation) -> Reconciliation:
    """Return the account of a day up to which it was closed last as it was closed."""
    closing = one.closing
    if closing is None or closing.last_on != one.on:
        return one
    known = {(part.kind, part.amount, part.refs): part for part in one.explanations}
    kept = tuple(known.get((part.kind, part.amount, part.refs), part) for part in closing.explanations)
    return replace(one, books=closing.books, bank=closing.bank, explanations=kept, contradicted=())


def _reconciled(session: Session, account: str, known: Accounts, label: str, on: date) -> Reconciliation:
    currency = known.currency(account)
    closings = account_closings(session, account=account)
    bank = _bank(session, account, on, closings, currency)
    closed_until = closings[-1].last_on if closings else date.min
    entries = (
        list(entries_of(session, account, known, on, bank.first_on, closed_until)) if bank.first_on else []
    )
    kept = [one for one in entries if not one.is_back]
    by_bank_alone = _sum_matched(session, account, on, currency)
    lines = _sum_lines(session, account, on, currency)
    parts = (
        *_between(_open_lines(session, account, on), entries, currency),
        Explanation("statements_missing", bank.balance - bank.opening - lines),
    )
    year = last_closed(session)
    return Reconciliation(
        account=account,
        label=label,
        currency=currency,
        on=on,
        first_on=bank.first_on,
        opening=bank.opening,
        opening_is_stated=bank.opening_is_stated,
        books=bank.opening + by_bank_alone + sum(one.amount for one in kept),
        bank=bank.balance,
        stated_on=bank.stated_on,
        explanations=tuple(sorted((one for one in parts if one.amount or one.refs), key=_place)),
        contradicted=tuple(
            one.ref for one in kept if one.amount != one.matched and one.said_on and one.said_on <= on
        ),
        read_until=bank.read_until,
        closing=closings[-1] if closings else None,
        year_closed_until=year.last_on if year else None,
    )


def _place(part: Explanation) -> int:
    return REASONS.index(part.kind)


def _between(
    lines: Sequence[tuple[str, int, str]], entries: Sequence[Entry], currency: str
) -> Iterator[Explanation]:
    """Yield what lies between books and bank: open lines, and what of the books no line brought, or brought twice."""
    kept, back = ([one for one in entries if one.is_back is is_back] for is_back in (False, True))
    yield _of_lines("lines_open", [one for one in lines if one[2] == currency])
    yield _left_of("payments_open", [one for one in kept if not one.is_slip])
    yield _left_of("slips_open", [one for one in kept if one.is_slip])
    amounts = tuple(one.matched for one in back)
    yield Explanation("taken_back", sum(amounts), tuple(one.ref for one in back), amounts)
    yield Explanation("lines_foreign", 0, tuple(ref for ref, _left, said in lines if said != currency))


class _Bank(Struct, frozen=True):
    opening: int
    opening_is_stated: bool
    first_on: date | None
    balance: int
    stated_on: date | None
    read_until: date | None


def _bank(session: Session, account: str, on: date, closings: Sequence[ClosedDays], currency: str) -> _Bank:
    """Return what the bank says: its first balance, and its last one with the lines since."""
    openings, stated, days = _stated(session, account, closings, currency)
    first_on, _key, opening = min(openings, default=(None, 0, 0))
    is_stated = bool(openings)
    lines_first = min((first for first, _last in days), default=None)
    if stated and lines_first and lines_first < (first_on or date.max):
        # lines before it came in a format that says no balance, or only the last one
        known_on, _key, known = min(stated)
        opening = known - _sum_lines(session, account, known_on, currency)
        first_on, is_stated = lines_first, True
    stated_on, _key, closing = max((one for one in stated if one[0] <= on), default=(None, 0, opening))
    since = _sum_lines(session, account, on, currency, after=stated_on)
    read_until = max((*(one[0] for one in stated), *(last for _first, last in days)), default=None)
    return _Bank(opening, is_stated, first_on or lines_first, closing + since, stated_on, read_until)


_Balance = tuple[date, int, int]  # day, key of the statement, minor units


def _stated(
    session: Session, account: str, closings: Sequence[ClosedDays], currency: str
) -> tuple[list[_Balance], list[_Balance], list[tuple[date, date]]]:
    """Return the opening and the closing balances that statements say, and the first and last day of their lines."""
    days = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(BankLineRow.statement_id, func.min(BankLineRow.booked_on), func.max(BankLineRow.booked_on))
            .where(BankLineRow.account == account, line_counts())
            .group_by(BankLineRow.statement_id)
        )
    }
    columns = (
        BankStatement.id, BankStatement.opening, BankStatement.opening_on, BankStatement.closing,
        BankStatement.closing_on, BankFileRow.at,
    )  # fmt: skip
    query = select(*columns).join(BankFileRow, BankFileRow.id == BankStatement.file_id)
    of_account = (
        BankStatement.account == account,
        BankStatement.currency.in_(("", currency)),
        statement_counts(),
    )
    rows = session.execute(query.where(*of_account)).all()
    none = (None, None)
    openings = _balances(closings, (
        (_first_day(row.opening_on, days.get(row.id, none)[0] or row.closing_on), row.id, row.opening, row.at)
        for row in rows if row.opening is not None and row.opening_on
    ))  # fmt: skip
    stated = _balances(closings, (
        (max(filter(None, (row.closing_on, days.get(row.id, none)[1]))), row.id, row.closing, row.at)
        for row in rows if row.closing is not None and row.closing_on
    ))  # fmt: skip
    return openings, stated, list(days.values())


def _first_day(opening_on: date, moved_on: date | None) -> date:
    """Return the first day that an opening balance leaves out.

    Banks date it by the end of the statement before (CFONB 120, MT940), some by the first day of this one.

    Args:
        opening_on: its day.
        moved_on: that of the first line, or of the closing balance of a statement without lines.
    """
    if moved_on and opening_on < moved_on:
        return opening_on + timedelta(days=1)
    return moved_on or opening_on


def _balances(
    closings: Sequence[ClosedDays], found: Iterable[tuple[date, int, int, datetime]]
) -> list[_Balance]:
    """Return balances with days and keys, without those of closed days that were read since: others were agreed on."""
    return [
        (on, key, amount)
        for on, key, amount, at in found
        if not any(on <= one.last_on and one.closed_at < at for one in closings)
    ]


def _sum_lines(session: Session, account: str, on: date, currency: str, *, after: date | None = None) -> int:
    query = select(func.coalesce(func.sum(BankLineRow.amount), 0)).where(
        BankLineRow.account == account,
        BankLineRow.booked_on <= on,
        BankLineRow.currency == currency,
        line_counts(),
    )
    if after is not None:
        query = query.where(BankLineRow.booked_on > after)
    return int(session.scalar(query) or 0)


def _open_lines(session: Session, account: str, on: date) -> list[tuple[str, int, str]]:
    """Return the lines of which something is not explained, with how much, and of what currency."""
    matched = func.coalesce(
        select(func.sum(BankMatch.amount)).where(BankMatch.line_id == BankLineRow.id).scalar_subquery(), 0
    )
    query = (
        select(own_reference(BankLineRow), BankLineRow.amount - matched, BankLineRow.currency)
        .where(BankLineRow.account == account, BankLineRow.booked_on <= on, BankLineRow.amount != matched)
        .where(line_counts())
        .order_by(BankLineRow.booked_on, BankLineRow.id)
    )
    return [(ref, int(left), currency) for ref, left, currency in session.execute(query)]


def _of_lines(kind: Any, found: list[tuple[str, int, str]]) -> Explanation:
    refs, amounts = tuple(ref for ref, _left, _in in found), tuple(left for _ref, left, _in in found)
    return Explanation(kind, sum(amounts), refs, amounts)


def _sum_matched(session: Session, account: str, on: date, currency: str) -> int:
    """Return what the bank alone took or moved, and what was set aside."""
    query = (
        select(func.coalesce(func.sum(BankMatch.amount), 0))
        .join(BankLineRow, BankLineRow.id == BankMatch.line_id)
        .where(BankLineRow.account == account, BankLineRow.booked_on <= on, BankLineRow.currency == currency)
        .where(BankMatch.kind.in_(("fee", "transfer", "aside")))
    )
    return int(session.scalar(query) or 0)


def _left_of(kind: Any, found: list[Entry]) -> Explanation:
    left = [one for one in found if one.amount != one.matched]
    amounts = tuple(one.matched - one.amount for one in left)
    return Explanation(kind, sum(amounts), tuple(one.ref for one in left), amounts)
