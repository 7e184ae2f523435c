"""A field book leaves with people and projects, records without a connection, and comes home whole or not at all."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.open import open_books
from donations_app.db.queries.deposits import slip_detail
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.field_books import field_books, own_field_book
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.people_list import people
from donations_app.db.queries.settings import offices as offices_of
from donations_app.db.queries.settings import organisation as organisation_of
from donations_app.db.queries.shares import project_shares
from donations_app.db.queries.trail import identity
from donations_app.db.tables import LateRecord
from donations_app.domain.deposit_errors import OnTwoSlips
from donations_app.domain.errors import (
    BroughtAltered,
    InputRefused,
    NotInFieldBook,
    OfficeElsewhere,
    OriginForked,
)
from donations_app.domain.field_books import (
    CannotStay,
    DecidedTwice,
    MadeApart,
    NoFieldBook,
    NotOpenedHere,
    Review,
    StillAsked,
    TransferRefused,
    total,
)
from donations_app.domain.money import Money
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.people_filter import PeopleFilter
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.refunds import Refund
from donations_app.domain.settings import AccountDraft, OfficeDraft
from donations_app.domain.storage_errors import BooksReadOnly
from donations_app.formats.sealed import Keys, Sent, sealed
from donations_app.i18n import without_marks as plain
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import create_books, load_settings
from donations_app.services.closing.years import close_year
from donations_app.services.deposits.slips import cancel_slip, hand_in, note_credit
from donations_app.services.exchange.copies import copy_for_office
from donations_app.services.exchange.field_bringing import bring_field_book, look_at
from donations_app.services.exchange.field_opening import open_field_book
from donations_app.services.exchange.field_source import send_home
from donations_app.services.exchange.letting_go import erase_due
from donations_app.services.exchange.sight import note_sight
from donations_app.services.funding.origins import state_origin
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.collections import CollectionOrder, make_run
from donations_app.services.payments.corrections import correct_payment, take_back
from donations_app.services.payments.records import set_credited
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.memberships import join
from donations_app.services.people.merging import merge_people, set_apart
from donations_app.services.people.parties import change_party, record_party
from donations_app.services.people.pauses import suspend
from donations_app.services.projects.changing import end_project
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.issue import issue_receipts
from donations_app.words.field_books import asked_words, coming_words
from donations_app.words.sentences import sentence
from tests.raw import tamper
from tests.slips import slip
from tests.world import SETTINGS, TODAY, association, gift, issue, payment, person, project, ticking, to

IBAN = "FR7630001007941234567890185"  # of a donor
SECOND = AccountDraft("Compte de Paris", "FR7630004000031234567890143", creditor_id="FR72ZZZ123456")
PARIS = (*SETTINGS.offices, OfficeDraft("PAR", "Paris", facts=OfficeFacts(account=SECOND.iban)))
AGREED = RecurringGift(
    key=uuid4(), ref="R1", payer="A1", amount=Money(10_00), frequency="monthly", first_on=date(2026, 12, 5),
    method="direct_debit", iban=IBAN, bic="CMCIFR2A", mandate_reference="RUM-1", mandate_signed_on=date(2026, 1, 5),
)  # fmt: skip


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


@pytest.mark.file_only
def test_what_was_recorded_all_day_comes_home_once_and_bears_what_it_bore(home: Books, field: Books) -> None:
    new_person(field)
    given = [gift(field, 40_00, office="LYO", method="cheque", allocations=(to(40_00, "EAU", "AMAN"),))]
    given += [gift(field, 25_00, office="LYO", method="cheque", payer="P-LY2-000001")]
    number = slip(field, *given)
    assert (given, number) == (["V-LY2-000001", "V-LY2-000002"], "B-LY2-000001")
    away = verify(field)
    looked = look_at(home, Path(field.location))
    assert (counts(looked), looked.asked) == ({"": (2, 65_00), "new": (2, 65_00)}, ())
    closed = replace(looked, closed=((date(2025, 1, 1), date(2025, 12, 31)),))  # meanwhile, at home
    assert (looked.late, [one.ref for one in closed.late]) == ((), given)
    assert "enter the accounts of today (V-LY2-000001, V-LY2-000002)" in coming_words(closed)[0]
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
    with home.read() as session:
        given = {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}
    assert (given["B2"], given[other]) == (50_00 + 159_00, 40_00)  # two persons
    assert (verify(home).faults, counts(bring(home, field))) == (
        [],
        {"": (5, 329_00), "already": (5, 329_00)},
    )


def change(books: Books, ref: str, **facts: Any) -> None:
    with books.read() as session:
        draft, seen = party_draft(session, ref)
    change_party(books, ref, replace(draft, **facts), seen=seen)


@pytest.mark.file_only
def test_a_sealed_file_comes_home_and_nothing_else_does(home: Books, field: Books, tmp_path: Path) -> None:
    gift(field, 12_34, office="LYO", method="cash")
    with pytest.raises(NoFieldBook):
        send_home(home, tmp_path / "none")
    sent = tmp_path / "carnet.sealed"
    assert send_home(field, sent) == "LY2"
    raw, before = sent.read_bytes(), verify(home).heads
    assert b"SQLite" not in raw
    head = raw.index(b"}") + 1
    for name, wrong, reason in (
        ("half", raw[: len(raw) // 2], "cut"), ("begun", raw[:20], "cut"), ("short", raw[:-1], "cut"),
        ("bit", raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:], "altered"),
        ("longer", raw + b"\0", "altered"),
        ("head", raw[: head - 3] + bytes([raw[head - 3] ^ 1]) + raw[head - 2 :], "altered"),
        ("newer", raw[:12] + b"\x02" + raw[13:], "newer"),
    ):  # fmt: skip
        place = tmp_path / name
        place.write_bytes(wrong)
        with pytest.raises(TransferRefused) as error:
            bring_field_book(home, place)
        assert (name, error.value.reason) == (name, reason)
    other = opened(home, tmp_path / "other.tiwizi")  # signs what LY2 should have signed
    with home.read() as session, field.read() as its, other.read() as others:
        lyon = own_field_book(its)
        another = own_field_book(others)
        assert lyon is not None
        assert another is not None
        assert identity(session) == lyon.home
    forged = tmp_path / "forged"
    told = Sent(lyon.origin, "LY2", lyon.home)
    forged.write_bytes(sealed(told, Path(field.location).read_bytes(), Keys(another.own_key, lyon.other_key)))
    with pytest.raises(TransferRefused) as error:
        bring_field_book(home, forged)
    assert (error.value.reason, verify(home).heads["LY2"]) == ("other_signer", before["LY2"])
    with pytest.raises(TransferRefused) as error:
        bring_field_book(home, Path(home.location))
    assert error.value.reason == "itself"
    for make in (open_field_book, copy_for_office):  # in no folder, so none is known at home either
        with pytest.raises(BooksReadOnly):
            make(home, tmp_path / "nowhere" / "book", "LYO")
    with home.read() as session:
        assert [one.code for one in field_books(session)] == ["LY2", "LY3"]
    assert counts(bring_field_book(home, sent)) == {"": (1, 12_34), "new": (1, 12_34)}
    assert counts(bring_field_book(home, sent)) == {"": (1, 12_34), "already": (1, 12_34)}
    apart = create_books(
        str(tmp_path / "apart.tiwizi"), SETTINGS, today=lambda: TODAY, clock=ticking(), origin=9
    )
    for place, refusal in (
        (sent, TransferRefused),
        (Path(field.location), NotOpenedHere),
        (Path(home.location), MadeApart),
    ):
        with pytest.raises(refusal):
            bring_field_book(apart, place)


@pytest.mark.file_only
def test_books_that_were_restored_give_no_code_again_and_know_a_field_book_that_they_lost(
    home: Books, tmp_path: Path
) -> None:
    before = Path(home.location).read_bytes()
    lost = opened(home, tmp_path / "lost.tiwizi")
    gift(lost, 40_00, office="LYO"), send_home(lost, tmp_path / "lost.sealed")
    note_sight(home)
    home.close()
    Path(home.location).write_bytes(before)
    restored = open_books(home.location, clock=ticking())
    again = opened(restored, tmp_path / "again.tiwizi")
    assert (lost.field_book, again.field_book) == ("LY2", "LY3")
    for path in (Path(lost.location), tmp_path / "lost.sealed"):  # its origin has the number of the other
        with pytest.raises(NotOpenedHere) as error:
            bring_field_book(restored, path)
        assert "record its payments here anew" in str(sentence(error.value))
    gift(again, 41_00, office="LYO")
    assert (counts(bring(restored, again))["new"], verify(restored).faults) == ((1, 41_00), [])


@pytest.mark.file_only
def test_a_field_book_knows_no_bank_details_and_no_payment_of_others(
    file_books: Books, tmp_path: Path
) -> None:
    home = file_books
    person(home)
    load_settings(
        home,
        replace(
            SETTINGS,
            accounts=(replace(SETTINGS.accounts[0], creditor_id=SECOND.creditor_id), SECOND),
            offices=PARIS,
        ),
    )
    agree_recurring(home, AGREED)
    gift(home, 31_41, cheque_number="7654321")
    field = opened(home, tmp_path / "LY2.tiwizi")
    gift(field, 10_00, office="LYO")
    field.close()
    raw = Path(field.location).read_bytes()
    for secret in (IBAN, "CMCIFR2A", "RUM-1", SECOND.creditor_id, SECOND.iban, "7654321", "V-MRS-000001"):
        assert secret.encode() not in raw, secret
    with home.read() as session:
        keys = field_books(session)[0]
    assert keys.own_key not in raw
    assert keys.other_key in Path(home.location).read_bytes()
    assert SETTINGS.accounts[0].iban.encode() in raw  # of the association: slips name it


@pytest.mark.file_only
def test_who_was_erased_while_the_field_book_was_away_is_told_when_it_comes(
    home: Books, tmp_path: Path
) -> None:
    person(home, "Q8", last_name="Oubliée")
    field = opened(home, tmp_path / "LY2.tiwizi")
    erase_party(home, "Q8", asked_on=TODAY)
    ref = gift(field, 7_00, office="LYO", payer="Q8", method="cash")
    looked = look_at(home, Path(field.location))
    assert ([one.ref for one in looked.erased], looked.asked) == ([ref], ())
    assert f"gets no receipt ({ref})" in coming_words(looked)[0]


@pytest.mark.file_only
def test_who_was_erased_gets_nothing_back_by_being_the_same_person(home: Books, field: Books) -> None:
    issue(home, 2025)  # a receipt keeps name and address
    change(home, "A1", email="mohand@example.org")
    erase_party(home, "A1", asked_on=TODAY)
    again = {"last_name": "Aït Ahmed", "first_name": "Mohand", "email": "mohand@example.org"}
    twin = new_person(field, **again, phone="0639983041", address="3 rue Neuve", notes="Voisin de Khadija")
    gift(field, 40_00, office="LYO", payer=twin)
    bring_field_book(home, Path(field.location), {twin: "same"})
    with home.read() as session:
        stands = party_draft(session, "A1")[0]
        given = {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}
    assert (stands.email, stands.phone, stands.notes, stands.address) == (
        "",
        "",
        "",
        "1 rue de la République",
    )
    assert (given["A1"], twin in given, verify(home).faults) == (140_00, False, [])
    raw = Path(home.location).read_bytes()
    for gone in ("mohand@example.org", "0639983041", "3 rue Neuve", "Voisin de"):
        assert gone.encode() not in raw, gone


@pytest.mark.file_only
def test_a_field_book_leaves_to_home_what_is_homes(home: Books, field: Books) -> None:
    assert (field.field_book, field.role, field.answers, home.field_book) == ("LY2", "clerk", False, "")
    acts: list[Callable[[], object]] = [
        lambda: issue_receipts(field, 2025),
        lambda: load_settings(field, SETTINGS),
        lambda: project(field, "PUITS"),
        lambda: merge_people(
            field, "A1", "B2", {"first_name": "keep", "last_name": "keep", "address": "keep"}
        ),
        lambda: open_field_book(field, Path(field.location + "2"), "LYO"),
        lambda: close_year(field, 2025),
        lambda: erase_party(field, "A1", asked_on=TODAY),
        lambda: erase_due(field, 2026),
        lambda: make_run(field, uuid4(), CollectionOrder(on=TODAY)),
        lambda: bring_field_book(field, Path(home.location)),
        lambda: join(field, [(uuid4(), "A1", TODAY)], kind="ADH"),
        lambda: suspend(field, "A1", on=TODAY, reason="Voyage"),
    ]
    told = []
    for act in acts:
        with pytest.raises(NotInFieldBook) as error:
            act()
        told.append(sentence(error.value))
    assert all("field book" in str(one) and "Nothing was saved" in str(one) for one in told)
    assert [word for word, one in zip(WORDS, told, strict=True) if f"({word})" in str(one)] == list(WORDS)
    with pytest.raises(OfficeElsewhere):
        gift(field, office="MRS")
    assert verify(field).faults == []


WORDS = ("tax receipts", "settings", "projects", "two records made one", "field books of its own", "closing a year",
         "erasing people", "erasing people", "direct debits", "field books of its own", "memberships",
         "memberships")  # fmt: skip


@pytest.mark.file_only
def test_what_is_broken_on_the_way_home_brings_nothing(
    home: Books, field: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "older.tiwizi"
    older.write_bytes(Path(field.location).read_bytes())
    for cents in (40_00, 41_00, 42_00):
        gift(field, cents, office="LYO")
    before, grafted = verify(home).heads, []
    graft = Write.graft

    def breaks(write: Write, link: Any) -> None:
        grafted.append(link)
        if len(grafted) == 2:
            raise ConnectionError
        graft(write, link)

    with monkeypatch.context() as broken:
        broken.setattr(Write, "graft", breaks)
        with pytest.raises(ConnectionError):
            bring(home, field)
    assert (verify(home).heads, verify(home).faults) == (before, [])
    altered = tmp_path / "altered.tiwizi"
    for sql in (
        "UPDATE entry SET content = replace(content, '4100', '9100')",
        "UPDATE payment SET amount = 91000 WHERE amount = 4100",
    ):
        altered.write_bytes(Path(field.location).read_bytes())
        tamper(str(altered), sql, disarmed=True)
        with pytest.raises(BroughtAltered):
            bring_field_book(home, altered)
    assert verify(home).heads == before
    assert counts(bring(home, field))["new"] == (3, 123_00)
    gift(open_books(str(older), clock=ticking()), 1_00, office="LYO")  # put to use again
    with pytest.raises(OriginForked):
        bring_field_book(home, older)
    assert verify(home).faults == []


@pytest.mark.file_only
def test_two_field_books_meet_and_what_others_name_does_not_stay(
    home: Books, field: Books, tmp_path: Path
) -> None:
    second = opened(home, tmp_path / "second.tiwizi", "MRS")
    for books, office in ((field, "LYO"), (second, "MRS")):
        who = new_person(books, email="rachid@example.org")
        slip(books, gift(books, 30_00, office=office, payer=who))
    taken_back = gift(field, 5_00, office="LYO")
    reverse_payment(field, taken_back, kind="correction", reason="Doublon", on=TODAY)
    assert (who, counts(bring(home, field))["new"]) == ("P-MR2-000001", (3, 30_00))
    (decision,) = look_at(home, Path(second.location)).asked
    assert (decision.name, decision.choices) == (who, ("same", "two"))
    with pytest.raises(CannotStay) as error:
        bring_field_book(home, Path(second.location), {who: "leave"})
    assert (error.value.payment, error.value.other) == ("V-MR2-000001", "B-MR2-000001")
    bring_field_book(home, Path(second.location), {who: "same"})
    with home.read() as session:
        given = {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}
    assert (given["P-LY2-000001"], who in given, verify(home).faults) == (60_00, False, [])


@pytest.mark.file_only
def test_a_payment_that_stayed_while_its_year_was_closed_is_taken_as_late(home: Books, field: Books) -> None:
    twin = new_person(field, last_name="Ouhammou", first_name="Khadija", address="9 rue des Écoles")
    gift(field, 40_00, office="LYO", payer=twin, received_on=date(2025, 12, 30), allocations=(to(40_00),))
    bring_field_book(home, Path(field.location), {twin: "leave"})
    close_year(home, 2025, accept=["all"])
    bring_field_book(home, Path(field.location), {twin: "same"})
    with home.read() as session:
        given = {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}
        late = sorted(session.scalars(select(LateRecord.noun)))
    assert (given["B2"], late, verify(home).faults) == (40_00, ["allocation", "payment"], [])


@pytest.mark.file_only
@pytest.mark.parametrize("what", ["taken back", "on a slip"])
def test_a_payment_that_stayed_comes_home_with_what_names_it_since(
    home: Books, field: Books, what: str
) -> None:
    twin = new_person(field, last_name="Ouhammou", first_name="Khadija", address="9 rue des Écoles")
    ref = gift(field, 40_00, office="LYO", payer=twin, allocations=(to(40_00),))
    bring_field_book(home, Path(field.location), {twin: "leave"})
    if what == "taken back":
        reverse_payment(field, ref, kind="correction", reason="Doublon", on=TODAY)
    else:
        assert slip(field, ref) == "B-LY2-000001"
    bring_field_book(home, Path(field.location), {twin: "same"})
    with home.read() as session:
        given = {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}
    assert (given["B2"], verify(home).faults) == (0 if what == "taken back" else 40_00, [])
    assert counts(bring(home, field)).keys() == {"", "already"}


def move(books: Books, ref: str, away: AllocationDraft, there: AllocationDraft) -> None:
    move_allocation(books, ref, 1, away=away, to=there, reason="Plus utile là", key=uuid4())


def decide(books: Books, ref: str, what: str) -> None:
    """Decide something of a payment of 40 € on EAU, from its own books."""
    own = books.acting(office="LYO")
    if what == "moves":
        move(own, ref, to(40_00, "EAU"), to(40_00, "ECOLE"))
    elif what == "moves to the fund":
        move(own, ref, to(40_00, "EAU"), to(40_00, ""))
    elif what == "takes back":
        reverse_payment(own, ref, kind="correction", reason="Doublon", on=TODAY)
    elif what == "refunds":
        take_back(own, ref, kind="refund", reason="Trop", on=TODAY, part=Refund(Money(10_00), 1))
    else:
        right = payment(45_00, office="LYO", allocations=(to(45_00, "EAU"),))
        correct_payment(own, ref, right, reason="Mal lu")


@pytest.mark.parametrize(
    ("here", "there", "left", "shares"),
    [
        ("moves", "moves to the fund", 0, {"EAU": 0, "ECOLE": 40_00}),
        ("moves", "takes back", 1, {"EAU": 0, "ECOLE": 40_00}),
        ("moves", "refunds", 1, {"EAU": 0, "ECOLE": 40_00}),
        ("moves", "puts right", 2, {"EAU": 0, "ECOLE": 40_00}),
        ("puts right", "puts right", 2, {"EAU": 45_00, "ECOLE": 0}),
        ("takes back", "takes back", 1, {"EAU": 0, "ECOLE": 0}),
        ("takes back", "puts right", 1, {"EAU": 45_00, "ECOLE": 0}),  # the money is there once
    ],
)
@pytest.mark.file_only
def test_what_both_sides_decided_of_one_payment_stays_in_the_field_book_and_the_rest_comes(
    home: Books, field: Books, here: str, there: str, left: int, shares: dict[str, int]
) -> None:
    project(home, "ECOLE")
    ref = gift(field, 40_00, office="LYO", allocations=(to(40_00, "EAU"),))
    bring(home, field)
    decide(home, ref, here)
    decide(field, ref, there)
    gift(field, 7_00, office="LYO", allocations=(to(7_00, "EAU"),))
    before, path = verify(home).heads, Path(field.location)
    (asked,) = look_at(home, path).asked
    assert (asked.name, asked.choices, len(asked.payments)) == (ref, ("leave",), left)
    with pytest.raises(StillAsked):
        bring_field_book(home, path)
    assert verify(home).heads == before
    for coming in (
        7_00 + 5_00 * (left == 1 and there == "puts right") + 40_00 * (left == 1 and there == "puts right"),
        0,
    ):
        done = bring_field_book(home, path, {ref: "leave"} if coming else {})  # it is asked once
        assert (total(done.written).cents, verify(home).faults) == (coming, [])
        assert shares_of(home) == {**shares, "EAU": shares["EAU"] + 107_00}
    assert [(one.name, one.answer) for one in look_at(home, path).decisions] == [(ref, "leave")]
    if there == "refunds":  # again: of this nobody said anything
        take_back(field, ref, kind="refund", reason="Encore trop", on=TODAY, part=Refund(Money(5_00), 1))
        assert [one.name for one in look_at(home, path).asked] == [ref]
    if here == "moves":  # what the field book says holds
        move(home, ref, to(40_00, "ECOLE"), to(40_00, "EAU"))
        assert look_at(home, path).asked == ()
        bring_field_book(home, path)
        stands = {"moves to the fund": 0, "takes back": 0, "refunds": 25_00, "puts right": 45_00}[there]
        assert (shares_of(home), verify(home).faults) == ({"EAU": 107_00 + stands, "ECOLE": 0}, [])
        assert bring_field_book(home, path).written == ()


def shares_of(books: Books) -> dict[str, int]:
    with books.read() as session:
        return {one.code: one.share.cash.cents for one in project_shares(session, today=TODAY)}


@pytest.mark.file_only
def test_what_the_field_book_put_right_and_took_to_the_bank_comes_once_home_takes_back_what_it_decided(
    home: Books, field: Books
) -> None:
    project(home, "ECOLE")
    ref = gift(field, 40_00, office="LYO", allocations=(to(40_00, "EAU"),))
    bring(home, field)
    decide(home, ref, "puts right")
    decide(field, ref, "puts right")
    slip(field, "V-LY2-000003")
    with pytest.raises(DecidedTwice) as error:
        look_at(home, Path(field.location))
    assert (error.value.payment, error.value.other) == (ref, "B-LY2-000001")
    reverse_payment(home, "V-LYO-000002", kind="correction", reason="Deux fois", on=TODAY)
    bring_field_book(home, Path(field.location), {ref: "leave"})
    assert (shares_of(home)["EAU"], verify(home).faults) == (145_00, [])


@pytest.mark.file_only
def test_a_payment_receipted_at_home_is_not_taken_back_by_its_field_book_but_may_be_credited(
    home: Books, field: Books
) -> None:
    ref = gift(field, 40_00, office="LYO", payer="B2")
    bring(home, field)
    made = issue(home, 2025).issued
    set_credited(field, ref, on=TODAY)
    bring(home, field)
    reverse_payment(field, ref, kind="return", reason="Sans provision", on=TODAY)
    (asked,) = look_at(home, Path(field.location)).asked
    number = next(one.number for one in made if "Ouhammou" in str(one))
    assert (asked.name, f"receipt {number} stands on it here" in plain(asked_words(asked))) == (ref, True)
    bring_field_book(home, Path(field.location), {ref: "leave"})
    cancel_receipt(home, number, reason="Chèque sans provision")
    bring(home, field)
    with home.read() as session:
        given = {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}
    assert (given["B2"], verify(home).faults) == (0, [])


@pytest.mark.file_only
@pytest.mark.parametrize("again", ["two", "leave"])
@pytest.mark.parametrize("what", ["moves to the fund", "refunds", "takes back", "puts right"])
def test_what_stayed_and_was_decided_on_since_is_told_once(
    home: Books, field: Books, what: str, again: str
) -> None:
    twin = new_person(field, last_name="Ouhammou", first_name="Khadija", address="9 rue des Écoles")
    ref = gift(field, 40_00, office="LYO", payer=twin, allocations=(to(40_00, "EAU"),))
    bring_field_book(home, Path(field.location), {twin: "leave"})
    decide(field, ref, what)
    if again == "leave" and what != "moves to the fund":
        with pytest.raises(CannotStay):  # something names it since
            look_at(home, Path(field.location), {twin: "leave"})
        return
    bring_field_book(home, Path(field.location), {twin: again})
    left = {"moves to the fund": 0, "refunds": 30_00, "takes back": 0, "puts right": 45_00}[what]
    assert (shares_of(home)["EAU"], verify(home).faults) == (100_00 + left, [])
    if again == "leave":  # and comes at last
        bring_field_book(home, Path(field.location), {twin: "two"})
        assert verify(home).faults == []


@pytest.mark.file_only
def test_what_stayed_and_changed_since_is_not_taken_from_an_older_copy(
    home: Books, field: Books, tmp_path: Path
) -> None:
    older, twins = tmp_path / "older.tiwizi", []
    for name, amount in (("Ouhammou", 40_00), ("Ouhamou", 41_00)):
        twins.append(new_person(field, last_name=name, first_name="Khadija", address="9 rue des Écoles"))
        gift(field, amount, office="LYO", payer=twins[-1], allocations=(to(amount, "EAU"),))
    older.write_bytes(Path(field.location).read_bytes())
    set_credited(field, "V-LY2-000001", on=TODAY)
    move(field, "V-LY2-000001", to(40_00, "EAU"), to(40_00, ""))
    bring_field_book(home, Path(field.location), dict.fromkeys(twins, "leave"))
    looked = look_at(home, older, {twins[1]: "same"})
    assert ([one.ref for one in looked.outdated], looked.asked) == (["V-LY2-000001"], ())
    assert "bring that one (V-LY2-000001)" in plain(coming_words(looked)[0])
    for coming in (41_00, 0):  # the other is as it was when it was left
        done = bring_field_book(home, older, {twins[1]: "same"} if coming else {})
        assert (total(done.written).cents, shares_of(home), verify(home).faults) == (
            coming,
            {"EAU": 141_00},
            [],
        )
    assert counts(bring_field_book(home, Path(field.location), {twins[0]: "same"}))["twice"] == (1, 40_00)
    with home.read() as session:
        row = payment_detail(session, "V-LY2-000001").row
    assert (row.credited_on, row.projects, shares_of(home)) == (TODAY, (), {"EAU": 141_00})
    assert verify(home).faults == []


@pytest.mark.file_only
def test_of_days_at_the_bank_that_differ_those_of_home_hold(home: Books, field: Books) -> None:
    paid = [
        gift(field, cents, office="LYO", allocations=(to(cents),)) for cents in (40_00, 41_00, 42_00, 43_00)
    ]
    slips = [slip(field, ref, made_on=date(2026, 11, 20)) for ref in paid[1:]]
    bring(home, field)
    earlier = date(2026, 11, 22)
    for books, on in ((home, TODAY), (field, earlier)):
        set_credited(books, paid[0], on=on)
        hand_in(books, slips[0], on=on)
    hand_in(home, slips[1], on=TODAY)
    cancel_slip(field, slips[1], reason="Déchiré", on=TODAY)
    cancel_slip(home, slips[2], reason="Déchiré", on=TODAY)
    hand_in(field, slips[2], on=TODAY)
    gift(field, 7_00, office="LYO")
    looked = look_at(home, Path(field.location))
    assert looked.asked == ()
    assert "V-LY2-000001, B-LY2-000001, B-LY2-000002 …: what the books say holds" in plain(
        coming_words(looked)[0]
    )
    assert (total(bring(home, field).written).cents, verify(home).faults) == (7_00, [])
    with home.read() as session:
        stands = [slip_detail(session, number).row for number in slips]
        assert payment_detail(session, paid[0]).row.credited_on == TODAY
    assert [(one.handed_in_on, one.cancelled_on) for one in stands] == [
        (TODAY, None),
        (TODAY, None),
        (None, TODAY),
    ]
    assert counts(bring(home, field)).keys() == {"", "already"}


@pytest.mark.file_only
def test_a_cheque_on_a_slip_of_either_side_is_named_with_both(home: Books, field: Books) -> None:
    ref = gift(field, 40_00, office="LYO")
    bring(home, field)
    for books in (home, field):
        slip(books, ref, office="LYO")
    before = verify(home).heads
    with pytest.raises(OnTwoSlips) as error:
        bring(home, field)
    assert vars(error.value) == {"payment": ref, "number": "B-LYO-000001", "other": "B-LY2-000001"}
    assert ("B-LYO-000001 here and on B-LY2-000001" in str(sentence(error.value)), verify(home).heads) == (
        True,
        before,
    )
    cancel_slip(home, "B-LYO-000001", reason="Deux fois", on=TODAY)
    bring(home, field)
    assert verify(home).faults == []


@pytest.mark.file_only
@pytest.mark.parametrize("side", ["here", "there"])
def test_a_cheque_on_two_slips_that_were_handed_in_comes_once_the_one_is_cancelled_that_the_bank_does_not_have(
    home: Books, field: Books, side: str
) -> None:
    ref = gift(field, 40_00, office="LYO")
    bring(home, field)
    for books, number in ((home, "B-LYO-000001"), (field, "B-LY2-000001")):
        slip(books, ref, office="LYO")
        hand_in(books, number, on=TODAY)
    with pytest.raises(OnTwoSlips):
        bring(home, field)
    if side == "here":
        cancel_slip(home, "B-LYO-000001", reason="Restée au bureau", on=TODAY, corrects=True)
    else:
        cancel_slip(field, "B-LY2-000001", reason="Restée au bureau", on=TODAY, corrects=True)
    bring(home, field)
    stands = "B-LY2-000001" if side == "here" else "B-LYO-000001"
    note_credit(home, stands, on=TODAY)
    with home.read() as session:
        detail = payment_detail(session, ref)
    assert detail.slip
    assert (detail.slip.number, detail.row.credited_on) == (stands, TODAY)
    assert verify(home).faults == []


@pytest.mark.file_only
def test_a_slip_that_home_credited_stays_though_its_field_book_cancels_it(home: Books, field: Books) -> None:
    ref = gift(field, 40_00, office="LYO")
    slip(field, ref, office="LYO")
    hand_in(field, "B-LY2-000001", on=TODAY)
    bring(home, field)
    note_credit(home, "B-LY2-000001", on=TODAY)
    cancel_slip(field, "B-LY2-000001", reason="Perdu", on=TODAY, corrects=True)
    assert look_at(home, Path(field.location)).days == ("B-LY2-000001",)
    bring(home, field)
    with home.read() as session:
        row = slip_detail(session, "B-LY2-000001").row
        assert payment_detail(session, ref).row.credited_on == TODAY
    assert (row.state, row.cancelled_on, verify(home).faults) == ("credited", None, [])


@pytest.mark.file_only
def test_a_slip_that_its_field_book_cancels_after_it_came_lets_go_of_its_cheque(
    home: Books, field: Books
) -> None:
    ref = gift(field, 40_00, office="LYO")
    slip(field, ref, office="LYO")
    hand_in(field, "B-LY2-000001", on=TODAY)
    bring(home, field)
    cancel_slip(field, "B-LY2-000001", reason="Perdu", on=TODAY, corrects=True)
    again = slip(field, ref, office="LYO")
    bring(home, field)
    with home.read() as session:
        detail = payment_detail(session, ref)
    assert detail.slip
    assert detail.slip.number == again
    assert verify(home).faults == []


@pytest.mark.file_only
def test_money_of_a_closed_year_for_a_project_that_ended_waits_on_the_general_fund(
    home: Books, field: Books
) -> None:
    gift(
        field,
        8_00,
        office="LYO",
        method="cash",
        received_on=date(2025, 12, 30),
        allocations=(to(8_00, "EAU"),),
    )
    end_project(home, "EAU", on=date(2025, 12, 31))
    close_year(home, 2025, accept=["all"])
    assert counts(bring(home, field))["ended"] == (1, 8_00)
    assert (shares_of(home)["EAU"], verify(home).faults) == (100_00, [])


@pytest.mark.file_only
def test_what_the_bank_credited_after_a_closed_year_is_not_told_as_late(home: Books, field: Books) -> None:
    on = date(2025, 12, 30)
    late = gift(field, 8_00, office="LYO", method="cash", received_on=on)
    gift(field, 9_00, office="LYO", method="transfer", received_on=on, credited_on=date(2026, 1, 5))
    close_year(home, 2025, accept=["all"])
    review = look_at(home, Path(field.location))
    assert [one.ref for one in review.late] == [late]
    assert bring(home, field).late == review.late
    with home.read() as session:
        told = session.scalars(select(LateRecord.record_id).where(LateRecord.noun == "payment")).all()
    assert (told, verify(home).faults) == ([one.key for one in review.late], [])


@pytest.mark.file_only
@pytest.mark.parametrize("side", ["field book", "copy", "copy states it"])
def test_money_that_came_home_has_the_origin_that_was_stated_meanwhile(
    home: Books, tmp_path: Path, side: str
) -> None:
    place = tmp_path / "LY2.tiwizi"
    if side == "field book":
        away = opened(home, place)
    else:
        copy_for_office(home, place, "LYO")
        away = open_books(str(place), clock=ticking())
    giver, states = (home, away) if side == "copy states it" else (away, home)
    office = "MRS" if giver is home else "LYO"
    gift(giver, 40_00, office=office, payer="B2", allocations=(to(40_00, "EAU"),))
    acting = states.acting(office="LYO" if states is away else "MRS")
    state_origin(acting, "B2", "regranted", source="Convention", key=uuid4())
    bring_field_book(home, place)
    with home.read() as session:
        (share,) = project_shares(session, today=TODAY)
    assert (share.share.cash.cents, verify(home).faults) == (100_00, [])


@pytest.mark.file_only
def test_a_payment_left_for_its_project_asks_nothing_about_two_records_of_home(
    home: Books, tmp_path: Path
) -> None:
    person(home, "A9", phone="0491000000")  # looks like A1, and was at home before
    field = opened(home, tmp_path / "LY2.tiwizi")
    ref = gift(field, 40_00, office="LYO", payer="A9", allocations=(to(40_00, "EAU"),))
    end_project(home, "EAU", on=TODAY)
    bring_field_book(home, Path(field.location), {f"{ref}.EAU": "leave"})
    again = look_at(home, Path(field.location))
    assert ([one.name for one in again.decisions], again.asked) == ([f"{ref}.EAU"], ())


@pytest.mark.file_only
def test_an_office_that_worked_on_a_copy_of_its_own_for_a_year_comes_home_the_same_way(
    home: Books, tmp_path: Path
) -> None:
    place = tmp_path / "year.tiwizi"
    assert copy_for_office(home, place, "LYO") == "LY2"
    copy = open_books(str(place), clock=ticking())
    change(home, "A1", city="Aubagne")
    change(copy, "A1", city="Villeurbanne")
    project(copy, "PUITS")
    gift(copy, 60_00, office="LYO", allocations=(to(60_00, "PUITS"),))
    made = issue(copy.acting(office="LYO"), 2025)
    review = look_at(home, place)
    assert [one.name for one in review.asked] == ["A1.address"]
    done = bring_field_book(home, place, {"A1.address": "home"})
    assert counts(done) == {"": (1, 60_00), "changed": (1, 60_00)}
    assert (len(made.issued), verify(home).faults) == (1, [])
    with home.read() as session:
        assert party_draft(session, "A1")[0].city == "Aubagne"
        assert {one.code: one.share.cash.cents for one in project_shares(session, today=TODAY)}[
            "PUITS"
        ] == 60_00
    assert counts(bring_field_book(home, place)) == {"": (1, 60_00), "already": (1, 60_00)}


@pytest.mark.file_only
def test_an_office_that_worked_in_books_of_its_own_is_joined_and_the_settings_of_home_hold(
    home: Books, tmp_path: Path
) -> None:
    place = tmp_path / "apart.tiwizi"
    offices = (OfficeDraft("LYO", "Lyon seul", is_head=True), OfficeDraft("MRS", "Siège"))
    own = replace(SETTINGS, offices=offices, accounts=(*SETTINGS.accounts, SECOND))
    apart = create_books(str(place), own, today=lambda: TODAY, clock=ticking(), origin=900)
    person(apart, "A1", last_name="Bouzid", first_name="Rachid")  # another A1 than that at home
    twin = new_person(apart, last_name="Ouhammou", first_name="Khadija", address="9 rue des Écoles")
    project(apart), project(apart, "PUITS")
    project(home, "ROUTE"), end_project(home, "ROUTE", on=TODAY)
    project(apart, "ROUTE")
    paid = [gift(apart, 60_00, office="LYO", payer=twin, allocations=(to(60_00),))]
    paid.append(gift(apart, 20_00, office="LYO", allocations=(to(20_00, "PUITS"),)))
    gift(apart, 7_00, office="LYO", method="cash", allocations=(to(7_00, "ROUTE"),))
    assert (slip(apart, *paid), len(issue(apart, 2025).issued)) == ("B-LYO-000001", 1)
    with pytest.raises(MadeApart):
        look_at(home, place)
    before = verify(home).heads
    review = look_at(home, place, join=True)
    assert ([one.name for one in review.asked], verify(home).heads) == ([twin], before)
    with home.read() as session:
        known = identity(session)
    bring_field_book(home, place, {twin: "same"}, join=True)
    assert verify(home).faults == []
    with home.read() as session:
        shares = {one.code: one.share.cash.cents for one in project_shares(session, today=TODAY)}
        given = sorted((row.ref, row.given.cents) for row in people(session, PeopleFilter(), today=TODAY))
        assert [(one.code, one.is_head) for one in offices_of(session)] == [("MRS", True), ("LYO", False)]
        assert payment_detail(session, "V-LYO-000001").row.office == "LYO"  # as its receipt says
        assert (identity(session), organisation_of(session, TODAY).name) == (
            known,
            SETTINGS.organisation.name,
        )
    assert shares == {"EAU": 160_00, "PUITS": 20_00, "ROUTE": 0}
    assert given == [("A1", 27_00), ("A1", 100_00), ("AMAN", 0), ("B2", 60_00)]
    assert counts(bring_field_book(home, place)) == {"": (3, 87_00), "already": (3, 87_00)}
    change(apart, twin, phone="0478000000")
    gift(apart, 1_00, office="LYO")
    assert counts(bring_field_book(home, place))["new"] == (1, 1_00)
    assert (verify(home).faults, gift(home, 1_00, payer="B2")) == ([], "V-MRS-000002")
    assert gift(home, 1_00, payer="B2", office="LYO") == "V-LY2-000001"  # Lyon had written nothing here


def test_two_persons_whom_both_told_apart_come_home_as_two(home: Books, field: Books) -> None:
    gift(field, 4_00, office="LYO")
    assert set_apart(field, "A1", "B2")
    assert set_apart(home, "A1", "B2")
    bring(home, field)
    assert not set_apart(home, "A1", "B2")
    assert verify(home).faults == []
