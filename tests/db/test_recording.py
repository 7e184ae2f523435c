"""Payments, allocations and shares through the services, on both engines."""

import sqlite3
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.dues import dues_of
from donations_app.db.queries.parties import find_parties, history
from donations_app.db.queries.payments import duplicates
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import Allocation, Entry, Payment, PaymentLine
from donations_app.domain.errors import (
    AlreadyReversed,
    BatchDiffers,
    ChangedMeanwhile,
    InputRefused,
    KeyReused,
    NotAllocated,
    ReadOnly,
    ReasonMissing,
)
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import LineDraft
from donations_app.services.audit.verify import verify
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.batches import close_batch, open_batch
from donations_app.services.payments.records import record_payment
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.memberships import exempt, join, set_fee
from donations_app.services.people.parties import change_party
from tests.raw import tamper
from tests.world import TODAY, association, gift, payment, person, project, to


def share(books: Books, code: str = "EAU"):  # type: ignore[no-untyped-def]  # noqa: ANN201
    with books.read() as session:
        return project_shares(session, today=TODAY, project=code)[0]


def count_of(books: Books, table: type) -> int:
    with books.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_payment_is_saved_with_its_lines_and_an_entry_in_the_trail(books: Books) -> None:
    person(books)
    entries = count_of(books, Entry)
    ref = record_payment(
        books,
        payment(
            lines=(
                LineDraft(kind="dues", amount=Money(30_00), dues_year=2025),
                LineDraft(kind="donation", amount=Money(70_00)),
            )
        ),
    ).ref
    assert ref == "V-MRS-000001"
    with books.read() as session:
        rows = session.execute(
            select(PaymentLine.kind, PaymentLine.amount).order_by(PaymentLine.position)
        ).all()
    assert [(row.kind, row.amount.cents) for row in rows] == [("dues", 30_00), ("donation", 70_00)]
    assert count_of(books, Entry) == entries + 1
    assert verify(books).faults == []


def test_the_same_key_is_the_same_payment_and_another_content_is_refused(books: Books) -> None:
    person(books)
    draft = payment()
    first = record_payment(books, draft)
    again = record_payment(books, draft)
    assert (again.ref, again.already, count_of(books, Payment)) == (first.ref, True, 1)
    with pytest.raises(KeyReused):
        record_payment(books, payment(200_00, key=draft.key))


def test_what_is_wrong_is_told_field_by_field_and_nothing_is_saved(books: Books) -> None:
    bad = payment(0, payer="NOBODY", received_on=date(2027, 1, 1), method="gold")
    with pytest.raises(InputRefused) as error:
        record_payment(books, bad)
    assert {(problem.field, problem.code) for problem in error.value.problems} == {
        ("method", "choice_unknown"), ("received_on", "date_out_of_range"), ("amount", "amount_zero"),
    }  # fmt: skip
    with pytest.raises(InputRefused) as error:
        record_payment(books, payment(payer="NOBODY"))
    assert [problem.code for problem in error.value.problems] == ["party_unknown"]
    assert count_of(books, Payment) == 0


HOSTILE_CENTS = [(0, "amount_zero"), (-5_00, "amount_negative"), (100_000_000_001, "amount_too_large"),
 (2**63, "amount_too_large")]  # fmt: skip


def test_a_hostile_amount_is_refused_by_the_services_too(books: Books) -> None:
    person(books)
    for cents, code in HOSTILE_CENTS:
        with pytest.raises(InputRefused) as error:
            gift(books, cents)
        assert [(problem.field, problem.code) for problem in error.value.problems] == [("amount", code)], (
            cents
        )
        assert count_of(books, Payment) == 0, cents


DAYS_OF_A_PAYMENT = ["received_on", "credited_on"]

HOSTILE_DAYS = [date(1, 1, 1), date(1989, 12, 31), date(2026, 11, 25), date(9999, 12, 31)]  # fmt: skip


def test_a_hostile_date_is_refused_by_the_services_too(books: Books) -> None:
    person(books)
    for day in HOSTILE_DAYS:
        for field in DAYS_OF_A_PAYMENT:
            facts: dict[str, Any] = {field: day}
            with pytest.raises(InputRefused) as error:
                record_payment(books, replace(payment(), **facts))
            assert [(problem.field, problem.code) for problem in error.value.problems] == [
                (field, "date_out_of_range")
            ], day
            assert count_of(books, Payment) == 0, day


