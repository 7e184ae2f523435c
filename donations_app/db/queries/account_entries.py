"""What the books say moved an account, payment by payment and slip by slip, each beside what its lines brought."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.bank_currencies import currencies_of_accounts, matched_in
from donations_app.db.queries.bank_files import statement_counts
from donations_app.db.queries.closed_days import put_right_since
from donations_app.db.queries.in_currency import EURO, minor_columns, whole_units
from donations_app.db.queries.matches import STANDS
from donations_app.db.queries.put_right import recorded_anew
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
from donations_app.domain.bank import account_key
from donations_app.domain.matching import BY_BANK

_LINE: Final = aliased(BankLineRow, name="of_match")


class Accounts(Struct, frozen=True):
    """The accounts of the settings and of the statements, their currencies, and which is an office's own."""

    order: Sequence[str]  # those of the settings first
    currencies: Mapping[str, str]
    own: Mapping[int, str]  # by key of the office

    def currency(self, account: str) -> str:
        """Return the currency of an account; the euro where nothing says it."""
        return self.currencies.get(account, EURO)

    def home(self, office_id: int, currency: str) -> str:
        """Return on which account money of a currency counts while no line says it.

        That is the account of its office, else the first of its currency; where none is of it, the money came as
        euros.
        """
        own = self.own.get(office_id, "")
        if own and self.currency(own) == currency:
            return own
        first = next((one for one in self.order if self.currency(one) == currency), "")
        return first if first or currency == EURO else self.home(office_id, EURO)


def accounts_known(session: Session, labels: Mapping[str, str], on: date) -> Accounts:
    """Return the accounts that are known on a day, those of the settings in the order given."""
    offices = office_facts(session, on)
    stated = session.scalars(
        select(BankStatement.account).where(statement_counts()).distinct().order_by(BankStatement.account)
    )
    own = {office: account_key(facts.iban) for office, facts in offices.items() if facts.iban}
    return Accounts(
        list(dict.fromkeys((*labels, *stated))), currencies_of_accounts(session, offices.values()), own
    )


class Entry(Struct, frozen=True):
    """A payment or slip that the books say moved the account: minor units, and how much of them its lines brought."""

    ref: str
    amount: int
    matched: int
    is_slip: bool = False
    is_back: bool = False  # it never was, as was found since
    said_on: date | None = None  # the day of credit in the books


def entries_of(
    session: Session, account: str, known: Accounts, on: date, first_on: date, closed_until: date
) -> Iterator[Entry]:
    """Yield what moved an account from its first day that is known to a day, in its currency.

    Args:
        session: an open view.
        account: its key.
        known: all accounts.
        on: the last day that counts.
        first_on: what was settled before it is in the opening balance.
        closed_until: up to it the lines of the account are closed, and what they brought stays.
    """
    currency = known.currency(account)
    yield from _slips(session, account, currency, on, first_on)
    rows = _payments(session, account, currency, on, first_on, closed_until)
    in_place, no_returns = put_right_since(session), {one.back for one in recorded_anew(session)}
    unknown = {row.id for row in rows if not row.everywhere and not row.elsewhere}
    neither = {row.reverses_id: row.id for row in rows if {row.id, row.reverses_id} <= unknown}
    for row in rows:
        if not row.counts or row.id in neither or row.id in neither.values():
            continue  # it came back, and the bank knows of neither: both come to nothing
        if row.id in no_returns:
            continue  # a line was said to be the return, and was not
        if row.id in in_place:
            continue  # its money came as another, at a line that is closed
        is_back = bool(row.is_back) and not row.closed
        home = known.home(row.office_id, row.currency)
        # where its lines are of another currency than its account, the rest of it stands beside them
        is_home = home == account or (known.currency(home) != currency and bool(row.here))
        is_left = is_home and row.in_days and not is_back and not row.elsewhere
        whole = row.amount.cents if currency == EURO else whole_units(row, row.amount)
        rest = whole - int(row.everywhere) if is_left else 0
        matched = int(row.here)
        if matched or rest:
            said_on = row.credited_on if rest else None
            yield Entry(row.ref, matched + rest, matched, is_back=is_back, said_on=said_on)


