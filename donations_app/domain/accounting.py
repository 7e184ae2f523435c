"""The books of account: what payments, deposits, contributions and earmarked money are as entries of a journal.

Accounts of ANC 2018-06 (read 2026-11), each a dated figure that the accountant may change. What a line of income is
follows ``receipt_base``, so that entries and the way from the accounts to the receipts agree. A payment is booked on
the day it is handed over (cash, cheque) or credited (transfer, debit, card, online). What is taken back in the fiscal
year in which it was booked goes against the same account, later against ``taken_back`` (672). Money that donors
earmarked for a project and that is not used by the closing is carried over (art. 132-1): what a board decided is not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from donations_app.domain.money import ZERO, Money
from donations_app.domain.parameters import DatedValue, value_on
from donations_app.domain.receipt_base import IN_KIND, account_of
from donations_app.domain.spending import EarmarkedYear

ROLES: Final = (
    "bank", "cash", "cheques", "securities",
    "gifts", "waived", "company_gifts", "contributions", "subsidies", "dues", "sales", "participations",
    "volunteer_expenses", "volunteers_due", "taken_back", "bank_fees",
    "things_used", "things", "services_used", "services", "labour_used", "labour",
    "earmarked", "earmarked_carried", "earmarked_used",
)  # fmt: skip
JOURNALS: Final = {"BQ": "Banque", "CA": "Caisse", "CH": "Chèques à encaisser", "OD": "Opérations diverses"}
_SOON: Final = timedelta(days=31)  # in which the bank books the fee of a return
_BY_ACCOUNT: Final = {"75411": "gifts", "75412": "waived", "7561": "dues", "7542": "company_gifts"}
_BY_KIND: Final = {
    "sale": "sales", "participation": "participations", "subsidy": "subsidies", "grant": "contributions",
}  # fmt: skip
_BESIDE: Final = {"in_kind": ("things_used", "things"), "skills": ("services_used", "services")}  # class 8
_GIVEN: Final = {"labour": ("labour_used", "labour")}  # as contributions to projects; others are things
_JOURNAL_OF: Final = {"cash": "CA", "cheques": "CH", "bank": "BQ"}


class Account(Struct, frozen=True):
    """An account of the plan: its number, three digits at least, and its name."""

    number: str
    label: str


Plan = Mapping[str, Account]  # by role


def plan_on(figures: Sequence[DatedValue], on: date) -> Plan:
    """Return the plan of accounts that holds on a day, from the dated figures ``account_ROLE``.

    Raises:
        ParameterMissing: none holds for a role.
    """
    return {role: account_in(str(value_on(figures, f"account_{role}", on).value)) for role in ROLES}


def account_in(text: str) -> Account:
    """Return the account that a figure names.

    >>> account_in("75411 Dons manuels")
    Account(number='75411', label='Dons manuels')
    """
    number, _space, label = text.partition(" ")
    return Account(number, label.strip())


def is_account(text: str) -> bool:
    """Tell whether a text names an account: a class, two digits at least behind it, and a name.

    >>> [is_account(text) for text in ("512 Banques", "75411 Dons manuels", "51 Banques", "512", "012 X", "5A2 X")]
    [True, True, False, False, False, False]
    """
    number, label = account_in(text).number, account_in(text).label
    return (
        number.isascii()
        and number.isdigit()
        and 3 <= len(number) <= 12
        and number[0] in "12345678"
        and bool(label)
    )


class Foreign(Struct, frozen=True):
    """What a sum was before a rate made it euros."""

    amount: Money  # in hundredths of the currency
    currency: str  # its code, never the euro's


class Booking(Struct, frozen=True, kw_only=True):
    """A line of a payment, or of what takes one back, on the day on which the accounts see it."""

    payment: str  # reference
    of: str  # reference of the payment that it takes back; empty where it arrived
    on: date
    arrived_on: date  # the booking day of what arrived, in an open year where it came late
    method: str
    is_banked: bool  # a cheque or cash that came to the bank's account
    kind: str
    payer_kind: str | None
    amount: Money  # below zero where it is taken back
    foreign: Foreign | None = None


class Banked(Struct, frozen=True):
    """Cheques or cash that the bank credited together, or a payment of them that was credited by itself."""

    piece: str  # number of the slip, reference of the payment
    on: date
    method: str
    amount: Money
    foreign: Foreign | None = None


class ReturnFee(Struct, frozen=True):
    """What a bank took for a direct debit that came back."""

    piece: str  # reference of what takes its payment back
    on: date
    amount: Money
    is_at_bank: bool = False  # a line is known to be the return: lines say the fee, on it or apart


class LineFee(Struct, frozen=True):
    """What a line of the bank was found to be a fee: of the bank, or kept by a platform of what the line pays out."""

    piece: str  # reference of the line
    on: date
    amount: Money  # zero where no rate says what a fee in another currency is in euros
    is_kept: bool  # by a platform
    foreign: Foreign | None = None


class Given(Struct, frozen=True):
    """A contribution to a project that was attested; below zero where it was withdrawn since."""

    ref: str
    on: date
    kind: str
    amount: Money


class EntryLine(Struct, frozen=True):
    """One side of an entry; below zero never: what is taken back stands on the other side."""

    account: Account
    debit: Money = ZERO
    credit: Money = ZERO


class Entry(Struct, frozen=True):
    """An entry of a journal, whose sides are equal."""

    journal: str
    on: date
    piece: str
    label: str  # French, as the accounts are; it names nobody
    lines: tuple[EntryLine, ...]
    foreign: Foreign | None = None  # what each of the two sides is in another currency, above zero


def income_role(kind: str, payer_kind: str | None) -> str:
    """Return the role of the account to which a line of money is income.

    >>> income_role("donation", "individual"), income_role("donation", "foundation"), income_role("subsidy", None)
    ('gifts', 'contributions', 'subsidies')
    """
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if role := _BY_ACCOUNT.get(account_of(kind, payer_kind)):
        return role
    return "subsidies" if payer_kind == "public_body" else "contributions"


def money_role(method: str, kind: str, *, is_banked: bool) -> str:
    """Return the role of the account into which a line came, or from which it is given back.

    Args:
        method: of the payment.
        kind: of the line.
        is_banked: for cheques and cash that are given back: they came to the bank's account.

    >>> money_role("cheque", "donation", is_banked=False), money_role("card", "dues", is_banked=False)
    ('cheques', 'bank')
    """
    if kind == "securities":
        return "securities"
    if method in ("cash", "cheque") and not is_banked:
        return "cheques" if method == "cheque" else "cash"
    return "bank"


def booked_entries(bookings: Iterable[Booking], plan: Plan, *, year_first_on: date) -> Iterator[Entry]:
    """Yield the entries of lines of payments, in their order, none where nothing is left on either side.

    Args:
        bookings: those of the period.
        plan: of accounts.
        year_first_on: first day of the fiscal year of the entries: what was booked before it is taken back through
            its own account.
    """
    for one in bookings:
        for debit, credit, word in _sides(one, year_first_on):
            label = f"{word}{_what(one)}"
            yield _entry(one.on, one.payment, label, plan, (debit, credit), one.amount, one.foreign)


def credited_role(one: Booking, year_first_on: date) -> str:
    """Return the role of the account that a line is credited to in the end: of income, or of class 87.

    Args:
        one: what arrived, or is taken back.
        year_first_on: first day of the fiscal year: what was booked before it is taken back through its own account.
    """
    if account_of(one.kind, one.payer_kind) == IN_KIND:
        return _BESIDE[one.kind][1]
    is_late = bool(one.of) and one.arrived_on < year_first_on
    return "taken_back" if is_late else income_role(one.kind, one.payer_kind)


def _sides(one: Booking, year_first_on: date) -> Iterator[tuple[str, str, str]]:
    """Yield the roles of debit and credit, and a word, of the entries of a line that arrived."""
    income = credited_role(one, year_first_on)
    if account_of(one.kind, one.payer_kind) == IN_KIND:
        yield _BESIDE[one.kind][0], income, "Contribution volontaire "
        return
    if one.kind == "waived_expenses":
        yield "volunteer_expenses", "volunteers_due", "Frais de bénévole "
        yield "volunteers_due", income, "Abandon de frais "
        return
    came = money_role(one.method, one.kind, is_banked=bool(one.of) and one.is_banked)
    yield came, income, "Reprise " if one.of else "Encaissement "


def _what(one: Booking) -> str:
    return f"{one.payment} de {one.of}" if one.of else one.payment


def banked_entries(banked: Iterable[Banked], plan: Plan) -> Iterator[Entry]:
    """Yield the entries by which cheques and cash come to the bank's account."""
    for one in banked:
        came = money_role(one.method, "donation", is_banked=False)
        label = f"Remise {one.piece}"
        yield _entry(one.on, one.piece, label, plan, ("bank", came), one.amount, one.foreign)


