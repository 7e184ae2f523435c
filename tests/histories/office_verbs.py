"""What happens when an office works alone in a copy of the books, and comes home."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.domain.authors import Author
from donations_app.domain.errors import OfficeElsewhere, RuleBroken
from donations_app.services.exchange.copies import copy_for_office
from donations_app.services.exchange.homecoming import Brought, bring_home
from donations_app.services.payments.records import record_payment
from tests.histories import answers, law, meeting, steps
from tests.histories.agreed_verbs import AgreedVerbs
from tests.histories.gifts import GIFTS, Gift
from tests.histories.history import OFFICES, Away
from tests.histories.money_verbs import KINDS, MoneyVerbs
from tests.histories.people_verbs import PeopleVerbs
from tests.histories.receipt_verbs import RECENT, ReceiptVerbs
from tests.histories.rows import Rows, read_rows
from tests.histories.world import PLACES

HEAD: Final = "MRS"


class OfficeVerbs(MoneyVerbs, ReceiptVerbs, AgreedVerbs, PeopleVerbs):
    """Leave with a copy, go on at home meanwhile, come home: in files, the copies of a server are not made so."""

    @precondition(lambda self: not self.stage.server and self.away is None)
    @rule(office=OFFICES, gift=GIFTS)
    def an_office_leaves(self, office: str, gift: Gift) -> None:
        path = self.stage.folder / f"{uuid4().hex}.tiwizi"
        code = self.does(lambda: copy_for_office(self.books, path, office))
        assert self.wrote() == {"origin.opened": 1}
        (origin,) = self.rows.tables["origin"].keys() - self.before.tables["origin"].keys()
        opened = self.rows.by_id("origin", origin[0])
        assert self.rows.by_id("office", opened["office_id"])["code"] == office
        assert (opened["code"], opened["kind"]) == (code, "file")
        copy = open_books(str(path), clock=self.clock, author=Author("naima", office))
        rows = read_rows(copy)
        assert rows.here == {office: origin[0]}
        assert meeting.heads_apart(rows) == meeting.heads_apart(self.rows)
        self.away = Away(office, self.books, self.rows, self.rows)
        self.books, self.rows, self.before = copy, rows, rows
        other = gift.draft("LYO" if office == HEAD else HEAD, self.today)
        self.does(
            lambda: record_payment(self.books.acting(office=other.office), other), refused=OfficeElsewhere
        )

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Do what is inside in the books of the head office, while another works in its copy."""
        away, there = self.away, (self.books, self.rows, self.before)
        assert away
        self.away, self.books, self.rows, self.before = None, away.home, away.rows, away.rows
        try:
            yield
        finally:
            away.rows = self.rows
            self.away, (self.books, self.rows, self.before) = away, there

    @precondition(lambda self: self.away)
    @rule(
        data=st.data(),
        gift=GIFTS,
        year=RECENT,
        kind=KINDS,
        what=st.sampled_from(["record", "record", "move", "issue", "move house", "take back"]),
        comes_home=st.booleans(),
    )
    def the_head_office_goes_on(
        self, data: st.DataObject, gift: Gift, year: int, kind: str, what: str, comes_home: bool
    ) -> None:
        with self.at_home():
            if what == "record":
                self.record(gift, HEAD, "")
            elif what == "move" and self.rows.refs:
                self.move(data, data.draw(st.sampled_from(PLACES)), HEAD)
            elif what == "issue":
                self.issue(year, "all", HEAD)
            elif what == "move house":
                email = data.draw(st.sampled_from(["", "n4@example.org"]))
                self.somebody_moves_house(data.draw(st.sampled_from(["", "3 rue Neuve"])), email, HEAD)
            elif what == "take back" and self.rows.refs:
                self.take_back(data, kind, HEAD, asks_first=False)
        if comes_home:
            self.comes_home()

    @precondition(lambda self: self.away)
    @rule(
        moved=st.sampled_from(["", "here and there", "here and there", "twice"]),
        email=st.sampled_from(["", "n4@example.org"]),
    )
    def the_office_comes_home(self, moved: str = "", email: str = "") -> None:
        """Come home, perhaps after both sides changed one person: other facts of it, or the same."""
        if moved:
            self.both_move(moved, email)
        self.comes_home()

    def both_move(self, moved: str, email: str) -> None:
        """Write another address of one person in the copy; at home an e-mail, or another address, too."""
        assert self.away
        new = f"{len(self.rows.tables['origin'])} rue Droite"
        self.somebody_moves_house(new, law.party(self.rows, "N4")["email"], self.away.office)
        with self.at_home():
            stands = law.party(self.rows, "N4")["address"]
            self.somebody_moves_house("9 rue Torte" if moved == "twice" else stands, email, HEAD)

    def comes_home(self) -> str:
        """Bring the copy home and close it; return the name of the error that refused it."""
        away, copy, copied = self.away, self.books, self.rows
        assert away
        self.away, self.books, self.rows, self.before = None, away.home, away.rows, away.rows
        possible = meeting.refusals(away.parted, self.rows, copied)
        try:
            brought = bring_home(self.books, copy)
        except RuleBroken as error:
            if type(error) not in possible:
                raise
            assert read_rows(self.books).tables == self.rows.tables, "what is refused writes nothing"
            return type(error).__name__
        else:
            assert not possible, f"one of {possible} should have been raised"
            self._came_home(brought, away.parted, copy, copied)
            return ""
        finally:
            self.stage.put_away(copy)

    def _came_home(self, brought: Brought, parted: Rows, copy: Books, copied: Rows) -> None:
        self.before, self.rows = self.rows, read_rows(self.books)
        steps.nothing_is_lost(self.before, self.rows)
        meeting.all_came_as_it_was(self.before, self.rows, copied)
        agreed = meeting.agreed_parties(parted, self.before, copied)
        assert brought.links == len(steps.new_links(self.before, copied))
        assert brought.agreed == [f"party:{key}" for key in agreed]
        meeting.nothing_is_renumbered(parted, self.rows, copied, agreed)
        answers.nothing_is_found_wrong(answers.Seen(copy, copied, self.today))
        self.holds()
        again = self.does(lambda: bring_home(self.books, copy))
        assert again
        assert (again.links, again.agreed) == (0, [])
        assert self.rows.tables == self.before.tables
