"""Rapid entry as it is really used: keys held down, typed fast, typed in the wrong place."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app import i18n
from donations_app.db.queries.parties import find_parties
from donations_app.db.tables import Party
from donations_app.domain.money import Money
from donations_app.ui.entry.batch import CloseBatch, OpenBatch
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.widgets.basic import Button
from tests.ui.looking import shown
from tests.ui.test_entry import choose, entry, focused, payments, press, type_

__all__ = ["entry"]
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def _active(entry: EntryScreen, qtbot: QtBot) -> Iterator[None]:
    """Make the window the active one: shortcuts go nowhere else."""
    entry.window().activateWindow()
    qtbot.waitUntil(entry.window().isActiveWindow)
    entry.form.focus_first()
    yield
    entry.empty()
    entry.person.start("")


def save_line(entry: EntryScreen, amount: str, number: str = "", name: str = "mohand") -> None:
    choose(entry, name)
    entry.form.amount.setText(amount)
    entry.form.cheque_number.setText(number)
    entry.save()


def hold(key: Qt.Key, times: int) -> None:
    """Hold Control and a key down, as a keyboard that repeats sends it."""
    for n in range(times):
        widget = focused()
        override = QKeyEvent(QEvent.Type.ShortcutOverride, key, CONTROL, "", n > 0)
        QApplication.sendEvent(widget, override)
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, CONTROL, "", n > 0))


def name_of_focus() -> str:
    widget = QApplication.focusWidget()
    return "" if widget is None else widget.accessibleName()


def wheel(widget: QWidget) -> bool:
    """Turn the wheel over a widget; return whether it took it."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_undo_never_brings_the_donor_before_into_the_next_line(entry: EntryScreen) -> None:
    save_line(entry, "15", "4417")
    for edit in (entry.form.amount, entry.form.cheque_number, entry.form.dues_amount):
        assert not edit.isUndoAvailable()
        edit.undo()
        assert edit.text() == ""


def test_a_key_held_down_takes_one_line_back(entry: EntryScreen) -> None:
    for n in range(3):
        save_line(entry, f"1{n}", f"77{n}")
    before = len(payments(entry.desk.books))
    hold(Qt.Key.Key_Z, 6)
    assert len(payments(entry.desk.books)) == before + 1
    assert entry.form.cheque_number.text() == "772"


def test_nothing_is_taken_back_over_a_line_that_is_begun(entry: EntryScreen, qtbot: QtBot) -> None:
    save_line(entry, "15")
    choose(entry, "claire")
    before = len(payments(entry.desk.books))
    with qtbot.waitSignal(entry.said) as told:
        press(Qt.Key.Key_Z, CONTROL)
    assert "line that is begun" in told.args[0]
    assert entry.form.payer.text() == "Claire Moreau"
    assert len(payments(entry.desk.books)) == before


def test_nothing_is_taken_back_from_the_panel_of_a_new_person(entry: EntryScreen, qtbot: QtBot) -> None:
    save_line(entry, "15")
    before = len(payments(entry.desk.books))
    press(Qt.Key.Key_F4)
    entry.person.kind.setFocus()
    with qtbot.waitSignal(entry.said) as told:
        press(Qt.Key.Key_Z, CONTROL)
    assert "panel of a new person" in told.args[0]
    assert len(payments(entry.desk.books)) == before


def test_a_line_of_a_closed_batch_is_not_taken_back(entry: EntryScreen, qtbot: QtBot) -> None:
    entry.batch.ask_open()
    opening = shown(OpenBatch)
    assert isinstance(opening, OpenBatch)
    opening.accept()
    save_line(entry, "15")
    entry.batch.ask_close()
    before = len(payments(entry.desk.books))
    with qtbot.waitSignal(entry.said) as told:
        entry.take_back()
    assert "closed" in told.args[0]
    assert len(payments(entry.desk.books)) == before


def test_a_batch_typed_over_says_what_is_too_much(entry: EntryScreen) -> None:
    entry.batch.ask_open()
    opening = shown(OpenBatch)
    assert isinstance(opening, OpenBatch)
    opening.counted.setText("1")
    opening.total.setText("30")
    opening.accept()
    save_line(entry, "10", "1")
    assert "20,00" in told_of_batch(entry)
    save_line(entry, "50,50", "2")
    assert "1 line too many, 30,50\u00a0€ too much" in told_of_batch(entry)
    entry.batch.ask_close()
    closing = shown(CloseBatch)
    closing.close()