def fee_entries(fees: Iterable[ReturnFee], plan: Plan) -> Iterator[Entry]:
    """Yield the entries of what the bank took for returned debits, as the files say that told of them."""
    for one in fees:
        yield _entry(
            one.on, one.piece, f"Frais de rejet {one.piece}", plan, ("bank_fees", "bank"), one.amount
        )


def line_fee_entries(fees: Iterable[LineFee], plan: Plan) -> Iterator[Entry]:
    """Yield the entries of fees that lines of the bank hold, and of which the euros are known.

    Payments of which a fee was kept are booked whole.
    """
    for one in fees:
        label = f"{'Commission retenue' if one.is_kept else 'Frais de banque'} {one.piece}"
        if one.amount:
            yield _entry(one.on, one.piece, label, plan, ("bank_fees", "bank"), one.amount, one.foreign)


def told_twice(returned: Iterable[ReturnFee], booked: Iterable[LineFee]) -> tuple[ReturnFee, ...]:
    """Return the fees of returns, of which no line is known to be the return, that a line may say once more.

    Each line says one: of the same amount, from the day of the return on and within the month after. The fees of
    returns whose line is known are said first.

    >>> on = date(2026, 12, 10)
    >>> line = LineFee("L-1", on, Money(8_00), is_kept=False)
    >>> [one.piece for one in told_twice([ReturnFee(ref, on, Money(8_00)) for ref in ("V-1-R", "V-2-R")], [line])]
    ['V-1-R']
    """
    left, found = [one for one in booked if not one.is_kept], []
    for fee in sorted(returned, key=lambda one: not one.is_at_bank):
        said = (one for one in left if one.amount == fee.amount and fee.on <= one.on <= fee.on + _SOON)
        if line := next(said, None):
            left.remove(line)
            found.append(fee)
    return tuple(fee for fee in found if not fee.is_at_bank)


