"""Situations change from a day on: who gave is named on the receipt, dues and agreed gifts go on as it was chosen."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.addresses import addresses_of
from donations_app.db.queries.agreements import agreement_acts, links_of
from donations_app.db.queries.deaths import deaths_before
from donations_app.db.queries.drafts import draft_of, party_draft, terms_of
from donations_app.db.queries.dues import Owed, dues_of, members, owed_in_all, owed_of_year
from donations_app.db.queries.instalments import agreement_of, agreements_of
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.people_list import people
from donations_app.db.queries.person_card import person_card
from donations_app.db.queries.situations import running_on, situations_of
from donations_app.db.tables import Allocation, Party, Payment, PaymentLine, TaxReceipt
from donations_app.domain.deaths import Given
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, KeyReused
from donations_app.domain.imports import BuiltOn
from donations_app.domain.merging import MergeBuiltOn
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name
from donations_app.domain.people_filter import PeopleFilter, people_questions
from donations_app.domain.recurring import Pause, RecurringGift
from donations_app.domain.situations import Forming, Kind, NoSituation, Parting, SituationBuiltOn
from donations_app.services.audit.verify import verify
from donations_app.services.payments.corrections import correct_payment
from donations_app.services.payments.instalments import forgive_instalment, match_payment, pause_recurring
from donations_app.services.payments.recurring import agree_recurring, change_recurring
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.couples import form_couple, separate
from donations_app.services.people.memberships import admit, set_fee
from donations_app.services.people.situations import come_of_age, rename
from donations_app.services.people.situations_undone import undo_situation
from donations_app.services.people.unmerging import undo_merge
from donations_app.services.receipts.planning import plan_receipts
from tests.raw import tamper
from tests.world import TODAY, association, company, gift, gifts, issue, payment, person

JUNE = date(2025, 6, 14)


def version_of(books: Books, ref: str = "A1") -> int:
    with books.read() as session:
        return party_draft(session, ref)[1]


def two(books: Books) -> None:
    person(books, last_name="Moreau", first_name="Claire", email="claire@example.org")
    person(books, "B2", last_name="Durand", first_name="Paul", phone="0612345678", address="9 quai du Port")


def coupled(books: Books, **facts: Any) -> None:
    chosen: dict[str, Any] = {"on": JUNE, "other": "B2"} | facts
    form_couple(books, "A1", Forming(**chosen), key=uuid4(), seen=version_of(books))


def fees(books: Books) -> None:
    for code, fee in (("SEUL", 20_00), ("COUPLE", 30_00)):
        set_fee(books, code, name=code.title(), from_year=2024, fee=Money(fee))


def monthly(books: Books, payer: str, ref: str, cents: int) -> None:
    draft = RecurringGift(
        key=uuid4(), ref=ref, payer=payer, amount=Money(cents), frequency="monthly", first_on=date(2025, 1, 5),
        method="transfer",
    )  # fmt: skip
    agree_recurring(books, draft)


def names(books: Books) -> list[tuple[str, int]]:
    with books.read() as session:
        query = select(TaxReceipt.content, TaxReceipt.amount).order_by(TaxReceipt.number)
        found = session.execute(query).all()
    known = ("Claire Moreau et Paul Durand", "Claire Moreau", "Paul Durand")
    return [(next(name for name in known if name in str(row.content)), row.amount.cents) for row in found]


def test_a_gift_of_before_is_of_the_one_who_gave_and_one_of_the_day_of_both(books: Books) -> None:
    two(books)
    gift(books, 10_00, received_on=date(2025, 1, 10), credited_on=date(2025, 1, 10))
    issue(books)
    for cents, payer, on in ((40_00, "A1", 13), (80_00, "B2", 13), (160_00, "A1", 14)):
        gift(books, cents, payer=payer, received_on=date(2025, 6, on))
    coupled(books)
    gift(books, 320_00, payer="B2", received_on=date(2025, 9, 1))  # either reference leads to both
    issue(books)
    assert sorted(names(books)) == [
        ("Claire Moreau", 10_00), ("Claire Moreau", 40_00), ("Claire Moreau et Paul Durand", 480_00),
        ("Paul Durand", 80_00),
    ]  # fmt: skip
    with books.read() as session:
        card = person_card(session, "B2", today=TODAY)
        found = [row.ref for word in ("claire", "durand") for row in find_parties(session, word)]
    assert (card.name, found) == ("Claire Moreau and Paul Durand", ["A1", "A1"])
    assert [(one.kind, one.on, one.other, one.name) for one in card.situations] == [
        ("couple", JUNE, "B2", "Paul Durand")
    ]
    assert [entry.kind for entry in card.entries].count("party.coupled") == 1
    assert card.formers == ()  # two persons, nobody recorded twice
    assert verify(books).faults == []


def test_what_is_recorded_or_put_right_later_names_who_gave_before(books: Books) -> None:
    two(books)
    monthly(books, "B2", "D1", 15_00)
    refs = [
        gift(books, cents, payer=payer, received_on=date(2025, 3, 5))
        for cents, payer in ((1_00, "A1"), (15_00, "B2"))
    ]
    issue(books)
    coupled(books)
    match_payment(books, uuid4(), refs[1], "D1", due_on=date(2025, 3, 5))
    for ref in refs:
        with books.read() as session:
            right = draft_of(session, ref, key=uuid4())
        assert right.payer == "A1"  # the couple, whoever of both gave
        correct_payment(books, ref, replace(right, received_on=date(2025, 4, 5)), reason="Wrong day")
    gift(books, 4_00, payer="B2", received_on=date(2025, 2, 1))
    gifts(books, [payment(8_00, payer="B2", received_on=date(2025, 2, 1))])  # as of a file
    gifts(books, [payment(16_00, payer="B2", received_on=JUNE)])
    issue(books)
    assert sorted(names(books)) == [
        ("Claire Moreau", 1_00), ("Claire Moreau", 1_00), ("Claire Moreau et Paul Durand", 16_00),
        ("Paul Durand", 12_00), ("Paul Durand", 15_00), ("Paul Durand", 15_00),
    ]  # fmt: skip
    with (
        books.read() as session
    ):  # what is allocated is of the kind of payer that the record of the payment is
        of_paul = select(Allocation.payer_kind).join(PaymentLine, PaymentLine.id == Allocation.line_id)
        of_paul = of_paul.join(Payment, Payment.id == PaymentLine.payment_id).join(
            Party, Party.id == Payment.payer_id
        )
        assert set(session.scalars(of_paul.where(Party.ref == "B2"))) == {"individual"}
    assert verify(books).faults == []


def test_dues_and_agreed_gifts_go_on_under_the_couple(books: Books) -> None:
    two(books)
    fees(books)
    for ref in ("A1", "B2"):
        admit(books, uuid4(), ref, kind="SEUL", since=date(2024, 3, 1))
        gift(books, 20_00, payer=ref, kind="dues", dues_year=2024, received_on=date(2024, 4, 1))
    gift(books, 20_00, kind="dues", dues_year=2025, received_on=date(2025, 4, 1))
    monthly(books, "B2", "D1", 15_00)
    with books.read() as session:
        found = running_on(session, ["A1", "B2"], JUNE, today=TODAY)
    assert [(one.ref, one.kind) for one in found.memberships] == [("A1", "SEUL"), ("B2", "SEUL")]
    assert ([one.ref for one in found.agreements], found.payments, found.dues_paid) == (
        ["D1"],
        0,
        Money(20_00),
    )
    coupled(books, member_kind="COUPLE")
    with books.read() as session:
        member = members(session, day=date(2025, 12, 31), today=TODAY)
        years = dues_of(session, "A1", today=date(2025, 12, 31))
        gifts = agreements_of(session, "A1", today=TODAY, until=TODAY)
    assert [(one.ref, one.kind, one.since, one.votes) for one in member] == [("A1", "COUPLE", JUNE, 2)]
    assert [(one.year, one.fee, one.paid) for one in years] == [(2025, Money(30_00), Money(20_00))]
    assert [(one.ref, one.standing) for one in gifts] == [("D1", "missed")]
    with pytest.raises(MergeBuiltOn) as refused:
        undo_merge(books, "A1", "B2")
    assert refused.value.what == ("memberships",)
    assert verify(books).faults == []


@pytest.mark.file_only
def test_a_couple_that_never_was_is_two_persons_again(books: Books) -> None:
    two(books)
    with books.read() as session:
        before = [party_draft(session, ref)[0] for ref in ("A1", "B2")]
    key, seen = uuid4(), version_of(books)
    made = form_couple(
        books, "A1", Forming(on=JUNE, other="B2", choices={"address": "other"}), key=key, seen=seen
    )
    assert (made.address, made.email, made.phone) == ("9 quai du Port", "claire@example.org", "0612345678")
    with books.read() as session:
        left = addresses_of(session, "A1")[1]
    assert (left.address, left.until) == (
        "1 rue de la République",
        date(2025, 6, 13),
    )  # she lived there till then
    assert (left.of_spouse, left.couple_since, left.of_other_record) == ("Claire Moreau", JUNE, False)
    version = version_of(books)
    assert form_couple(books, "A1", Forming(on=JUNE, other="B2"), key=key, seen=seen) == made  # once more
    assert version_of(books) == version
    with pytest.raises(InputRefused) as refused:
        coupled(books, other="", first_name="Ali")
    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("party", "situation_not_individual")
    ]
    undo_merge(books, "A1", "B2")
    with books.read() as session:
        assert [party_draft(session, ref)[0] for ref in ("A1", "B2")] == before
        assert situations_of(session, "A1") == []
    with pytest.raises(KeyReused):
        come_of_age(books, "B2", on=JUNE, key=key, seen=version_of(books, "B2"))
    assert verify(books).faults == []


@pytest.mark.file_only
def test_a_second_who_is_not_recorded_joins_by_name(books: Books) -> None:
    person(books, last_name="Moreau", first_name="Claire")
    gift(books, 10_00, received_on=date(2025, 6, 13))
    coupled(books, other="", first_name="Paul", last_name="Durand")
    gift(books, 20_00, received_on=JUNE)
    issue(books)
    assert sorted(names(books)) == [("Claire Moreau", 10_00), ("Claire Moreau et Paul Durand", 20_00)]


WRONG: tuple[tuple[dict[str, Any], tuple[str, str]], ...] = (
    ({"on": date(2026, 11, 24)}, ("on", "day_in_future")),
    ({"other": "A1"}, ("other", "situation_same")),
    ({"other": "E1"}, ("other", "situation_not_individual")),
    ({"other": "N3"}, ("other", "situation_minor")),
    ({"other": "N4"}, ("other", "situation_dead")),
    ({"other": ""}, ("first_name", "missing")),
    ({"choices": {"address": "mine"}}, ("address", "choice_unknown")),
)


@pytest.mark.file_only
def test_who_cannot_be_a_couple_stays_as_he_is(books: Books) -> None:
    two(books)
    company(books)
    person(books, "N3", minor=True)
    person(books, "N4", deceased_on=date(2025, 1, 1))
    for facts, wrong in WRONG:
        with pytest.raises(InputRefused) as refused:
            coupled(books, **facts)
        assert [(one.field, one.code) for one in refused.value.problems] == [wrong]
    assert version_of(books) == 1


def parted(books: Books, **facts: Any) -> tuple[str, str]:
    chosen: dict[str, Any] = {"on": JUNE} | facts
    return separate(books, "C1", Parting(**chosen), key=uuid4(), seen=version_of(books, "C1"))


def a_couple(books: Books) -> None:
    facts = {"second_first_name": "Paul", "second_last_name": "Durand", "email": "c@example.org"}
    person(books, "C1", kind="couple", last_name="Moreau", first_name="Claire", **facts)
    fees(books)
    admit(books, uuid4(), "C1", kind="COUPLE", since=date(2024, 3, 1))
    monthly(books, "C1", "D1", 15_00)
    monthly(books, "C1", "D2", 25_00)


def test_what_was_given_before_stays_the_couples_and_each_goes_on_as_chosen(books: Books) -> None:
    a_couple(books)
    gift(books, 20_00, payer="C1", kind="dues", dues_year=2025, received_on=date(2025, 2, 1))
    gift(books, 10_00, payer="C1", received_on=date(2025, 2, 1))
    gift(books, 40_00, payer="C1", received_on=date(2025, 6, 13))
    chosen: dict[str, Any] = {
        "contact": "second",
        "dues": "first",
        "member_kind": "SEUL",
        "gifts": {"D2": "second"},
    }
    first, second = parted(books, **chosen)
    gift(books, 80_00, payer=first, received_on=JUNE)
    issue(books)
    assert sorted(names(books)) == [("Claire Moreau", 80_00), ("Claire Moreau et Paul Durand", 70_00)]
    with books.read() as session:
        cards = {ref: person_card(session, ref, today=TODAY) for ref in ("C1", first, second)}
        drafts = [party_draft(session, ref)[0] for ref in (first, second)]
        member = members(session, day=date(2025, 12, 31), today=TODAY)
        of_year = members(session, day=date(2025, 12, 31), today=TODAY, running=False)
        late = people(session, PeopleFilter(is_late=True), today=date(2025, 12, 31))
        lapsed = people(session, people_questions(TODAY)["lapsed"], today=TODAY)
        (warned,) = deaths_before(session, [("C1", Given("donation", "cheque", JUNE, None))], TODAY)
    assert [(display_name(one), one.email) for one in drafts] == [
        ("Claire Moreau", ""), ("Paul Durand", "c@example.org"),
    ]  # fmt: skip
    assert [(one.ref, one.kind, one.since, one.dues.state) for one in member] == [
        (first, "SEUL", JUNE, "exempt")
    ]
    couple = next(one for one in of_year if one.ref == "C1")  # 10 of 2025, and 2024 whole
    assert (couple.why_unasked, couple.missing) == ("separated", Money(40_00))
    assert owed_of_year(of_year) == Owed(asked=Money(0), unasked=Money(10_00))
    assert owed_in_all(of_year) == Owed(asked=Money(0), unasked=Money(40_00))
    assert late == []
    assert [one.ref for one in lapsed] == [first]  # the couple gives no more: nobody misses its gift
    agreed = {ref: [(one.now.amount.cents, one.now.first_on, one.now.last_on) for one in card.recurring]
              for ref, card in cards.items()}  # fmt: skip
    last = date(2025, 6, 13)
    assert agreed == {
        "C1": [(15_00, date(2025, 1, 5), last), (25_00, date(2025, 1, 5), last)],
        first: [],
        second: [(25_00, date(2025, 7, 1), None)],
    }
    assert [(one.kind, one.other, one.is_origin) for one in cards[first].situations] == [
        ("separated", "C1", True)
    ]
    assert {one.other for one in cards["C1"].situations} == {first, second}
    assert warned is not None
    assert (warned.code, warned.name, warned.on) == (
        "after_separation",
        "Claire Moreau and Paul Durand",
        JUNE,
    )
    assert verify(books).faults == []


def test_an_agreed_gift_goes_on_with_its_terms_pauses_and_what_is_forgiven(books: Books) -> None:
    a_couple(books)
    summer = Pause(date(2025, 6, 1), date(2025, 8, 31), "Travelling")
    pauses = (
        Pause(date(2025, 2, 1), date(2025, 2, 28)),
        summer,
        Pause(date(2026, 11, 1), None, "Unemployed"),
    )
    for one in pauses:
        pause_recurring(books, uuid4(), "D2", first_on=one.first_on, last_on=one.last_on, reason=one.reason)
    forgive_instalment(books, uuid4(), "D2", due_on=date(2025, 10, 5), reason="Burial")
    with books.read() as session:
        terms = terms_of(session, "D2")[-1][1]
    change_recurring(books, "D2", replace(terms, amount=Money(40_00)), start=date(2026, 1, 1))
    _first, second = parted(books, gifts={"D2": "second"})
    with books.read() as session:
        (found,) = agreements_of(session, second, today=TODAY, until=date(2026, 12, 31))
        before = agreement_of(session, "D2", today=TODAY, until=date(2026, 12, 31))
        acts = [one for gift in (before, found) for one in agreement_acts(session, gift)]
        assert (links_of(session, before), links_of(session, found)) == (("", found.ref), ("D2", ""))
    assert [(one.amount.cents, one.first_on, one.last_on) for one in found.terms] == [
        (25_00, date(2025, 7, 1), date(2025, 12, 31)),
        (40_00, date(2026, 1, 1), None),
    ]
    assert [one.ref for one in found.terms] == [found.ref, f"{found.ref}/2026-01-01"]
    assert found.pauses == pauses[1:]
    assert found.paused == (*(date(2025, month, 5) for month in (7, 8)), date(2026, 11, 5), date(2026, 12, 5))
    forgiven = [(one.due_on, one.reason) for one in found.instalments if one.state == "forgiven"]
    assert forgiven == [(date(2025, 10, 5), "Burial")]
    refs = {one.ref for one in found.terms}
    assert {one.continued_by for one in acts if one.kind == "recurring_gift.stopped"} == refs
    assert {one.continues for one in acts} - {""} == {"D2", "D2/2026-01-01"}
    assert verify(books).faults == []


@pytest.mark.file_only
def test_dues_of_which_nothing_is_paid_are_asked_once(books: Books) -> None:
    a_couple(books)
    first, second = parted(books, dues="both", member_kind="SEUL")
    with books.read() as session:
        owed = {ref: [(one.year, one.state) for one in dues_of(session, ref, today=date(2025, 12, 31))]
                for ref in ("C1", first, second)}  # fmt: skip
    assert owed == {
        "C1": [(2024, "late"), (2025, "exempt")],
        first: [(2025, "owed")],
        second: [(2025, "owed")],
    }
    with pytest.raises(InputRefused) as refused:
        parted(books)
    assert [one.code for one in refused.value.problems] == ["situation_separated"]
    gift(books, 10_00, payer="C1", received_on=JUNE)
    (planned,) = plan_receipts(books, 2025, payer="C1").receipts
    assert [one.code for one in planned.warnings] == ["after_separation"]


def test_a_name_of_before_is_found_and_stays_on_what_was_issued(books: Books) -> None:
    company(books, organisation="Ateliers du Port")
    for cents, on in ((100_00, date(2025, 3, 1)), (50_00, date(2025, 9, 1))):
        gift(books, cents, payer="E1", received_on=on)
        if cents == 100_00:
            issue(books)
            seen = version_of(books, "E1")
            assert rename(books, "E1", "Ateliers de l'Atlas", "SAS", on=JUNE, key=uuid4(), seen=seen)
    issue(books)
    with books.read() as session:
        found = [row.ref for word in ("port", "atlas") for row in find_parties(session, word)]
        content = [
            str(one) for one in session.scalars(select(TaxReceipt.content).order_by(TaxReceipt.number))
        ]
        (change,) = situations_of(session, "E1")
    assert found == ["E1", "E1"]
    assert ["Ateliers du Port" in one for one in content] == [True, False]
    assert ["Ateliers de l'Atlas" in one for one in content] == [False, True]
    assert (change.kind, change.former_name, change.former_legal_form) == (
        "renamed",
        "Ateliers du Port",
        "SARL",
    )
    with pytest.raises(ChangedMeanwhile):
        rename(books, "E1", "Ateliers", on=JUNE, key=uuid4(), seen=seen)
    with pytest.raises(InputRefused) as refused:  # the names would contradict each other
        rename(books, "E1", "Ateliers", on=date(2025, 6, 13), key=uuid4(), seen=seen + 1)
    assert [problem.code for problem in refused.value.problems] == ["situation_before_name"]
    assert verify(books).faults == []
    tamper(books.location, "UPDATE situation SET former_name = 'Ateliers du Nord'")
    assert {fault.kind for fault in verify(books).faults} == {"row_changed", "words"}


@pytest.mark.file_only
def test_a_minor_is_of_age_from_a_day_on(books: Books) -> None:
    person(books, minor=True)
    key = uuid4()
    assert come_of_age(books, "A1", on=JUNE, key=key, seen=1)
    assert not come_of_age(books, "A1", on=JUNE, key=key, seen=1)
    with books.read() as session:
        assert not party_draft(session, "A1")[0].minor
        assert [(one.kind, one.on) for one in situations_of(session, "A1")] == [("of_age", JUNE)]
    with pytest.raises(InputRefused):
        come_of_age(books, "A1", on=JUNE, key=uuid4(), seen=2)
    association(books)
    with pytest.raises(InputRefused):
        rename(books, "A1", "Ali", on=JUNE, key=uuid4(), seen=2)
    for statement in ("UPDATE situation SET \"on\" = '2025-06-15'", "DELETE FROM situation"):
        tamper(books.location, statement, disarmed=True)
        assert {fault.kind for fault in verify(books).faults} & {"row_changed", "row_missing"}


def seen_of(books: Books, ref: str) -> object:
    with books.read() as session:
        card = person_card(session, ref, today=TODAY)
        member = [
            (one.ref, one.until, one.dues) for one in members(session, day=TODAY, today=TODAY, running=False)
        ]
        found = {row.ref for row in find_parties(session, "moreau")}
        return (
            card.name,
            card.dues,
            card.recurring,
            card.situations,
            member,
            found,
            party_draft(session, ref)[0],
        )


@pytest.mark.parametrize("paid", [0, 30_00])
@pytest.mark.file_only
def test_a_separation_is_taken_back_whole_while_nothing_has_built_on_it(books: Books, paid: int) -> None:
    a_couple(books)
    if paid:
        gift(books, paid, payer="C1", kind="dues", dues_year=2025, received_on=date(2025, 2, 1))
    pause_recurring(books, uuid4(), "D2", first_on=date(2025, 8, 1), last_on=None, reason="Travelling")
    before = seen_of(books, "C1")
    chosen: dict[str, Any] = {"dues": "both", "member_kind": "SEUL", "gifts": {"D2": "second"}}
    first, second = parted(books, **chosen)
    assert seen_of(books, "C1") != before
    late = gift(books, 10_00, payer=second, received_on=JUNE)
    with pytest.raises(SituationBuiltOn) as refused:
        undo_situation(books, "C1", "separated")
    assert refused.value.what == (BuiltOn(second, "payment"),)
    reverse_payment(books, late, kind="correction", reason="Not theirs", on=TODAY)
    assert undo_situation(books, first, "separated") == JUNE  # by either of both
    assert seen_of(books, "C1") == before
    with pytest.raises(InputRefused) as unknown:
        gift(books, 10_00, payer=first, received_on=JUNE)
    assert [one.code for one in unknown.value.problems] == ["party_taken_back"]
    with pytest.raises(NoSituation):
        undo_situation(books, "C1", "separated")
    assert verify(books).faults == []
    again = parted(books, **chosen)
    assert not {first, second} & set(again)
    with books.read() as session:
        of_2025 = {ref: dues_of(session, ref, today=TODAY) for ref in ("C1", *again)}
    assert [of_2025[ref][0].state for ref in again] == ["exempt" if paid else "late"] * 2
    assert of_2025["C1"][-1].state == ("paid" if paid else "exempt")
    assert verify(books).faults == []


@pytest.mark.file_only
def test_other_changes_of_situation_are_taken_back_too(books: Books) -> None:
    person(books, minor=True)
    person(books, "B2", last_name="Moreau", first_name="Claire")
    company(books, organisation="Moreau du Port")
    made: tuple[tuple[str, Kind], ...] = (("A1", "of_age"), ("B2", "couple"), ("E1", "renamed"))
    before = {ref: seen_of(books, ref) for ref, _kind in made}

    def change() -> None:
        seen = {ref: version_of(books, ref) for ref, _kind in made}
        come_of_age(books, "A1", on=JUNE, key=uuid4(), seen=seen["A1"])
        form_couple(
            books, "B2", Forming(on=JUNE, first_name="Paul", last_name="Durand"), key=uuid4(), seen=seen["B2"]
        )
        lyon = books.acting(office="LYO")  # whose keys come after those of Marseille
        rename(lyon, "E1", "Ateliers de l'Atlas", "SAS", on=JUNE, key=uuid4(), seen=seen["E1"])

    change()
    for ref, kind in made:
        assert undo_situation(books, ref, kind) == JUNE
        assert seen_of(books, ref) == before[ref]
        with pytest.raises(NoSituation):
            undo_situation(books, ref, kind)
    assert verify(books).faults == []
    change()
    form_couple(books, "A1", Forming(on=JUNE, first_name="Ali"), key=uuid4(), seen=version_of(books))
    for ref in ("B2", "E1"):
        gift(books, 10_00, payer=ref, received_on=JUNE)
    issue(books)
    built_on = {"A1": ("facts",), "B2": ("payments", "receipts"), "E1": ("receipts",)}
    for ref, kind in made:
        with pytest.raises(SituationBuiltOn) as refused:
            undo_situation(books, ref, kind)
        assert refused.value.what == tuple(BuiltOn(ref, noun) for noun in built_on[ref])
    rename(books, "E1", "Ateliers", on=JUNE, key=uuid4(), seen=version_of(books, "E1"))
    undo_situation(books, "E1", "renamed")  # the last one alone
    with books.read() as session:
        assert party_draft(session, "E1")[0].organisation == "Ateliers de l'Atlas"
        assert [row.ref for word in ("port", "atlas") for row in find_parties(session, word)] == ["E1", "E1"]
    assert verify(books).faults == []
