"""What went wrong is put right from wherever it is found: the search, the dashboard, the list."""

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import select

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payments import payments_like
from donations_app.db.queries.register import register_lines
from donations_app.db.tables import Payment
from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft
from donations_app.i18n import without_marks
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.records import record_payment
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.payments.detail import PaymentPanel
from donations_app.ui.payments.finding import FindPayment, Wrong, open_put_right
from donations_app.ui.payments.refunding import UndoRefund
from tests.ui.looking import Open, shown
from tests.world import gift, payment, to


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


def happened(dialog: PutRight, what: str) -> None:
    buttons = dict(zip(("return", "refund", "correct"), dialog.what.findChildren(QPushButton), strict=True))
    buttons[what].click()


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
    dialog.right.amount.set_money(Money(45_00))
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


@pytest.mark.usefixtures("dashboard")
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
    assert [told.split()[0] for told in window.search.found()] == ["V-777"]  # to be looked at
    assert not [one for one in window.findChildren(QPushButton) if one.text() == "Put right ..."]


def test_a_split_payment_is_put_right_with_its_split_and_its_cheque(wrong: Books, open_window: Open) -> None:
    gift(
        wrong, 80_00, payer="B2", ref="V-778", cheque_number="12",
        allocations=(to(50_00, "EAU", "AMAN"), to(30_00, "ECOLE")),
    )  # fmt: skip
    _app, window = open_window()
    searched(window, "v-778", 0)
    dialog = shown(PutRight)
    happened(dialog, "correct")
    assert [row.part for row in dialog.right.split.typed()] == ["50,00", "30,00"]
    dialog.right.amount.set_money(Money(90_00))
    dialog.right.cheque_number.setText("0042")
    dialog.reason.setText("Misread")
    dialog.accept()
    with wrong.read() as session:
        new = session.scalars(select(Payment.ref).where(Payment.amount == Money(90_00))).one()
        draft = draft_of(session, new, key=uuid4())
    assert draft.cheque_number == "0042"
    # what the projects do not take is the general fund's, as the note beside the rows says
    assert draft.lines[0].allocations == (to(50_00, "EAU", "AMAN"), to(30_00, "ECOLE"), to(10_00, ""))


def test_the_amount_of_a_payment_on_one_project_stays_there_whole(wrong: Books, open_window: Open) -> None:
    gift(wrong, 80_00, payer="B2", ref="V-778", allocations=(to(80_00, "EAU"),))
    _app, window = open_window()
    dialog = PutRight(window.desk, "", window, payment="V-778")
    happened(dialog, "correct")
    dialog.right.amount.set_money(Money(90_00))
    assert dialog.right.draft().lines[0].allocations == (to(90_00, "EAU"),)
    dialog.close()


def test_what_stands_against_a_correction_bears_the_name_of_the_field(
    wrong: Books, open_window: Open
) -> None:
    lines = (LineDraft(kind="donation", amount=Money(60_00)), LineDraft(kind="donation", amount=Money(20_00)))
    record_payment(wrong, payment(payer="B2", ref="V-779", lines=lines))
    _app, window = open_window("fr")
    dialog = PutRight(window.desk, "", window, payment="V-779")
    happened(dialog, "correct")
    dialog.right.amount.set_money(Money(90_00))
    dialog._foresee()
    assert dialog.changes.text().startswith("Montant\u00a0: Le versement a plusieurs lignes")
    assert dialog.fields["split"].isHidden()
    dialog.close()


def test_a_currency_a_valuation_and_a_return_are_put_right_too(wrong: Books, open_window: Open) -> None:
    gift(wrong, 500_00, payer="B2", ref="V-1", method="cash")
    gift(
        wrong,
        300_00,
        payer="B2",
        ref="V-2",
        method="none",
        kind="in_kind",
        description="Pompe",
        article="978",
    )
    _app, window = open_window()
    dialog = PutRight(window.desk, "", window, payment="V-1")
    dialog.what.choose("correct")
    dialog._show_what()
    dialog.right.rare.currency.setText("MAD")
    dialog.reason.setText("Misread")
    dialog.accept()
    assert (dialog.right.rare.rate_field.state, dialog.right.rare.source_field.state) == ("bad", "bad")
    dialog.right.rare.rate.setText("10,8")
    dialog.right.rare.rate_source.setText("BAM")
    dialog.right.rare.counterpart.setText("3")
    dialog.right.rare.passes.setChecked(True)
    assert dialog.right.amount.accessibleName() == "Amount in MAD"
    dialog.accept()
    thing = PutRight(window.desk, "", window, payment="V-2")
    thing.what.choose("correct")
    thing._show_what()
    thing.right.thing.evidence.setText("Facture 12")
    thing.right.rare.issued_by.setText("HelloAsso")
    thing.reason.setText("Misread")
    thing.accept()
    with wrong.read() as session:
        refs = session.scalars(
            select(Payment.ref).where(Payment.amount > Money(0)).order_by(Payment.id)
        ).all()
        money, kind = (draft_of(session, ref, key=uuid4()) for ref in refs[-2:])
    (line,) = money.lines
    assert (line.amount.cents, line.foreign_minor, line.counterpart) == (46_30, 500_00, Money(3_00))
    assert (money.currency, money.rate, money.rate_source, money.rate_on) == (
        "MAD", "10.8", "BAM", money.received_on,
    )  # fmt: skip
    assert [part.amount.cents for part in line.allocations] == [46_30]
    assert [(one.article, one.pass_through) for one in (line, *kind.lines)] == [("200", True), ("978", False)]
    assert (kind.lines[0].evidence, kind.lines[0].description, kind.receipt_issued_by) == (
        "Facture 12", "Pompe", "HelloAsso",
    )  # fmt: skip


