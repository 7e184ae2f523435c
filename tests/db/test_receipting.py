"""Receipts through the services: what the law asks, what the peers got wrong; on both engines."""

import hashlib
import sqlite3
from datetime import date
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.receipt_documents import document
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.register import continuity, register_lines
from donations_app.db.tables import DocumentBase, LiveReceiptLine, TaxReceipt
from donations_app.domain.errors import (
    AlreadyReceipted,
    Cancelled,
    CharactersMissing,
    NotFound,
    NothingToReplace,
    PaymentReceipted,
    ReasonMissing,
    ReceiptAlreadyCancelled,
)
from donations_app.domain.money import Money
from donations_app.domain.receipts import PlannedReceipt
from donations_app.services.audit.verify import verify
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import duplicate_receipt, preview_receipt, receipt_copy
from donations_app.services.receipts.issue import Choice
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.receipts.records import issue_in
from receipts.amount_words import amount_in_words
from tests.raw import tamper
from tests.receipts.reading import text_of
from tests.world import (
    TODAY,
    gift,
    gifts,
    issue,
    issue_whole,
    login_of,
    payment,
    people,
    person,
    person_draft,
    project,
    to,
)


def only(books: Books, year: int = 2025) -> PlannedReceipt:
    plan = plan_receipts(books, year)
    assert plan.left_out == []
    assert len(plan.receipts) == 1
    return plan.receipts[0]


def reasons(books: Books, year: int = 2025) -> list[str]:
    plan = plan_receipts(books, year)
    assert plan.receipts == []
    return [line.reason for line in plan.left_out]


def test_three_gifts_of_one_donor_are_one_receipt_with_all_boxes_and_nothing_left(books: Books) -> None:
    person(books)
    refs = [
        gift(books, 100_00, method="cash"),
        gift(books, 200_00, method="cheque"),
        gift(books, 50_00, method="transfer", credited_on=date(2025, 3, 2)),
    ]
    run = issue(books)
    planned = run.issued[0].planned
    assert [issued.number for issued in run.issued] == ["2025-MRS-P-000001"]
    assert planned.amount.cents == 350_00
    assert planned.method_boxes == ("cash", "cheque", "transfer")
    assert planned.payments == refs
    with books.read() as session:
        frozen = receipt(session, "2025-MRS-P-000001").content
        assert session.scalar(select(func.count()).select_from(LiveReceiptLine)) == 3
    assert frozen.methods == ("cash", "cheque", "transfer")
    assert [line.payment for line in frozen.lines] == refs
    assert "***350,00***" in text_of(run.issued[0].document)
    assert reasons(books) == ["already_receipted"] * 3


def test_case_1_a_transfer_counts_in_the_year_of_its_credit(books: Books) -> None:
    person(books)
    gift(books, 300_00, method="transfer", received_on=date(2025, 12, 31), credited_on=date(2026, 1, 2))
    assert plan_receipts(books, 2025).receipts == []
    planned = only(books, 2026)
    assert (planned.form, planned.days, planned.method_boxes) == (
        "11580*05", (date(2026, 1, 2),), ("transfer",),
    )  # fmt: skip


def test_case_3_a_cheque_counts_on_the_day_its_letter_arrives(books: Books) -> None:
    person(books)
    gift(books, 80_00, received_on=date(2026, 1, 3), cheque_date=date(2025, 12, 30))
    planned = only(books, 2026)
    assert (planned.days, planned.warnings) == ((date(2026, 1, 3),), ())
    assert amount_in_words(planned.amount) == "quatre-vingts euros"


def test_case_3_a_cheque_dated_later_than_its_reception_is_warned_about(books: Books) -> None:
    person(books)
    gift(books, 80_00, received_on=date(2026, 1, 3), cheque_date=date(2026, 1, 10))
    assert [warning.code for warning in only(books, 2026).warnings] == ["postdated_cheque"]
    run = issue(books, 2026)
    assert (run.issued, len(run.postponed)) == ([], 1)
    assert len(issue(books, 2026, accept=["postdated_cheque"]).issued) == 1


def test_case_5_a_direct_debit_counts_in_the_year_of_its_credit(books: Books) -> None:
    person(books)
    gift(books, 25_00, method="direct_debit", received_on=date(2025, 12, 29), credited_on=date(2026, 1, 5))
    assert plan_receipts(books, 2025).receipts == []
    assert only(books, 2026).amount.cents == 25_00