def told_of_batch(entry: EntryScreen) -> str:
    labels = [label.text() for label in entry.batch._card.findChildren(QWidget) if hasattr(label, "text")]
    return i18n.without_marks("\n".join(labels))


def test_a_cheque_typed_twice_is_said_before_it_is_saved(entry: EntryScreen) -> None:
    save_line(entry, "15", "4417")
    choose(entry, "claire")
    type_("20")
    press(Qt.Key.Key_Tab)
    type_("4417")
    before = len(payments(entry.desk.books))
    press(Qt.Key.Key_Return)  # faster than any timer
    assert "V-MRS-" in entry.form.number_field.note.text
    assert entry.form.cheque_number.property("state") == "warn"
    assert len(payments(entry.desk.books)) == before
    press(Qt.Key.Key_Return)
    assert len(payments(entry.desk.books)) == before + 1


def test_a_large_sum_is_asked_about_before_it_is_saved(entry: EntryScreen) -> None:
    told = list[str]()
    entry.said.connect(told.append)
    choose(entry, "claire")
    type_("50000,01")
    entry.form.method.choose("transfer")
    before = len(payments(entry.desk.books))
    press(Qt.Key.Key_Return)
    assert told == ["The sum is above 50 000 euros. Check the figures. Enter once more saves this one too."]
    assert entry.form.amount.property("state") == "warn"
    assert len(payments(entry.desk.books)) == before
    press(Qt.Key.Key_Return)
    assert len(payments(entry.desk.books)) == before + 1
    choose(entry, "claire")
    type_("50000")
    press(Qt.Key.Key_Return)
    assert len(payments(entry.desk.books)) == before + 2


def test_a_warning_goes_when_the_number_is_another(entry: EntryScreen) -> None:
    save_line(entry, "15", "4417")
    choose(entry, "claire")
    entry.form.cheque_number.setText("4417")
    entry.form.look_again()
    assert entry.form.number_field.note.text
    entry.form.cheque_number.setText("4418")
    entry.form.look_again()
    assert not entry.form.number_field.note.text


def test_same_again_keeps_what_is_typed(entry: EntryScreen) -> None:
    save_line(entry, "15", "1")
    choose(entry, "claire")
    entry.form.amount.setText("7")
    press(Qt.Key.Key_D, CONTROL)
    assert (entry.form.payer.text(), entry.form.amount.money()) == ("Claire Moreau", Money(7_00))
    entry.empty()
    entry.form.cheque_number.setText("9")
    press(Qt.Key.Key_D, CONTROL)
    assert entry.form.payer.text() == "Mohand Aït Ahmed"
    assert (entry.form.amount.text(), entry.form.cheque_number.text()) == ("15,00", "9")


def test_f4_again_only_goes_to_the_panel_and_escape_closes_it_from_anywhere(
    entry: EntryScreen, qtbot: QtBot
) -> None:
    type_("Zahra Hamidi")
    press(Qt.Key.Key_F4)
    address = entry.person._fields["address"].edit
    address.setFocus()
    type_("12 rue des Lilas")
    entry.form.amount.setFocus()
    press(Qt.Key.Key_F4)
    assert entry.person.isAncestorOf(QApplication.focusWidget())  # type: ignore[arg-type]
    assert address.text() == "12 rue des Lilas"  # type: ignore[attr-defined]
    entry.form.amount.setFocus()
    with qtbot.waitSignal(entry.said) as told:
        press(Qt.Key.Key_Escape)
    assert not entry.has_panel
    assert "F4" in told.args[0]
    press(Qt.Key.Key_F4)
    assert address.text() == "12 rue des Lilas"  # type: ignore[attr-defined]


def test_escape_closes_the_list_of_names_before_the_panel(entry: EntryScreen) -> None:
    press(Qt.Key.Key_F4)
    entry.form.payer.setFocus()
    type_("mohand")
    assert entry.form.payer.is_open
    press(Qt.Key.Key_Escape)
    assert (entry.form.payer.is_open, entry.has_panel) == (False, True)


