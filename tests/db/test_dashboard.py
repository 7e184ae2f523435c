"""The dashboard says what the cards, the plan and the lists say."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import TableClause
from sqlalchemy.sql.visitors import iterate

from donations_app.db.books import Books
from donations_app.db.queries import touched
from donations_app.db.queries.dashboard import figures, last_payments, typed_last
from donations_app.db.queries.dues import dues_of
from donations_app.db.queries.gifts import _GIVERS_AMONG, _PAYERS_OF_YEAR, _statements
from donations_app.db.tables import all_tables
from donations_app.domain.keys import key_of
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import LineDraft
from donations_app.domain.waiting import Counted, tally_of
from donations_app.services.books.settings import load_settings
from donations_app.services.payments.corrections import correct_payment
from donations_app.services.payments.records import record_payment
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.memberships import exempt, join, leave, set_fee
from donations_app.services.receipts import waiting as counting
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.receipts.verdicts import plans_by_payer, states_of
from donations_app.services.receipts.waiting import waiting
from tests.world import ORIGIN, SETTINGS, TODAY, association, company, gift, issue, payment, person

MARCH = date(2026, 3, 2)


def test_the_months_add_up_to_the_card_and_hold_gifts_in_money_and_dues_alone(books: Books) -> None:
    person(books), association(books), company(books)
    person(books, "MAIRIE", kind="public_body", organisation="Mairie", last_name="", first_name="")
    gift(books, 100_00, received_on=MARCH)
    gift(books, 7_00, received_on=MARCH, kind="collection", payer="")
    gift(books, 50_00, received_on=None, credited_on=MARCH, method="direct_debit", payer="E1")
    gift(books, 30_00, received_on=date(2026, 5, 1), kind="dues", dues_year=2026)
    for kind in ("sale", "participation", "subsidy", "grant"):
        gift(books, 1_000_00, received_on=MARCH, kind=kind, payer="AMAN")
    for kind in ("in_kind", "skills", "securities"):
        gift(books, 1_000_00, received_on=MARCH, kind=kind, method="none", evidence="devis", description="x")
    gift(books, 1_000_00, received_on=MARCH, payer="MAIRIE")
    with books.read() as session:
        found = figures(session, TODAY)
    assert found.received == Money(187_00)
    assert [month.month for month in found.months] == list(range(1, 12))
    march, may = found.months[2], found.months[4]
    assert (march.gifts, march.recurring, march.dues) == (Money(107_00), Money(50_00), ZERO)
    assert (may.gifts, may.recurring, may.dues) == (ZERO, ZERO, Money(30_00))


def test_money_counts_on_the_day_that_decides_its_year_and_is_gone_on_the_day_when_it_went(
    file_books: Books,
) -> None:
    person(file_books)
    gift(file_books, 40_00, method="transfer", received_on=date(2025, 12, 31), credited_on=date(2026, 1, 2))
    gift(file_books, 20_00, method="online", received_on=date(2025, 12, 31), credited_on=date(2026, 1, 3))
    gift(file_books, 10_00, method="transfer", received_on=date(2026, 2, 1))  # the bank has not said when
    back = gift(file_books, 5_00, received_on=date(2026, 2, 2))
    reverse_payment(file_books, back, kind="refund", reason="x", on=date(2026, 3, 1))
    wrong = gift(file_books, 7_00, received_on=date(2026, 2, 2))  # not there at all: recorded wrongly
    reverse_payment(file_books, wrong, kind="correction", reason="x", on=date(2026, 4, 1))
    with file_books.read() as session:
        gifts = [month.gifts for month in figures(session, TODAY).months]
    assert gifts[:4] == [Money(60_00), Money(15_00), Money(-5_00), ZERO]


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 12, 31), date(2025, 12, 31)),
        (date(2026, 11, 30), date(2025, 11, 30)),
        (date(2025, 2, 28), date(2024, 2, 28)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2026, 1, 1), date(2025, 1, 1)),
    ],
)
def test_the_year_before_ends_on_the_same_day(file_books: Books, today: date, last: date) -> None:
    person(file_books)
    gift(file_books, 10_00, received_on=last), gift(file_books, 1_00, received_on=last + timedelta(days=1))
    gift(file_books, 2_00, received_on=date(last.year, 1, 1) - timedelta(days=1))
    with file_books.read() as session:
        assert figures(session, today).received_before == Money(10_00)


@pytest.fixture
def members(books: Books) -> Books:
    set_fee(books, "ADH", name="Adhésion", from_year=2025, fee=Money(20_00))
    set_fee(books, "ADH", name="Adhésion", from_year=2026, fee=Money(30_00))
    return books


def member(books: Books, ref: str, *dues: tuple[int, int], since: date = date(2026, 1, 1)) -> list[str]:
    """Make somebody a member who paid cents for years, and return the references of the payments."""
    person(books, ref)
    join(books, [(uuid4(), ref, since)], kind="ADH")
    paid: dict[str, Any] = {"payer": ref, "kind": "dues", "received_on": MARCH}
    return [gift(books, cents, dues_year=year, **paid) for year, cents in dues]


def test_dues_are_paid_by_the_whole_fee_that_stands(members: Books) -> None:
    member(members, "WHOLE", (2026, 30_00))
    member(members, "TWICE", (2026, 10_00), (2026, 20_00))
    member(members, "EURO", (2026, 1_00))
    member(members, "CENT", (2026, 29_99))
    (returned,) = member(members, "BOUNCED", (2026, 30_00))
    reverse_payment(members, returned, kind="return", reason="x", on=TODAY)
    member(members, "NOTHING"), member(members, "FREED")
    exempt(members, "FREED", year=2026, reason="étudiante")
    member(members, "LATE", (2026, 30_00), since=date(2025, 1, 1))
    member(members, "GONE", (2026, 30_00))
    leave(members, "GONE", on=TODAY - timedelta(days=1))
    member(members, "COMING", since=date(2027, 1, 1))
    with members.read() as session:
        found = figures(session, TODAY)
        owing = [ref for ref in ("WHOLE", "LATE", "EURO") if _owes(dues_of(session, ref, today=TODAY))]
    assert (found.members, found.members_paid, found.members_owing) == (8, 4, 5)
    assert found.members_late == 1
    assert owing == ["LATE", "EURO"]


def _owes(years: list[Any]) -> bool:
    return any(year.missing for year in years)


histories = st.lists(
    st.tuples(
        st.sampled_from((2024, 2025, 2026)),  # since
        st.sampled_from((None, date(2025, 12, 31), TODAY)),  # until
        st.lists(
            st.tuples(st.sampled_from((2024, 2025, 2026)), st.sampled_from((1_00, 20_00, 30_00))), max_size=3
        ),
        st.booleans(),  # whether the first of them came back
    ).filter(lambda one: one[1] is None or one[1].year >= one[0]),
    min_size=1,
    max_size=4,
)


@given(found=histories)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_figure_of_dues_is_the_sum_of_the_cards(members: Books, found: list[Any]) -> None:
    with members.read() as session:
        before = figures(session, TODAY)
    refs = []
    for since, until, dues, comes_back in found:
        refs.append(ref := f"M{uuid4().hex[:8]}")
        paid = member(members, ref, *dues, since=date(since, 1, 1))
        if until:
            leave(members, ref, on=until)
        if comes_back and paid:
            reverse_payment(members, paid[0], kind="return", reason="x", on=TODAY)
    with members.read() as session:
        after = figures(session, TODAY)
        cards = [
            dues_of(session, ref, today=TODAY)
            for ref, (_, until, _, _) in zip(refs, found, strict=True)
            if until is None or until >= TODAY
        ]
    assert after.members - before.members == len(cards)
    assert after.members_owing - before.members_owing == sum(map(_owes, cards))
    settled = sum(not card[-1].missing for card in cards)
    assert after.members_paid - before.members_paid == settled


def shown(books: Books, limit: int = 20) -> dict[str, str]:
    """Return what the dashboard says of the receipts of the last payments."""
    with books.read() as session:
        last = last_payments(session, limit=limit)
        return dict(states_of(session, {row.ref: row.years for row in last}, TODAY))


def test_the_receipt_of_a_last_payment_is_what_the_plan_says(books: Books) -> None:
    person(books), person(books, "EACH", receipt_wish="each"), person(books, "NONE", receipt_wish="none")
    person(books, "STREET", address=""), person(books, "ABROAD", country="MA", postcode=""), company(books)
    association(books)
    on: dict[str, Any] = {"received_on": TODAY - timedelta(days=6)}
    gift(books, ref="ANNUAL", **on), gift(books, ref="EACH", payer="EACH", **on)
    gift(books, ref="COMPANY", payer="E1", **on)
    gift(books, ref="KIND", kind="in_kind", method="none", evidence="facture", description="lits", **on)
    gift(books, ref="UNVALUED", kind="in_kind", method="none", **on)
    gift(books, ref="NONE", payer="NONE", **on), gift(books, ref="STREET", payer="STREET", **on)
    gift(books, ref="ABROAD", payer="ABROAD", **on), gift(books, ref="AMAN", payer="AMAN", **on)
    gift(books, ref="NOBODY", payer="", **on), gift(books, ref="SALE", kind="sale", **on)
    gift(books, ref="UNCREDITED", method="transfer", **on)
    assert shown(books) == {
        "ANNUAL": "annual", "EACH": "to_issue", "COMPANY": "annual", "KIND": "annual", "UNVALUED": "none",
        "NONE": "none", "STREET": "to_complete", "ABROAD": "to_complete", "AMAN": "none", "NOBODY": "none",
        "SALE": "none", "UNCREDITED": "to_complete",
    }  # fmt: skip
    plan = plan_receipts(books, TODAY.year)
    planned = {ref for receipt in plan.receipts for ref in receipt.payments}
    assert planned == {ref for ref, state in shown(books).items() if state in ("annual", "to_issue")}
    issue(books, TODAY.year, accept=("all",))
    assert {ref for ref, state in shown(books).items() if state == "issued"} == planned


def test_a_last_payment_is_judged_with_all_of_its_payers_year(file_books: Books) -> None:
    person(file_books)
    for cents in (400_00, 400_00, 400_00):
        gift(file_books, cents, received_on=MARCH, counterpart=Money(33_00), counterpart_kind="goods")
    with file_books.read() as session:
        (last,) = last_payments(session, limit=1)
        said = states_of(session, {last.ref: last.years}, TODAY)
    plan = plan_receipts(file_books, 2026)
    assert [line.reason for line in plan.left_out] == ["counterpart_too_large"]
    assert [line.payment for line in plan.left_out] == [last.ref]
    assert said == {last.ref: "none"}


def test_a_payment_taken_back_is_none_of_the_last(books: Books) -> None:
    person(books)
    gift(books, ref="STAYS"), gift(books, ref="GOES")
    reverse_payment(books, "GOES", kind="return", reason="x", on=TODAY)
    assert list(shown(books)) == ["STAYS"]


def _refs(found: list[Any]) -> list[str]:
    return [row.ref for row in found]


def test_the_last_payments_are_those_that_arrived_last_in_whatever_office(books: Books) -> None:
    person(books)
    gift(books, ref="MAY", office="LYO", received_on=date(2026, 5, 1))
    gift(books, ref="JULY", received_on=date(2026, 7, 1))
    gift(books, ref="JUNE", received_on=None, credited_on=date(2026, 6, 1), method="transfer")
    gift(books, ref="AUGUST", received_on=None, credited_on=date(2026, 8, 1), method="transfer", office="LYO")
    gift(books, ref="MARCH", received_on=MARCH, credited_on=date(2026, 9, 1))
    with books.read() as session:
        assert _refs(last_payments(session)) == ["AUGUST", "JULY", "JUNE", "MAY", "MARCH"]
        assert _refs(last_payments(session, limit=2)) == ["AUGUST", "JULY"]
        assert _refs(last_payments(session, limit=3)) == ["AUGUST", "JULY", "JUNE"]


def test_an_office_sees_what_it_recorded_last_whenever_that_arrived(books: Books) -> None:
    person(books)
    for ref, office, month in (("A", "MRS", 5), ("B", "LYO", 7), ("C", "MRS", 3), ("D", "LYO", 1)):
        gift(books, ref=ref, office=office, received_on=date(2026, month, 1))
    with books.read() as session:
        assert _refs(typed_last(session, "MRS", limit=5)) == ["C", "A"]
        assert _refs(typed_last(session, "LYO", limit=1)) == ["D"]
        assert typed_last(session, "NOWHERE", limit=5) == []


def test_what_waits_is_counted_by_donor_receipt_and_payment(file_books: Books) -> None:
    person(file_books, "EACH", receipt_wish="each"), person(file_books, "STREET", city="")
    company(file_books, siren="")
    gift(file_books, payer="EACH"), gift(file_books, payer="EACH"), gift(file_books, payer="STREET")
    gift(file_books, payer="STREET"), gift(file_books, payer="E1", method="cheque")
    lines = (
        LineDraft(kind="donation", amount=Money(70_00)),
        LineDraft(kind="dues", amount=Money(30_00), dues_year=2025),
    )
    both = payment(payer="EACH", method="transfer", received_on=date(2025, 6, 1))
    record_payment(file_books, replace(both, lines=lines))
    tally = tally_of(plan_receipts(file_books, 2025))
    assert (tally.receipts, tally.donors) == (2, {"EACH"})
    assert (tally.payers["address_missing"], tally.payers["siren_missing"]) == ({"STREET"}, {"E1"})
    assert len(tally.payments["credited_date_missing"]) == 1
    assert waiting(file_books, 2025) == Counted(donors=1, receipts=2, incomplete=2, uncredited=1)


def test_a_second_look_plans_nobody_but_who_was_touched(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[Any] = []

    def seen(*arguments: Any, payers: Any, **options: Any) -> Any:
        planned.append(payers)
        return plans_by_payer(*arguments, payers=payers, **options)

    monkeypatch.setattr(counting, "plans_by_payer", seen)
    person(books), person(books, "B2", first_name="Claire"), person(books, "C3", city="")
    for payer in ("A1", "B2", "C3"):
        gift(books, payer=payer)
    assert waiting(books, 2025) == Counted(2, 2, 1, 0)
    assert waiting(books, 2025) == Counted(2, 2, 1, 0)
    everybody = [key_of(ORIGIN, n) for n in (1, 2, 3)]
    assert planned == [everybody]  # once
    issue(books, payers={"A1"})
    gift(books, payer="B2", method="transfer", received_on=date(2025, 6, 1))
    assert waiting(books, 2025) == Counted(1, 1, 1, 1)
    assert planned == [everybody, everybody[:2]]
    facts = replace(SETTINGS.organisation, receipt_minimum_cents=100_01)
    load_settings(books.acting(today=TODAY + timedelta(days=1)), replace(SETTINGS, organisation=facts))
    assert waiting(books, 2025) == Counted(1, 1, 1, 1)  # the rule is one of tomorrow
    assert waiting(books.acting(today=TODAY + timedelta(days=1)), 2025) == Counted(0, 0, 1, 1)
    assert planned[2:] == [everybody]


def test_all_that_the_plan_asks_of_the_books_is_heard_of_when_it_changes() -> None:
    asked = {
        element.name
        for statement in (_PAYERS_OF_YEAR, _GIVERS_AMONG, *_statements("payers"))
        for element in iterate(statement)
        if isinstance(element, TableClause)
    }
    assert "live_receipt_line" in asked  # follows from receipt_line and receipt_cancellation
    assert asked - {"live_receipt_line"} == asked & (touched._NAMES.keys() | touched._INDIFFERENT)
    columns = {(table, column) for table, named in touched._NAMES.items() for column in named}
    assert all(column in all_tables().tables[table].columns for table, column in columns)


def test_what_was_put_right_stands_where_the_wrong_one_stood_and_what_was_taken_back_leaves_no_place(
    books: Books,
) -> None:
    person(books)
    for ref in ("A", "B", "C"):
        gift(books, 10_00, ref=ref)
    for wrong, ref in (("B", "B2"), ("B2", "B3"), ("C", "C2")):
        correct_payment(books, wrong, payment(20_00, ref=ref), reason="wrong amount")
    reverse_payment(books, "A", kind="correction", reason="typed by mistake", on=TODAY)
    gift(books, 10_00, ref="D")  # right after it, in a transaction of its own
    with books.read() as session:
        assert _refs(typed_last(session, "MRS", limit=9)) == ["D", "C2", "B3"]
