"""Two records of one person made one, and taken back, on both engines: sums, receipts, search, shares, dues."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from donations_app.db.books import Books
from donations_app.db.queries.deaths import death_before_payment, deaths_before
from donations_app.db.queries.doubles import doubles, doubles_of, merges
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.dues import members
from donations_app.db.queries.instalments import agreed_gifts
from donations_app.db.queries.parties import find_parties, history
from donations_app.db.queries.payment_list import payment_keys, payment_rows
from donations_app.db.queries.people_list import people
from donations_app.db.queries.person_card import person_card
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import Party
from donations_app.domain.deaths import gifts_in
from donations_app.domain.errors import InputRefused, NotFound
from donations_app.domain.merging import MergeBuiltOn, MergeRefused, MergeUndecided
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter
from donations_app.domain.people_filter import PeopleFilter
from donations_app.domain.recurring import RecurringGift
from donations_app.services.audit.verify import verify
from donations_app.services.books.directory import whole_directory
from donations_app.services.payments.recurring import recurring_record
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.memberships import admit, exempt, set_fee
from donations_app.services.people.merging import merge_people, set_apart
from donations_app.services.people.parties import change_party
from donations_app.services.people.unmerging import merges_standing, undo_merge
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.statements.control import control
from tests.originals import Originals
from tests.raw import tamper
from tests.world import TODAY, association, company, gift, issue, payment, person, person_draft, project, to

CHOSEN: dict[str, Any] = {"last_name": "keep", "first_name": "keep", "address": "other"}


@pytest.fixture
def twice(shelf: str, originals: Originals) -> Iterator[Books]:
    """One man, recorded in Marseille as A1 and once more, after he had moved, as A2; B2 is somebody else."""
    made = originals.books(shelf, fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    person(books, email="m@exemple.fr", phone="06 39 98 51 06")
    person(books, "A2", last_name="Ait Ahmed", first_name="Mohannd", address="4 rue des Écoles", postcode="13090",
           city="Aix-en-Provence", email="M@exemple.fr", notes="Voisin de Zahra")  # fmt: skip
    person(books, "B2", last_name="Zidane", first_name="Zahra", address="9 quai du Port", postcode="13002")
    gift(books, 100_00), gift(books, 50_00, payer="A2"), gift(books, 20_00, payer="B2")


def whole(books: Books) -> dict[str, dict[int, Any]]:
    with books.read() as session:
        rows = session.execute(select(Party.__table__).order_by(Party.id)).mappings().all()
        words = session.execute(text("SELECT party_id, word FROM party_word ORDER BY 1, 2")).all()
    return {
        "rows": {row["id"]: {**row, "version": 0} for row in rows},
        "words": {0: [tuple(word) for word in words]},
    }


def given(books: Books) -> dict[str, int]:
    with books.read() as session:
        return {row.ref: row.given.cents for row in people(session, PeopleFilter(), today=TODAY)}


def test_what_was_recorded_for_both_counts_for_the_one_that_is_kept(twice: Books) -> None:
    assert given(twice) == {"A1": 100_00, "A2": 50_00, "B2": 20_00}
    one = merge_people(twice, "A1", "A2", CHOSEN)
    assert (one.last_name, one.city, one.email, one.phone, one.notes) == (
        "Aït Ahmed", "Aix-en-Provence", "m@exemple.fr", "06 39 98 51 06", "Voisin de Zahra",
    )  # fmt: skip
    assert given(twice) == {"A1": 150_00, "B2": 20_00}
    with twice.read() as session:
        for ref in ("A1", "A2"):  # either reference leads to him
            card = person_card(session, ref, today=TODAY)
            assert [row.amount.cents for row in card.payments] == [50_00, 100_00]
            assert {row.payer for row in card.payments} == {"A1"}
            assert party_draft(session, ref)[0].ref == "A1"
            assert len(history(session, ref)) == 2
        for typed in ("Mohand", "Mohannd", "A2"):
            assert [row.ref for row in find_parties(session, typed)] == ["A1"]
        for name in ("mohannd", "ait"):
            keys = payment_keys(session, PaymentFilter(name=name))
            assert sorted(row.amount.cents for row in payment_rows(session, keys) if row) == [50_00, 100_00]
    assert verify(twice).faults == []


def test_the_card_says_under_what_he_was_recorded(twice: Books) -> None:
    def card() -> list[tuple[str, str, str]]:
        with twice.read() as session:
            found = person_card(session, "A1", today=TODAY)
        return [(one.ref, one.name, one.place) for one in found.formers]

    assert card() == []
    merge_people(twice, "A1", "A2", CHOSEN)
    assert card() == [
        ("A2", "Mohannd Ait Ahmed", "4 rue des Écoles, 13090 Aix-en-Provence"),
    ]
    with twice.read() as session:
        kinds = [entry.kind for entry in person_card(session, "A1", today=TODAY).entries]
    assert kinds == ["party.recorded", "party.recorded", "party.merged"]
    undo_merge(twice, "A1", "A2")
    assert card() == []


def test_one_receipt_for_both_and_nothing_is_receipted_again(twice: Books) -> None:
    issue(twice, payer="A2")
    merge_people(twice, "A1", "A2", CHOSEN)
    gift(twice, 7_00, payer="A2")  # a clerk who has the old card before him
    (planned,) = (one for one in plan_receipts(twice, 2025).receipts if one.giver.ref == "A1")
    assert [line.amount.cents for line in planned.lines] == [100_00, 7_00]
    made = issue(twice)
    assert sorted(entry.amount.cents for entry in made.run.issued) == [20_00, 107_00]
    assert plan_receipts(twice, 2025).receipts == []
    with twice.read() as session:
        receipts = person_card(session, "A1", today=TODAY).receipts
        assert sorted(one.amount.cents for one in receipts) == [50_00, 107_00]
    found = control(twice, 2025)
    assert (found.receipts.count, found.is_clean) == (3, True)
    assert verify(twice).faults == []


def test_a_plan_seen_before_is_not_issued_after(twice: Books) -> None:
    seen = plan_receipts(twice, 2025, payer="A2").receipts
    merge_people(twice, "A1", "A2", CHOSEN)
    assert issue(twice, seen=seen).run.issued == []


def test_it_is_taken_back_exactly_while_nothing_has_built_on_it(twice: Books) -> None:
    before = whole(twice)
    merge_people(twice, "A1", "A2", CHOSEN)
    with twice.read() as session:
        assert [
            (one.merge.kept.ref, one.merge.gone.ref, one.built_on) for one in merges_standing(session)
        ] == [("A1", "A2", ())]
    assert undo_merge(twice, "A1", "A2") == TODAY
    assert whole(twice) == before
    assert given(twice) == {"A1": 100_00, "A2": 50_00, "B2": 20_00}
    with twice.read() as session:
        assert merges(session) == []
    assert verify(twice).faults == []
    with pytest.raises(MergeRefused) as error:
        undo_merge(twice, "A1", "A2")
    assert error.value.reason == "not_merged"
    merge_people(twice, "A1", "A2", CHOSEN)
    undo_merge(twice, "A1", "A2")
    assert whole(twice) == before


def agree(books: Books, ref: str, *, payer: str) -> None:
    """Record a gift of 10 euros a month from September on."""
    draft = RecurringGift(
        key=uuid4(), ref=ref, payer=payer, office="MRS", amount=Money(10_00), frequency="monthly",
        first_on=date(2026, 9, 5), method="transfer",
    )  # fmt: skip
    with books.write() as write:
        write.add(recurring_record(write, draft, whole_directory(write.session), None))


def _change(books: Books) -> None:
    with books.read() as session:
        draft, seen = party_draft(session, "A1")
    change_party(books, "A1", draft, seen=seen)


@pytest.mark.parametrize(
    ("act", "noun"),
    [(lambda books: gift(books, 1_00, payer="A2"), "payments"), (lambda books: issue(books, payer="A1"), "receipts"),
     (_change, "facts"), (lambda books: admit(books, uuid4(), "A2", kind="ADH", since=TODAY), "memberships")],
    ids=["payment", "receipt", "change", "membership"],
)  # fmt: skip
def test_what_was_recorded_since_holds_it(twice: Books, act: Any, noun: str) -> None:
    set_fee(twice, "ADH", name="Member", from_year=2025, fee=Money(30_00))
    merge_people(twice, "A1", "A2", CHOSEN)
    gift(twice, 3_00, payer="B2")  # of somebody else
    act(twice)
    with pytest.raises(MergeBuiltOn) as error:
        undo_merge(twice, "A1", "A2")
    assert error.value.what == (noun,)
    with twice.read() as session:
        assert [one.built_on for one in merges_standing(session)] == [(noun,)]
    assert "A2" not in given(twice)


def test_three_records_become_one_and_come_apart_again_one_by_one(twice: Books) -> None:
    person(twice, "A3", email="m@exemple.fr")
    gift(twice, 5_00, payer="A3")
    before = whole(twice)
    merge_people(twice, "A2", "A3", {"last_name": "other", "first_name": "other", "address": "keep"})
    between = whole(twice)
    merge_people(twice, "A1", "A2", CHOSEN)
    assert given(twice) == {"A1": 155_00, "B2": 20_00}
    with pytest.raises(MergeBuiltOn):
        undo_merge(twice, "A2", "A3")
    undo_merge(twice, "A1", "A2")
    assert whole(twice) == between
    assert given(twice) == {"A1": 100_00, "A2": 55_00, "B2": 20_00}
    undo_merge(twice, "A2", "A3")
    assert whole(twice) == before
    assert verify(twice).faults == []


def test_a_second_merge_into_the_same_one_leaves_the_first_as_it_was(twice: Books) -> None:
    person(twice, "A3", email="m@exemple.fr")
    merge_people(twice, "A1", "A3")
    between = whole(twice)
    merge_people(twice, "A1", "A2", CHOSEN)
    undo_merge(twice, "A1", "A2")
    assert whole(twice) == between
    undo_merge(twice, "A1", "A3")
    assert set(given(twice)) == {"A1", "A2", "A3", "B2"}
    assert verify(twice).faults == []


def test_what_both_say_differently_is_chosen_by_somebody(twice: Books) -> None:
    before = whole(twice)
    with pytest.raises(MergeUndecided) as error:
        merge_people(twice, "A1", "A2", {"last_name": "keep"})
    assert error.value.parts == ("first_name", "address")
    for wrong in ({"street": "keep"}, {"address": "both"}):
        with pytest.raises(InputRefused):
            merge_people(twice, "A1", "A2", wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        merge_people(twice, "A1", "Z9")
    assert whole(twice) == before


def test_what_cannot_be_one_is_refused_with_its_reason(twice: Books) -> None:
    person(twice, "C3", kind="couple", second_first_name="Zahra")
    company(twice), company(twice, "E2", siren="552100554")
    for kept, gone, reason in (("A1", "A1", "same"), ("A1", "C3", "kinds"), ("E1", "E2", "siren")):
        with pytest.raises(MergeRefused) as error:
            merge_people(twice, kept, gone)
        assert error.value.reason == reason
    merge_people(twice, "A1", "A2", CHOSEN)
    for kept, gone in (("B2", "A2"), ("A2", "B2"), ("A1", "A2")):
        with pytest.raises(MergeRefused) as error:
            merge_people(twice, kept, gone)
        assert error.value.reason == "merged"


def test_two_persons_are_remembered_and_not_proposed_again(twice: Books) -> None:
    def pairs() -> list[tuple[str, str]]:
        with twice.read() as session:
            return [(one.one.ref, one.other.ref) for one in doubles(session)]

    assert pairs() == [("A1", "A2")]
    assert set_apart(twice, "A2", "A1")
    assert not set_apart(twice, "A1", "A2")
    assert pairs() == []
    with pytest.raises(MergeRefused) as error:
        merge_people(twice, "A1", "A2", CHOSEN)
    assert error.value.reason == "apart"
    assert set_apart(twice, "A1", "A2", undo=True)
    assert not set_apart(twice, "A1", "A2", undo=True)
    assert pairs() == [("A1", "A2")]
    assert set_apart(twice, "A1", "A2")
    assert pairs() == []
    set_apart(twice, "A1", "A2", undo=True)
    merge_people(twice, "A1", "A2", CHOSEN)
    assert pairs() == []
    with pytest.raises(MergeRefused):
        set_apart(twice, "A1", "A2")
    assert verify(twice).faults == []


def test_dues_and_memberships_of_both_are_those_of_one(twice: Books) -> None:
    set_fee(twice, "ADH", name="Member", from_year=2025, fee=Money(30_00))
    admit(twice, uuid4(), "A2", kind="ADH", since=date(2025, 1, 1))
    gift(twice, 30_00, payer="A1", kind="dues", dues_year=2025)
    gift(twice, 10_00, payer="A2", kind="dues", dues_year=2026, received_on=date(2026, 2, 1))
    merge_people(twice, "A1", "A2", CHOSEN)
    with twice.read() as session:
        (member,) = members(session, day=TODAY, today=TODAY)
        assert (member.ref, member.name, member.missing.cents) == ("A1", "Mohand Aït Ahmed", 20_00)
        assert members(session, day=TODAY, today=TODAY, ref="A2") == [member]
        only = people(session, PeopleFilter(is_member=True), today=TODAY)
        assert [row.ref for row in only] == ["A1"]
    exempt(twice, "A1", year=2026, reason="Étudiant")
    with twice.read() as session:
        assert members(session, day=TODAY, today=TODAY)[0].missing.cents == 0


def test_an_agreed_gift_of_one_is_met_by_payments_of_the_other(twice: Books) -> None:
    agree(twice, "D1", payer="A2")
    gift(twice, 10_00, method="transfer", received_on=date(2026, 9, 5), credited_on=date(2026, 9, 5))
    merge_people(twice, "A1", "A2", CHOSEN)
    with twice.read() as session:
        (agreed,) = agreed_gifts(session, today=TODAY, until=TODAY)
        assert (agreed.payer, agreed.instalments[0].state) == ("A1", "met")
        assert [one.ref for one in person_card(session, "A1", today=TODAY).recurring] == ["D1"]


def test_associations_that_were_one_have_one_share(books: Books) -> None:
    association(books), association(books, "AMAN2", "Aman, l'association")
    person(books)
    project(books, cost=1_000_00, partners={"AMAN": 400_00, "AMAN2": 100_00})
    gift(books, 60_00, allocations=(to(60_00, association="AMAN"),))
    gift(books, 15_00, allocations=(to(15_00, association="AMAN2"),))
    merge_people(books, "AMAN", "AMAN2", {"organisation": "keep"})
    gift(books, 5_00, allocations=(to(5_00, association="AMAN2"),))
    with books.read() as session:
        for asked in ("", "AMAN", "AMAN2"):
            (share,) = project_shares(session, today=TODAY, association=asked)
            (part,) = share.associations
            assert (part.ref, part.share.cost.cents, part.share.private.cents) == ("AMAN", 500_00, 80_00)
    assert verify(books).faults == []


def test_somebody_new_who_looks_recorded_is_told(twice: Books) -> None:
    with twice.read() as session:
        found = doubles_of(session, person_draft("", last_name="Ait Ahmed", first_name="Mohand", address=""))
        assert [(one.ref, likeness.score) for one, likeness in found] == [("A1", 64), ("A2", 56)]
        assert (
            doubles_of(session, person_draft("", last_name="Nouvelle", first_name="Personne", address=""))
            == []
        )


def test_a_gift_under_either_reference_after_the_death_is_told(twice: Books) -> None:
    merge_people(twice, "A1", "A2", CHOSEN)
    with twice.read() as session:
        draft, seen = party_draft(session, "A1")
    change_party(twice, "A1", replace(draft, deceased_on=date(2025, 1, 5)), seen=seen)
    with twice.read() as session:
        for ref in ("A1", "A2"):
            assert death_before_payment(session, payment(payer=ref), TODAY) is not None
        told = deaths_before(
            session, [(ref, gift_) for ref in ("A2", "B2") for gift_ in gifts_in(payment())], TODAY
        )
    assert [one is not None for one in told] == [True, False]


def test_who_asks_to_be_erased_is_erased_under_both_references(twice: Books) -> None:
    merge_people(twice, "A1", "A2", CHOSEN)
    assert "email" in erase_party(twice, "A2", asked_on=TODAY).erased
    with twice.read() as session:
        rows = session.execute(
            select(Party.email, Party.notes).where(Party.other_ref.in_(("A1", "A2")))
        ).all()
    assert [tuple(row) for row in rows] == [("", ""), ("", "")]
    with pytest.raises(MergeBuiltOn):
        undo_merge(twice, "A1", "A2")
    assert verify(twice).faults == []


@pytest.mark.parametrize(
    ("statement", "kind"),
    [("UPDATE party SET leader_id = id WHERE other_ref = 'A2'", "leader"),
     ("UPDATE party_merge SET undone_on = '2026-01-01'", "leader"),
     ("DELETE FROM party_word WHERE word = 'mohannd'", "words")],
)  # fmt: skip
def test_a_merge_that_was_tampered_with_is_found(twice: Books, statement: str, kind: str) -> None:
    merge_people(twice, "A1", "A2", CHOSEN)
    tamper(twice.location, statement, disarmed=True)
    assert kind in {fault.kind for fault in verify(twice).faults}
