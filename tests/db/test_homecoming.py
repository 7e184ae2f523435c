"""Two copies of one file, each worked on by its office, become one: nothing lost, nothing renumbered."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.consents import consents_of
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.people_list import people
from donations_app.db.queries.receipt_documents import document as stored
from donations_app.db.queries.register import register_lines
from donations_app.db.queries.shares import project_shares
from donations_app.domain.consents import Said
from donations_app.domain.deliveries import Channel
from donations_app.domain.errors import (
    BothChanged,
    BroughtAltered,
    NotACopy,
    OfficeElsewhere,
    OriginForked,
    ReadOnly,
)
from donations_app.domain.imports import GivenToTakenBack
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.people_filter import PeopleFilter
from donations_app.domain.refunds import Refund
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import create_books
from donations_app.services.exchange.copies import copy_for_office
from donations_app.services.exchange.homecoming import bring_home
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.services.payments.corrections import take_back
from donations_app.services.payments.records import set_credited
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.consents import note_consent
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.memberships import admit, set_fee
from donations_app.services.people.merging import merge_people
from donations_app.services.people.parties import change_party, record_party
from donations_app.services.receipts.cancelling import cancel_receipt
from tests.raw import tamper
from tests.world import NAIMA, SETTINGS, TODAY, association, gift, issue, person, project, ticking, to


@pytest.fixture
def home(file_books: Books) -> Books:
    """Marseille's books with a donor, a project and a gift."""
    person(file_books), association(file_books)
    project(file_books, partners={"AMAN": 5_000_00})
    gift(file_books, 100_00, allocations=(to(100_00, "EAU", "AMAN"),))
    return file_books


@pytest.fixture
def field(home: Books, tmp_path: Path) -> Books:
    """The copy with which Lyon went away."""
    assert copy_for_office(home, tmp_path / "lyon.tiwizi", "LYO") == "LY2"
    return open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking())


def test_what_both_recorded_stands_in_one_set_of_books_and_bears_what_it_bore(
    home: Books, field: Books
) -> None:
    away = gift(field, 40_00, office="LYO", allocations=(to(40_00, "EAU", "AMAN"),))
    record_party(field.acting(office="LYO"), PartyDraft(key=uuid4(), kind="individual", last_name="Bouzid"))
    here = gift(home, 60_00, allocations=(to(60_00, "EAU"),))
    assert (here, away) == ("V-MRS-000002", "V-LY2-000001")
    brought = bring_home(home, field)
    assert (brought.links, brought.agreed) == (2, [])
    found = verify(home)
    assert (found.faults, set(found.heads)) == ([], {"LY2", "LYO", "MRS"})
    with home.read() as session:
        (share,) = project_shares(session, today=TODAY)
        assert share.share.cash.cents == 200_00
        assert [row.ref for row in find_parties(session, "bouzid")] == ["P-LY2-000001"]
    later = gift(home, 10_00)
    assert (later, verify(home).faults) == ("V-MRS-000003", [])


def test_the_same_copy_again_brings_nothing_and_goes_on_where_it_was(home: Books, field: Books) -> None:
    gift(field, office="LYO")
    assert bring_home(home, field).links == 1
    again = bring_home(home, field)
    assert (again.links, again.already > 0) == (0, True)
    assert gift(field, office="LYO") == "V-LY2-000002"
    assert bring_home(home, field).links == 1
    assert verify(home).faults == []


def test_receipts_of_a_copy_keep_numbers_and_documents(home: Books, field: Books) -> None:
    lyon = field.acting(office="LYO", today=TODAY)
    gift(field, office="LYO", received_on=TODAY.replace(month=2, day=1))
    run = issue(lyon, TODAY.year)
    number, document = run.issued[0].number, run.issued[0].document
    cancel_receipt(lyon, number, reason="Wrong")
    issue(lyon, TODAY.year)
    bring_home(home, field)
    with home.read() as session:
        assert stored(session, number) == document
    assert (number, verify(home).faults) == ("2026-LYO-P-000001", [])


