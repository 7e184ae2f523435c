"""A name in a second script: found by it in any list, merged and erased like the name, on no document."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.payment_list import payment_keys
from donations_app.db.queries.people_list import people
from donations_app.db.tables import TaxReceipt
from donations_app.domain.parties import search_text
from donations_app.domain.payment_filter import PaymentFilter
from donations_app.domain.people_filter import PeopleFilter, asked_by
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imports import import_file
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.merging import merge_people
from donations_app.services.people.parties import change_party
from tests.world import TODAY, gift, issue, person, person_draft

ARABIC, TIFINAGH = "موحا آيت أحمد", "ⵎⵓⵃⴰ ⴰⵢⵜ ⵃⵎⴰⴷ"


def found(books: Books, typed: str) -> list[str]:
    """Return who is found everywhere by what is typed."""
    with books.read() as session:
        quick = [row.ref for row in find_parties(session, typed)]
        assert [row.ref for row in people(session, asked_by(typed), today=TODAY)] == quick
        assert [row.ref for row in people(session, PeopleFilter(name=typed), today=TODAY)] == quick
        assert len(payment_keys(session, PaymentFilter(name=typed))) == len(quick)
    return quick


def test_one_is_found_in_either_script_and_printed_in_one(books: Books) -> None:
    person(books, other_script=ARABIC), person(books, "B2", last_name="Zidane", first_name="Zahra")
    gift(books, 100_00), gift(books, 20_00, payer="B2")
    for typed in ("mohand", "موحا", "ايت", "احمد موحا", "أحم"):
        assert found(books, typed) == ["A1"], typed
    with books.read() as session:
        draft, version = party_draft(session, "A1")
    change_party(books, "A1", replace(draft, other_script=TIFINAGH), seen=version)
    assert (found(books, "ⵎⵓⵃⴰ"), found(books, "موحا"), found(books, "aït")) == (["A1"], [], ["A1"])
    issue(books)
    with books.read() as session:
        texts = [str(content) for content in session.scalars(select(TaxReceipt.content))]
    assert len(texts) == 2
    assert not any("ⵎ" in text for text in texts)
    assert verify(books).faults == []


def test_it_goes_with_the_name_when_records_are_made_one_and_when_one_is_erased(books: Books) -> None:
    person(books), person(books, "A2", other_script=ARABIC)
    assert merge_people(books, "A1", "A2").other_script == ARABIC
    with books.read() as session:
        assert [row.ref for row in find_parties(session, "موحا")] == ["A1"]
    erase_party(books, "A1", asked_on=TODAY)
    with books.read() as session:
        assert find_parties(session, "موحا") == []
        assert party_draft(session, "A1")[0].other_script == ""


@pytest.mark.parametrize("heading", ["other_script", "Nom en arabe", "Autre écriture"])
def test_a_file_brings_it(file_books: Books, tmp_path: Path, heading: str) -> None:
    file = tmp_path / "people.csv"
    lines = f"ref;kind;last_name;first_name;{heading}\nX1;individual;Aït Ahmed;Moha;{ARABIC}\n"
    file.write_text(lines, encoding="utf-8")
    answer = import_file(file_books, "people", file)
    assert answer.rejected == []
    with file_books.read() as session:
        assert party_draft(session, "X1")[0].other_script == ARABIC
        assert [row.ref for row in find_parties(session, "موحا")] == ["X1"]


def test_its_words_stand_after_those_of_the_name() -> None:
    assert (
        search_text(person_draft(other_script=ARABIC)) == "ait ahmed mohand a1 موحا ايت احمد aitahmed ايتاحمد"
    )
    (wrong,) = person_draft(other_script=" موحا").problems()
    assert (wrong.field, wrong.code) == ("other_script", "text_not_clean")