def _payments(
    session: Session, account: str, currency: str, on: date, first_on: date, closed_until: date
) -> Sequence[Any]:
    here = _matched_on(BankMatch.payment_id, Payment.id, on, account, currency).label("here")
    all_of = _matched_on(BankMatch.payment_id, Payment.id, on, None, currency).label("everywhere")
    closed = _matched_on(BankMatch.payment_id, Payment.id, min(on, closed_until), account, currency)
    started = func.coalesce(Payment.received_on, Payment.credited_on, type_=Payment.received_on.type)
    settled = func.coalesce(Payment.credited_on, Payment.received_on, type_=Payment.received_on.type)
    on_slip = select(LiveDeposit.payment_id).where(LiveDeposit.payment_id == Payment.id).correlate(Payment)
    by_bank = or_(Payment.method.in_(BY_BANK), and_(Payment.method == "cheque", Payment.reversal == "return"))
    back = aliased(Payment, name="sent_back")
    is_sent_back = select(back.id).where(back.reverses_id == Payment.id, back.reversal == "return")
    # a cheque that came back is asked for too: where no slip took it to the bank, its return is nothing either
    asked = or_(by_bank, and_(Payment.method == "cheque", is_sent_back.correlate(Payment).exists()))
    in_days = and_(started <= on, settled >= first_on)
    named = select(BankMatch.id).where(BankMatch.payment_id == Payment.id, STANDS).correlate(Payment)
    columns = (
        Payment.id, Payment.reverses_id, Payment.ref, Payment.office_id, Payment.amount, Payment.reversal, here, all_of,
        and_(taken_back(), _is_correction()).label("is_back"), in_days.label("in_days"), Payment.credited_on,
        closed.label("closed"), matched_in(BankMatch.payment_id, Payment.id, other_than=currency).label("elsewhere"),
        or_(named.exists(), by_bank).label("counts"),
    )  # fmt: skip
    query = select(*columns, *minor_columns()).where(
        or_(named.exists(), and_(asked, in_days, ~on_slip.exists())), Payment.reversal != "correction"
    )
    if currency != EURO:
        query = query.where(Payment.currency == currency)
    return session.execute(query.order_by(Payment.id)).all()


def _matched_on(column: Any, key: Any, on: date, account: str | None, currency: str) -> Any:
    query = (
        select(func.coalesce(func.sum(BankMatch.amount), 0))
        .join(_LINE, _LINE.id == BankMatch.line_id)
        .where(column == key, _LINE.booked_on <= on, _LINE.currency == currency)
    )
    return (
        (query.where(_LINE.account == account) if account else query)
        .correlate_except(BankMatch, _LINE)
        .scalar_subquery()
    )


def _is_correction() -> Any:
    """Return the condition that a payment was taken back because it never was."""
    back = aliased(Payment, name="corrected")
    found = select(back.id).where(back.reverses_id == Payment.id, back.reversal == "correction")
    return found.correlate(Payment).exists()


def _slips(session: Session, account: str, currency: str, on: date, first_on: date) -> Iterator[Entry]:
    here = _matched_on(BankMatch.slip_id, DepositSlip.id, on, account, currency).label("here")
    everywhere = _matched_on(BankMatch.slip_id, DepositSlip.id, on, None, currency).label("everywhere")
    settled = func.coalesce(DepositSlip.credited_on, DepositSlip.handed_in_on, type_=DepositSlip.made_on.type)
    query = (
        select(
            DepositSlip.number,
            DepositSlip.amount,
            Account.iban,
            here,
            everywhere,
            settled.label("settled"),
            DepositSlip.credited_on,
        )
        .join(Account, Account.id == DepositSlip.account_id)
        .where(
            DepositSlip.currency == currency,
            DepositSlip.handed_in_on <= on,
            DepositSlip.cancelled_on.is_(None),
        )
        .order_by(DepositSlip.id)
    )
    for row in session.execute(query):
        is_here = account_key(row.iban) == account and row.settled >= first_on
        rest = row.amount.cents - int(row.everywhere) if is_here else 0
        matched = int(row.here)
        if matched or rest:
            said_on = row.credited_on if rest else None
            yield Entry(row.number, matched + rest, matched, is_slip=True, said_on=said_on)