def test_what_no_bank_took_is_not_returned_by_one(wrong: Books, open_window: Open) -> None:
    gift(wrong, 30_00, payer="B2", ref="V-779", method="none", kind="waived_expenses", evidence="R-1")
    gift(wrong, 30_00, payer="B2", ref="V-780", method="cash")
    _app, window = open_window()
    for ref, offers in (("V-777", True), ("V-779", False), ("V-780", False)):
        dialog = PutRight(window.desk, "", window, payment=ref)
        texts = [one.text() for one in dialog.what.findChildren(QPushButton) if not one.isHidden()]
        assert ("Returned by the bank" in texts, len(texts)) == (offers, 2 + offers)
        assert dialog.what.value() == ("return" if offers else "refund")
        dialog.close()


def test_reasons_that_fit_are_offered_and_the_batch_is_told(wrong: Books, open_window: Open) -> None:
    key = uuid4()
    open_batch(wrong, key, name="Mars", method="cheque", count=1, amount=Money(90_00))
    gift(wrong, 80_00, payer="B2", ref="V-778", batch=key)
    _app, window = open_window()
    dialog = PutRight(window.desk, "", window, payment="V-778")

    def offered(what: str) -> list[QPushButton]:
        happened(dialog, what)
        items = (dialog.offered.itemAt(place) for place in range(dialog.offered.count()))
        found = [item.widget() for item in items if item]
        return [one for one in found if isinstance(one, QPushButton)]

    assert [one.text() for one in offered("return")] == ["Unpaid cheque"]
    assert [one.text() for one in offered("refund")] == ["Refunded to the donor", "Given twice"]
    assert [one.text() for one in offered("correct")] == ["Wrongly recorded", "Misread"]
    offered("correct")[0].click()
    assert dialog.reason.text() == "Wrongly recorded"
    dialog.right.amount.set_money(Money(90_00))
    dialog._foresee()
    assert i18n.without_marks(dialog.changes.text()).endswith(
        "Batch Mars: 1 payment, 90,00\xa0€; counted were 1, 90,00\xa0€."
    )
    dialog.close()


def test_a_part_is_given_back_from_where_it_stands_and_that_is_taken_back(
    wrong: Books, open_window: Open
) -> None:
    gift(
        wrong, 80_00, payer="B2", ref="V-778", allocations=(to(50_00, "EAU", "AMAN"), to(30_00, "")),
    )  # fmt: skip
    _app, window = open_window()
    dialog = PutRight(window.desk, "", window, payment="V-778")
    assert dialog.fields["refund"].isHidden()
    happened(dialog, "refund")
    back = dialog.back
    assert (back.amount.money(), dialog.fields["place"].isHidden()) == (Money(80_00), False)
    offered = [without_marks(back.place.itemText(n)) for n in range(back.place.count())]
    assert offered[0] == "Gift, 80,00\u00a0€ (general fund first, then projects in proportion)"
    assert offered[1:] == ["Gift, Eau potable, 50,00\u00a0€", "Gift, General fund, 30,00\u00a0€"]
    back.place.choose("2")
    back.amount.set_money(Money(30_01))
    dialog._foresee()
    assert "30,00\u00a0€ can be refunded from there" in without_marks(dialog.changes.text())
    back.amount.set_money(Money(12_00))
    dialog.reason.setText("Too much")
    dialog.accept()
    with wrong.read() as session:
        found = payment_detail(session, "V-778")
    assert [(one.ref, one.amount.cents, one.reason) for one in found.refunds] == [
        ("V-778-R1", -12_00, "Too much")
    ]
    assert [(one.project, one.amount.cents) for one in found.lines[0].shares] == [
        ("EAU", 50_00),
        ("", 18_00),
    ]
    panel = PaymentPanel(read_only=False)
    panel.show_payment(found)
    texts = [without_marks(one.text()) for one in panel.findChildren(QLabel)]
    assert "12,00\u00a0€ refunded on 23/11/2026 by V-778-R1: Too much" in texts
    open_put_right(window.desk, window, Wrong(payment="V-778-R1"), window.say)
    undo = shown(UndoRefund)
    assert undo.windowTitle() == "Take back refund V-778-R1"
    undo.accept()
    assert undo.fields["reason"].state == "bad"
    undo.fields["reason"].edit.setProperty("text", "Somebody else")
    undo.accept()
    with wrong.read() as session:
        found, gone = (payment_detail(session, ref) for ref in ("V-778", "V-778-R1"))
    assert (found.refunds, found.row.refunded, gone.is_refund) == ((), Money(0), False)