def test_a_line_is_allocated_to_several_projects_without_losing_a_cent(books: Books) -> None:
    person(books), association(books)
    project(books, cost=1_000_00, partners={"AMAN": 500_00})
    project(books, "ECOLE", cost=1_000_00)
    gift(books, 100_01, allocations=(to(50_01, "EAU", "AMAN"), to(25_00, "ECOLE"), to(25_00, "")))
    assert share(books).share.private.cents == 50_01
    assert share(books).associations[0].share.basis_points == 1000
    assert share(books, "ECOLE").share.private.cents == 25_00


IMPOSSIBLE = [((to(60_00), to(60_00, "ECOLE")), "allocations_differ"), ((to(50_00), to(50_00)), "target_twice"),
 ((to(100_00, "", "AMAN"),), "association_without_project"),
 ((to(100_00, "EAU", "A1"),), "association_not_partner"),
 ((to(100_00, "NONE"),), "project_unknown")]  # fmt: skip


def test_impossible_allocations_are_refused(books: Books) -> None:
    person(books), association(books)
    project(books, partners={"AMAN": 500_00})
    project(books, "ECOLE")
    for parts, code in IMPOSSIBLE:
        with pytest.raises(InputRefused) as error:
            gift(books, allocations=parts)
        assert code in {problem.code for problem in error.value.problems}, parts


def test_the_database_itself_refuses_a_line_allocated_beyond_its_amount(books: Books) -> None:
    person(books), project(books)
    gift(books, 100_00)
    with pytest.raises((sqlite3.Error, psycopg.Error), match="allocat"):
        tamper(
            books.location,
            "INSERT INTO allocation (id, office_id, line_id, project_id, nature, amount, decided_on, reason)"
            " SELECT 999, office_id, line_id, 1, nature, 1, decided_on, '' FROM allocation",
        )
    assert share(books).share.private.cents == 0


def test_an_allocation_moves_by_a_new_entry_and_the_old_one_stays(books: Books) -> None:
    person(books), association(books)
    project(books, partners={"AMAN": 500_00})
    project(books, "ECOLE")
    ref = gift(books, 100_00, allocations=(to(100_00, "EAU", "AMAN"),))
    moved = {"away": to(40_00, "EAU", "AMAN"), "to": to(40_00, "ECOLE"), "reason": "Decision of the board"}
    key = uuid4()
    move_allocation(books, ref, 1, **moved, key=key)  # type: ignore[arg-type]
    move_allocation(books, ref, 1, **moved, key=key)  # type: ignore[arg-type]
    assert (share(books).share.private.cents, share(books, "ECOLE").share.private.cents) == (60_00, 40_00)
    assert count_of(books, Allocation) == 3
    with pytest.raises(NotAllocated):
        move_allocation(
            books,
            ref,
            1,
            away=to(61_00, "EAU", "AMAN"),
            to=to(61_00, "ECOLE"),
            reason="x",
            key=uuid4(),
        )
    with pytest.raises(ReasonMissing):
        move_allocation(
            books,
            ref,
            1,
            away=to(1_00, "EAU", "AMAN"),
            to=to(1_00, "ECOLE"),
            reason=" ",
            key=uuid4(),
        )
    with pytest.raises(InputRefused) as refused:  # an association counts for a project alone
        move_allocation(
            books, ref, 1, away=to(1_00, "EAU", "AMAN"), to=to(1_00, "", "AMAN"), reason="x", key=uuid4()
        )
    assert [one.code for one in refused.value.problems] == ["association_without_project"]
    assert verify(books).faults == []


def test_a_reversal_takes_the_money_back_from_where_it_stands_now(books: Books) -> None:
    person(books), project(books), project(books, "ECOLE")
    ref = gift(books, 100_00, allocations=(to(100_00),))
    move_allocation(
        books,
        ref,
        1,
        away=to(30_00),
        to=to(30_00, "ECOLE"),
        reason="r",
        key=uuid4(),
    )
    reverse_payment(books, ref, kind="return", reason="No cover", on=TODAY, return_code="AM04")
    assert share(books).share.private.cents == 0
    assert share(books, "ECOLE").share.private.cents == 0
    assert count_of(books, Payment) == 2
    with pytest.raises(AlreadyReversed):
        reverse_payment(books, ref, kind="return", reason="again", on=TODAY)
    assert verify(books).faults == []


