"""A file of people who are recorded otherwise: listed field by field, and changed only when that is asked for."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.parties import find_parties
from donations_app.domain.errors import InputRefused
from donations_app.domain.parties import PartyDraft
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import import_file
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.parties import change_party
from tests.world import gift, person

pytestmark = pytest.mark.server

FIRST = (
    "ref;kind;last_name;first_name;address;postcode;city;email;minor\n"
    "A1;individual;Aït Ahmed;Mohand;1 rue X;13001;Marseille;a@example.org;non\n"
    "B2;individual;Moreau;Claire;2 rue Y;13002;Marseille;;non\n"
)
MOVED = FIRST.replace("1 rue X;13001;Marseille", "9 quai Z;69003;Lyon").replace("Aït Ahmed;", "Benali;")

Load = Callable[..., Imported]


@pytest.fixture
def load(books: Books, tmp_path: Path) -> Load:
    """Import a text as a file of people."""

    def load_(text: str, **options: Any) -> Imported:
        (tmp_path / "people.csv").write_text(text, encoding="utf-8")
        return import_file(books, "people", tmp_path / "people.csv", **options)

    load_(FIRST)
    return load_


def known(books: Books, ref: str = "A1") -> PartyDraft:
    with books.read() as session:
        return party_draft(session, ref)[0]


def told(answer: Imported) -> list[tuple[int, str, tuple[tuple[str, Any, Any], ...]]]:
    return [(one.line, one.ref, one.fields) for one in answer.changed]


def problems(answer: Imported) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.problem) for one in answer.rejected]


CHANGES = (
    ("address", "1 rue X", "9 quai Z"), ("city", "Marseille", "Lyon"), ("last_name", "Aït Ahmed", "Benali"),
    ("postcode", "13001", "69003"),
)  # fmt: skip


def test_what_a_file_would_change_is_listed_and_nothing_is_changed_unasked(books: Books, load: Load) -> None:
    answer = load(MOVED)
    assert told(answer) == [(2, "A1", CHANGES)]
    assert (problems(answer), answer.saved) == ([(2, "ref", "ref_reused")], False)
    assert known(books).city == "Marseille"


def test_a_file_changes_people_when_it_is_asked_to_and_again_changes_nothing(
    books: Books, load: Load
) -> None:
    answer = load(MOVED + "C3;individual;Neuf;Nina;;;;;\n", update=True)
    assert told(answer) == [(2, "A1", CHANGES)]
    assert (answer.accepted, answer.already, answer.rejected) == (1, 1, [])
    assert (known(books).city, known(books, "B2").city) == ("Lyon", "Marseille")
    with books.read() as session:
        assert [row.ref for row in find_parties(session, "benali")] == ["A1"]
        assert [row.ref for row in find_parties(session, "ait")] == []
    again = load(MOVED, update=True)
    assert (again.already, again.changed) == (2, [])
    back = load(FIRST, update=True)  # also what the file said first
    assert [(what, after) for what, _, after in back.changed[0].fields] == [
        (what, before) for what, before, _ in CHANGES
    ]
    assert verify(books).faults == []


def test_columns_that_the_file_lacks_stay_and_empty_cells_empty(books: Books, load: Load) -> None:
    answer = load("ref;kind;email;consent_email\nA1;individual;;oui\n", update=True)
    assert told(answer) == [
        (2, "A1", (("consent_email", False, True), ("email", "a@example.org", ""))),
    ]  # fmt: skip
    assert (known(books).last_name, known(books).address) == ("Aït Ahmed", "1 rue X")


def test_what_cannot_be_changed_is_refused_by_name_and_with_it_the_file(books: Books, load: Load) -> None:
    gift(books, payer="A1")
    text = FIRST.replace("A1;individual;Aït Ahmed;Mohand", "A1;company;Aït Ahmed;").replace(
        "2 rue Y", "3 rue Y"
    )
    answer = load(text, update=True)
    assert (problems(answer), answer.saved) == ([(2, "kind", "kind_in_use")], False)
    assert known(books, "B2").address == "2 rue Y"
    taken = load(text, update=True, partial=True)
    assert [(one.ref, one.fields) for one in taken.changed] == [("B2", (("address", "2 rue Y", "3 rue Y"),))]
    assert (known(books).kind, known(books, "B2").address) == ("individual", "3 rue Y")


def test_a_day_of_death_to_come_is_refused_in_a_file_that_changes_and_in_a_change(
    books: Books, load: Load
) -> None:
    tomorrow = books.today + timedelta(1)
    text = f"ref;kind;last_name;first_name;deceased_on\nA1;individual;Aït Ahmed;Mohand;{tomorrow}\n"
    answer = load(text, update=True)
    assert (problems(answer), answer.saved) == ([(2, "deceased_on", "day_in_future")], False)
    with books.read() as session:
        draft, seen = party_draft(session, "A1")
    with pytest.raises(InputRefused, match="day_in_future"):
        change_party(books, "A1", replace(draft, deceased_on=tomorrow), seen=seen)
    assert known(books).deceased_on is None
    assert load(text.replace(str(tomorrow), str(books.today)), update=True).saved
    assert known(books).deceased_on == books.today


def test_a_reference_that_stands_twice_in_the_file_changes_nobody(books: Books, load: Load) -> None:
    answer = load(FIRST + FIRST.splitlines()[1].replace("1 rue X", "5 rue X") + "\n", update=True)
    assert problems(answer) == [(4, "ref", "ref_of_other_line")]
    assert known(books).address == "1 rue X"


def test_somebody_erased_is_not_brought_back_by_a_file(books: Books, load: Load) -> None:
    erase_party(books, "A1", asked_on=date(2026, 11, 1))
    answer = load(FIRST, update=True)
    assert problems(answer) == [(2, "ref", "party_erased")]
    assert known(books).last_name == "(effacé)"


def test_only_people_are_changed_by_a_file(books: Books, tmp_path: Path) -> None:
    person(books)
    with pytest.raises(InputRefused) as refused:
        import_file(books, "payments", tmp_path / "none.csv", update=True)
    assert [one.code for one in refused.value.problems] == ["update_of_people"]
