"""Somebody moves: what is printed carries the address of its day, and the one of before is kept with its days."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.addresses import addresses_of
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.person_card import person_card
from donations_app.db.tables import TaxReceipt
from donations_app.domain.addresses import NoMove
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, KeyReused, NotFound
from donations_app.services.audit.verify import verify
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.merging import merge_people
from donations_app.services.people.moving import move_party, undo_move
from donations_app.services.people.parties import change_party
from donations_app.services.people.unmerging import undo_merge
from donations_app.services.people.waiting import receipts_to_issue
from tests.raw import tamper
from tests.world import TODAY, gift, issue, person

OLD, SEPTEMBER = "1 rue de la République", date(2026, 9, 1)
AIX: dict[str, Any] = {
    "address": "4 rue des Écoles", "address2": "", "postcode": "13090", "city": "Aix-en-Provence", "country": "FR",
}  # fmt: skip


def move(
    books: Books,
    ref: str = "A1",
    *,
    on: date = SEPTEMBER,
    key: UUID | None = None,
    seen: int = 0,
    **facts: Any,
) -> bool:
    with books.read() as session:
        draft, version = party_draft(session, ref)
    return move_party(books, replace(draft, **AIX | facts), on=on, key=key or uuid4(), seen=seen or version)


def lived(books: Books, ref: str = "A1") -> list[tuple[str, date | None, date | None]]:
    with books.read() as session:
        found = addresses_of(session, ref)
    assert [one.is_current for one in found] == [not number for number in range(len(found))]
    return [(one.address, one.since, one.until) for one in found]


def version_of(books: Books, ref: str = "A1") -> int:
    with books.read() as session:
        return party_draft(session, ref)[1]


def printed(books: Books, numbers: list[str]) -> list[str]:
    with books.read() as session:
        query = select(TaxReceipt.content).where(TaxReceipt.number.in_(numbers)).order_by(TaxReceipt.number)
        return [str(content) for content in session.scalars(query)]


def test_the_address_of_before_ends_the_day_before_and_what_was_issued_keeps_it(books: Books) -> None:
    person(books)
    gift(books, 100_00)
    gift(books, 20_00, received_on=date(2026, 2, 1), credited_on=date(2026, 2, 1))
    first = issue(books)
    assert receipts_to_issue(books, "A1", 2026) == 1
    assert move(books)
    assert lived(books) == [("4 rue des Écoles", SEPTEMBER, None), (OLD, None, date(2026, 8, 31))]
    second = issue(books, 2026, today=date(2027, 1, 5))
    with books.read() as session:
        card = person_card(session, "A1", today=TODAY)
    assert [entry.kind for entry in card.entries if entry.kind.startswith("party")] == [
        "party.recorded", "party.moved",
    ]  # fmt: skip
    changed = {one.name: (one.before, one.after) for entry in card.entries for one in entry.changes}
    assert changed["address"] == (OLD, "4 rue des Écoles")
    assert {"key", "version", "id"}.isdisjoint(changed)
    texts = printed(books, [one.run.issued[0].number for one in (first, second)])
    assert [(OLD in text, "4 rue des Écoles" in text) for text in texts] == [(True, False), (False, True)]
    assert verify(books).faults == []


def test_a_mistake_put_right_ends_no_address(books: Books) -> None:
    person(books)
    move(books)
    with books.read() as session:
        draft, version = party_draft(session, "A1")
    change_party(books, "A1", replace(draft, address="14 rue des Écoles"), seen=version)
    assert lived(books) == [("14 rue des Écoles", SEPTEMBER, None), (OLD, None, date(2026, 8, 31))]


def test_moves_stand_in_the_order_of_their_days_and_are_taken_back_one_by_one(books: Books) -> None:
    person(books)
    move(books)
    move(books, on=date(2026, 11, 2), address="9 quai du Port", postcode="13002", city="Marseille")
    assert lived(books) == [
        ("9 quai du Port", date(2026, 11, 2), None),
        ("4 rue des Écoles", SEPTEMBER, date(2026, 11, 1)),
        (OLD, None, date(2026, 8, 31)),
    ]
    assert undo_move(books, "A1", seen=version_of(books)).city == "Aix-en-Provence"
    assert lived(books) == [("4 rue des Écoles", SEPTEMBER, None), (OLD, None, date(2026, 8, 31))]
    undo_move(books, "A1", seen=version_of(books))
    assert lived(books) == [(OLD, None, None)]
    with pytest.raises(NoMove):
        undo_move(books, "A1", seen=version_of(books))
    assert verify(books).faults == []


@pytest.mark.parametrize(
    ("facts", "on", "wrong"),
    [
        ({}, date(2026, 11, 24), ("on", "day_in_future")),
        ({}, date(1899, 1, 1), ("on", "date_beyond")),
        ({"address": OLD, "postcode": "13001", "city": "Marseille"}, SEPTEMBER, ("address", "address_same")),
        ({"address": ""}, SEPTEMBER, ("address", "missing")),
        ({"city": ""}, SEPTEMBER, ("city", "missing")),
        ({"postcode": ""}, SEPTEMBER, ("postcode", "missing")),
        ({"postcode": "1309"}, SEPTEMBER, ("postcode", "zero_lost")),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    file_books: Books, facts: dict[str, Any], on: date, wrong: tuple[str, str]
) -> None:
    person(file_books)
    with pytest.raises(InputRefused) as error:
        move(file_books, on=on, **facts)
    assert [(one.field, one.code) for one in error.value.problems] == [wrong]
    assert lived(file_books) == [(OLD, None, None)]
    assert version_of(file_books) == 1


def test_nobody_moves_before_he_moved_twice_at_once_or_over_what_he_has_not_seen(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire")
    key = uuid4()
    assert move(books, key=key)
    assert not move(books, key=key, on=date(2026, 10, 1))  # the answer of the first was lost
    with pytest.raises(KeyReused):
        move(books, "B2", key=key)
    with pytest.raises(InputRefused) as error:
        move(books, on=SEPTEMBER, city="Lyon", postcode="69001")
    assert error.value.problems[0].code == "move_before_last"
    with pytest.raises(ChangedMeanwhile):
        move(books, on=date(2026, 10, 1), city="Lyon", postcode="69001", seen=1)
    with pytest.raises(NotFound):
        undo_move(books, "Z9", seen=1)
    assert lived(books) == [("4 rue des Écoles", SEPTEMBER, None), (OLD, None, date(2026, 8, 31))]


def test_who_had_no_address_gets_one_from_a_day_on(file_books: Books) -> None:
    person(file_books, address="", city="", postcode="")
    move(file_books)
    assert lived(file_books) == [("4 rue des Écoles", SEPTEMBER, None)]
    undo_move(file_books, "A1", seen=2)
    assert lived(file_books) == []


def test_the_address_of_a_record_made_one_is_a_former_one_until_it_is_taken_back(books: Books) -> None:
    person(books), person(books, "A2", **AIX)
    move(books, "A2", on=date(2025, 3, 1), address="7 rue Félix-Pyat")
    merge_people(books, "A1", "A2", {"address": "other"})
    assert lived(books) == [
        ("7 rue Félix-Pyat", date(2025, 3, 1), None),
        (OLD, None, date(2025, 2, 28)),
        ("4 rue des Écoles", None, date(2025, 2, 28)),
    ]
    assert verify(books).faults == []
    undo_merge(books, "A1", "A2")
    assert lived(books) == [(OLD, None, None)]
    assert lived(books, "A2") == [
        ("7 rue Félix-Pyat", date(2025, 3, 1), None), ("4 rue des Écoles", None, date(2025, 2, 28)),
    ]  # fmt: skip
    merge_people(books, "A1", "A2", {"address": "keep"})
    with books.read() as session:
        found = addresses_of(session, "A2")
    assert [(one.address, one.since, one.until, one.of_other_record) for one in found] == [
        (OLD, None, None, False),
        ("7 rue Félix-Pyat", date(2025, 3, 1), None, True),
        ("4 rue des Écoles", None, date(2025, 2, 28), False),
    ]
    with pytest.raises(NoMove):  # the address of today came with no move
        undo_move(books, "A1", seen=version_of(books))
    assert verify(books).faults == []


def test_who_asks_to_be_erased_leaves_no_former_address(books: Books) -> None:
    person(books)
    gift(books, 100_00)
    issue(books)
    move(books)
    erase_party(books, "A1", asked_on=TODAY)
    assert lived(books) == [("4 rue des Écoles", SEPTEMBER, None)]
    with pytest.raises(NoMove):
        undo_move(books, "A1", seen=version_of(books))
    assert verify(books).faults == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE former_address SET city = 'Lyon'",
        "UPDATE former_address SET until = '2026-08-30'",
        "DELETE FROM former_address",
        "UPDATE party SET address_since = NULL WHERE other_ref = 'A1'",
    ],
)
def test_a_former_address_that_was_tampered_with_is_found(books: Books, statement: str) -> None:
    person(books)
    move(books)
    tamper(books.location, statement, disarmed=True)
    assert verify(books).faults