def test_case_9_cash_counts_on_the_day_it_is_handed_over(books: Books) -> None:
    person(books)
    gift(books, 50_00, method="cash", received_on=date(2025, 12, 31), credited_on=date(2026, 1, 5))
    planned = only(books, 2025)
    assert (planned.days, planned.method_boxes) == ((date(2025, 12, 31),), ("cash",))


def test_case_11_the_ordinary_gift_ticks_the_ordinary_boxes(books: Books) -> None:
    person(books)
    gift(books, 100_00, method="transfer", credited_on=date(2025, 3, 1))
    run = issue(books)
    with books.read() as session:
        content = receipt(session, run.issued[0].number).content
    assert (content.articles, content.gift_forms, content.natures, content.methods) == (
        ("200",), ("manual_gift",), ("money",), ("transfer",),
    )  # fmt: skip
    assert content.beneficiary.category == "general_interest_1901"
    assert content.amount_in_words == "cent euros"


def test_case_25_without_a_postal_address_no_receipt_is_issued(books: Books) -> None:
    person(books, address="", city="")
    gift(books)
    assert reasons(books) == ["address_missing"]
    assert issue(books).issued == []


def test_case_27_dues_are_receipted_as_money(books: Books) -> None:
    person(books)
    gift(books, 30_00, kind="dues", dues_year=2025)
    planned = only(books)
    assert (planned.kinds, planned.nature_boxes) == (["dues"], ("money",))
    assert amount_in_words(planned.amount) == "trente euros"


def test_case_49_a_misspelt_name_is_cancelled_and_replaced_with_both_numbers(books: Books) -> None:
    person(books, last_name="Ait Hamed")
    gift(books)
    old = issue(books).issued[0]
    new = replace_receipt(books, old.number, reason="Name misspelt")
    assert new.number == "2025-MRS-P-000002"
    assert f"Annule et remplace le reçu n° {old.number}" in text_of(new.document)
    assert new.number in text_of(receipt_copy(books, old.number))
    with books.read() as session:
        lines = list(register_lines(session))
    assert [(line.status, line.counted.cents) for line in lines] == [("replaced", 0), ("issued", 100_00)]
    assert (lines[0].reason, lines[0].replaced_by, lines[1].replaces) == (
        "Name misspelt", new.number, old.number,
    )  # fmt: skip
    assert verify(books).faults == []


BY_HAND = ["DELETE FROM tax_receipt", "UPDATE tax_receipt SET amount = 1", "UPDATE tax_receipt SET number = 'X'",
 "DELETE FROM receipt_line", "UPDATE document_base SET content = ''", "DELETE FROM receipt_cancellation",
 "DELETE FROM link", "UPDATE link SET who = 'x'", "UPDATE entry SET record = 'x'",
 "UPDATE receipt_counter SET last = 0", "UPDATE payment SET amount = 1", "DELETE FROM allocation"]  # fmt: skip


def test_case_53_what_was_issued_cannot_be_changed_even_by_hand(books: Books) -> None:
    person(books)
    gift(books), gift(books, 20_00, received_on=date(2024, 1, 1))
    issue(books)
    cancel_receipt(books, issue(books, 2024).issued[0].number, reason="r")
    for statement in BY_HAND:
        with pytest.raises((sqlite3.Error, psycopg.Error)):
            tamper(books.location, statement)
    assert verify(books).faults == []


def test_case_53_a_number_is_never_used_again(books: Books) -> None:
    person(books)
    gift(books)
    first = issue(books).issued[0].number
    cancel_receipt(books, first, reason="Wrong")
    assert issue(books).issued[0].number == "2025-MRS-P-000002"
    with pytest.raises(ReceiptAlreadyCancelled):
        cancel_receipt(books, first, reason="Again")
    with books.read() as session:
        line = next(register_lines(session, numbers=[first]))
    assert (line.cancelled_by, line.reason, line.status) == (login_of(books, "naima"), "Wrong", "cancelled")