def test_what_was_taken_back_away_under_a_receipt_of_before_comes_home(home: Books, tmp_path: Path) -> None:
    whole = gift(home, 30_00, received_on=date(2025, 4, 1))
    issue(home, 2025)
    copy_for_office(home, tmp_path / "lyon.tiwizi", "LYO")
    field = open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking()).acting(office="LYO")
    part = Refund(Money(40_00))
    refund = take_back(field, "V-MRS-000001", kind="refund", reason="Trop", on=TODAY, part=part)
    take_back(field, whole, kind="refund", reason="Trop", on=TODAY)
    bring_home(home, field)
    assert verify(home).faults == []
    with home.read() as session:
        (share,) = project_shares(session, today=TODAY)
        lines = [(line.status, line.counted.cents) for line in register_lines(session)]
    assert (refund.reversal, share.share.cash.cents) == ("V-MRS-000001-R1", 60_00)
    assert sorted(lines) == [("issued", 60_00), ("replaced", 0), ("replaced", 0)]


def test_an_office_writes_in_its_copy_alone_for_itself(field: Books) -> None:
    with pytest.raises(OfficeElsewhere):
        gift(field, office="MRS")


def moved(books: Books, ref: str, *, office: str, **facts: str) -> None:
    with books.read() as session:
        draft, seen = party_draft(session, ref)
    change_party(books.acting(office=office), ref, replace(draft, **facts), seen=seen)  # type: ignore[arg-type]


def test_what_each_side_changed_of_one_person_is_agreed_on(home: Books, field: Books) -> None:
    moved(home, "A1", office="MRS", email="mohand@example.org")
    moved(field, "A1", office="LYO", address="3 quai Saint-Vincent")
    brought = bring_home(home, field)
    assert len(brought.agreed) == 1
    with home.read() as session:
        draft, version = party_draft(session, "A1")
    assert (draft.email, draft.address, version) == ("mohand@example.org", "3 quai Saint-Vincent", 3)
    assert verify(home).faults == []


def test_a_field_that_both_changed_is_asked_about_and_nothing_is_brought(home: Books, field: Books) -> None:
    moved(home, "A1", office="MRS", city="Aubagne")
    moved(field, "A1", office="LYO", city="Villeurbanne")
    gift(field, office="LYO")
    before = verify(home).heads
    with pytest.raises(BothChanged) as error:
        bring_home(home, field)
    assert error.value.fields == ("address",)  # one thing: no street of one beside the town of the other
    assert verify(home).heads == before


def test_an_altered_link_is_refused_and_nothing_is_brought(home: Books, field: Books) -> None:
    gift(field, office="LYO")
    field.close()
    tamper(field.location, "UPDATE entry SET content = replace(content, '10000', '90000')", disarmed=True)
    before = verify(home).heads
    with pytest.raises(BroughtAltered):
        bring_home(home, open_books(field.location, clock=ticking()))
    assert verify(home).heads == before


def test_a_row_altered_beside_a_sound_chain_is_refused(home: Books, field: Books) -> None:
    gift(field, office="LYO")
    field.close()
    tamper(field.location, "UPDATE payment SET amount = 90000 WHERE id >> 36 = 3", disarmed=True)
    with pytest.raises(BroughtAltered):
        bring_home(home, open_books(field.location, clock=ticking()))
    assert verify(home).faults == []


def test_an_older_copy_put_to_use_again_is_a_fork(home: Books, field: Books, tmp_path: Path) -> None:
    field.close()
    older = tmp_path / "older.tiwizi"
    older.write_bytes(Path(field.location).read_bytes())
    for place, cents in ((field.location, 10_00), (str(older), 20_00)):
        books = open_books(place, clock=ticking())
        gift(books, cents, office="LYO")
        books.close()
    bring_home(home, open_books(field.location, clock=ticking()))
    with pytest.raises(OriginForked) as error:
        bring_home(home, open_books(str(older), clock=ticking()))
    assert error.value.origin == "LY2"
    assert verify(home).faults == []


