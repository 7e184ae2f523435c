"""A whole import taken back in one action, on both engines, while nothing has built on it."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.built_on import _pointing_at, built_on
from donations_app.db.queries.circulars import keys_of
from donations_app.db.queries.consents import consents_of
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.expenses import driven_by
from donations_app.db.queries.imports import brought_by, imports
from donations_app.db.queries.instalments import agreements
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.people_list import cities, people
from donations_app.db.queries.person_card import person_card
from donations_app.db.queries.projects import targets
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import (
    ExpenseClaim,
    Membership,
    Party,
    Payment,
    PaymentLine,
    Project,
    RecurringGiftRow,
)
from donations_app.domain.consents import Said
from donations_app.domain.errors import InputRefused, NotFound
from donations_app.domain.expenses import ExpenseDraft
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.imports import ImportBuiltOn, ImportNotTakenBack, PersonTakenBack, TakenBack
from donations_app.domain.mileage import Trip
from donations_app.domain.money import Money
from donations_app.domain.officers import Officer
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.people_filter import PeopleFilter
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.situations import Forming
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.services.expenses.claims import record_claim
from donations_app.services.expenses.waivers import withdraw_claim
from donations_app.services.funding.financing import promise, withdraw
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.consents import note_consent
from donations_app.services.people.couples import form_couple
from donations_app.services.people.memberships import leave
from donations_app.services.people.merging import set_apart
from donations_app.services.people.moving import move_party
from donations_app.services.people.officers import end_officer, note_officer
from donations_app.services.people.parties import change_party
from donations_app.services.people.situations import come_of_age, rename
from donations_app.words.imports import NOUNS
from tests.world import TODAY, association, gift, issue, project

PEOPLE = (
    "ref;kind;last_name;first_name;address;postcode;city\n"
    "A1;individual;Aït Ahmed;Mohand;1 rue X;13001;Marseille\n"
    "B2;individual;Moreau;Claire;2 rue Y;13002;Marseille\n"
)
PAYMENTS = (
    "ref;office;payer;credited_on;method;kind;amount;project;dues_year;returned_on\n"
    "G1;MRS;A1;2025-03-01;transfer;donation;100,00;EAU;;\n"
    "G1;MRS;A1;2025-03-01;transfer;dues;30,00;;2025;\n"
    "G2;MRS;B2;2025-04-01;cheque;donation;50,50;;;\n"
    "G3;MRS;B2;2025-05-01;direct_debit;donation;10,00;;;2025-05-20\n"
)
RECURRING = "ref;payer;amount;frequency;first_on;method\nR1;A1;20,00;monthly;2025-01-05;transfer\n"
Load = Callable[..., Imported]


@pytest.fixture
def load(books: Books, tmp_path: Path) -> Load:
    """Import a text as a file of a kind."""

    def load_(kind: str, text: str, **options: Any) -> Imported:
        path = tmp_path / f"{kind} été.csv"
        path.write_text(text, encoding="utf-8")
        answer = import_file(books, kind, path, **options)
        assert answer.rejected == []
        return answer

    return load_


def _names(books: Books) -> list[str]:
    with books.read() as session:
        return [one.name for one in people(session, PeopleFilter(), today=TODAY)]


def _given(books: Books) -> tuple[int, int]:
    with books.read() as session:
        count, amount = session.execute(select(func.count(), func.sum(Payment.amount))).one()
    return count, amount.cents if amount else 0


def _held(books: Books, ref: str) -> list[tuple[str, str]]:
    with pytest.raises(ImportBuiltOn) as caught:
        take_back_import(books, ref)
    return [(one.ref, one.noun) for one in caught.value.what]


def _are_gone(books: Books) -> None:
    assert _names(books) == []
    with books.read() as session:
        assert find_parties(session, "Moreau") == []
        assert cities(session) == []
        gone = person_card(session, "P-MRS-000002", today=TODAY)  # still found by its own reference
        assert (gone.name, gone.taken_back) == ("Claire Moreau", TakenBack(TODAY, "I-MRS-000001"))
        assert [(one.record, one.kind) for one in gone.entries] == [
            ("party:B2", "party.recorded"), ("party:B2", "import.taken_back"),
        ]  # fmt: skip
        draft, version = party_draft(session, "P-MRS-000002")
    _is_refused_by_name(books, draft, version)


def _is_refused_by_name(books: Books, draft: PartyDraft, version: int) -> None:
    """Whatever is to be written of who was taken back says so."""
    ref = "P-MRS-000002"
    seen: dict[str, Any] = {"key": uuid4(), "seen": version}
    writes: tuple[Callable[[], object], ...] = (
        lambda: change_party(books, ref, draft, seen=version),
        lambda: move_party(books, replace(draft, city="Lyon"), on=TODAY, **seen),
        lambda: note_consent(books, ref, Said("email", True, TODAY, "form"), **seen),  # noqa: FBT003
        lambda: form_couple(books, ref, Forming(on=TODAY, first_name="Ali"), **seen),
        lambda: come_of_age(books, ref, on=TODAY, **seen),
        lambda: rename(books, ref, "Autre", on=TODAY, **seen),
        lambda: note_officer(books, ref, Officer(role="president", since=TODAY, name="Ali"), key=uuid4()),
        lambda: end_officer(books, ref, "president", until=TODAY),
        lambda: leave(books, ref, on=TODAY),
        lambda: set_apart(books, "P-MRS-000001", ref),
    )
    for write in writes:
        with pytest.raises(PersonTakenBack) as gone:
            write()
        assert gone.value.name in ("Claire Moreau", "Mohand Aït Ahmed")
    with books.read() as session, pytest.raises(PersonTakenBack):
        keys_of(session, [ref])
    agreed = RecurringGift(
        key=uuid4(),
        ref="",
        payer=ref,
        amount=Money(10_00),
        frequency="monthly",
        first_on=TODAY,
        method="transfer",
    )
    refusals: tuple[Callable[[], object], ...] = (
        lambda: gift(books, payer=ref),
        lambda: agree_recurring(books, agreed),
    )
    for refused in refusals:
        with pytest.raises(InputRefused) as caught:
            refused()
        assert [(one.code, one.data["name"]) for one in caught.value.problems] == [
            ("party_taken_back", "Claire Moreau")
        ]


def test_an_import_is_noted_with_its_file_and_taken_back_whole_and_can_come_again(
    books: Books, load: Load
) -> None:
    project(books)
    first = load("people", PEOPLE)
    paid = load("payments", PAYMENTS)
    load("recurring", RECURRING)
    again = load("people", PEOPLE)
    assert (first.ref, paid.ref, again.ref) == ("I-MRS-000001", "I-MRS-000002", "")  # twice is once
    assert paid.amount == Money(190_50)
    with books.read() as session:
        found = imports(session)
    assert [(one.ref, one.kind, one.accepted, one.amount.cents) for one in found] == [
        ("I-MRS-000003", "recurring", 1, 20_00), ("I-MRS-000002", "payments", 3, 190_50),
        ("I-MRS-000001", "people", 2, 0),
    ]  # fmt: skip
    assert (found[2].name, found[2].sha256) == ("people été.csv", sha256(PEOPLE.encode()).hexdigest())
    assert (found[2].who, found[2].office) == (books.login, "MRS")

    assert set(_held(books, "1")) == {("A1", "payment"), ("B2", "payment"), ("A1", "recurring_gift")}
    take_back_import(books, "I-MRS-000002")
    assert _given(books) == (6, 0)  # three, the return and two reversals
    with books.read() as session:
        rows = session.execute(
            select(Payment.ref, Payment.reversal, Payment.reversal_reason).order_by(Payment.id)
        ).all()
    assert [tuple(row) for row in rows][-1][1:] == ("correction", "Import I-MRS-000002 repris")
    assert not {row[0] for row in rows} & {"G1", "G2", "G3", "G3-R"}
    take_back_import(books, "3")
    with books.read() as session:
        assert [one.instalments for one in agreements(session, today=TODAY, until=TODAY)] == [()]
    take_back_import(books, "1")
    _are_gone(books)
    with pytest.raises(InputRefused):  # nothing new refers to somebody who never was
        gift(books, payer="P-MRS-000001")
    with pytest.raises(ImportNotTakenBack):
        take_back_import(books, "1")
    with pytest.raises(NotFound):
        take_back_import(books, "9")
    assert verify(books).faults == []

    corrected = PEOPLE.replace("Moreau", "Morel")
    assert load("people", corrected).accepted == 2
    assert load("payments", PAYMENTS.replace("100,00", "200,00")).accepted == 3
    assert load("recurring", RECURRING).accepted == 1
    assert _names(books) == ["Mohand Aït Ahmed", "Claire Morel"]
    assert _given(books) == (10, 280_50)
    take_back_import(books, "I-MRS-000005")  # and once more
    assert load("payments", PAYMENTS).accepted == 3
    assert verify(books).faults == []


def test_what_built_on_an_import_holds_it_whole_and_is_named(books: Books, load: Load) -> None:
    load("people", PEOPLE)
    project(books)
    load("payments", PAYMENTS)
    reverse_payment(books, "G2", kind="refund", reason="rendu", on=TODAY)
    issue(books, payers={"A1"})
    before = _given(books)
    assert set(_held(books, "2")) == {("G1", "receipt_line"), ("G2", "payment")}
    assert set(_held(books, "1")) == {("A1", "tax_receipt"), ("A1", "payment"), ("B2", "payment")}
    with books.read() as session:
        assert len(built_on(session, brought_by(session, "I-MRS-000001"), most=1)) == 1
        assert [one.taken_back_on for one in imports(session)] == [None, None]
    assert _given(books) == before
    assert verify(books).faults == []


def test_people_whom_a_file_changed_are_as_before(books: Books, load: Load) -> None:
    load("people", PEOPLE)
    moved = PEOPLE.replace("1 rue X;13001;Marseille", "9 quai Z;69003;Lyon").replace("Aït Ahmed", "Benali")
    moved += "C3;individual;Kaci;Nora;3 rue W;13003;Marseille\n"
    changed = load("people", moved, update=True)
    assert (changed.ref, changed.accepted, len(changed.changed)) == ("I-MRS-000002", 1, 1)
    assert _held(books, "1") == [("A1", "facts")]
    take_back_import(books, "2")
    with books.read() as session:
        stands, _version = party_draft(session, "A1")
        assert (stands.last_name, stands.address, stands.city) == ("Aït Ahmed", "1 rue X", "Marseille")
        assert [one.ref for one in find_parties(session, "ahmed")] == ["A1"]
        assert find_parties(session, "benali") == []
    assert _names(books) == ["Mohand Aït Ahmed", "Claire Moreau"]
    assert verify(books).faults == []


def test_what_people_agreed_to_by_a_file_is_said_again_when_it_is_taken_back(
    books: Books, load: Load
) -> None:
    load("people", PEOPLE)
    head, *lines = PEOPLE.splitlines()
    agreed = "\n".join([f"{head};consent_post", *(f"{line};yes" for line in lines)]) + "\n"
    assert len(load("people", agreed, update=True).changed) == 2
    take_back_import(books, "2")
    with books.read() as session:
        assert party_draft(session, "A1")[0].consent_post is False
        assert [(one.given, one.source) for one in consents_of(session, "A1")] == [
            (False, "import"),
            (True, "import"),
        ]
    assert verify(books).faults == []


PROJECTS = "code;title_fr;cost;association;association_cost\nP1;Puits;1000;AMAN;1000\nP2;École;5000;;\n"
CLAIMS = (
    "ref;payer;waived_on;evidence;on;purpose;km;vehicle;power;label;amount;project\n"
    "F1;A1;2025-03-01;lettre;2025-02-01;Réunion;100;car;5;;;P2\n"
    "F2;A1;2025-03-01;lettre;2025-02-02;Courrier;;;;Timbres;12,50;\n"
)


def _codes(books: Books) -> tuple[list[str], list[str]]:
    with books.read() as session:
        shares = [one.code for one in project_shares(session, today=TODAY)]
        return shares, [one.project for one in targets(session)]


def test_projects_and_claims_are_taken_back_while_nothing_builds_on_them(books: Books, load: Load) -> None:
    load("people", PEOPLE)
    association(books)
    load("projects", PROJECTS)
    assert load("expenses", CLAIMS).amount.cents == 63_60 + 12_50
    assert set(_held(books, "2")) == {("P2", "expense_claim"), ("P2", "allocation")}
    trips = (Trip(date(2025, 6, 1), "Visite", 10, "car", 5),)
    ref = record_claim(books, ExpenseDraft(key=uuid4(), payer="A1", trips=trips)).ref
    assert _held(books, "3") == [("F1", "expense_claim")]  # its trip is counted over that of F1
    withdraw_claim(books, ref, reason="erreur")
    take_back_import(books, "3")
    assert _given(books) == (4, 0)
    with books.read() as session:
        assert driven_by(session, "A1") == []
        rows = session.execute(select(ExpenseClaim.other_ref, ExpenseClaim.amount).order_by(ExpenseClaim.id))
        assert [(other, amount.cents) for other, amount in rows][:2] == [("", 63_60), ("", 12_50)]

    assert _codes(books) == (["P1", "P2"], ["P1", "P1", "P2"])
    take_back_import(books, "2")
    assert _codes(books) == ([], [])
    for code in ("P1", "P1 (I-MRS-000002)"):
        part = AllocationDraft(amount=Money(1), project=code)
        with pytest.raises(InputRefused) as caught:
            gift(books, 1, allocations=(part,))
        assert [one.code for one in caught.value.problems] == ["project_unknown"]
    assert load("projects", PROJECTS.replace("Puits", "Puits neuf")).accepted == 2
    assert load("expenses", CLAIMS).accepted == 2
    assert _codes(books)[0] == ["P1", "P2"]
    take_back_import(books, "5")
    take_back_import(books, "4")
    assert load("projects", PROJECTS).accepted == 2
    one = gift(books, 1_00, allocations=(AllocationDraft(amount=Money(1_00), project="P1"),))
    assert _held(books, "6") == [("P1", "allocation")]
    reverse_payment(books, one, kind="correction", reason="erreur", on=TODAY)
    offer = FinancingDraft(key=uuid4(), project="P1", funder="AMAN", amount=Money(5_00), stated_on=TODAY)
    promised = promise(books, offer)
    assert _held(books, "6") == [("P1", "financing")]
    withdraw(books, promised, on=TODAY, reason="erreur", key=uuid4())
    take_back_import(books, "6")
    take_back_import(books, "1")  # what A1 gave and claimed never was
    assert verify(books).faults == []


def test_whatever_may_hold_an_import_is_told_in_words() -> None:
    brought = (Party, Payment, PaymentLine, RecurringGiftRow, Membership, Project, ExpenseClaim)
    holding = {other.__tablename__ for table in brought for other, _column in _pointing_at(table)}
    assert holding == NOUNS.keys() - {"facts", "credit", "terms"}
