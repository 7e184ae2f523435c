"""What an office records in a field book, and what comes of it when the field book comes home."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.closings import standing_on
from donations_app.domain.authors import Author
from donations_app.domain.consents import NAMED_SOURCES
from donations_app.domain.erasure import ERASED_NAME
from donations_app.domain.errors import (
    AlreadyReversed,
    NotInFieldBook,
    OfficeElsewhere,
)
from donations_app.domain.field_books import Review, StillAsked
from donations_app.domain.parties import PartyDraft
from donations_app.services.audit.verify import verify
from donations_app.services.closing.years import close_year
from donations_app.services.exchange.field_bringing import bring_field_book, look_at
from donations_app.services.exchange.field_opening import open_field_book
from donations_app.services.exchange.field_source import send_home
from donations_app.services.payments.acknowledging import acknowledgement
from donations_app.services.payments.records import record_payment
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.parties import record_party
from donations_app.services.projects.changing import end_project
from donations_app.services.receipts.issue import issue_receipts
from tests.histories import answers, field_law, invariants, meeting, steps
from tests.histories.deposit_verbs import ACTS
from tests.histories.field_law import Asked, Parted
from tests.histories.gifts import GIFTS, SURE_GIFTS, Gift
from tests.histories.history import DAYS, OFFICES, Away
from tests.histories.machine import Histories, run
from tests.histories.money_verbs import KINDS
from tests.histories.rows import Rows, read_rows
from tests.histories.world import PLACES
from tests.receipts.reading import text_of
from tests.world import project

HEAD: Final = "MRS"
MOST: Final = 2  # field books of one history
NEWCOMERS: Final = ("Bouzid", "Idrissi")  # whom several places may record
ON_PROJECT: Final = Gift(
    "B2", "cash", [("donation", 150_00)], [(("ECOLE", ""), None)], date(2025, 12, 30), None
)
ERASED: Final = ("N4", *NEWCOMERS)
VERDICTS: Final = {"person": "twice", "fact": "changed", "project": "ended", "payment": "changed"}
FIELD_GIFTS = st.one_of(SURE_GIFTS, GIFTS)


@dataclass(repr=False)
class Field:
    """A field book that an office has."""

    office: str
    code: str
    origin: int
    books: Books
    rows: Rows
    known: Rows  # as it was when it was opened, or came home last

    def __repr__(self) -> str:
        return self.code


class FieldHistories(Histories):
    """Any of the verbs at home, and any that a field book allows in those that offices have meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Field] = []

    def teardown(self) -> None:
        for field in self.fields:
            field.books.close()
        super().teardown()

    @contextmanager
    def within(self, field: Field) -> Iterator[None]:
        """Do what is inside in a field book."""
        home, there = self.away, (self.books, self.rows, self.before)
        self.away = Away(field.office, self.books, self.rows, self.rows)
        self.books, self.rows, self.before = field.books, field.rows, field.rows
        self.laws, self.answers = invariants.OF_FIELD_BOOK, answers.OF_FIELD_BOOK
        try:
            yield
        finally:
            field.rows = self.rows
            self.laws, self.answers = invariants.ALL, answers.ALL
            self.away, (self.books, self.rows, self.before) = home, there

    def among_those_at_home(self) -> AbstractContextManager[None]:
        """Do what is inside in the books at home, whether or not an office is away with a copy."""
        return self.at_home() if self.away else nullcontext()

    # opened

    @initialize(
        moment=st.sampled_from([0, 0, 3, 6, 7]),
        gifts=st.lists(GIFTS, min_size=1, max_size=1),
        sure=st.lists(SURE_GIFTS, min_size=1, max_size=2),
        issue=st.sampled_from(["year by year", "nothing"]),
        office=OFFICES,
        leaves=OFFICES,
    )
    def a_stack_is_typed(
        self, moment: int, gifts: list[Gift], sure: list[Gift], issue: str, office: str, leaves: str
    ) -> None:
        super().a_stack_is_typed(moment, gifts, sure, issue, office, "")
        self.a_field_book_is_opened(leaves)

    @precondition(lambda self: len(self.fields) < MOST)
    @rule(office=OFFICES)
    def a_field_book_is_opened(self, office: str) -> None:
        with self.among_those_at_home():
            self._opens(office)

    def _opens(self, office: str) -> None:
        path = self.stage.folder / f"{uuid4().hex}.tiwizi"
        opened = open_field_book(self.books, path, office)
        self.before, self.rows = self.rows, read_rows(self.books, self.rows)
        steps.nothing_is_lost(self.before, self.rows)
        new = steps.new_links(self.before, self.rows)
        steps.links_are_chained(new, self.rows)
        assert self.wrote() == {
            "origin.opened": 1,
            "field_book.numbered": 1,
            "schema.made": 1,
            "field_book.opened": 1,
        }
        a, b = steps.lines_of(steps.entries_of(new, self.rows)), steps.lines_wanted(self.before, self.rows)
        assert a == b, (a - b, b - a)
        origin = next(row["id"] for row in self.rows.of("origin") if row["code"] == opened.code)
        books = open_books(str(path), clock=self.clock, author=Author("naima", office))
        rows = read_rows(books)
        assert rows.here == {office: origin}
        assert [rows.tables[table] for table in ("payment", "tax_receipt", "mandate")] == [{}, {}, {}]
        assert rows.by_id("head", origin) == {**self.rows.by_id("head", origin), "is_here": 1}
        for table in ("party", "party_merge", "consent", "project", "project_budget"):
            assert rows.tables[table] == self.rows.tables[table]
        self.fields.append(Field(office, opened.code, origin, books, rows, rows))
        with self.within(self.fields[-1]):
            self.holds()
        self.holds()

    # written in

    @precondition(lambda self: self.fields)
    @rule(data=st.data(), gifts=st.lists(FIELD_GIFTS, min_size=1, max_size=2), is_slipped=st.booleans())
    def the_office_records(self, data: st.DataObject, gifts: list[Gift], is_slipped: bool) -> None:
        """Record gifts, perhaps of somebody new, and perhaps take them to the bank."""
        with self.within(data.draw(st.sampled_from(self.fields))):
            for gift in gifts:
                new = data.draw(st.sampled_from(["", *NEWCOMERS]))
                again = data.draw(st.sampled_from(["", "", "the same"]))
                self.record(replace(gift, payer=self.somebody_new(new)) if new else gift, HEAD, again)
            if is_slipped:
                method = data.draw(st.sampled_from(["cheque", "cash"]))
                self._takes_to_the_bank(data, method)

    @rule(name=st.sampled_from(NEWCOMERS), gift=SURE_GIFTS)
    def somebody_new_comes_to_the_office_at_home(self, name: str, gift: Gift) -> None:
        with self.among_those_at_home():
            self.record(replace(gift, payer=self.somebody_new(name)), HEAD, "")

    def somebody_new(self, name: str) -> str:
        """Record somebody, unless these books know him; return his reference."""
        for row in self.rows.of("party"):
            if row["last_name"] == name and row["leader_id"] == row["id"]:
                return str(row["ref"])
        office = self.here(HEAD)
        draft = PartyDraft(
            key=uuid4(), kind="individual", last_name=name, first_name="Salma", address="8 rue Longue",
            postcode="13004", city="Marseille", email=f"{name.lower()}@example.org",
        )  # fmt: skip
        done = self.does(lambda: record_party(self.books.acting(office=office), draft), office=office)
        assert done
        assert self.wrote() == {"party.recorded": 1}
        return done.ref

    @precondition(lambda self: any(field.rows.refs for field in self.fields))
    @rule(
        data=st.data(),
        kind=KINDS,
        gift=FIELD_GIFTS,
        what=st.sampled_from(["move", "reverse", "take back", "refund", "correct", "slip", "credit"]),
    )
    def the_office_goes_on(self, data: st.DataObject, kind: str, gift: Gift, what: str) -> None:
        """Do something with what stands in a field book, whether or not it came home."""
        field = data.draw(st.sampled_from([one for one in self.fields if one.rows.refs]))
        with self.within(field):
            verbs: dict[str, Callable[[], None]] = {
                "move": lambda: self.move(data, data.draw(st.sampled_from(PLACES)), HEAD),
                "reverse": lambda: self.reverse(data, kind, HEAD),
                "take back": lambda: self.take_back(data, kind, HEAD, asks_first=False),
                "refund": lambda: self.refund(data, HEAD),
                "correct": lambda: self.correct(
                    data, gift, data.draw(st.sampled_from(["day", "payer", "all"])), HEAD
                ),
                "slip": lambda: self._with_slips(data),
                "credit": lambda: self._credits(data),
            }
            verbs[what]()

    def _with_slips(self, data: st.DataObject) -> None:
        if self.rows.tables["deposit_slip"]:
            self.something_becomes_of_a_slip(data, data.draw(ACTS), HEAD)
        else:
            self._takes_to_the_bank(data, "cheque")

    def _takes_to_the_bank(self, data: st.DataObject, method: str) -> None:
        wanted = data.draw(st.sampled_from(["waits", "waits", "any"]))
        self.make_a_slip(data, HEAD, method, wanted, is_counted=True, is_cancelled=False)

    def _credits(self, data: st.DataObject) -> None:
        if self.waiting_for_credit():
            self.credit(data, data.draw(DAYS), HEAD)

    @precondition(lambda self: self.fields)
    @rule(
        data=st.data(),
        what=st.sampled_from(["moves house", "moves house", "agrees", "apart"]),
        is_here=st.booleans(),
        there=st.sampled_from(["", "3 rue Neuve", "5 rue Haute"]),
        email=st.sampled_from(["", "n4@example.org"]),
    )
    def the_office_learns_of_people(
        self, data: st.DataObject, what: str, is_here: bool, there: str, email: str
    ) -> None:
        """Change somebody in a field book, and perhaps at home too."""
        field = data.draw(st.sampled_from(self.fields))
        with self.within(field):
            if what == "moves house":
                self.somebody_moves_house(there, email, field.office)
            elif what == "agrees":
                source = data.draw(st.sampled_from(NAMED_SOURCES))
                self.somebody_says_whether_he_is_written_to(data.draw(st.booleans()), 0, source, field.office)
            elif what == "apart":
                self.they_are_two_persons(data.draw(st.booleans()), field.office)
        if is_here and what == "moves house":
            with self.among_those_at_home():
                self.somebody_moves_house(data.draw(st.sampled_from(["9 rue Torte", there])), "", HEAD)

    @precondition(lambda self: any(field.rows.refs for field in self.fields))
    @rule(data=st.data())
    def a_donor_gets_a_paper(self, data: st.DataObject) -> None:
        """Print that money was received: no receipt, and not of what was taken back."""
        with self.within(data.draw(st.sampled_from([one for one in self.fields if one.rows.refs]))):
            ref = data.draw(st.sampled_from(self.rows.refs))
            lines = self.rows.lines_of(ref)
            gone = lines[0].taken_back or not sum(line.cents for line in lines)
            paper = self.does(
                lambda: acknowledgement(self.books, ref), refused=AlreadyReversed if gone else None
            )
            if paper:
                said = text_of(paper)
                assert ref in said
                assert "n’est pas un reçu fiscal" in said

    @precondition(lambda self: self.fields)
    @rule(data=st.data(), gift=SURE_GIFTS)
    def what_is_homes_is_refused(self, data: st.DataObject, gift: Gift) -> None:
        field = data.draw(st.sampled_from(self.fields))
        with self.within(field):
            books, place = self.books, Path(f"{field.books.location}.other")
            acts: list[Callable[[], object]] = [
                lambda: issue_receipts(books, 2025),
                lambda: project(books, "ROUTE"),
                lambda: end_project(books, "EAU", on=self.today),
                lambda: close_year(books, 2025, accept=["all"]),
                lambda: erase_party(books, "M6", asked_on=self.today),
                lambda: open_field_book(books, place, field.office),
                lambda: bring_field_book(books, place),
            ]
            self.does(data.draw(st.sampled_from(acts)), refused=NotInFieldBook)
            other = gift.draft("LYO" if field.office == HEAD else HEAD, self.today)
            self.does(
                lambda: record_payment(self.books.acting(office=other.office), other), refused=OfficeElsewhere
            )
            assert not place.exists()

    # brought home

    @precondition(lambda self: self.fields)
    @rule(
        data=st.data(),
        gifts=st.lists(SURE_GIFTS, max_size=2),
        new=st.sampled_from(["", *NEWCOMERS]),
        meanwhile=st.sampled_from(["", "", "a project ends", "a project goes on", *NEWCOMERS]),
        is_sealed=st.booleans(),
        issues=st.booleans(),
    )
    def a_field_book_comes_home(
        self,
        data: st.DataObject,
        gifts: list[Gift],
        new: str,
        meanwhile: str,
        is_sealed: bool,
        issues: bool,
    ) -> None:
        """Bring a field book home, perhaps once more, after what the office and home did on the last day."""
        field = data.draw(st.sampled_from(self.fields))
        with self.within(field):
            for gift in gifts:
                self.record(replace(gift, payer=self.somebody_new(new)) if new else gift, HEAD, "")
            if meanwhile == "a project ends":
                self.record(ON_PROJECT, HEAD, "")
            elif meanwhile in NEWCOMERS:
                self.record(replace(ON_PROJECT, payer=self.somebody_new(meanwhile)), HEAD, "")
        path = self._carried(field, is_sealed=is_sealed)
        with self.among_those_at_home():
            if meanwhile == "a project ends":
                self.the_project_ends(HEAD)
            elif meanwhile == "a project goes on":
                self.the_project_is_changed(1, stale=False, office=HEAD)
            elif meanwhile:
                self.somebody_new(meanwhile)
            parted = self._parted(field, self.rows)
            if self._brought(data, parted, path):
                field.known = field.rows
                if issues:
                    self.issue(2025, "all", HEAD)

    @precondition(lambda self: self.fields)
    @rule(data=st.data(), what=st.sampled_from(["a year is closed", "somebody is erased"]))
    def it_comes_home_for_a_moment(self, data: st.DataObject, what: str) -> None:
        """Close a year or erase somebody, bring a field book home after it, and take all of it back."""
        field = data.draw(st.sampled_from(self.fields))
        path = self._carried(field, is_sealed=False)
        with self.among_those_at_home():
            if field_law.refusals(self._parted(field, self.rows)):
                return
            with self.books.rehearsal() as twin:
                if what == "a year is closed":
                    self._comes_after_the_closing(twin, field, path, data.draw(st.sampled_from([2025, 2026])))
                else:
                    self._comes_after_the_erasure(twin, field, path, data.draw(st.sampled_from(ERASED)))
            self.looks()
            assert self.rows.tables == self.before.tables

    def _comes_after_the_closing(self, twin: Books, field: Field, path: Path, year: int) -> None:
        """What bears a day of the closed year is entered as late, and the year stays as it was closed."""
        last = date(year, 12, 31)
        if self._closed(twin, year, last) is None:
            return
        with twin.read() as session:
            stood = standing_on(session, last)
        done, after = self._comes_to(twin, field, path)
        with twin.read() as session:
            assert standing_on(session, last) == stood
        late = {row["record_id"] for row in after.of("late_record") if row["noun"] == "payment"}
        # what takes back what never was is late by what it takes back, whatever its own day
        wrong = {row["id"] for row in after.of("payment") if row["reversal"] == "correction"}
        assert {one.key for one in done.late} - wrong == late - wrong

    def _comes_after_the_erasure(self, twin: Books, field: Field, path: Path, name: str) -> None:
        """Who is erased stays so, whatever the field book says of him; his money comes."""
        found = [row for row in self.rows.of("party") if name in (row["ref"], row["last_name"])]
        for row in found[:1]:
            erase_party(twin, row["ref"], asked_on=self.today)
            done, after = self._comes_to(twin, field, path)
            now = after.by_id("party", row["id"])
            assert (now["email"], now["phone"], now["consent_email"], now["consent_post"]) == ("", "", 0, 0)
            is_whole = now["last_name"] == ERASED_NAME
            own = {one.ref for one in done.written if one.key in self._given_by(after, row["id"])}
            assert {one.ref for one in done.erased} == (own if is_whole else set())

    def _given_by(self, rows: Rows, party: int) -> set[int]:
        return {row["id"] for row in rows.of("payment") if row["payer_id"] == party}

    def _parted(self, field: Field, home: Rows) -> Parted:
        return Parted(home, field.rows, field.known, field.origin, frozenset(self.pairs))

    def _comes_to(self, twin: Books, field: Field, path: Path) -> tuple[Review, Rows]:
        """Bring a field book to other books; return what was found, and how all stands then."""
        parted = self._parted(field, read_rows(twin))
        asked = field_law.asked(parted)
        answers = {name: one.choices[0] for name, one in asked.items()}
        done = bring_field_book(twin, path, answers)
        self._is_judged(parted, done, asked)
        after = read_rows(twin)
        field_law.all_stands(parted, after, answers)
        assert verify(twin).faults == []
        return done, after

    def _carried(self, field: Field, *, is_sealed: bool) -> Path:
        """Return the file that is taken home: itself, or what it sends."""
        path = self.stage.folder / f"{uuid4().hex}.sealed"
        if is_sealed:
            assert send_home(field.books, path) == field.code
        else:
            shutil.copyfile(field.books.location, path)
        return path

    def _brought(self, data: st.DataObject, parted: Parted, path: Path) -> bool:
        """Bring a file home with answers; tell whether it came."""
        if refused := field_law.refusals(parted):
            answers = {name: one.choices[0] for name, one in field_law.asked(parted).items()}
            self.does(lambda: bring_field_book(self.books, path, answers), refused=refused)
            return False
        asked = field_law.asked(parted)
        review = look_at(self.books, path)
        self._is_judged(parted, review, asked)
        needed = sorted(field_law.unanswered(parted))
        assert {one.name for one in review.asked} == {*needed}
        answers = {name: data.draw(st.sampled_from(one.choices)) for name, one in asked.items()}
        if needed:
            some = {name: answer for name, answer in answers.items() if name != needed[-1]}
            self.does(lambda: bring_field_book(self.books, path, some), refused=StillAsked)
        done = bring_field_book(self.books, path, answers)
        self.before, self.rows = self.rows, read_rows(self.books, self.rows)
        steps.nothing_is_lost(self.before, self.rows)
        meeting.all_came_as_it_was(self.before, self.rows, parted.field)
        field_law.all_stands(parted, self.rows, answers)
        self.holds()
        assert {one.ref for one in done.written} == {
            row["ref"] for row in parted.pending.values() if (row["id"],) in self.rows.tables["payment"]
        }
        self._comes_again(
            Parted(self.rows, parted.field, parted.field, parted.origin, parted.put_right), path
        )
        return True

    def _is_judged(self, parted: Parted, review: Review, asked: dict[str, Asked]) -> None:
        """Every payment has its verdict, every question its answers, and the sums add up."""
        found = {one.name: Asked(one.kind, one.choices, frozenset(one.payments)) for one in review.decisions}
        assert found == asked
        about: dict[str, str] = {}
        for one in asked.values():
            for ref in one.payments:
                about.setdefault(ref, VERDICTS[one.kind])
        own = parted.own("payment")
        assert {one.ref: (one.verdict, one.amount.cents) for one in review.payments} == {
            row["ref"]: (about.get(row["ref"], "new") if key in parted.pending else "already", row["amount"])
            for key, row in own.items()
        }

    def _comes_again(self, parted: Parted, path: Path) -> None:
        """The same again brings nothing; what stayed is asked again, and stays again."""
        asked = field_law.asked(parted)
        answers = {name: "leave" for name, one in asked.items() if "leave" in one.choices}
        if answers.keys() == asked.keys():
            self.does(lambda: bring_field_book(self.books, path, answers))
            assert self.rows.tables == self.before.tables


# Hypothesis draws each rule as often as any other: among some seventy of those at home these stand several times.
_OFTEN: Final = {
    "the_office_records": 16, "the_office_goes_on": 12, "the_office_learns_of_people": 6, "a_field_book_comes_home": 12,
    "it_comes_home_for_a_moment": 3,
}  # fmt: skip
for _name, _times in _OFTEN.items():
    for _n in range(_times):
        setattr(FieldHistories, f"{_name}_{_n}", getattr(FieldHistories, _name))


if __name__ == "__main__":
    run(
        Path(sys.argv[1]),
        examples=int(sys.argv[2]),
        steps=int(sys.argv[3]),
        shorten=False,
        kind=FieldHistories,
    )