def test_books_of_an_auditor_take_nothing_home(home: Books, field: Books) -> None:
    gift(field, office="LYO")
    home.close()
    with pytest.raises(ReadOnly):
        bring_home(open_books(home.location, clock=ticking(), read_only=True), field)


def test_books_that_began_otherwise_are_no_copy(home: Books, tmp_path: Path) -> None:
    other = create_books(
        str(tmp_path / "other.tiwizi"), SETTINGS, today=lambda: TODAY, clock=ticking(), origin=9
    )
    with pytest.raises(NotACopy):
        bring_home(home, other)


CHOSEN: dict[str, Any] = {"first_name": "keep"}


def test_a_merge_made_away_comes_home_with_the_words_of_both(home: Books, tmp_path: Path) -> None:
    person(home, "A2", first_name="Mohannd")
    copy_for_office(home, tmp_path / "lyon.tiwizi", "LYO")
    field = open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking())
    merge_people(field.acting(office="LYO"), "A1", "A2", CHOSEN)
    gift(home, 7_00, payer="A2")  # at home nobody knows yet
    bring_home(home, field)
    with home.read() as session:
        assert [row.ref for row in find_parties(session, "mohannd")] == ["A1"]
        given = {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}
    assert given == {"A1": 107_00, "AMAN": 0}
    assert verify(home).faults == []


def test_one_record_merged_on_both_sides_is_asked_about(home: Books, tmp_path: Path) -> None:
    person(home, "A2", first_name="Mohannd"), person(home, "A3", first_name="Mohand")
    copy_for_office(home, tmp_path / "lyon.tiwizi", "LYO")
    field = open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking())
    merge_people(field.acting(office="LYO"), "A1", "A2", CHOSEN)
    merge_people(home, "A3", "A1")
    with pytest.raises(BothChanged):
        bring_home(home, field)
    assert verify(home).faults == []


def test_a_day_of_credit_written_away_comes_home(home: Books, tmp_path: Path) -> None:
    ref = gift(home, 9_00, method="transfer", received_on=TODAY)
    copy_for_office(home, tmp_path / "marseille.tiwizi", "MRS")
    field = open_books(str(tmp_path / "marseille.tiwizi"), clock=ticking(), author=NAIMA)
    set_credited(field, ref, on=TODAY)
    assert bring_home(home, field).links == 1
    assert verify(home).faults == []


def test_of_words_on_both_sides_the_last_one_holds_whichever_record_was_changed(
    home: Books, field: Books
) -> None:
    """A no said at home changes nothing where none was given, and is later than the yes that comes home."""

    def says(books: Books, *, given: bool, on: date, channel: Channel = "email") -> None:
        with books.read() as session:
            seen = party_draft(session, "A1")[1]
        said = Said(channel, given=given, on=on, source="form")
        note_consent(books, "A1", said, key=uuid4(), seen=seen)

    away = field.acting(office="LYO")
    for books, given, days in ((away, True, 3), (home, False, 1)):
        says(books, given=given, on=TODAY - timedelta(days))
    for books, given in (
        (away, True),
        (home, False),
    ):  # of one day; the keys of home come before those of away
        says(books, given=given, on=TODAY, channel="post")
    bring_home(home, field)
    with home.read() as session:
        draft = party_draft(session, "A1")[0]
        said = consents_of(session, "A1")
    assert [(one.channel, one.given) for one in said] == [
        ("post", False), ("post", True), ("email", False), ("email", True),
    ]  # fmt: skip
    assert (draft.consent_email, draft.consent_post, verify(home).faults) == (False, False, [])