def test_enter_presses_the_button_that_has_the_focus(entry: EntryScreen) -> None:
    type_("Fermeur")
    press(Qt.Key.Key_F4)
    closes = next(one for one in entry.person.findChildren(Button) if one.text() == "Close")
    closes.setFocus()
    press(Qt.Key.Key_Return)
    assert not entry.has_panel
    assert entry.desk.read(find_parties, "fermeur") == []
    choose(entry)
    entry.form.amount.setText("5")
    before = len(payments(entry.desk.books))
    entry.form.allocations._more.setFocus()
    press(Qt.Key.Key_Return)
    assert len(entry.form.allocations._rows) == 2
    assert len(payments(entry.desk.books)) == before
    entry.save_button.setFocus()
    press(Qt.Key.Key_Return)
    assert len(payments(entry.desk.books)) == before + 1


def test_the_panel_says_beside_each_field_what_no_person_can_have(entry: EntryScreen) -> None:
    press(Qt.Key.Key_F4)
    entry.person.kind.choose("company")
    fields = entry.person._fields
    typed = {"organisation": "Atlas", "siren": "000 000 000", "postcode": "98800", "email": "claire@gmail"}
    for code, text in typed.items():
        fields[code].edit.setText(text)  # type: ignore[attr-defined]
    entry.person.save()
    said = {code: field.note.text for code, field in fields.items() if field.note.text}
    assert said.keys() == {"siren", "country", "email"}
    assert ("placeholder" in said["siren"], "NC" in said["country"], "domain" in said["email"]) == (True,) * 3
    for code, text in {
        "siren": "SIREN 552 100 554",
        "country": "NC",
        "email": "mailto:a@example.org",
    }.items():
        fields[code].edit.setText(text)  # type: ignore[attr-defined]
    entry.person.save()
    with entry.desk.books.read() as session:
        kept = session.execute(select(Party.siren, Party.country, Party.email, Party.organisation)).all()
    assert ("552100554", "NC", "a@example.org", "Atlas") in [tuple(row) for row in kept]


def test_one_button_is_filled_while_the_panel_is_open(entry: EntryScreen) -> None:
    def filled() -> list[str]:
        found = entry.window().findChildren(Button)
        return [one.text() for one in found if one.isVisible() and one.property("kind") == "primary"]

    assert filled() == ["Save and next"]
    press(Qt.Key.Key_F4)
    assert filled() == ["Save the person"]
    press(Qt.Key.Key_Escape)
    assert filled() == ["Save and next"]


@pytest.mark.usefixtures("dressed")
def test_the_wheel_changes_no_choice(entry: EntryScreen) -> None:
    assert not wheel(entry.form.method)
    entry.form.method.setFocus()
    assert not wheel(entry.form.method)
    assert entry.form.method.value() == "cheque"