def test_what_was_taken_back_is_moved_no_more(books: Books) -> None:
    person(books), project(books), project(books, "ECOLE")
    ref = gift(books, 100_00, allocations=(to(100_00),))
    reverse_payment(books, ref, kind="return", reason="No cover", on=TODAY)
    with pytest.raises(AlreadyReversed):
        move_allocation(
            books,
            ref,
            1,
            away=to(30_00),
            to=to(30_00, "ECOLE"),
            reason="r",
            key=uuid4(),
        )
    assert share(books).share.private.cents == share(books, "ECOLE").share.private.cents == 0


def test_public_money_does_not_count_and_what_is_expected_is_told(books: Books) -> None:
    person(books)
    project(books, cost=1_000_00)
    gift(books, 149_99, allocations=(to(149_99),))
    gift(books, 500_00, kind="subsidy", allocations=(to(500_00),))
    found = share(books).share
    assert (found.private.cents, found.public.cents, found.missing.cents) == (149_99, 500_00, 1)
    gift(books, 1, allocations=(to(1),))
    assert share(books).share.reached


def test_a_payment_that_looks_like_another_is_shown_and_not_refused(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire")
    gift(books, 50_00, cheque_number="0004417")
    with books.read() as session:
        found = duplicates(session, payment(80_00, payer="B2", cheque_number="0004417"))
        alike = duplicates(session, payment(50_00))
        other = duplicates(session, payment(51_00))
    assert [(one.same_cheque, one.amount.cents) for one in found] == [(True, 50_00)]
    assert [one.same_cheque for one in alike] == [False]
    assert other == []
    gift(books, 50_00, cheque_number="0004417")


def test_a_batch_closes_on_what_was_counted_or_with_a_reason(books: Books) -> None:
    person(books)
    key = uuid4()
    for _twice in range(2):
        open_batch(books, key, name="R1", method="cheque", count=2, amount=Money(150_00))
    gift(books, 100_00, batch=key)
    with pytest.raises(BatchDiffers):
        close_batch(books, key)
    close_batch(books, key, reason="One cheque was torn")
    with pytest.raises(InputRefused) as error:
        gift(books, 50_00, batch=key)
    assert [problem.code for problem in error.value.problems] == ["batch_closed"]


def test_dues_of_a_member_year_by_year(books: Books) -> None:
    person(books)
    set_fee(books, "ADH", name="Member", from_year=2024, fee=Money(30_00))
    join(books, [(uuid4(), "A1", date(2024, 1, 1))], kind="ADH")
    exempt(books, "A1", year=2024, reason="Founder")
    gift(books, 30_00, kind="dues", dues_year=2025)
    with books.read() as session:
        years = dues_of(session, "A1", today=TODAY)
    assert [(year.year, year.state) for year in years] == [(2024, "exempt"), (2025, "paid"), (2026, "owed")]


def test_people_are_found_by_any_word_in_any_script(books: Books) -> None:
    person(books), person(books, "B2", last_name="أحمد", first_name="فاطمة")
    person(books, "C3", kind="couple", first_name="Anne", last_name="O'Brien", second_first_name="Paul%_\\")
    with books.read() as session:
        found = {
            typed: [row.ref for row in find_parties(session, typed)]
            for typed in ("ait", "MOHAND ahm", "احمد", "فاطمه", "o'b", "%", "_", "\\", "x" * 10_000, "A1")
        }
    assert found["ait"] == found["MOHAND ahm"] == found["A1"] == ["A1"]
    assert found["احمد"] == found["فاطمه"] == ["B2"]
    assert found["o'b"] == ["C3"]
    assert found["x" * 10_000] == []
    assert "A1" not in found["%"] + found["_"] + found["\\"]


def test_the_second_of_two_who_change_a_person_is_told(books: Books) -> None:
    person(books)
    draft = PartyDraft(key=uuid4(), kind="individual", last_name="Ahmed", first_name="Mohand")
    change_party(books, "A1", draft, seen=1)
    with pytest.raises(ChangedMeanwhile):
        change_party(books, "A1", draft, seen=1)


def test_history_leaves_reversed_payments_out(books: Books) -> None:
    person(books)
    ref = gift(books, 10_00)
    gift(books, 20_00)
    reverse_payment(books, ref, kind="correction", reason="typed twice", on=TODAY)
    with books.read() as session:
        assert [past.amount.cents for past in history(session, "A1")] == [20_00]


def test_books_opened_for_reading_refuse_every_write(books: Books) -> None:
    books.read_only = True
    with pytest.raises(ReadOnly):
        person(books)
