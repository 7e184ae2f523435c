"""Each account of the bank on a day: what the books say, what the bank says, and what lies between."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.bank import own_accounts
from donations_app.db.queries.closings import last_closed
from donations_app.db.queries.matches import STANDS
from donations_app.db.queries.settings import office_facts
from donations_app.db.queries.terms import taken_back
from donations_app.db.tables import (
    Account,
    BankLineRow,
    BankMatch,
    BankStatement,
    DepositSlip,
    LiveDeposit,
    Payment,
)
from donations_app.db.tables.base import own_reference
from donations_app.domain.bank import account_key
from donations_app.domain.errors import NotFound
from donations_app.domain.reconciliation import Explanation, Reconciliation

_BY_BANK: Final = ("transfer", "direct_debit", "card", "online")
_LINE: Final = aliased(BankLineRow, name="of_match")


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
    stated = set(session.scalars(select(BankStatement.account).distinct()))
    wanted = [account_key(account)] if account else sorted(labels.keys() | stated)
    if account and wanted[0] not in labels.keys() | stated:
        raise NotFound("account", account)
    return [_reconciled(session, key, labels, on) for key in wanted]


def _reconciled(session: Session, account: str, labels: dict[str, str], on: date) -> Reconciliation:
    bank = _bank(session, account, on)
    lines, open_lines = _lines(session, account, on)
    entries = list(_entries(session, account, labels, on, bank.first_on))
    kept = [one for one in entries if not one.is_back]
    by_bank_alone = _sum_matched(session, account, on, ("fee", "transfer", "aside"))
    books = bank.opening + by_bank_alone + sum(one.amount for one in kept)
    parts = [
        Explanation(
            "lines_open", sum(left for _ref, left in open_lines), tuple(ref for ref, _left in open_lines)
        ),
        _left_of("payments_open", [one for one in kept if not one.is_slip]),
        _left_of("slips_open", [one for one in kept if one.is_slip]),
        Explanation(
            "taken_back",
            sum(one.matched for one in entries if one.is_back),
            tuple(one.ref for one in entries if one.is_back),
        ),
        Explanation("statements_missing", bank.balance - bank.opening - lines),
    ]
    closed = last_closed(session)
    return Reconciliation(
        account=account,
        label=labels.get(account, ""),
        on=on,
        first_on=bank.first_on,
        opening=bank.opening,
        opening_is_stated=bank.opening_is_stated,
        books=books,
        bank=bank.balance,
        stated_on=bank.stated_on,
        explanations=tuple(one for one in parts if one.amount or one.refs),
        closed_until=closed.last_on if closed else None,
    )


@dataclass(frozen=True, slots=True)
class _Bank:
    opening: int
    opening_is_stated: bool
    first_on: date | None
    balance: int
    stated_on: date | None


def _bank(session: Session, account: str, on: date) -> _Bank:
    """Return what the bank says: its first balance, and its last one with the lines since."""
    days = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(BankLineRow.statement_id, func.min(BankLineRow.booked_on), func.max(BankLineRow.booked_on))
            .where(BankLineRow.account == account)
            .group_by(BankLineRow.statement_id)
        )
    }
    columns = (
        BankStatement.id, BankStatement.opening, BankStatement.opening_on, BankStatement.closing,
        BankStatement.closing_on,
    )  # fmt: skip
    rows = session.execute(select(*columns).where(BankStatement.account == account)).all()
    openings = [
        (min(filter(None, (row.opening_on, days.get(row.id, (None,))[0]))), row.id, row.opening)
        for row in rows
        if row.opening is not None and row.opening_on
    ]
    lines_first = min((first for first, _last in days.values()), default=None)
    closings = [
        (max(filter(None, (row.closing_on, days.get(row.id, (None, None))[1]))), row.id, row.closing)
        for row in rows
        if row.closing is not None and row.closing_on
    ]
    first_on, _key, opening = min(openings, default=(None, 0, 0))
    is_stated = bool(openings)
    if closings and lines_first and lines_first < (first_on or date.max):
        # lines before it came in a format that says no balance, or only the last one
        known_on, _key, known = min(closings)
        first_on, opening, is_stated = lines_first, known - _sum_lines(session, account, known_on), True
    stated_on, _key, closing = max((one for one in closings if one[0] <= on), default=(None, 0, opening))
    since = _sum_lines(session, account, on, after=stated_on)
    return _Bank(opening, is_stated, first_on or lines_first, closing + since, stated_on)


def _sum_lines(session: Session, account: str, on: date, *, after: date | None = None) -> int:
    query = select(func.coalesce(func.sum(BankLineRow.amount), 0)).where(
        BankLineRow.account == account, BankLineRow.booked_on <= on
    )
    if after is not None:
        query = query.where(BankLineRow.booked_on > after)
    return int(session.scalar(query) or 0)


def _lines(session: Session, account: str, on: date) -> tuple[int, list[tuple[str, int]]]:
    """Return the sum of the lines, and of each what is not explained."""
    matched = func.coalesce(
        select(func.sum(BankMatch.amount)).where(BankMatch.line_id == BankLineRow.id).scalar_subquery(), 0
    )
    query = (
        select(own_reference(BankLineRow), BankLineRow.amount - matched)
        .where(BankLineRow.account == account, BankLineRow.booked_on <= on, BankLineRow.amount != matched)
        .order_by(BankLineRow.booked_on, BankLineRow.id)
    )
    return _sum_lines(session, account, on), [(ref, int(left)) for ref, left in session.execute(query)]


def _sum_matched(session: Session, account: str, on: date, kinds: Iterable[str]) -> int:
    query = (
        select(func.coalesce(func.sum(BankMatch.amount), 0))
        .join(BankLineRow, BankLineRow.id == BankMatch.line_id)
        .where(BankLineRow.account == account, BankLineRow.booked_on <= on, BankMatch.kind.in_(tuple(kinds)))
    )
    return int(session.scalar(query) or 0)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A payment or slip that the books say moved the account: cents, and how much of them its lines brought."""

    ref: str
    amount: int
    matched: int
    is_slip: bool = False
    is_back: bool = False  # it never was, as was found since