def test_money_on_who_was_taken_back_meanwhile_comes_home_once_it_is_put_right(
    home: Books, tmp_path: Path
) -> None:
    for kind, text in (
        ("people", "ref;kind;last_name;first_name\nB2;individual;Moreau;Claire\n"),
        ("projects", "code;title_fr;cost\nP1;Puits;1000\n"),
    ):
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        import_file(home, kind, file)
    copy_for_office(home, tmp_path / "lyon.tiwizi", "LYO")
    field = open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking())
    away = field.acting(office="LYO")
    wrong = gift(field, 40_00, payer="B2", office="LYO")
    dug = gift(field, 30_00, office="LYO", allocations=(to(30_00, "P1"),))
    for ref in ("1", "2"):
        take_back_import(home, ref)
    before = verify(home).heads
    for put_right, held in (
        (wrong, [("P-MRS-000003", "payment"), ("P1 (I-MRS-000002)", "allocation")]),
        (dug, [("P1 (I-MRS-000002)", "allocation")]),
    ):
        with pytest.raises(GivenToTakenBack) as caught:
            bring_home(home, field)
        assert [(one.ref, one.noun) for one in caught.value.what] == held
        assert verify(home).heads == before
        reverse_payment(away, put_right, kind="correction", reason="autre", on=TODAY)
    assert bring_home(home, field).links == 4
    assert verify(home).faults == []


@pytest.mark.parametrize("is_taken_back_away", [False, True])
def test_what_was_written_of_who_was_taken_back_meanwhile_is_named(
    home: Books, tmp_path: Path, is_taken_back_away: bool
) -> None:
    file = tmp_path / "people.csv"
    rows = ("B2;individual;Moreau;Claire", "B3;individual;Zahra;Ali", "B4;individual;Ouali;Aïcha")
    file.write_text("\n".join(("ref;kind;last_name;first_name", *rows, "")), encoding="utf-8")
    import_file(home, "people", file)
    set_fee(home, "ADH", name="Adhésion", from_year=2024, fee=Money(30_00))
    copy_for_office(home, tmp_path / "lyon.tiwizi", "LYO")
    field = open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking())
    away = field.acting(office="LYO")
    taking, writing = (away, home) if is_taken_back_away else (home, away)
    with writing.read() as session:
        draft, seen = party_draft(session, "B2")
    change_party(writing, "B2", replace(draft, phone="0612345678"), seen=seen)
    admit(writing, uuid4(), "B3", kind="ADH", since=TODAY)
    take_back_import(taking, "1")
    answer = bring_home(home, field)
    assert [(one.ref[-6:], one.noun) for one in answer.on_taken_back] == [
        ("000003", "facts"), ("000004", "membership"),
    ]  # fmt: skip
    with home.read() as session:
        assert [len(find_parties(session, word)) for word in ("moreau", "zahra")] == [0, 0]
    assert bring_home(home, field).on_taken_back == []
    assert verify(home).faults == []


@pytest.mark.parametrize("erased_by", ["home", "copy"])
def test_who_is_erased_on_one_side_is_not_brought_back_by_the_other(
    home: Books, field: Books, erased_by: str
) -> None:
    keeps, erases = (field, home) if erased_by == "home" else (home, field)
    office = {home: "MRS", field: "LYO"}
    erase_away = erases.acting(office=office[erases], today=date(2040, 1, 1))
    with keeps.read() as session:
        draft, seen = party_draft(session, "A1")
    moved = replace(draft, address="9 rue des Retrouvés", phone="0611223344", email="m@exemple.fr")
    change_party(keeps.acting(office=office[keeps]), "A1", moved, seen=seen)
    note_consent(
        keeps.acting(office=office[keeps]),
        "A1",
        Said("email", given=True, on=TODAY, source="telephone"),
        key=uuid4(),
        seen=seen + 1,
    )
    assert erase_party(erase_away, "A1", asked_on=TODAY).kept == ()
    bring_home(home, field)
    with home.read() as session:
        now, _seen = party_draft(session, "A1")
    assert (now.last_name, now.address, now.phone, now.email, now.consent_email) == (
        "(effacé)",
        "",
        "",
        "",
        False,
    )
    whole = Path(home.location).read_bytes()
    for name in ("Ahmed", "ahmed", "Retrouvés", "0611223344", "m@exemple.fr", "rue de la République"):
        assert name.encode() not in whole, name
    assert verify(home).faults == []
