"""Deposit slips: cheques, or cash, of one office, taken to the bank together for one account.

A slip is of one currency, and its amounts are in hundredths of it. What is printed is frozen with the slip. Cash is
counted by its notes and coins: those of the euro are listed in Council regulation (EC) 974/98, articles 10 and 11, and
in the ECB's decision ECB/2013/10, article 1; those of the dirham are what Bank Al-Maghrib has in circulation.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from donations_app.domain.canonical import canonical
from donations_app.domain.errors import Problem, reading
from donations_app.domain.money import Money

METHODS: Final = ("cheque", "cash")
STATES: Final = ("made", "handed_in", "credited", "cancelled")
EURO: Final = "EUR"
NOTES: Final = {  # hundredths, by currency
    EURO: (500_00, 200_00, 100_00, 50_00, 20_00, 10_00, 5_00),
    "MAD": (200_00, 100_00, 50_00, 20_00),
}
COINS: Final = {
    EURO: (2_00, 1_00, 50, 20, 10, 5, 2, 1),
    "MAD": (10_00, 5_00, 2_00, 1_00, 50, 20, 10, 5, 1),
}
CURRENCIES: Final = tuple(NOTES)
# What came earlier than this many days ago waits no more: it went to the bank before slips were made here, or
# cannot any more (a cheque is good for a year and eight days: code monétaire et financier, L. 131-32 and L. 131-59).
LOOKS_BACK: Final = timedelta(days=373)
MOST_PIECES: Final = 1_000_000  # of one note or coin


def is_taken_on(iban: str, currency: str) -> bool:
    """Tell whether a bank takes a currency for an account; dirhams, which leave Morocco by no bank, there alone.

    >>> is_taken_on("MA64011519000001205000534921", "MAD"), is_taken_on("FR7630006000011234567890189", "MAD")
    (True, False)
    """
    return currency == EURO or iban.startswith("MA")


class Pieces(Struct, frozen=True):
    """Notes or coins of one worth."""

    worth: int  # hundredths, of ``NOTES`` or ``COINS``
    count: int

    @property
    def amount(self) -> Money:
        """What they are worth together."""
        return Money(self.worth * self.count)


class Deposited(Struct, frozen=True):
    """A payment on a slip, as it is printed."""

    payment: str  # reference
    name: str  # of the payer, who drew the cheque; empty when anonymous
    amount: Money
    cheque_number: str = ""
    bank: str = ""


class SlipContent(Struct, frozen=True, kw_only=True):
    """All that is printed on a slip."""

    number: str
    method: str
    made_on: date
    organisation: str
    identifier: str  # such as "SIREN 552100554"
    address: tuple[str, ...]  # lines
    office: str  # name
    label: str  # of the account
    iban: str  # compact
    bic: str
    payments: tuple[Deposited, ...]
    cash: tuple[Pieces, ...] = ()
    office_address: tuple[str, ...] = ()  # lines; none: that of the association
    office_phone: str = ""
    journal: str = ""  # code of the origin that made it; empty: nothing was written by it before
    journal_n: int = 0  # links that its audit chain had
    journal_head: str = ""  # hash of the last of them
    currency: str = EURO

    @property
    def amount(self) -> Money:
        """The sum of the slip."""
        return Money.total(one.amount for one in self.payments)


class SlipDraft(Struct, frozen=True, kw_only=True):
    """A slip as it is asked for."""

    key: UUID
    account: str  # IBAN; empty for that of the office, else the only one of the association
    method: str
    payments: tuple[str, ...]  # references
    made_on: date
    cash: tuple[Pieces, ...] = ()
    currency: str = EURO

    def problems(self, *, today: date) -> list[Problem]:
        """Return what cannot be taken, before anything is looked up."""
        found = []
        if not self.payments:
            found.append(Problem("payments", "nothing_to_deposit"))
        if len(set(self.payments)) < len(self.payments):
            twice = next(ref for ref in self.payments if self.payments.count(ref) > 1)
            found.append(Problem("payments", "payment_twice", twice))
        if self.method not in METHODS:
            found.append(Problem("method", "choice_unknown", self.method, {"choices": tuple(METHODS)}))
        if self.made_on > today:
            found.append(Problem("on", "day_in_future", self.made_on.isoformat()))
        if self.currency not in CURRENCIES:
            return [*found, Problem("currency", "choice_unknown", self.currency, {"choices": CURRENCIES})]
        return found + cash_problems(self.method, self.cash, self.currency)


def cash_problems(method: str, cash: Sequence[Pieces], currency: str) -> list[Problem]:
    """Return what cannot be taken of counted cash; a slip of cheques has none."""
    if method != "cash":
        return [Problem("cash", "cash_beside_cheques")] if cash else []
    found = [
        Problem("cash", "denomination_unknown", _written(one.worth), {"currency": currency})
        for one in cash
        if one.worth not in (*NOTES[currency], *COINS[currency])
    ]
    if len({one.worth for one in cash}) < len(cash):
        found.append(Problem("cash", "denomination_twice"))
    if any(not 0 < one.count <= MOST_PIECES for one in cash):
        found.append(Problem("cash", "number_unreadable"))
    return found


def _written(worth: int) -> str:
    return f"{worth // 100},{worth % 100:02}"


def counted(cash: Iterable[Pieces]) -> Money:
    """Return what notes and coins are worth.

    >>> counted([Pieces(50_00, 2), Pieces(20, 3)])
    Money(cents=10060)
    """
    return Money.total(one.amount for one in cash)


class Candidate(Struct, frozen=True, kw_only=True):
    """A payment that may be put on a slip, as it stands."""

    ref: str
    office: str  # code
    method: str
    currency: str
    currencies: Collection[str] = (EURO,)  # in which its office counts, or counted
    received_on: date | None
    is_credited: bool  # the bank had it already
    stands: bool  # it takes none back, and none takes it back


def obstacle(one: Candidate, *, method: str, office: str, made_on: date, currency: str = EURO) -> str:
    """Return why a payment cannot stand on a slip: a code of a problem, or nothing.

    Whether another slip holds it already is the books' to say.
    """
    reasons = {
        "deposit_taken_back": not one.stands,
        "deposit_of_other_method": one.method != method,
        "deposit_of_other_office": one.office != office,
        "deposit_of_other_currency": one.currency != currency or one.currency not in one.currencies,
        "deposit_credited_already": one.is_credited,
        "deposit_before_payment": one.received_on is not None and one.received_on > made_on,
    }
    return next((code for code, is_so in reasons.items() if is_so), "")


def waits(one: Candidate, *, today: date) -> bool:
    """Tell whether a payment that stands on no slip waits for one at its office."""
    if one.method not in METHODS or one.received_on is None or one.received_on < today - LOOKS_BACK:
        return False
    return not obstacle(one, method=one.method, office=one.office, made_on=today, currency=one.currency)


def state_of(handed_in_on: date | None, credited_on: date | None, cancelled_on: date | None) -> str:
    """Return the state of a slip, one of ``STATES``."""
    if cancelled_on:
        return "cancelled"
    if credited_on:
        return "credited"
    return "handed_in" if handed_in_on else "made"


def series_of_slips(origin: str) -> str:
    """Return the series in which an origin numbers its slips, for ever and without holes."""
    return f"B-{origin}"


def slip_number(series: str, n: int) -> str:
    """Return the number of a slip.

    >>> slip_number(series_of_slips("LYO"), 7)
    'B-LYO-000007'
    """
    return f"{series}-{n:06}"


def to_json(content: SlipContent) -> str:
    """Return ``content`` as canonical JSON."""
    return canonical(content)


@reading("content of a deposit slip")
def from_json(text: str) -> SlipContent:
    """Return the content that ``to_json`` wrote.

    Raises:
        Unreadable: it is not what was written.
    """
    raw = json.loads(text)
    raw["made_on"] = date.fromisoformat(raw["made_on"])
    raw["address"], raw["office_address"] = tuple(raw["address"]), tuple(raw["office_address"])
    raw["payments"] = tuple(Deposited(**{**one, "amount": Money(**one["amount"])}) for one in raw["payments"])
    raw["cash"] = tuple(Pieces(**one) for one in raw["cash"])
    return SlipContent(**raw)