def tab_stops(entry: EntryScreen) -> list[str]:
    entry.form.payer.setFocus()
    stops = [name_of_focus()]
    for _ in range(40):
        press(Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        name = name_of_focus() or getattr(widget, "text", str)()
        if name in ("Donor", "Empty"):
            break
        stops.append(name)
    return stops


def test_tab_goes_as_one_sees_the_fields(entry: EntryScreen) -> None:
    entry.form.allocations.add_row()
    QApplication.processEvents()  # the new row is shown
    stops = tab_stops(entry)
    assert stops == [
        "Donor", "Nature: Gift", "Amount", "Cheque number", "Project", "Amount or percent",
        "Project", "Amount or percent", "Add a line", "More", "Save and next",
    ]  # fmt: skip


def test_tab_follows_two_columns_too(entry: EntryScreen, qtbot: QtBot) -> None:
    for field in entry.form.pinnable().values():
        if field.pin is not None:
            field.pin.setChecked(False)
    wide = tab_stops(entry)[2:8]
    assert wide == ["Amount", "Received on", "Method", "Cheque number", "Date on the cheque", "Bank"]
    entry.form.setMaximumWidth(390)
    qtbot.waitUntil(lambda: len(entry.form._small) > 1 and entry.form._small[1] is entry.form.number_field)
    narrow = tab_stops(entry)[2:8]
    assert narrow == ["Amount", "Cheque number", "Received on", "Date on the cheque", "Method", "Bank"]


def test_a_pinned_nature_is_passed_over_and_f6_reaches_what_is_pinned(entry: EntryScreen) -> None:
    press(Qt.Key.Key_Tab)
    assert name_of_focus() == "Nature: Gift"
    press(Qt.Key.Key_F2)
    assert entry.form.nature_field.is_pinned
    assert "Nature: Gift" not in tab_stops(entry)
    entry.form.payer.setFocus()
    seen = []
    for _ in range(5):
        press(Qt.Key.Key_F6)
        seen.append(name_of_focus())
    assert seen == ["Nature: Gift", "Received on", "Method", "Date on the cheque", "Bank"]
    press(Qt.Key.Key_F2)  # on the bank
    assert not entry.form.bank_field.is_pinned


def test_a_row_is_added_removed_and_brought_back_by_a_key(entry: EntryScreen) -> None:
    rows = entry.form.allocations
    entry.form.amount.setFocus()
    press(Qt.Key.Key_F7)  # to the row that is free
    assert QApplication.focusWidget() is rows._rows[0].picker
    for typed in ("ecole", "aman"):
        type_(typed)
        press(Qt.Key.Key_Return)
        type_("5")
        press(Qt.Key.Key_F7)
    assert len(rows._rows) == 3
    rows._rows[0].part.setFocus()
    press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert [one.part for one in rows.typed()] == ["5"]
    assert QApplication.focusWidget() is rows._rows[0].picker
    press(Qt.Key.Key_Z, CONTROL)
    assert [one.target.project for one in rows.typed() if one.target] == ["ECOLE", "EAU"]


def test_a_line_that_a_button_emptied_is_brought_back_once(entry: EntryScreen) -> None:
    save_line(entry, "15", "4417")
    choose(entry, "claire")
    type_("20")
    before, key = len(payments(entry.desk.books)), entry.form.key
    entry._emptier.setFocus()
    press(Qt.Key.Key_Return)
    assert not entry.form.is_begun
    press(Qt.Key.Key_Z, CONTROL)
    assert (entry.form.payer.text(), entry.form.amount.text(), entry.form.key) == (
        "Claire Moreau",
        "20,00",
        key,
    )
    entry.empty()  # as it came back: it is meant
    press(Qt.Key.Key_Z, CONTROL)
    assert (entry.form.amount.text(), entry.form.cheque_number.text()) == ("15,00", "4417")
    assert len(payments(entry.desk.books)) == before + 1  # the one that takes it back


def test_what_cannot_be_taken_is_said_when_the_field_is_left(entry: EntryScreen) -> None:
    entry.form.amount.setFocus()
    type_("12,345")
    press(Qt.Key.Key_Tab)
    assert "12,345" in entry.form.amount_field.note.text
    entry.form.on.setFocus()
    entry.form.on.setText("31/02")
    press(Qt.Key.Key_Tab)
    assert "31/02" in entry.form.on_field.note.text
    entry.form.on.setFocus()
    entry.form.on.setText("28/02")
    assert entry.form.on_field.note.text == ""


def test_dues_are_proposed_for_the_payer_that_is_chosen(entry: EntryScreen) -> None:
    form = entry.form
    form.nature._buttons["dues"].click()
    choose(entry)
    assert form.amount.text() == "30,00"
    choose(entry, "claire")  # no member
    assert form.amount.text() == ""
    for year in ("2025", "2026"):
        choose(entry)
        assert (form.dues_year.text(), form.amount.text()) == (year, "30,00")
        form.cheque_number.setText(year)
        entry.save()
        form.nature._buttons["dues"].click()
    choose(entry)
    assert form.amount.text() == ""
    assert "No dues are owed up to 2026" in form.amount_field.note.text
    form.nature._buttons["donation"].click()
    assert form.amount_field.note.text == ""


def test_an_amount_that_was_typed_stays_whoever_pays(entry: EntryScreen) -> None:
    entry.form.nature._buttons["dues"].click()
    entry.form.amount.setText("12")
    choose(entry)
    choose(entry, "claire")
    assert entry.form.amount.money() == Money(12_00)


def test_the_calendar_opens_from_the_keyboard(entry: EntryScreen) -> None:
    from donations_app.ui.widgets.calendar import DayPicker

    entry.form.on.setFocus()
    press(Qt.Key.Key_Down, ALT)
    opened = entry.form.on.findChild(DayPicker)
    assert opened is not None
    QTest.keyClick(opened.calendar, Qt.Key.Key_Escape)
