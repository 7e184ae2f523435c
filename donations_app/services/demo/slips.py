"""The example books' way to the bank: what is older was credited, of the last weeks some slips, the rest waits."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from donations_app.db.books import Books
from donations_app.db.queries.deposits import WaitingPayment, waiting_payments
from donations_app.db.queries.settings import accounts
from donations_app.domain.deposits import COINS, EURO, METHODS, NOTES, Pieces, SlipDraft
from donations_app.domain.money import Money
from donations_app.services.demo.stories import key
from donations_app.services.deposits.slips import hand_in, make_slip, note_credit

BANKED: Final = timedelta(days=45)  # cheques and cash that came earlier went to the bank long ago
_UNDERWAY: Final = timedelta(days=7)  # for so long the bank's line is waited for
_WAITS: Final = timedelta(days=10)  # and what came since stands on no slip yet


def banked_on(method: str, day: date, today: date) -> date | None:
    """Return the day on which the bank credited a cheque or cash of a day, or nothing while it waits."""
    return day + timedelta(days=7) if method in METHODS and day + BANKED < today else None


def add_slips(books: Books, rng: Random, today: date) -> None:
    """Take to the bank what came in the weeks before last, office by office, cheques and cash apart."""
    with books.read() as session:
        if not accounts(session):
            return
    for office in ("MRS", "LYO"):
        for method in METHODS:
            _add(books.acting(office=office), rng, office, method, today)


def _add(books: Books, rng: Random, office: str, method: str, today: date) -> None:
    with books.read() as session:
        found = waiting_payments(session, office=office, method=method, today=today)
    for some in _stacks([one for one in found if one.received_on and one.received_on + _WAITS < today]):
        made_on = max(one.received_on for one in some if one.received_on) + timedelta(days=1)
        draft = SlipDraft(
            key=key(rng),
            account="",
            method=method,
            payments=tuple(one.ref for one in some),
            made_on=made_on,
            cash=tuple(pieces_of(Money.total(one.amount for one in some))) if method == "cash" else (),
        )
        number = make_slip(books, draft)
        hand_in(books, number, on=made_on)
        if made_on + 3 * _UNDERWAY < today:
            reference = f"REM {number[-4:]}"
            note_credit(books, number, on=made_on + timedelta(days=2), reference=reference)


def _stacks(found: Sequence[WaitingPayment]) -> Iterator[Sequence[WaitingPayment]]:
    """Yield payments in halves: two slips."""
    half = -(-len(found) // 2)
    for some in (found[:half], found[half:]):
        if some:
            yield some


def pieces_of(amount: Money) -> Iterator[Pieces]:
    """Yield the fewest notes and coins that come to an amount, from the note of 200 euros on."""
    left = amount.cents
    for worth in (*NOTES[EURO][1:], *COINS[EURO]):
        if count := left // worth:
            yield Pieces(worth, count)
            left -= worth * count
