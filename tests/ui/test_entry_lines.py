"""Lines of the batch in rapid entry: opened again, taken back, copied, by keys and by the mouse."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.batches import open_batches
from donations_app.db.tables import Payment
from donations_app.domain.money import Money
from donations_app.i18n import without_marks
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.records import record_payment
from donations_app.services.receipts.records import Issued
from donations_app.ui.alarm import ShareAlarm
from donations_app.ui.entry.lines import Lines
from donations_app.ui.entry.refusing import TakeBack
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.payments.correcting import PutRight
from tests.originals import Fill
from tests.ui.conftest import fill
from tests.ui.looking import none_shown, shown
from tests.ui.test_entry import choose, entry, payments, press, type_
from tests.ui.test_entry_keys import CONTROL, save_line
from tests.world import TODAY, gift, issue, payment

__all__ = ["entry"]


@pytest.fixture
def told(entry: EntryScreen) -> list[str]:
    said = list[str]()
    entry.said.connect(said.append)
    return said


def fill_batch(books: Books) -> None:
    """Beside ``fill``: an open batch of three cheques."""
    fill(books)
    key = uuid4()
    open_batch(books, key, name="Cheques", method="cheque", count=3, amount=Money(60_00))
    for cents, number in ((10_00, "1"), (20_00, "2"), (30_00, "3")):
        gift(books, cents, cheque_number=number, batch=key, received_on=TODAY)


@pytest.fixture
def filling() -> Fill:
    return fill_batch


@pytest.fixture(autouse=True)
def _batch(entry: EntryScreen, qtbot: QtBot) -> Iterator[None]:
    """Begin with a batch of three cheques that are typed."""
    QApplication.processEvents()
    entry.window().activateWindow()
    qtbot.waitUntil(entry.window().isActiveWindow)
    entry.form.focus_first()
    yield
    entry.give_up()
    entry.empty()


def lines(entry: EntryScreen) -> list[tuple[str, int]]:
    """Return the cheques and cents shown, from the top."""
    found = entry.batch.table._found.values()
    return [(row.cheque_number, row.amount.cents) for row in found]


def look_at(entry: EntryScreen, row: int) -> Lines:
    table = entry.batch.table
    table.setFocus()
    table.choose_row(row)
    return table


@pytest.mark.parametrize("way", ["return", "f2", "double click"])
def test_a_line_is_put_right_at_its_place_and_in_its_batch(
    entry: EntryScreen, told: list[str], way: str
) -> None:
    table = look_at(entry, 1)
    if way == "double click":
        place = table.visualRect(table.model().index(1, 1)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        QTest.keyClick(table, Qt.Key.Key_Return if way == "return" else Qt.Key.Key_F2)
    assert (entry.form.amount.text(), entry.form.cheque_number.text()) == ("20,00", "2")
    assert "Esc" in told[-1]
    assert "is being put right" in entry.note.text
    entry.form.amount.setText("25")
    entry.form.cheque_number.setText("22")
    entry.save()
    assert lines(entry) == [("3", 30_00), ("22", 25_00), ("1", 10_00)]
    assert "Put right" in told[-1]
    (batch,) = entry.desk.read(open_batches, "MRS")
    assert (batch.count, batch.amount) == (3, Money(65_00))
    assert (entry.note.text, entry.form.is_begun, entry.save_button.text()) == ("", False, "Save and next")
    look_at(entry, 1)  # once more: the place is that of the first
    entry.batch.table.open_current()
    entry.form.amount.setText("20")
    entry.save()
    assert lines(entry) == [("3", 30_00), ("22", 20_00), ("1", 10_00)]


def test_what_was_put_right_keeps_the_line_before_it_in_the_trail(entry: EntryScreen) -> None:
    look_at(entry, 0).open_current()
    entry.form.amount.setText("31")
    entry.save()
    with entry.desk.books.read() as session:
        rows = session.execute(
            select(Payment.amount, Payment.reversal, Payment.reversal_reason).order_by(Payment.id.desc())
        ).all()
    assert [(row.amount.cents, row.reversal, row.reversal_reason) for row in rows[:3]] == [
        (31_00, "", ""), (-30_00, "correction", "Put right while its batch was typed"), (30_00, "", ""),
    ]  # fmt: skip


def test_escape_leaves_a_line_as_it_was_and_pinned_fields_as_they_were(
    entry: EntryScreen, told: list[str]
) -> None:
    entry.form.on.setText("20/11/2026")  # pinned
    entry.form.bank.setText("La Banque Postale")
    before = payments(entry.desk.books)
    look_at(entry, 2).open_current()
    assert entry.form.on.day() == TODAY
    entry.form.amount.setFocus()
    type_("99")
    press(Qt.Key.Key_Escape)
    assert payments(entry.desk.books) == before
    assert (entry.form.on.day(), entry.form.bank.text()) == (date(2026, 11, 20), "La Banque Postale")
    assert not entry.form.is_begun
    assert "Left as it was" in told[-1]
    assert QApplication.focusWidget() is entry.batch.table


def test_a_line_that_nobody_changed_is_not_recorded_anew(entry: EntryScreen) -> None:
    before = payments(entry.desk.books)
    look_at(entry, 0).open_current()
    assert entry.unsaved() == ""
    entry.save()
    assert payments(entry.desk.books) == before


def test_no_line_is_opened_over_one_that_is_begun(entry: EntryScreen, told: list[str]) -> None:
    choose(entry, "claire")
    look_at(entry, 0).open_current()
    assert "begun" in told[-1]
    assert entry.form.payer.text() == "Claire Moreau"


def test_a_line_opened_again_is_not_said_to_be_like_itself(entry: EntryScreen) -> None:
    look_at(entry, 0).open_current()
    assert entry.form.look_again() == ""
    assert entry.form.number_field.note.text == ""


def test_a_split_with_dues_is_opened_as_it_was_typed(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.nature._buttons["both"].click()
    entry.form.amount.setText("100")
    rows = entry.form.allocations
    rows._rows[0].picker.setFocus()
    type_("ecole")
    press(Qt.Key.Key_Return)
    rows._rows[0].part.setText("25")
    rows.wish.setChecked(True)
    entry.save()
    look_at(entry, 0).open_current()
    form = entry.form
    assert (form.nature.value(), form.dues_amount.text(), form.dues_year.text()) == ("both", "30,00", "2025")
    assert [(one.target and one.target.project, one.part) for one in rows.typed()] == [("ECOLE", "25,00")]
    assert rows.wish.isChecked()
    form.amount.setText("110")
    entry.save()
    assert lines(entry)[0] == ("", 110_00)


def test_the_whole_for_one_project_follows_another_amount(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.amount.setText("40")
    entry.form.allocations._rows[0].picker.setFocus()
    type_("ecole")
    press(Qt.Key.Key_Return)
    entry.save()
    look_at(entry, 0).open_current()
    entry.form.amount.setText("400")
    entry.save()
    row = next(iter(entry.batch.table._found.values()))
    assert (row.projects, row.amount) == (("ECOLE",), Money(400_00))
    look_at(entry, 0).open_current()
    (part,) = entry.form.allocations.drafts()
    assert part.amount == Money(400_00)
    _asks_before_a_share_falls(entry)


def _asks_before_a_share_falls(entry: EntryScreen) -> None:
    """The school needs 300: what leaves less is asked first, whichever way it goes."""
    entry.form.amount.setText("290,50")
    entry.save()
    alarm = shown(ShareAlarm)
    assert without_marks(alarm.windowTitle()) == "the project ECOLE falls below the threshold"
    assert (alarm.does.text(), alarm.reason_field.isHidden()) == ("Put it right", True)
    alarm.reject()
    assert (lines(entry)[0], entry.form.amount.text()) == (("", 400_00), "290,50")
    entry.save()
    shown(ShareAlarm).does.click()
    assert (lines(entry)[0], none_shown(ShareAlarm), entry.form.is_begun) == (("", 290_50), True, False)
    entry.take_back()  # Ctrl+Z
    shown(ShareAlarm).reject()
    assert lines(entry)[0] == ("", 290_50)
    QTest.keyClick(look_at(entry, 0), Qt.Key.Key_Delete)
    shown(TakeBack).accept()
    alarm = shown(ShareAlarm)
    assert (alarm.reason.text(), alarm.does.text()) == ("Typed by mistake", "Take it back")
    alarm.does.click()
    assert (lines(entry)[0], none_shown(TakeBack)) == (("3", 30_00), True)


def test_delete_takes_a_line_back_after_a_question_with_its_reason(
    entry: EntryScreen, told: list[str]
) -> None:
    QTest.keyClick(look_at(entry, 1), Qt.Key.Key_Delete)
    dialog = shown(TakeBack)
    assert dialog.reason.text() == "Typed by mistake"
    dialog.reason.setText("")
    dialog.accept()
    assert dialog.field.note.text
    dialog.reason.setText("The cheque was not signed")
    dialog.accept()
    assert lines(entry) == [("3", 30_00), ("1", 10_00)]
    assert "Taken back" in told[-1]
    with entry.desk.books.read() as session:
        reason = session.scalar(select(Payment.reversal_reason).order_by(Payment.id.desc()))
    assert reason == "The cheque was not signed"
    save_line(entry, "5", "4")  # the next line stands above, not where the other was
    assert lines(entry) == [("4", 5_00), ("3", 30_00), ("1", 10_00)]


def test_going_back_from_the_question_takes_nothing_back(entry: EntryScreen) -> None:
    before = payments(entry.desk.books)
    QTest.keyClick(look_at(entry, 1), Qt.Key.Key_Delete)
    QTest.keyClick(shown(TakeBack), Qt.Key.Key_Escape)
    assert none_shown(TakeBack)
    assert payments(entry.desk.books) == before


def test_undo_takes_back_the_last_line_after_another_was_put_right(entry: EntryScreen) -> None:
    before = lines(entry)
    for amount, number in (("40", "4"), ("50", "5"), ("60", "6")):
        entry.start_with("A1")
        entry.form.amount.setText(amount)
        entry.form.cheque_number.setText(number)
        entry.save()
    look_at(entry, 2).open_current()
    entry.form.amount.setText("41")
    entry.save()
    entry.take_back()
    assert lines(entry) == [("5", 50_00), ("4", 41_00), *before]
    assert entry.form.cheque_number.text() == "6"
    entry.empty()
    for left in ([("4", 41_00)], []):
        entry.take_back()
        entry.empty()
        assert lines(entry) == [*left, *before]


@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_a_menu_has_the_same_acts_and_copies(
    entry: EntryScreen, told: list[str], reason: QContextMenuEvent.Reason
) -> None:
    table = look_at(entry, 1)
    place = table.visualRect(table.currentIndex()).center()
    QApplication.sendEvent(
        table.viewport(), QContextMenuEvent(reason, place, table.viewport().mapToGlobal(place))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [act.text() for act in menu.actions()] == ["Change the line", "Take the line back ...", "Copy"]
    menu.actions()[2].trigger()
    assert "Mohand Aït Ahmed" in QGuiApplication.clipboard().text()
    assert told[-1] == "1 row copied."
    menu.actions()[0].trigger()
    assert entry.form.cheque_number.text() == "2"
    menu.close()


def _payments(issued: Issued) -> list[str]:
    return [line.payment for line in issued.planned.lines]


def test_a_line_on_a_receipt_goes_where_it_is_put_right_with_its_receipt(entry: EntryScreen) -> None:
    gift(entry.desk.books, 50_00, ref="V-9", batch=entry.batch.key)
    issued = next(one.number for one in issue(entry.desk.books).issued if "V-9" in _payments(one))
    entry.batch.refresh()
    entry.batch.table.choose_line("V-9")
    entry.batch.table.open_current()
    dialog = shown(PutRight)
    assert issued in dialog.windowTitle()
    assert dialog.payment.value() == "V-9"
    dialog.close()
    assert not entry.form.is_begun


def test_a_line_that_says_more_than_the_form_can_is_put_right_in_the_dialog(entry: EntryScreen) -> None:
    drafted = payment(50_00, ref="V-8")
    (line,) = drafted.lines
    record_payment(entry.desk.books, replace(drafted, lines=(line, replace(line, kind="participation"))))
    shown_before = entry.form.typed()
    entry.reopen("V-8")
    dialog = shown(PutRight)
    assert dialog.payment.value() == "V-8"
    dialog.close()
    assert entry.form.typed() == shown_before


def test_a_cheque_recorded_without_its_day_is_opened_too(entry: EntryScreen) -> None:
    gift(entry.desk.books, 50_00, ref="V-7", cheque_number="71", received_on=date(2026, 11, 2))
    entry.reopen("V-7")
    assert (entry.form.cheque_number.text(), entry.form.on.text()) == ("71", "02/11/2026")
    assert entry.unsaved() == ""


def test_control_and_enter_opens_nothing(entry: EntryScreen) -> None:
    QTest.keyClick(look_at(entry, 1), Qt.Key.Key_Return, CONTROL)
    assert not entry.form.is_begun
