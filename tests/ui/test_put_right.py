"""What went wrong is put right from wherever it is found: the search, the dashboard, the list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.payments import payments_like
from donations_app.db.queries.receipts import register_lines
from donations_app.db.tables import Payment
from donations_app.domain.money import Money
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.payments.finding import FindPayment
from tests.ui.looking import Open, shown
from tests.world import gift


@pytest.fixture
def wrong(people: Books) -> Books:
    """A gift with a receipt, and one without."""
    issue_receipts(people, 2025, Choice(payers=["A1"]))
    gift(people, 40_00, payer="B2", ref="V-777")
    return people


def searched(window: MainWindow, typed: str, row: int) -> None:
    window.search.setFocus()
    QTest.keyClicks(window.search, typed)
    for _ in range(row):
        QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Return)


def finish(dialog: PutRight) -> None:
    dialog.what.choose("refund")
    dialog.reason.setText("Given back")
    dialog.accept()


def test_a_payment_found_by_its_reference_is_put_right_without_a_receipt(
    wrong: Books, open_window: Open
) -> None:
    _app, window = open_window()
    searched(window, "v-777", 0)
    dialog = shown(PutRight)
    assert dialog.windowTitle() == "Put right payment V-777"
    finish(dialog)
    with wrong.read() as session:
        assert payments_like(session, "V-777") == []
    assert "taken back" in window.status_bar.told._whole


def test_after_a_correction_both_payments_are_named_and_the_new_one_is_opened_with_a_click(
    wrong: Books, open_window: Open
) -> None:
    _app, window = open_window()
    searched(window, "v-777", 0)
    dialog = shown(PutRight)
    dialog.what.choose("correct")
    dialog.amount.set_money(Money(45_00))
    dialog.reason.setText("Read wrongly")
    dialog.accept()
    with wrong.read() as session:
        new = session.scalars(select(Payment.ref).where(Payment.amount == Money(45_00))).one()
    said = f"The payment V-777 is taken back, {new} is recorded instead."
    assert window.status_bar.told._whole == said
    assert window.status_bar.opens.text() == f"Open {new}"
    window.status_bar.opens.click()
    assert shown(PutRight).payment.value() == new
    shown(PutRight).close()
    window.say("Something else")
    assert window.status_bar.opens.isHidden()


def test_a_receipt_found_by_its_number_leads_to_its_payments(wrong: Books, open_window: Open) -> None:
    _app, window = open_window()
    searched(window, "2025-MRS-P-000001", 1)
    dialog = shown(PutRight)
    assert dialog.windowTitle() == "Put right receipt 2025-MRS-P-000001"
    finish(dialog)
    with wrong.read() as session:
        assert [line.status for line in register_lines(session)] == ["cancelled"]


@pytest.mark.usefixtures("wrong")
def test_the_dashboard_leads_to_any_payment_by_donor_reference_or_receipt(open_window: Open) -> None:
    _app, window = open_window()
    link = next(one for one in window.findChildren(QPushButton) if one.text() == "Put right ...")
    link.click()
    dialog = shown(FindPayment)
    dialog.accept()
    assert dialog.field.note.text
    QTest.keyClicks(dialog.picker, "claire")
    assert any(found.startswith("V-777") for found in dialog.picker.found())
    dialog.picker.clear()
    QTest.keyClicks(dialog.picker, "V-777")
    QTest.keyClick(dialog.picker, Qt.Key.Key_Return)
    dialog.accept()
    assert shown(PutRight).payment.value() == "V-777"
    shown(PutRight).close()


def test_a_payment_on_a_receipt_is_put_right_with_it(wrong: Books, open_window: Open) -> None:
    with wrong.read() as session:
        (line,) = register_lines(session)
    _app, window = open_window()
    searched(window, line.payments[0], 0)
    dialog = shown(PutRight)
    assert dialog.windowTitle() == f"Put right receipt {line.number}"
    assert dialog.payment.value() == line.payments[0]
    dialog.close()


def test_read_only_books_offer_nothing_to_put_right(wrong: Books, open_window: Open) -> None:
    wrong.read_only = True
    _app, window = open_window()
    QTest.keyClicks(window.search, "V-777")
    assert window.search.found() == []
    assert not [one for one in window.findChildren(QPushButton) if one.text() == "Put right ..."]
