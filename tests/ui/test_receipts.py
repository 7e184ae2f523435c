"""The receipts page in the hands of the treasurer: what is left out is completed, what is wrong put right."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.register import register_lines
from donations_app.ui.alarm import ShareAlarm
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.receipts.issued.cancellation import CancelReceipt
from donations_app.ui.receipts.plan.completion import CompletePeople, WriteCredits
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.widgets.running import time_left
from tests.receipts.reading import text_of
from tests.ui.looking import Open, shown, turn_to
from tests.ui.receipts_page import receipts_of, settle
from tests.world import gift, person, to


def test_missing_addresses_are_completed_one_after_the_other_with_enter(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    person(people, "D4", last_name="Autre", first_name="Sans", address="", city="", postcode="")
    gift(people, 30_00, payer="D4")
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen.show_left_out("address_missing")
    group = screen.left.group
    assert group is not None
    assert (group.reason, group.payers, group.amount.cents) == ("address_missing", ["C3", "D4"], 50_00)
    assert screen.actions_row.complete.text() == "Complete 2 donors"
    screen.actions_row.complete.click()
    dialog = shown(CompletePeople)
    assert dialog.focusWidget() is dialog.edits["address"]
    for street in ("3 rue Neuve", "4 rue Neuve"):
        QTest.keyClicks(dialog.edits["address"], street)
        dialog.edits["postcode"].setText("13002")
        dialog.edits["city"].setText("Marseille")
        QTest.keyClick(dialog.edits["city"], Qt.Key.Key_Return)
    settle(screen, qtbot)
    assert [row.giver.ref for row in screen.plan.receipts if row.giver.ref in ("C3", "D4")] == ["D4", "C3"]


def test_a_wrong_siren_stays_beside_its_field_and_saves_nothing(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    person(
        people,
        "E5",
        kind="company",
        organisation="SARL Atlas",
        last_name="",
        first_name="",
        legal_form="SARL",
    )
    gift(people, 30_00, payer="E5")
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen.show_left_out("siren_missing")
    screen.actions_row.complete.click()
    dialog = shown(CompletePeople)
    assert dialog.focusWidget() is dialog.edits["siren"]
    assert not dialog.fields["first_name"].isVisible()
    dialog.edits["siren"].setText("123456789")
    dialog.accept()
    assert "123456789" in dialog.fields["siren"].note.text
    assert dialog.isVisible()
    dialog.edits["siren"].setText("552100554")
    dialog.accept()
    settle(screen, qtbot)
    assert "E5" not in [line.payer for line in screen.plan.left_out]


def test_who_lives_abroad_counts_as_resident_by_a_statement_that_is_named(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    person(people, "M6", country="MA", city="Casablanca", postcode="20000")
    gift(people, 30_00, payer="M6")
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen.show_left_out("not_tax_resident")
    screen.actions_row.complete.click()
    dialog = shown(CompletePeople)
    assert dialog.focusWidget() is dialog.residence
    dialog.residence.choose("yes")
    dialog.accept()
    assert dialog.fields["residence_statement"].note.text
    dialog.edits["residence_statement"].setText("Attestation n° 7")
    dialog.accept()
    settle(screen, qtbot)
    assert "M6" in [row.giver.ref for row in screen.plan.receipts]


def test_days_of_credit_are_written_and_bad_ones_refused(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    gift(people, 75_00, method="transfer", received_on=date(2025, 6, 1), credited_on=None)
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen.show_left_out("credited_date_missing")
    screen.actions_row.complete.click()
    dialog = shown(WriteCredits)
    dialog.day.setText("31/02/2025")
    dialog.accept()
    assert dialog.field.note.text
    dialog.day.setText("03/06/2025")
    dialog.accept()
    settle(screen, qtbot)
    assert screen.plan.receipts[0].amount.cents == 175_00


def issued(screen: ReceiptsScreen, qtbot: QtBot, row: int = 0) -> None:
    screen.issue(screen.plan.receipts)
    settle(screen, qtbot)
    screen._show_view("issued")
    screen.issued.choose_row(row)


def test_cancelling_says_which_share_falls_below_its_threshold(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    issued(screen, qtbot)
    screen.issued.ask_cancel()
    dialog = shown(CancelReceipt)
    assert "Receipts on the gifts of 2025: from 150,00 € to 100,00 €" in i18n.without_marks(
        dialog.changes.text()
    ).replace("\u00a0", " ")
    with people.read() as session:
        assert {line.status for line in register_lines(session)} == {"issued"}  # rehearsed, not done


def test_a_returned_payment_is_put_right_from_its_receipt(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    gift(people, 150_00, allocations=(to(150_00, "EAU", "AMAN"),))
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    issued(screen, qtbot, row=1)
    screen.issued.ask_put_right()
    dialog = shown(PutRight)
    dialog.payment.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "falls below" in dialog.changes.text())
    dialog.accept()
    assert dialog.fields["reason"].note.text  # a reason is compulsory
    dialog.reason.setText("MD06")
    dialog.accept()
    shown(ShareAlarm).does.click()
    settle(screen, qtbot)
    with people.read() as session:
        lines = [(line.number[-1], line.status, line.counted.cents) for line in register_lines(session)]
    assert lines == [("1", "replaced", 0), ("2", "issued", 50_00), ("3", "issued", 100_00)]
    assert str(screen.issued.current_key()).endswith("3")
    assert "100,00" in text_of(screen.document.content)


def test_the_document_beside_is_that_of_the_receipt_issued_instead_and_stays_when_the_year_is_read_again(
    open_window: Open, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    issued(screen, qtbot, row=0)
    old = screen.issued.current_key()
    screen.issued.ask_cancel()
    dialog = shown(CancelReceipt)
    dialog.replace.setChecked(True)
    dialog.reason.setText("Wrong address")
    dialog.accept()
    settle(screen, qtbot)
    new = screen.issued.current_key()
    assert new not in (None, old)
    assert str(new) in text_of(screen.document.content)
    screen.refresh()
    settle(screen, qtbot)
    assert screen.issued.current_key() == new
    screen.issued.ask_cancel()
    shown(CancelReceipt).reason.setText("Given back")
    shown(CancelReceipt).accept()
    settle(screen, qtbot)
    assert screen.issued.current_key() == new  # cancelled, and still shown


def test_a_wrong_donor_is_put_right_from_the_receipt(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    issued(screen, qtbot, row=1)
    screen.issued.ask_put_right()
    dialog = shown(PutRight)
    dialog.what.choose("correct")
    dialog.right.payer.selectAll()
    QTest.keyClicks(dialog.right.payer, "Moreau")
    dialog.right.payer.take()
    dialog.reason.setText("Same day, other donor")
    dialog.accept()
    settle(screen, qtbot)
    assert [(row.giver.ref, row.amount.cents) for row in screen.plan.receipts] == [("B2", 100_00)]


def test_the_year_that_is_shown_is_the_year_that_is_planned(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    gift(people, 7_00, received_on=date(2024, 2, 1))
    _app, window = open_window()
    screen = turn_to(window, ReceiptsScreen)
    screen.year.choose("2024")  # while 2025 is still being read
    settle(screen, qtbot)
    assert {row.year for row in screen.plan.receipts} == {2024}


def test_what_one_takes_upon_oneself_is_named_in_the_question(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    gift(people, 60_000_00)
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    assert not screen.actions_row.issue_some.isEnabled() or screen.ready.selected_keys()
    screen.ask_issue(screen.plan.receipts)
    box = shown(QMessageBox)
    assert "50 000" in box.informativeText().replace("\u202f", " ")
    box.close()


def test_a_file_that_stands_there_is_kept_and_the_others_are_written(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    issued(screen, qtbot)
    (tmp_path / "2025-MRS-P-000001.pdf").write_bytes(b"mine")
    screen.save_in(tmp_path, ["2025-MRS-P-000001", "2025-MRS-P-000002"])
    settle(screen, qtbot)
    assert (tmp_path / "2025-MRS-P-000001.pdf").read_bytes() == b"mine"
    assert (tmp_path / "2025-MRS-P-000002.pdf").stat().st_size > 1000
    assert "1 stood there already" in i18n.without_marks(window.status_bar.told._whole)


@pytest.mark.parametrize(
    ("done", "seconds", "said"),
    [(0, 5, ""), (10, 0.5, ""), (500, 2, "2 seconds left"), (100, 20, "3 minutes left"), (1000, 9, "")],
)
def test_the_time_left_is_told_once_the_pace_is_known(done: int, seconds: float, said: str) -> None:
    assert time_left(done, 1000, seconds) == said