def test_a_plan_shows_exactly_what_the_issue_does(books: Books) -> None:
    for n in range(1, 6):
        person(books, f"D{n}", receipt_wish=("annual", "each", "none", "annual", "each")[n - 1])
        for month in (1, 5):
            gift(books, 10_00 * n, payer=f"D{n}", received_on=date(2025, month, n))
    gift(books, 5_00, payer="")
    plan = plan_receipts(books, 2025)
    run = issue(books)
    assert [issued.planned for issued in run.issued] == plan.receipts
    assert run.left_out == plan.left_out
    assert len(plan.receipts) == 1 + 2 + 0 + 1 + 2
    assert {line.reason for line in plan.left_out} == {"no_receipt_wished", "anonymous"}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"kind": "sale"}, "not_a_gift"), ({"kind": "participation"}, "not_a_gift"), ({"payer": ""}, "anonymous"),
     ({"method": "transfer", "credited_on": None}, "credited_date_missing"),
     ({"receipt_issued_by": "HelloAsso"}, "issued_by_platform"),
     ({"counterpart": 26_00, "counterpart_kind": "goods"}, "counterpart_too_large"),
     ({"project_eligible": False}, "not_eligible_project")],
)  # fmt: skip
def test_a_line_left_out_says_why(books: Books, facts: dict[str, Any], reason: str) -> None:
    person(books)
    if "counterpart" in facts:
        facts = facts | {"counterpart": Money(facts["counterpart"])}
    if "project_eligible" in facts:
        project(books, receipt_eligible=False)
        facts = {"allocations": (to(100_00),)}
    gift(books, 100_00, **facts)
    assert reasons(books) == [reason]


def test_organisations_and_foreign_residents_are_left_out(books: Books) -> None:
    person(books, "A9", kind="association", organisation="Amis de l'Atlas", last_name="", first_name="")
    person(books, "M1", country="MA", postcode="80000", city="Agadir")
    person(books, "M2", country="MA", postcode="80000", city="Agadir", tax_resident_fr=True)
    for payer in ("A9", "M1", "M2"):
        gift(books, payer=payer)
    plan = plan_receipts(books, 2025)
    assert sorted((line.payer, line.reason) for line in plan.left_out) == [
        ("A9", "payer_is_organisation"), ("M1", "not_tax_resident"),
    ]  # fmt: skip
    assert [(one.giver.ref, [w.code for w in one.warnings]) for one in plan.receipts] == [
        ("M2", ["foreign_address"])
    ]


def test_a_reversed_payment_is_not_receipted_and_a_receipted_one_not_reversed(books: Books) -> None:
    person(books)
    ref = gift(books)
    issue(books)
    with pytest.raises(PaymentReceipted):
        reverse_payment(books, ref, kind="return", reason="r", on=TODAY)
    cancel_receipt(books, "2025-MRS-P-000001", reason="Returned")
    reverse_payment(books, ref, kind="return", reason="r", on=TODAY)
    assert reasons(books) == ["returned"]
    with pytest.raises(ReasonMissing):
        cancel_receipt(books, "2025-MRS-P-000001", reason="")


def test_nothing_is_cancelled_when_nothing_could_replace_it(books: Books) -> None:
    person(books)
    gift(books)
    issue(books)
    tamper(books.location, "UPDATE party SET receipt_wish = 'none'")
    with pytest.raises(NothingToReplace):
        replace_receipt(books, "2025-MRS-P-000001", reason="r")
    with books.read() as session:
        assert receipt(session, "2025-MRS-P-000001").cancelled_on is None


def test_a_character_the_letters_lack_is_refused_before_a_number_is_taken(books: Books) -> None:
    person(books, last_name="王")
    person(books, "B2", last_name="Moreau", first_name="Claire")
    gift(books), gift(books, payer="B2")
    run = issue(books)
    assert [issued.number for issued in run.issued] == ["2025-MRS-P-000001"]
    assert [line.reason for line in run.left_out] == ["unprintable"]
    issue(books)
    with books.read() as session:
        assert [(series.last, series.missing) for series in continuity(session)] == [(1, ())]


def test_a_preview_that_cannot_be_printed_names_the_characters(books: Books) -> None:
    person(books)
    gift(books)
    planned = only(books)
    unprintable = replace(planned, giver=replace(planned.giver, last_name="王"))
    with pytest.raises(CharactersMissing) as error:
        preview_receipt(books, unprintable)
    assert error.value.characters == "王"


@pytest.mark.parametrize("name", ["Aït Ɛli ⵜⴰⵎⴰⵣⵉⵖⵜ", "<SARL> & Fils", "</font>O'Brien", "Nguyễn Š"])
def test_names_come_out_of_the_document_as_they_went_in(books: Books, name: str) -> None:
    person(books, last_name=name, first_name="أحمد")
    gift(books)
    shown = text_of(issue(books).issued[0].document)
    assert name in shown
    assert "أحمد" in shown


