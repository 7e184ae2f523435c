"""A year of an association as a script lives it: it gives, debits, returns, corrects, and keeps its own ledger.

What the books say in the end is held against this ledger and against the bank of the script (``own_bank``).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.settings import AccountDraft
from donations_app.services.books.settings import create_books
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.people.memberships import join, set_fee
from tests.bank_files import IBAN
from tests.e2e.own_bank import OwnBank
from tests.world import NAIMA, ORIGIN, SETTINGS, company, person, project

YEAR: Final = 2026
BY_BANK: Final = ("transfer", "direct_debit", "online")
DUES: Final = 30_00
NAMES: Final = {
    "A1": ("Amrani", "Samira"), "A2": ("Bouzid", "Rachid"), "A3": ("Chafik", "Leila"), "A4": ("Darif", "Omar"),
    "A5": ("Ettayeb", "Nadia"), "A6": ("Farissi", "Youssef"), "A7": ("Guessous", "Hind"), "A8": ("Hamdaoui", "Karim"),
}  # fmt: skip
# who gives by agreement alone: another gift of theirs would count for an instalment (docs/decisions/0007)
DEBITED: Final = {
    "B1": ("Idrissi", "Salma"), "B2": ("Jabri", "Hassan"), "B3": ("Kettani", "Amina"), "B4": ("Lahlou", "Driss"),
}  # fmt: skip
COMPANY: Final = "E1"
PROJECTS: Final = ("EAU", "ECOLE", "")
ICS: Final = "FR72ZZZ123456"


def iban_of(number: int) -> str:
    """Return a French account with its key."""
    account = f"{number:011}"
    key = 97 - (89 * 12345 + 15 * 1 + 3 * number) % 97
    bban = f"1234500001{account}{key:02}"
    return f"FR{98 - int(bban + '152700') % 97:02}{bban}"


class YearClock:
    """Goes on by a second at each look, and leaps to days."""

    def __init__(self, first: date) -> None:
        self.now = datetime(first.year, first.month, first.day, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    @property
    def today(self) -> date:
        return self.now.date()

    def leap_to(self, day: date) -> None:
        self.now = max(self.now, datetime(day.year, day.month, day.day, 8, tzinfo=UTC))


@dataclass(eq=False)
class Told:
    """A payment as the script knows it."""

    ref: str
    payer: str  # empty: nobody known
    kind: str
    method: str
    cents: int
    received_on: date
    credited_on: date | None = None
    gone: list[tuple[date, int]] = field(default_factory=list)  # what went of it, and when
    never_was: bool = False  # it was put right: no money moved
    is_put_right_in_time: bool = False  # before its year was closed
    keeps_day: bool = False  # of credit: it came with the line of the bank, or was typed with it
    late_on: date | None = None  # when it entered the books, where its year was closed before

    @property
    def left(self) -> int:
        return self.cents - sum(cents for _on, cents in self.gone)

    @property
    def booked_on(self) -> date | None:
        """The day on which the accounts see it."""
        return self.credited_on if self.method in BY_BANK else self.received_on


@dataclass(eq=False)
class Debited:
    """An agreed gift that is debited, as the script follows it."""

    ref: str
    payer: str
    mandate: str
    cents: int
    rests: bool = False  # its mandate allows nothing until somebody takes it up again
    again: int = 0  # instalments that came back and are presented once more
    came_back: set[date] = field(default_factory=set)  # days of instalments; the second time it rests


@dataclass(eq=False)
class Collected:
    """A debit of a run that was sent."""

    end_to_end: str
    gift: Debited
    due_on: date
    told: Told


@dataclass
class Paid:
    """A payment on the platform, as its export tells it."""

    number: str
    cents: int
    on: date
    out: date | None = None  # when it was paid out


class Year:
    """The books, the bank, the ledger and the clock of a story."""

    def __init__(
        self, place: str, folder: Path, seed: int, first: date, run: Callable[..., tuple[int, Any]]
    ) -> None:
        self.run = run
        self.folder, self.chance = folder, random.Random(seed)
        self.clock, self.place = YearClock(first - timedelta(days=20)), place
        self.bank = OwnBank(self.chance.randrange(1_000_00, 9_000_00), first)
        self.payments: dict[str, Told] = {}
        self.waiting: list[Told] = []  # cheques and cash that are in the office
        self.debits: list[Debited] = []
        self.runs: dict[str, list[Collected]] = {}
        self.platform: list[Paid] = []
        self.closed_until = self.closed_on = date.min
        self.done: Counter[str] = Counter()  # what happened, by name
        self.books = self._begin()

    @property
    def today(self) -> date:
        return self.clock.today

    def _begin(self) -> Books:
        settings = replace(SETTINGS, accounts=(AccountDraft("Compte courant", IBAN, "AGRIFRPP", ICS),))
        books = create_books(
            self.place, settings, clock=self.clock, today=lambda: self.today, author=NAIMA, origin=ORIGIN
        )
        for ref, (last, first) in (NAMES | DEBITED).items():
            person(books, ref, last_name=last, first_name=first, address=f"{ref} rue de Rome")
        company(books, COMPANY)
        for code in filter(None, PROJECTS):
            project(books, code)
        set_fee(books, "ADH", name="Adhérent", from_year=YEAR, fee=Money(DUES))
        join(books, [(uuid4(), ref, date(YEAR, 1, 1)) for ref in ("A1", "A5")], kind="ADH")
        return books

    def told(self, *words: object) -> Any:
        """Run a command that succeeds, and return its document."""
        status, answer = self.run("--books", self.place, "--on", self.today, *words)
        assert status == 0, answer
        return answer

    def agrees(self, number: int, payer: str, cents: int, first_on: date) -> None:
        """Let somebody sign a mandate and agree to be debited each month."""
        mandate = f"RUM-{number}"
        gift = RecurringGift(
            key=uuid4(), ref=f"D{number}", payer=payer, amount=Money(cents), frequency="monthly", first_on=first_on,
            day=first_on.day, iban=iban_of(number), mandate_reference=mandate,
            mandate_signed_on=first_on - timedelta(days=20), project=self.chance.choice(PROJECTS[:2]),
        )  # fmt: skip
        agree_recurring(self.books, gift)
        self.debits.append(Debited(gift.ref, payer, mandate, cents))

    # the ledger

    def keep(self, told: Told) -> Told:
        """Keep a payment in the ledger."""
        self.payments[told.ref] = told
        return told

    def sums(self, kind: str) -> int:
        """Return what is left of all that came of a kind."""
        return sum(one.left for one in self.payments.values() if one.kind == kind)

    def booked(self, first: date, last: date) -> Iterator[tuple[Told, int]]:
        """Yield what the accounts of some days see, with its cents, below zero where it went."""
        for one in self.payments.values():
            if (seen_on := one.late_on or one.booked_on) is None:
                continue
            if first <= seen_on <= last:
                yield one, one.cents
            for on, cents in one.gone:
                gone_on = seen_on if one.is_put_right_in_time else max(on, seen_on)
                if first <= gone_on <= last:
                    yield one, -cents

    def receiptable(self) -> Iterator[Told]:
        """Yield what of the year may be receipted: of somebody known with an address, and still there."""
        for one in self.payments.values():
            if one.payer and one.left and one.booked_on and one.booked_on.year == YEAR:
                yield one

    def not_yet(self, on: date) -> int:
        """Return what the books have by the bank and the bank does not have at the end of a day."""
        came = (one for one in self.payments.values() if one.method in BY_BANK and one.received_on <= on)
        return sum(one.left for one in came if not one.credited_on or one.credited_on > on)


def name_of(payer: str) -> str:
    """Return how banks write somebody."""
    known = NAMES | DEBITED
    return " ".join(known[payer][::-1]) if payer in known else "Ateliers Méditerranée"
