"""Three offices and what each of them does in two weeks: one on the server, one on a bad line, one without any.

The story keeps its own sums (``Sums``); in the end the books are held against them.
"""

import json
import random
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.register import audit_heads
from donations_app.domain.authors import Author
from donations_app.domain.field_books import Decision
from donations_app.domain.money import Money
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.storage_errors import BooksUnreachable, SavedOrNot
from donations_app.services.deposits.slips import make_slip
from donations_app.services.payments.records import record_payment
from donations_app.services.people.memberships import join, set_fee
from donations_app.services.people.parties import change_party, record_party
from tests.cut_line import CutLine, through_cut_line
from tests.office import NAIMA, ZOHRA, Office
from tests.slips import draft as slip_draft
from tests.world import association, payment, person, person_draft, project, to

BEGAN: Final = datetime(2026, 11, 24, 8, tzinfo=UTC)  # the day after the books were made
DONORS: Final = ("A1", "A2", "A3", "A4", "A5", "A6")
MEMBERS: Final = ("A5", "A6")
PROJECTS: Final = ("EAU", "ECOLE", "PUITS", "")  # the last is the general fund
DUES: Final = 20_00
PARIS: Final = "PA2"  # the origin of its field book
Run = Callable[..., tuple[int, Any]]


class StoryClock:
    """A clock for all offices, which goes on by a second at each look and leaps to the next day."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    @property
    def today(self) -> date:
        return self.now.date()

    def leap_to(self, day: int) -> None:
        self.now = max(self.now, BEGAN + timedelta(days=day))


class Told(Struct):
    """A payment as the story knows it."""

    ref: str
    office: str
    payer: str
    cents: int
    kind: str
    project: str
    method: str
    year: int
    is_home: bool = True  # else it is in the field book alone
    receipt: str = ""


@dataclass
class Sums:
    """What the story says that there must be."""

    payments: dict[str, Told] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    receipts: dict[str, int] = field(default_factory=dict)  # cents by number
    slips: dict[str, int] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    cuts: Counter[str] = field(default_factory=Counter)

    def standing(self) -> Iterator[Told]:
        """Yield the payments that are at home and were not taken back."""
        return (one for ref, one in self.payments.items() if one.is_home and ref not in self.taken_back)

    def by(self, *names: str) -> dict[tuple[str, ...], int]:
        found: Counter[tuple[str, ...]] = Counter()
        for one in self.standing():
            found[tuple(getattr(one, name) for name in names)] += one.cents
        return dict(found)

    def unreceipted(self, year: int) -> dict[str, int]:
        """Return the cents of each payer for which receipts of a year are still to be issued."""
        found: defaultdict[str, int] = defaultdict(int)
        for one in self.standing():
            if one.year == year and not one.receipt:
                found[one.payer] += one.cents
        return dict(found)


class Story:
    """Three offices at work."""

    def __init__(self, office: Office, folder: Path, line: tuple[str, CutLine], run: Run, seed: int) -> None:
        self.office, self.folder, self.run = office, folder, run
        self.chance = random.Random(seed)
        self.clock, self.sums = StoryClock(), Sums()
        self.marseille = self._books(office.address(NAIMA), Author(NAIMA))
        address, self.line = line
        self.lyon = self._books(address, Author(ZOHRA, "LYO"))
        self.paris: Books | None = None
        self.field_book = folder / "PA2.tiwizi"
        self.drawers: defaultdict[str, list[str]] = defaultdict(list)  # cheques on no slip, by office
        self._begin()

    def _books(self, place: str, author: Author | None = None) -> Books:
        who: dict[str, Any] = {"author": author} if author else {}
        books = open_books(place, clock=self.clock, today=lambda: self.clock.today, **who)
        self.office.opened.callback(books.close)
        return books

    def _begin(self) -> None:
        home = self.marseille
        for n, ref in enumerate(DONORS):
            person(home, ref, last_name=f"Donateur{'ABCDEF'[n] * 3}", address=f"{n} rue de Rome")
        association(home)
        for code in filter(None, PROJECTS):
            project(home, code, partners={"AMAN": 1_000_00} if code == "EAU" else {})
        set_fee(home, "ADH", name="Adhérent", from_year=2026, fee=Money(DUES))
        join(home, [(uuid4(), ref, date(2026, 1, 1)) for ref in MEMBERS], kind="ADH")
        self.sums.people |= {*DONORS, "AMAN"}

    @property
    def books(self) -> dict[str, Books]:
        """The books in which each office writes."""
        return {"MRS": self.marseille, "LYO": self.lyon} | ({"PAR": self.paris} if self.paris else {})

    def told(self, *words: object, books: object = "", status: int = 0) -> Any:
        """Run a command at home, or in other books; return its document."""
        place = books or self.office.address(NAIMA)
        done, answer = self.run("--books", place, "--on", self.clock.today, *words)
        assert done == status, answer
        return answer

    # what each office does

    def gives(self, office: str, payer: str, cents: int = 0, **facts: Any) -> str:
        """Record a payment in an office; what is not said is drawn."""
        code = facts.pop("project", self.chance.choice(PROJECTS))
        known: dict[str, Any] = {"received_on": self.clock.today, "office": office, "payer": payer}
        known["method"] = self.chance.choice(("cash", "cheque"))
        cents = cents or self.chance.randrange(5_00, 400_00)
        late = facts.pop("late", False)
        if facts.get("kind") == "dues":
            code, known["dues_year"] = "", 2026
        elif code:
            known["allocations"] = (to(cents, code),)
        known |= facts
        draft = payment(cents, **known)
        ref = self._saved(office, draft, late=late)
        told = Told(
            ref, office, payer, cents, draft.lines[0].kind, code, draft.method, known["received_on"].year
        )
        self.sums.payments[ref] = replace(told, is_home=office != "PAR")
        if draft.method == "cheque":
            self.drawers[office].append(ref)
        return ref

    def _saved(self, office: str, draft: PaymentDraft, *, late: bool = False) -> str:
        books = self.books[office]
        if office != "LYO":
            return record_payment(books, draft, late=late).ref
        return self.over_the_line(lambda: record_payment(books, draft, late=late).ref)

    def over_the_line(self, act: Callable[[], str]) -> str:
        """Do something over the bad line, again under the same key until it is said that it stands."""
        cut = self.chance.choice(("", "", "before", "before", "after", "after", "silent"))
        self.sums.cuts[cut] += 1
        self.line.cut, self.line.is_open = cut.replace("silent", "after"), cut != "silent"
        try:
            said = act()
            assert cut in ("", "after")
        except BooksUnreachable:
            assert cut == "before"
            said = act()
        except SavedOrNot:
            assert cut in ("after", "silent")  # a busy machine may answer too late
            self.line.is_open = True
            said = act()
        assert self.line.cut == ""
        assert act() == said  # once more, by somebody who is not sure
        return said

    def new_person(self, office: str, **facts: Any) -> str:
        draft = replace(person_draft(**facts), ref="")
        books = self.books[office]
        save: Callable[[], str] = lambda: record_party(books, draft).ref  # noqa: E731 -- is passed on
        ref = self.over_the_line(save) if office == "LYO" else save()
        self.sums.people.add(ref)
        return ref

    def changes(self, office: str, ref: str, **facts: Any) -> None:
        with self.books[office].read() as session:
            draft, seen = party_draft(session, ref)
        change_party(self.books[office], ref, replace(draft, **facts), seen=seen)

    def takes_cheques_to_the_bank(self, office: str) -> str:
        """Put the cheques of the drawer of an office on a slip."""
        cheques, self.drawers[office] = self.drawers[office], []
        if not cheques:
            return ""
        draft, books = slip_draft(*cheques, made_on=self.clock.today), self.books[office]
        save: Callable[[], str] = lambda: make_slip(books, draft)  # noqa: E731 -- is passed on
        number = self.over_the_line(save) if office == "LYO" else save()
        self.sums.slips[number] = sum(self.sums.payments[ref].cents for ref in cheques)
        return number

    def opens_the_field_book(self) -> None:
        opened = self.told("field", "open", "--office", "PAR", "--out", self.field_book)
        assert (opened["field_book"], opened["people"]) == (PARIS, len(self.sums.people))
        self.paris = self._books(str(self.field_book))

    def heads(self, office: str = "MRS") -> dict[str, str]:
        """Return where each chain stands in the books of an office."""
        with self.books[office].read() as session:
            return {code: head for code, _, head in audit_heads(session)}

    # what is kept

    def comes_home(self, asked: tuple[Decision, ...], answers: Mapping[str, str]) -> None:
        """Follow in the sums what was decided when the field book came home."""
        left = {
            ref for one in asked if answers.get(one.name, one.first) == "leave" for ref in one.payments
        }  # fmt: skip
        for one in asked:
            answer = answers.get(one.name, one.first)
            if one.kind == "person" and answer == "same":
                self._made_one(one.name, one.about.home.ref)  # type: ignore[union-attr]
            for ref in one.payments if one.kind == "project" and answer == "general" else ():
                told = self.sums.payments[ref]
                told.project = told.project if ref in left else ""
        for ref, told in self.sums.payments.items():
            told.is_home = told.is_home or ref not in left

    def _made_one(self, gone: str, kept: str) -> None:
        self.sums.people.discard(gone)
        for told in self.sums.payments.values():
            told.payer = kept if told.payer == gone else told.payer


@contextmanager
def three_offices(server: str, folder: Path, run: Run, seed: int) -> Iterator[Story]:
    """Give three offices on a server, whose logins have the rights of each, and take all away again."""
    office, place = Office(server), Path(tempfile.mkdtemp(prefix="cut"))  # short: the path of a socket
    try:
        with through_cut_line(place, office.address(ZOHRA)) as line:
            yield Story(office, folder, line, run, seed)
            office.opened.close()
    finally:
        office.close()
        shutil.rmtree(place)


def document(out: bytes, err: bytes) -> Any:
    """Return what a command answered: its document, or what it said where it answers none."""
    return json.loads(out) if out else err.decode()
