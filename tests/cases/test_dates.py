"""A. Dates and fiscal year: which day makes a gift one of the year."""

from datetime import date

import pytest

from donations_app.db.books import Books
from donations_app.services.payments.reversals import reverse_payment
from tests.cases.steps import frozen, issued_one, plan, reasons, shown, ticked
from tests.world import TODAY, gift, person

pytestmark = pytest.mark.file_only


def test_case_1_a_transfer_ordered_in_december_is_printed_with_the_day_of_its_credit(books: Books) -> None:
    person(books)
    gift(books, 300_00, method="transfer", received_on=date(2025, 12, 31), credited_on=date(2026, 1, 2))
    assert plan(books, 2025).receipts == []
    made = issued_one(books, 2026)
    assert (made.number, made.planned.form) == ("2026-MRS-P-000001", "11580*05")
    page = shown(made.document)
    assert "***300,00***" in page
    assert "02/01/2026" in page
    assert "31/12/2025" not in page
    assert ticked(made.document) == {"article:200", "form:manual_gift", "nature:money", "method:transfer"}


def test_case_7_a_year_of_debits_without_the_one_that_came_back(books: Books) -> None:
    person(books)
    refs = [
        gift(
            books,
            20_00,
            method="direct_debit",
            received_on=date(2025, month, 5),
            credited_on=date(2025, month, 6),
        )
        for month in range(1, 13)
    ]
    reverse_payment(
        books,
        refs[10],
        kind="return",
        reason="Provision insuffisante",
        on=date(2025, 11, 28),
        return_code="AM04",
    )
    assert reasons(books) == {refs[10]: "returned"}
    made = issued_one(books)
    content = frozen(books, made.number)
    assert (content.amount.cents, content.amount_in_words) == (220_00, "deux cent vingt euros")
    assert [line.payment for line in content.lines] == refs[:10] + refs[11:]
    page = shown(made.document)
    assert "***220,00***" in page
    assert "deux cent vingt euros" in page
    assert [f"06/{month:02}/2025" in page for month in range(1, 13)] == [m != 11 for m in range(1, 13)]
    assert page.count("20,00 €") == 11


def test_case_7_in_january_december_may_still_come_back_and_is_warned_about(books: Books) -> None:
    person(books)
    gift(books, 20_00, method="direct_debit", credited_on=date(2025, 10, 6))
    late = gift(books, 20_00, method="direct_debit", credited_on=date(2025, 12, 6))
    january, march = date(2026, 1, 15), date(2026, 3, 1)
    found = plan(books, today=january).receipts[0].warnings
    assert [(one.code, one.payment) for one in found] == [("refund_window", late)]
    assert plan(books, today=march).receipts[0].warnings == ()


def test_case_9_cash_of_new_years_eve_is_ticked_as_cash_whenever_it_is_banked(books: Books) -> None:
    person(books)
    gift(books, 50_00, method="cash", received_on=date(2025, 12, 31), credited_on=date(2026, 1, 5))
    assert plan(books, 2026, today=TODAY).receipts == []
    made = issued_one(books, 2025)
    assert "method:cash" in ticked(made.document)
    assert "method:transfer" not in ticked(made.document)
    assert "31/12/2025" in shown(made.document)
