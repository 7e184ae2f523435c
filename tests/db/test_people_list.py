"""People by what one asks of them, and the card of one; on both engines."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.people_list import (
    PersonRow,
    cities,
    given_of,
    people,
    people_counts,
    people_keys,
    people_rows,
    people_sum,
)
from donations_app.db.queries.person_card import person_card
from donations_app.domain.errors import NotFound
from donations_app.domain.money import Money
from donations_app.domain.people_filter import PeopleFilter, PeopleOrder, of_year, people_questions
from donations_app.services.books.settings import load_settings
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.memberships import join, set_fee
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.issue import issue_receipts
from tests.originals import Originals
from tests.world import SETTINGS, TODAY, association, gift, person, project, to


@pytest.fixture
def filled(shelf: str, originals: Originals) -> Iterator[Books]:
    """Four people and an association: who gave when, who is a member, who has no address."""
    made = originals.books(shelf, fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    person(books, "A1", email="mohand@example.org")
    person(books, "B2", last_name="Benali", first_name="Zohra", city="Lyon", postcode="69003", language="ar")
    person(books, "C3", last_name="Sans", first_name="Adresse", address="", city="", postcode="")
    person(books, "D4", last_name="Ould Ali", first_name="Sadia", country="MA", city="Tata", postcode="84000",
           phone="06 39 98 41.27")  # fmt: skip
    association(books)
    set_fee(books, "ADH", name="Member", from_year=2025, fee=Money(30_00))
    join(books, [(uuid4(), "A1", date(2025, 1, 1))], kind="ADH")
    gift(books, 100_00), gift(books, 30_00, kind="dues", dues_year=2026, received_on=date(2026, 2, 1))
    gift(books, 50_00, payer="B2", ref="P1"), gift(books, 70_00, payer="D4", received_on=date(2026, 3, 1))
    gift(books, 500_00, payer="AMAN", kind="sale")
    reverse_payment(books, "P1", kind="refund", reason="Asked", on=date(2025, 4, 1))


def asked(books: Books, **only: Any) -> list[PersonRow]:
    with books.read() as session:
        return people(session, PeopleFilter(**only), today=TODAY)


QUESTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["A1", "AMAN", "B2", "D4", "C3"]),
    ({"kind": "association"}, ["AMAN"]),
    ({"name": "moh ait"}, ["A1"]),
    ({"name": "%"}, []),
    ({"name": "moh et ait"}, ["A1"]),
    ({"city": "LYON"}, ["B2"]),
    ({"postcode": "69"}, ["B2"]),
    ({"country": "MA"}, ["AMAN", "D4"]),
    ({"language": "ar"}, ["B2"]),
    ({"typed": "zoh"}, ["B2"]),
    ({"typed": "ohand@EXAMPLE"}, ["A1"]),
    ({"typed": "example.org"}, ["A1"]),
    ({"typed": "LYON"}, ["B2"]),
    ({"typed": "tata sadia"}, ["D4"]),
    ({"typed": "tata and sadia"}, ["D4"]),
    ({"typed": "tata zohra"}, []),
    ({"typed": "b2"}, ["B2"]),
    ({"typed": "50%"}, []),
    ({"digits": "639984"}, ["D4"]),
    ({"digits": "69003"}, ["B2"]),
    ({"has_address": False}, ["AMAN", "C3"]),
    ({"has_email": True}, ["A1"]),
    ({"is_member": True}, ["A1"]),
    ({"is_member": False, "kind": "individual"}, ["B2", "D4", "C3"]),
    ({"gave": True}, ["A1", "D4"]),
    ({"given_from": date(2025, 1, 1), "given_to": date(2025, 12, 31), "gave": True}, ["A1"]),
    ({"given_more_than": Money(70_00)}, ["A1"]),
    ({"given_more_than": Money(69_99)}, ["A1", "D4"]),
    ({"gave": True, "gave_not_from": date(2026, 3, 1), "gave_not_to": date(2026, 12, 31)}, ["A1"]),
]


def test_each_question_finds_its_people(filled: Books) -> None:
    for only, refs in QUESTIONS:
        assert [row.ref for row in asked(filled, **only)] == refs, only


IN_ORDER: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["A1", "AMAN", "B2", "D4", "C3"]),
    ({"is_descending": True}, ["C3", "D4", "B2", "AMAN", "A1"]),
    ({"by": "city"}, ["AMAN", "C3", "B2", "A1", "D4"]),
    ({"by": "given", "is_descending": True, "year": 2026}, ["D4", "A1", "AMAN", "B2", "C3"]),
    ({"by": "given", "is_descending": True, "year": 2025}, ["A1", "AMAN", "B2", "D4", "C3"]),
]


def test_people_stand_in_each_order(filled: Books) -> None:
    for order, refs in IN_ORDER:
        with filled.read() as session:
            keys = people_keys(session, PeopleFilter(), PeopleOrder(**order), today=TODAY)
            rows = people_rows(session, keys, of_year(2026), of_year(2025))
        assert [row.ref for row in rows if row] == refs, order
        given = {row.ref: (row.given.cents, row.given_before.cents) for row in rows if row}
        assert (given["A1"], given["D4"], given["B2"]) == ((30_00, 100_00), (70_00, 0), (0, 0)), order


def test_people_of_a_name_stand_by_what_they_gave_as_among_all(filled: Books) -> None:
    order = PeopleOrder(by="given", is_descending=True, year=2026)
    with filled.read() as session:
        everyone = people_keys(session, PeopleFilter(), order, today=TODAY)
        for only in (PeopleFilter(name="a"), PeopleFilter(typed="a")):
            some = set(people_keys(session, only, today=TODAY))
            assert 1 < len(some) < len(everyone)
            assert list(people_keys(session, only, order, today=TODAY)) == [
                key for key in everyone if key in some
            ]


def test_what_people_of_a_question_gave_is_summed_between_its_days(filled: Books) -> None:
    first, last = of_year(2025)
    with filled.read() as session:
        for only, cents in (
            (PeopleFilter(), 200_00),
            (PeopleFilter(given_from=first, given_to=last), 100_00),
            (PeopleFilter(typed="tata"), 70_00),
            (PeopleFilter(typed="nobody"), 0),
        ):
            assert people_sum(session, only, today=TODAY).cents == cents
            keys = people_keys(session, only, today=TODAY)
            assert given_of(session, only, keys, today=TODAY).cents == cents


@pytest.mark.parametrize(("policy", "year"), [("credited", 2026), ("paid", 2025)])
def test_what_came_at_the_turn_of_a_year_counts_in_the_year_of_its_receipt(
    filled: Books, policy: str, year: int
) -> None:
    load_settings(filled, replace(SETTINGS, organisation=replace(SETTINGS.organisation, online_date=policy)))
    turn = {"received_on": date(2025, 12, 30), "credited_on": date(2026, 1, 3)}
    gift(filled, 11_00, payer="C3", method="online", **turn)
    gift(filled, 5_00, payer="C3", method="transfer", **turn)  # of the year of its credit
    gift(filled, 7_00, payer="C3", method="cheque", **turn)  # of the year in which it was handed over
    for asked_year in (2025, 2026):
        first, last = of_year(asked_year)
        cents = (5_00 if asked_year == 2026 else 7_00) + (11_00 if asked_year == year else 0)
        only = PeopleFilter(typed="sans", given_from=first, given_to=last)
        with filled.read() as session:
            (row,) = people(session, only, today=TODAY)
            assert (row.ref, row.given.cents) == ("C3", cents)
            assert people_sum(session, only, today=TODAY).cents == cents
    assert "C3" in {row.ref for row in asked(filled, given_from=date(2026, 1, 1), gave=True)}


def test_an_accent_of_a_town_is_no_matter(books: Books) -> None:
    person(books, "E5", city="Évry-Courcouronnes")
    person(books, "F6", city="Saint-Étienne")
    for typed, refs in (("evry", ["E5"]), ("ÉVRY", ["E5"]), ("etienne", ["F6"]), ("saint-é", ["F6"])):
        assert [row.ref for row in asked(books, typed=typed)] == refs


def test_what_somebody_gave_is_without_what_was_taken_back_or_sold(filled: Books) -> None:
    given = {row.ref: row.given.cents for row in asked(filled)}
    assert given == {"A1": 130_00, "B2": 0, "C3": 0, "D4": 70_00, "AMAN": 0}
    of_2025 = {
        row.ref: row.given.cents
        for row in asked(filled, given_from=date(2025, 1, 1), given_to=date(2025, 12, 31))
    }
    assert of_2025["A1"] == 100_00


def test_a_card_has_all_that_is_recorded(filled: Books) -> None:
    (number,) = [one.number for one in issue_receipts(filled, 2025).issued]
    cancel_receipt(filled, number, reason="wrong name")
    with filled.read() as session:
        card = person_card(session, "A1", today=TODAY)
    assert card.name == "Mohand Aït Ahmed"
    assert [(row.on, row.amount.cents) for row in card.payments] == [
        (date(2026, 2, 1), 30_00), (date(2025, 3, 1), 100_00),
    ]  # fmt: skip
    assert [(one.year, one.state, one.paid.cents) for one in card.dues] == [
        (2025, "late", 0),
        (2026, "paid", 30_00),
    ]
    assert [(one.number, one.is_cancelled) for one in card.receipts] == [(number, True)]
    assert [one.kind for one in card.entries] == [
        "party.recorded", "membership.joined", "receipt.issued", "receipt.cancelled",
    ]  # fmt: skip


def test_nobody_has_no_card(books: Books) -> None:
    with books.read() as session, pytest.raises(NotFound):
        person_card(session, "X", today=TODAY)


def test_nobody_who_died_or_was_erased_is_to_be_asked_for_an_address(filled: Books) -> None:
    person(filled, "E5", email="", address="", deceased_on=date(2026, 1, 2))
    couple = {"second_last_name": "Moreau", "second_first_name": "Claire", "address": ""}
    person(filled, "K7", kind="couple", **couple, deceased_on=date(2026, 1, 2))
    person(
        filled,
        "K8",
        kind="couple",
        **couple,
        deceased_on=date(2026, 1, 2),
        second_deceased_on=date(2026, 1, 3),
    )
    person(filled, "X9", address="")
    assert erase_party(filled.acting(today=TODAY, login="zohra"), "X9", asked_on=TODAY).kept == ()
    found = asked(filled, has_address=False, is_gone=False), asked(filled, has_address=False, is_gone=True)
    assert [[one.ref for one in some] for some in found] == [["K7", "AMAN", "C3"], ["E5", "K8", "X9"]]


def test_the_ready_questions_are_counted_as_they_are_listed(filled: Books) -> None:
    project(filled, "EAU", partners={"AMAN": 500_00})
    gift(filled, 600_00, payer="D4", received_on=date(2026, 4, 1), allocations=(to(600_00, "EAU", "AMAN"),))
    person(filled, "L6", last_name="Late")
    join(filled, [(uuid4(), "L6", date(2025, 1, 1))], kind="ADH")
    asked = people_questions(TODAY)
    with filled.read() as session:
        counted = people_counts(session, asked, today=TODAY)
        found = {
            name: [one.ref for one in people(session, only, today=TODAY)] for name, only in asked.items()
        }
        towns = [(one.name, one.count) for one in cities(session)]
        of_aman = people(session, PeopleFilter(association="AMAN"), today=TODAY)
    assert counted == {name: len(refs) for name, refs in found.items()}
    assert (found["lapsed"], found["given_more"], found["no_address"]) == ([], ["D4"], ["AMAN", "C3"])
    assert found["late"] == ["A1", "L6"]  # nobody of both paid 2025
    assert found["members"] == ["A1", "L6"]
    assert found["donors"] == ["A1", "D4"]
    assert ("Lyon", 1) in towns
    assert [one.ref for one in of_aman] == ["D4"]
