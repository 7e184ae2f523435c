"""Associations of migrants and of villagers: where they are, and who holds an office in them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.officers import officers_of
from donations_app.db.queries.people_list import people
from donations_app.domain.errors import InputRefused, KeyReused, NotFound
from donations_app.domain.officers import Officer
from donations_app.domain.people_filter import PeopleFilter
from donations_app.formats.stated import stated_person
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imports import import_file
from donations_app.services.people.officers import end_officer, note_officer
from donations_app.services.people.parties import change_party, record_party
from tests.raw import tamper
from tests.world import TODAY, association, person

FIRST, LAST = date(2024, 3, 1), date(2026, 3, 31)
VILLAGE = {"ref": "V1", "kind": "association", "organisation": "Assoc. Tifawin", "country": "MA"}
FILE = (
    "ref;type;raison sociale;pays;association de;commune au Maroc\n"
    "V2;association;Aman Tagmoute;Maroc;villageois;{place}\n"
)


def note(books: Books, role: str = "president", **facts: Any) -> bool:
    key, ref, former = facts.pop("key", uuid4()), facts.pop("ref", "AMAN"), facts.pop("former", "")
    stated: dict[str, Any] = {"role": role, "since": FIRST} | facts
    return note_officer(books, ref, Officer(**stated), key=key, former=former)


def held(books: Books, today: date = TODAY) -> list[tuple[str, str, str, date | None]]:
    with books.read() as session:
        return [
            (one.role, one.name, one.person, one.until) for one in officers_of(session, "AMAN", today=today)
        ]


def test_officers_are_noted_ended_and_listed_by_rank(books: Books) -> None:
    association(books)
    person(books)
    key = uuid4()
    assert note(books, "treasurer", person="A1", key=key)
    assert not note(books, "treasurer", person="A1", key=key)
    note(books, name="Zohra Amrani", until=LAST)
    note(books, name="Ali Ouali", since=date(2026, 4, 1))
    assert held(books) == [
        ("president", "Ali Ouali", "", None), ("treasurer", "Mohand Aït Ahmed", "A1", None),
        ("president", "Zohra Amrani", "", LAST),
    ]  # fmt: skip
    assert end_officer(books, "AMAN", "treasurer", until=LAST).until is None
    end_officer(books, "AMAN", "treasurer", until=LAST)  # once more changes nothing
    assert [one[3] for one in held(books)] == [None, LAST, LAST]
    note(books, "secretary", name="Moha"), note(books, "secretary", name="Hassan", former="stays")
    wrong: list[Callable[[], object]] = [
        lambda: note(books, ref="A1", name="Moha"), lambda: note(books), lambda: note(books, "king", name="Moha"),
        lambda: note(books, name="Moha", since=date(2026, 11, 24)),
        lambda: note(books, name="Moha", until=date(2024, 2, 29)),
        lambda: end_officer(books, "AMAN", "secretary", until=LAST),
        lambda: end_officer(books, "AMAN", "vice_president", until=LAST),
    ]  # fmt: skip
    codes = []
    for does in wrong:
        with pytest.raises(InputRefused) as refused:
            does()
        codes.append([(one.field, one.code) for one in refused.value.problems])
    assert codes == [
        [("party", "officers_of_association")], [("name", "missing")], [("role", "choice_unknown")],
        [("since", "day_in_future")], [("until", "ends_before_start")], [("name", "officer_of_several")],
        [("role", "officer_unknown")],
    ]  # fmt: skip
    end_officer(books, "AMAN", "secretary", until=LAST, name="Moha")
    with pytest.raises(NotFound):
        note(books, person="Z9")
    association(books, "B9")
    with pytest.raises(KeyReused):
        note(books, ref="B9", name="Moha", key=key)
    assert verify(books).faults == []
    tamper(books.location, "UPDATE officer SET since = '2024-03-02' WHERE role = 'treasurer'", disarmed=True)
    assert [fault.kind for fault in verify(books).faults] == ["row_changed"]


def test_who_holds_an_office_alone_is_not_joined_unasked(books: Books) -> None:
    association(books)
    note(books, name="Zohra Amrani", until=LAST), note(books, name="Ali Ouali", since=LAST)  # the day of both
    note(books, "vice_president", name="Moha"), note(books, "vice_president", name="Hassan")
    begun: dict[str, Any] = {"name": "Brahim Tazi", "since": date(2026, 9, 1)}
    refused = []
    wrong: tuple[dict[str, Any], ...] = (
        begun,
        begun | {"since": LAST, "former": "ends"},
        {"name": "Brahim", "since": date(2024, 1, 1)},
    )
    for facts in wrong:
        with pytest.raises(InputRefused) as error:
            note(books, **facts)
        refused += [(one.code, one.value, one.data["since"]) for one in error.value.problems]
    assert refused == [
        ("office_held", "Ali Ouali", "31/03/2026"), ("office_begins_later", "Ali Ouali", "31/03/2026"),
        ("office_held", "Ali Ouali", "31/03/2026"),
    ]  # fmt: skip
    assert note(books, **begun, former="ends")
    assert note(books, name="Lahcen", since=date(2026, 10, 1), former="stays")
    assert [one[1:4:2] for one in held(books) if one[0] == "president"] == [
        ("Brahim Tazi", None), ("Lahcen", None), ("Ali Ouali", date(2026, 8, 31)), ("Zohra Amrani", LAST),
    ]  # fmt: skip
    assert verify(books).faults == []


@pytest.mark.file_only
def test_an_association_says_whose_it_is_and_where(books: Books, tmp_path: Path) -> None:
    record_party(books, stated_person(VILLAGE | {"municipality": "amizmiz", "association_of": "villagers"}))
    with books.read() as session:
        draft, seen = party_draft(session, "V1")
    assert (draft.municipality, draft.province, draft.association_of) == (
        "07.041.01.03",
        "07.041",
        "villagers",
    )
    codes = []
    for facts in (
        {"municipality": "Amismiz"}, {"municipality": "Lyon"}, {"province": "Rhône"}, {"association_of": "unions"},
        {"province": "Tata"}, {"kind": "company"},
    ):  # fmt: skip
        with pytest.raises(InputRefused) as refused:
            change_party(books, "V1", stated_person(facts, draft), seen=seen)
        near = {"municipality_like": "choices"}
        codes.append(
            [
                (one.field, one.code, one.data.get(near.get(one.code, ""), ""))
                for one in refused.value.problems
            ]
        )
    assert codes[:5] == [
        [("municipality", "municipality_like", ("Amizmiz",))], [("municipality", "municipality_unknown", "")],
        [("province", "province_unknown", "")], [("association_of", "choice_unknown", "")],
        [("municipality", "municipality_elsewhere", "")],
    ]  # fmt: skip
    assert {code for _field, code, _near in codes[5]} == {"only_of_association"}
    change_party(books, "V1", stated_person({"municipality": "Tata"}, draft), seen=seen)
    answers = []
    for place in ("Amismiz", "Amizmiz"):
        (tmp_path / "f.csv").write_text(FILE.format(place=place), encoding="utf-8")
        answers.append(import_file(books, "people", tmp_path / "f.csv"))
    assert [(one.column, one.problem) for one in answers[0].rejected] == [
        ("municipality", "municipality_like")
    ]
    assert answers[1].accepted == 1
    with books.read() as session:
        asked = (
            PeopleFilter(municipality="07.041.01.03"), PeopleFilter(province="09.551"),
            PeopleFilter(association_of="villagers"),
        )  # fmt: skip
        found = [[row.ref for row in people(session, only, today=TODAY)] for only in asked]
    assert found == [["V2"], ["V1"], ["V2", "V1"]]