def test_the_exact_bytes_come_back_and_a_duplicate_says_so(books: Books) -> None:
    person(books)
    gift(books)
    issued = issue(books).issued[0]
    assert receipt_copy(books, issued.number) == issued.document
    marked = duplicate_receipt(books, issued.number)
    assert marked.startswith(issued.document)  # the mark is added after the same bytes
    assert "DUPLICATA" in text_of(marked)
    assert "DUPLICATA" not in text_of(issued.document)
    with books.read() as session:
        kept = session.scalars(select(TaxReceipt.sha256)).one()
    assert hashlib.sha256(issued.document).hexdigest() == kept


def test_a_receipt_takes_less_than_three_kilobytes_beside_its_base(books: Books) -> None:
    people(books, (person_draft(f"D{n}", last_name=f"Nom{n}") for n in range(30)))
    gifts(books, (payment(payer=f"D{n}") for n in range(30)))
    issue(books)
    with books.read() as session:
        tails = session.scalars(select(TaxReceipt.tail)).all()
        whole = document(session, "2025-MRS-P-000001")
        texts = session.scalars(select(TaxReceipt.content)).all()
        bases = session.scalar(select(func.count()).select_from(DocumentBase))
    assert max(len(tail) + len(text) for tail, text in zip(tails, texts, strict=True)) < 3_000
    assert bases == 1
    assert whole.endswith(b"%%EOF\n")


def test_stopping_between_two_keeps_what_was_issued_and_the_next_run_goes_on(books: Books) -> None:
    people(books, (person_draft(f"D{n:02}") for n in range(30)))
    gifts(books, (payment(payer=f"D{n:02}") for n in range(30)))

    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    run = issue(books, progress=stop)
    assert (0 < len(run.issued) < 30, run.stopped) == (True, True)
    rest = issue(books)
    numbers = [issued.number for issued in run.issued + rest.issued]
    assert numbers == [f"2025-MRS-P-{n:06}" for n in range(1, 31)]


def test_what_another_program_issued_meanwhile_is_left_out_and_all_others_are_issued(books: Books) -> None:
    for n in range(5):
        person(books, f"D{n}")
        gift(books, payer=f"D{n}")

    def meanwhile(done: int, _total: int) -> None:
        if done == 0:
            assert len(issue(books, payer="D3").issued) == 1

    run = issue(books, progress=meanwhile)
    assert [(issued.planned.giver.ref, issued.number[-1]) for issued in run.issued] == [
        ("D0", "2"), ("D1", "3"), ("D2", "4"), ("D4", "5"),
    ]  # fmt: skip
    assert [(line.payer, line.reason) for line in run.left_out] == [("D3", "already_receipted")]


def test_two_live_receipts_for_one_line_are_impossible_even_for_a_stale_plan(books: Books) -> None:
    person(books)
    gift(books)
    stale = only(books)
    issue(books)
    with pytest.raises(AlreadyReceipted), books.write() as write:
        issue_in(write, [stale], today=TODAY)
    with books.read() as session:
        assert session.scalar(select(func.count()).select_from(TaxReceipt)) == 1


@pytest.mark.parametrize("chosen", [{"payer": "NOBODY"}, {"payment": "V-MRS-999999"}])
def test_a_receipt_of_what_is_not_there_is_refused_not_nothing(books: Books, chosen: dict[str, Any]) -> None:
    person(books)
    gift(books)
    with pytest.raises(NotFound, match=next(iter(chosen.values()))):
        plan_receipts(books, 2025, **chosen)
    with pytest.raises(NotFound):
        issue(books, **chosen)
    assert len(plan_receipts(books, 2025).receipts) == 1


def test_the_receipt_of_a_period_is_replaced_whole_for_who_wants_one_a_payment(books: Books) -> None:
    person(books, receipt_wish="each")
    refs = [
        gift(books, cents, received_on=date(2025, month, 1)) for cents, month in ((100_00, 3), (50_00, 4))
    ]
    period = (date(2025, 1, 1), date(2025, 6, 30))
    (old,) = issue_whole(books, 2025, Choice(accept=["all"], period=period)).issued
    new = replace_receipt(books, old.number, reason="Name misspelt")
    assert (old.planned.payments, old.planned.amount.cents) == (refs, 150_00)
    assert (new.planned.payments, new.planned.amount.cents) == (refs, 150_00)
    assert reasons(books) == ["already_receipted"] * 2
