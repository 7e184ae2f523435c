"""Books and bank on a day, and what explains the difference between them, to the cent."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Literal, NamedTuple, get_args

from msgspec import Struct

ReasonKind = Literal[
    "lines_open", "payments_open", "slips_open", "taken_back", "statements_missing", "lines_foreign"
]
REASONS: Final[tuple[ReasonKind, ...]] = get_args(ReasonKind)


class Explanation(Struct, frozen=True):
    """One part of the difference: cents by which the bank is above the books, and the records that make it."""

    kind: ReasonKind
    amount: int
    refs: tuple[str, ...] = ()
    amounts: tuple[int, ...] = ()  # of each record; empty where no more than their sum is kept


class Record(NamedTuple):
    """What a record of an explanation is, beside its reference."""

    on: date
    words: str  # what the bank wrote, or who paid, empty when nobody knows; of a slip its method
    payments: int = 0  # on a slip


class ClosedDays(Struct, frozen=True, kw_only=True):
    """An account as it was closed up to a day; minor units of its currency."""

    account: str  # letters and digits of its IBAN
    currency: str
    last_on: date
    closed_on: date
    closed_at: datetime
    closed_by: str
    books: int
    bank: int
    explanations: tuple[Explanation, ...]  # what was on its way on that day


class Reconciliation(Struct, frozen=True, kw_only=True):
    """One account on a day; minor units of its currency, and of no other one.

    Attributes:
        account: letters and digits of its IBAN.
        label: of the settings, or empty.
        on: the day, whole.
        first_on: the day of the first balance that is known; what lies before it is in ``opening``.
        opening: that balance, of which nothing more is known.
        opening_is_stated: whether the bank says it, or what stood there after its first lines; else it is taken for
            nothing.
        books: the opening balance with all that the books say moved the account up to the day.
        bank: what the bank says stands on it at the end of the day.
        stated_on: the day of the last balance that the bank states; lines since are added to it.
        explanations: what the difference is made of; those of nothing are left out.
        contradicted: payments and slips of which the books know the day of credit, up to the day, and no line does.
        read_until: the last day of which a statement was read: that of a balance or a line.
        closing: up to which day the account was closed last, or ``None``.
        currency: of the account; what its lines say in another one is told apart and in no sum.
        year_closed_until: the last day of which the fiscal year is closed.
    """

    account: str
    label: str
    on: date
    first_on: date | None
    opening: int
    opening_is_stated: bool
    books: int
    bank: int
    stated_on: date | None
    explanations: tuple[Explanation, ...]
    contradicted: tuple[str, ...] = ()
    read_until: date | None = None
    closing: ClosedDays | None = None
    year_closed_until: date | None = None
    currency: str = "EUR"

    @property
    def difference(self) -> int:
        """By how much the bank is above the books."""
        return self.bank - self.books

    @property
    def unexplained(self) -> int:
        """What of the difference nothing explains; anything but nothing is a fault of the ledger."""
        return self.difference - sum(one.amount for one in self.explanations)

    @property
    def closed_until(self) -> date | None:
        """The last day of the account that is closed."""
        return self.closing.last_on if self.closing else None


class OpenPart(NamedTuple):
    """What stops the closing of an account: a code, how many records, minor units, and the first of the records."""

    code: str
    number: int = 0
    amount: int = 0
    refs: tuple[str, ...] = ()


# what must be nothing before an account is closed; what is on its way to the bank may be
STOPS: Final[tuple[ReasonKind, ...]] = ("lines_open", "lines_foreign", "taken_back", "statements_missing")


def what_stops(one: Reconciliation, *, today: date) -> Iterator[OpenPart]:
    """Yield what stops the closing of an account up to the day of its reconciliation.

    Payments and slips that the bank had not credited by then are on their way: they stop nothing. One of which the
    books say that it was credited by then, and no line does, would never be explained any more.
    """
    if one.on >= today:
        yield OpenPart("not_over")
    if one.read_until is None or one.read_until < one.on:
        yield OpenPart("not_read")
    for part in one.explanations:
        if part.kind in STOPS:
            yield OpenPart(part.kind, len(part.refs), part.amount, part.refs)
    if one.contradicted:
        yield OpenPart("contradicted", len(one.contradicted), 0, one.contradicted)
    if one.unexplained:
        yield OpenPart("unexplained", 0, one.unexplained)


def to_json(parts: tuple[Explanation, ...]) -> str:
    """Return what was on its way as canonical JSON."""
    return json.dumps([[one.kind, one.amount, list(one.refs)] for one in parts], separators=(",", ":"))


def from_json(text: str) -> tuple[Explanation, ...]:
    """Return what was on its way, as ``to_json`` wrote it.

    >>> from_json(to_json((Explanation("slips_open", -5, ("B-1",)),)))
    (Explanation(kind='slips_open', amount=-5, refs=('B-1',), amounts=()),)
    """
    return tuple(Explanation(kind, amount, tuple(refs)) for kind, amount, refs in json.loads(text))