def given_entries(given: Iterable[Given], plan: Plan) -> Iterator[Entry]:
    """Yield the entries, in class 8, of contributions to projects."""
    for one in given:
        roles = given_roles(one.kind)
        word = "Apport" if one.amount > ZERO else "Retrait de l'apport"
        yield _entry(one.on, one.ref, f"{word} {one.ref}", plan, roles, one.amount)


def given_roles(kind: str) -> tuple[str, str]:
    """Return the roles in class 86 and in class 87 of a contribution to a project."""
    return _GIVEN.get(kind, _BESIDE["in_kind"])


def carried_over(one: EarmarkedYear) -> tuple[Money, Money]:
    """Return what of earlier years is used by the closing, and what of the year is carried over; as entries say it."""
    used = min(one.used, one.carried)
    added = one.received - one.taken_away - (one.used - used)
    return (used - added, ZERO) if added < ZERO else (used, added)


def closing_entries(earmarked: Iterable[EarmarkedYear], plan: Plan, last_on: date) -> Iterator[Entry]:
    """Yield what is carried over of money that donors earmarked, and what of earlier years is used, by project.

    What was carried into the year is used first. What left a project otherwise (returned, moved elsewhere with the
    donor's consent) is taken from what came in the year, then from what was carried.
    """
    for one in earmarked:
        used, added = carried_over(one)
        for amount, roles, word in (
            (used, ("earmarked", "earmarked_used"), "Utilisation"),
            (added, ("earmarked_carried", "earmarked"), "Report"),
        ):
            if amount:
                yield _entry(
                    last_on, one.project, f"{word} en fonds dédiés {one.project}", plan, roles, amount
                )


def _entry(
    on: date,
    piece: str,
    label: str,
    plan: Plan,
    roles: tuple[str, str],
    amount: Money,
    foreign: Foreign | None = None,
) -> Entry:
    """Return an entry of a sum from one account to another; below zero the sides change."""
    debit, credit = roles if amount > ZERO else roles[::-1]
    size = max(amount, -amount)
    journal = next((_JOURNAL_OF[role] for role in ("bank", "cash", "cheques") if role in roles), "OD")
    lines = EntryLine(plan[debit], debit=size), EntryLine(plan[credit], credit=size)
    if foreign and foreign.amount < ZERO:
        foreign = Foreign(-foreign.amount, foreign.currency)
    return Entry(journal, on, piece, label, lines, foreign)


class Balance(Struct):
    """What an account was debited and credited over a period."""

    account: Account
    debit: Money = ZERO
    credit: Money = ZERO


def balances(entries: Iterable[Entry]) -> list[Balance]:
    """Return the sums of each account, in the order of their numbers."""
    found: dict[str, Balance] = {}
    for entry in entries:
        for line in entry.lines:
            one = found.setdefault(line.account.number, Balance(line.account))
            one.debit += line.debit
            one.credit += line.credit
    return [found[number] for number in sorted(found)]
