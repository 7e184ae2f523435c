"""A field book leaves with people and projects, records without a connection, and comes home whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.people_list import people
from donations_app.db.queries.shares import project_shares
from donations_app.domain.errors import (
    InputRefused,
)
from donations_app.domain.field_books import (
    Review,
    StillAsked,
    total,
)
from donations_app.domain.parties import PartyDraft
from donations_app.domain.people_filter import PeopleFilter
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.field_bringing import bring_field_book, look_at
from donations_app.services.exchange.field_opening import open_field_book
from donations_app.services.people.parties import change_party, record_party
from donations_app.services.projects.changing import end_project
from tests.slips import slip
from tests.world import TODAY, association, gift, person, project, ticking, to

IBAN = "FR7612345987650123456789014"  # of a donor
Opens = Callable[[str], Books]


@pytest.fixture
def home(books: Books) -> Books:
    """Marseille's books with two donors, a project and a gift."""
    person(books), person(books, "B2", last_name="Ouhammou", first_name="Khadija", address="9 rue des Écoles")
    association(books)
    project(books, partners={"AMAN": 5_000_00})
    gift(books, 100_00, allocations=(to(100_00, "EAU", "AMAN"),))
    return books


@pytest.fixture
def field(home: Books, tmp_path: Path) -> Books:
    """The field book with which Lyon goes away."""
    return opened(home, tmp_path / "LY2.tiwizi")


def opened(home: Books, place: Path, office: str = "LYO") -> Books:
    open_field_book(home, place, office)
    return open_books(str(place), clock=ticking())


def bring(home: Books, field: Books, **answers: str) -> Review:
    named = {name.replace("__", ".").replace("_", "-"): answer for name, answer in answers.items()}
    return bring_field_book(home, Path(field.location), named)


def counts(review: Review) -> dict[str, tuple[int, int]]:
    said = {verdict: review.of(verdict) for verdict in ("", "new", "already", "twice", "changed", "ended")}
    return {verdict: (len(some), total(some).cents) for verdict, some in said.items() if some}


def new_person(field: Books, **facts: str) -> str:
    known: dict[str, Any] = {"kind": "individual", "last_name": "Bouzid", "first_name": "Rachid"} | facts
    return record_party(field, PartyDraft(key=uuid4(), **known)).ref


def test_what_was_recorded_all_day_comes_home_once_and_bears_what_it_bore(home: Books, field: Books) -> None:
    new_person(field)
    given = [gift(field, 40_00, office="LYO", method="cheque", allocations=(to(40_00, "EAU", "AMAN"),))]
    given += [gift(field, 25_00, office="LYO", method="cheque", payer="P-LY2-000001")]
    number = slip(field, *given)
    assert (given, number) == (["V-LY2-000001", "V-LY2-000002"], "B-LY2-000001")
    away = verify(field)
    looked = look_at(home, Path(field.location))
    assert (counts(looked), looked.asked) == ({"": (2, 65_00), "new": (2, 65_00)}, ())
    proof = looked.proof
    assert (proof.code, proof.slips, proof.cheques, proof.people, proof.first) == ("LY2", 1, 2, 1, 2)
    bring(home, field)
    found = verify(home)
    assert (found.faults, found.heads["LY2"]) == ([], away.heads["LY2"])
    with home.read() as session:
        assert [one.share.cash.cents for one in project_shares(session, today=TODAY)] == [140_00]
        assert [row.ref for row in find_parties(session, "bouzid")] == ["P-LY2-000001"]
    again = bring(home, field)
    assert (counts(again), verify(home).heads) == ({"": (2, 65_00), "already": (2, 65_00)}, found.heads)
    gift(field, 7_00, office="LYO")
    gift(home, 3_00)
    assert counts(bring(home, field)) == {"": (3, 72_00), "new": (1, 7_00), "already": (2, 65_00)}
    assert (gift(home, 1_00), verify(home).faults) == ("V-MRS-000003", [])


def test_each_payment_has_its_verdict_and_decisions_are_followed(home: Books, field: Books) -> None:
    change(home, "A1", city="Aubagne", email="mohand@example.org")
    change(field, "A1", city="Villeurbanne", phone="06 39 98 30 41")
    twin = new_person(
        field, last_name="Ouhammou", first_name="Khadija", address="9 rue des Écoles", phone="0639983041"
    )
    other = new_person(field, last_name="Ouhamou", first_name="Khadija", address="9 rue des Écoles")
    end_project(home, "EAU", on=date(2026, 10, 1))
    cents = {"A1": 80_00, twin: 50_00, other: 40_00}
    for payer, amount in cents.items():
        gift(field, amount, office="LYO", payer=payer)
    gift(field, 150_00, office="LYO", payer="B2", allocations=(to(150_00, "EAU", "AMAN"),))
    gift(field, 9_00, office="LYO", payer="B2")
    before = verify(home).heads
    looked = look_at(home, Path(field.location))
    assert counts(looked) == {
        "": (5, 329_00), "new": (1, 9_00), "twice": (2, 90_00), "changed": (1, 80_00), "ended": (1, 150_00),
    }  # fmt: skip
    asked = {one.name: one.choices for one in looked.asked}
    assert asked == {
        twin: ("same", "two", "leave"),
        other: ("same", "two", "leave"),
        "A1.address": ("home", "book"),
    }
    with pytest.raises(StillAsked) as error:
        bring_field_book(home, Path(field.location), {twin: "same"})
    assert error.value.names == (other, "A1.address")
    with pytest.raises(InputRefused):
        look_at(home, Path(field.location), {twin: "home"})
    assert verify(home).heads == before
    answers = {twin: "same", other: "leave", "A1.address": "book"}
    done = bring_field_book(home, Path(field.location), answers)
    assert (total(done.written).cents, verify(home).faults) == (289_00, [])
    with home.read() as session:
        one, two = party_draft(session, "A1")[0], party_draft(session, "B2")[0]
        given = {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}
        assert [share.share.cash.cents for share in project_shares(session, today=TODAY)] == [100_00]
    assert (one.city, one.email, one.phone) == ("Villeurbanne", "mohand@example.org", "06 39 98 30 41")
    assert (two.phone, given["B2"], given[other]) == ("0639983041", 50_00 + 159_00, 0)
    assert [one.name for one in look_at(home, Path(field.location)).asked] == [other]
    later = bring_field_book(home, Path(field.location), {other: "two"})
    assert counts(later) == {"": (5, 329_00), "already": (4, 289_00), "twice": (1, 40_00)}
    assert (verify(home).faults, counts(bring(home, field))) == (
        [],
        {"": (5, 329_00), "already": (5, 329_00)},
    )


def change(books: Books, ref: str, **facts: Any) -> None:
    with books.read() as session:
        draft, seen = party_draft(session, ref)
    change_party(books, ref, replace(draft, **facts), seen=seen)