def _left_of(kind: Any, found: list[_Entry]) -> Explanation:
    left = [one for one in found if one.amount != one.matched]
    return Explanation(kind, sum(one.matched - one.amount for one in left), tuple(one.ref for one in left))


def _matched_on(column: Any, key: Any, on: date, account: str | None) -> Any:
    query = (
        select(func.coalesce(func.sum(BankMatch.amount), 0))
        .join(_LINE, _LINE.id == BankMatch.line_id)
        .where(column == key, _LINE.booked_on <= on)
    )
    return (
        (query.where(_LINE.account == account) if account else query)
        .correlate_except(BankMatch, _LINE)
        .scalar_subquery()
    )


def _entries(
    session: Session, account: str, labels: dict[str, str], on: date, first_on: date | None
) -> Iterator[_Entry]:
    if first_on is None:
        return
    yield from _slips(session, account, on, first_on)
    homes = {
        office: account_key(facts.iban) for office, facts in office_facts(session, on).items() if facts.iban
    }
    home = next(iter(labels), "")
    here = _matched_on(BankMatch.payment_id, Payment.id, on, account).label("here")
    all_of = _matched_on(BankMatch.payment_id, Payment.id, on, None).label("everywhere")
    started = func.coalesce(Payment.received_on, Payment.credited_on, type_=Payment.received_on.type)
    settled = func.coalesce(Payment.credited_on, Payment.received_on, type_=Payment.received_on.type)
    on_slip = select(LiveDeposit.payment_id).where(LiveDeposit.payment_id == Payment.id).correlate(Payment)
    by_bank = or_(
        Payment.method.in_(_BY_BANK), and_(Payment.method == "cheque", Payment.reversal == "return")
    )
    in_days = and_(started <= on, settled >= first_on)
    named = select(BankMatch.id).where(BankMatch.payment_id == Payment.id, STANDS).correlate(Payment)
    columns = (
        Payment.id, Payment.reverses_id, Payment.ref, Payment.office_id, Payment.amount, Payment.reversal, here, all_of,
        and_(taken_back(), _is_correction()).label("is_back"), in_days.label("in_days"),
    )  # fmt: skip
    query = select(*columns).where(
        or_(named.exists(), and_(by_bank, in_days, ~on_slip.exists())), Payment.reversal != "correction"
    )
    rows = session.execute(query.order_by(Payment.id)).all()
    unknown = {row.id for row in rows if not row.everywhere}
    neither = {row.reverses_id: row.id for row in rows if {row.id, row.reverses_id} <= unknown}
    for row in rows:
        if row.id in neither or row.id in neither.values():
            continue  # it came back, and the bank knows of neither: both come to nothing
        is_home = homes.get(row.office_id, home) == account
        is_left = is_home and row.in_days and not row.is_back
        matched = int(row.here)
        rest = row.amount.cents - int(row.everywhere) if is_left else 0
        if matched or rest:
            yield _Entry(row.ref, matched + rest, matched, is_back=bool(row.is_back))


def _is_correction() -> Any:
    """Return the condition that a payment was taken back because it never was."""
    back = aliased(Payment, name="corrected")
    found = select(back.id).where(back.reverses_id == Payment.id, back.reversal == "correction")
    return found.correlate(Payment).exists()


def _slips(session: Session, account: str, on: date, first_on: date) -> Iterator[_Entry]:
    here = _matched_on(BankMatch.slip_id, DepositSlip.id, on, account).label("here")
    everywhere = _matched_on(BankMatch.slip_id, DepositSlip.id, on, None).label("everywhere")
    settled = func.coalesce(DepositSlip.credited_on, DepositSlip.handed_in_on, type_=DepositSlip.made_on.type)
    query = (
        select(
            DepositSlip.number, DepositSlip.amount, Account.iban, here, everywhere, settled.label("settled")
        )
        .join(Account, Account.id == DepositSlip.account_id)
        .where(DepositSlip.handed_in_on <= on, DepositSlip.cancelled_on.is_(None))
        .order_by(DepositSlip.id)
    )
    for row in session.execute(query):
        is_here = account_key(row.iban) == account and row.settled >= first_on
        rest = row.amount.cents - int(row.everywhere) if is_here else 0
        matched = int(row.here)
        if matched or rest:
            yield _Entry(row.number, matched + rest, matched, is_slip=True)
