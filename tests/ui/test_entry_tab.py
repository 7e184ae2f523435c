"""Tab on the page of rapid entry: there and back in the order of sight, whatever happened before."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from donations_app.ui.app import App
from donations_app.ui.entry.batch import OpenBatch
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from tests.ui.looking import Open, screen_of, shown, turn_to
from tests.ui.test_entry import choose, payments, press, type_

pytestmark = pytest.mark.usefixtures("dressed")

_CHEQUE = ["Donor", "Nature: Gift", "Amount", "Cheque number"]
_SPLIT = ["Project", "Amount or percent"]
_END = ["Add a line", "More", "Save and next", "Empty", "Open a batch", "Lines typed"]


def activate(window: MainWindow, qtbot: QtBot) -> None:
    """Show the page, and make the window the active one: keys go nowhere else."""
    QApplication.processEvents()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def name(widget: QWidget | None) -> str:
    return "" if widget is None else widget.accessibleName() or getattr(widget, "text", str)()


def walk(entry: EntryScreen, key: Qt.Key, first: QWidget, last: QWidget) -> list[QWidget]:
    """Press a key from one stop to another and return all stops."""
    QApplication.processEvents()  # what was made just now is shown
    if not entry.isActiveWindow():
        entry.window().activateWindow()
        QApplication.processEvents()
    first.setFocus()
    stops = [first]
    while stops[-1] is not last and len(stops) < 40:
        press(key)
        widget = QApplication.focusWidget()
        assert widget is not None
        stops.append(widget)
    return stops


def both_ways(entry: EntryScreen) -> list[str]:
    """Return the names of all stops from the payer to the table; the way back is the same."""
    there = walk(entry, Qt.Key.Key_Tab, entry.form.payer, entry.batch.table)
    back = walk(entry, Qt.Key.Key_Backtab, entry.batch.table, entry.form.payer)
    assert [name(one) for one in reversed(back)] == [name(one) for one in there]
    seen = [widget for widget in there if entry.form.isAncestorOf(widget)]
    assert [name(one) for one, after in pairwise(seen) if not _is_seen_before(entry, one, after)] == []
    return [name(one) for one in there]


def _is_seen_before(entry: EntryScreen, one: QWidget, after: QWidget) -> bool:
    """Tell whether one reads a field before another: it stands above it, or beside it where reading begins."""
    first, second = (QRect(widget.mapTo(entry.form, QPoint()), widget.size()) for widget in (one, after))
    if first.bottom() < second.top():
        return True
    is_mirrored = entry.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return first.top() < second.bottom() and (
        first.x() > second.x() if is_mirrored else first.x() < second.x()
    )


def saved(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.amount.setText(str(5 + len(payments(entry.desk.books))))  # no other is like it
    entry.save()


def emptied(entry: EntryScreen) -> None:
    entry.form.allocations.add_row()
    entry.empty()


def split(entry: EntryScreen) -> None:
    for _ in range(2):
        entry.form.allocations.add_row()
    entry.form.allocations._rows[1].remover.click()


def with_dues(entry: EntryScreen) -> None:
    saved(entry)
    entry.form.nature._buttons["both"].click()


def unpinned(entry: EntryScreen) -> None:
    for field in entry.form.pinnable().values():
        if field.pin is not None:
            field.pin.setChecked(False)
    saved(entry)


def for_a_project(entry: EntryScreen) -> None:
    saved(entry)
    entry.form.allocations._rows[0].picker.setFocus()
    type_("ecole")
    press(Qt.Key.Key_Return)


def with_a_batch(entry: EntryScreen) -> None:
    entry.batch.ask_open()
    shown(OpenBatch).accept()
    saved(entry)


_STATES: dict[str, tuple[Callable[[EntryScreen], object], list[str]]] = {
    "at first": (lambda _entry: None, [*_CHEQUE, *_SPLIT, *_END]),
    "after a line": (saved, [*_CHEQUE, *_SPLIT, *_END]),
    "emptied": (emptied, [*_CHEQUE, *_SPLIT, *_END]),
    "split": (split, [*_CHEQUE, *_SPLIT, *_SPLIT, *_END]),
    "dues": (
        with_dues,
        [*_CHEQUE[:1], "Nature: Both", *_CHEQUE[2:], "Year of the dues", "Dues of it", *_SPLIT, *_END],
    ),
    "a project": (for_a_project, [*_CHEQUE, "Donor's wish", *_SPLIT, *_END]),
    "a batch": (with_a_batch, [*_CHEQUE, *_SPLIT, *_END[:4], "Close the batch", "Lines typed"]),
    "no pins": (
        unpinned,
        [*_CHEQUE[:2], "Amount", "Received on", "Method", "Cheque number", "Date on the cheque", "Bank",
         *_SPLIT, *_END[:4], "Close the batch", "Lines typed"],
    ),
}  # fmt: skip


def test_tab_goes_there_and_back_as_one_sees_the_fields(open_window: Open, qtbot: QtBot) -> None:
    """One state after the other in one window; the batch stays open."""
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    activate(window, qtbot)
    for state, (make, stops) in _STATES.items():
        make(entry)
        assert both_ways(entry) == stops, state
        entry.empty()


def test_tab_goes_as_one_sees_the_fields_where_they_stand_in_two_columns(
    open_window: Open, qtbot: QtBot
) -> None:
    _app, window = open_window(size=(1024, 700))
    entry = turn_to(window, EntryScreen)
    activate(window, qtbot)
    unpinned(entry)
    entry.form.setMaximumWidth(390)
    qtbot.waitUntil(lambda: entry.form._small[1] is entry.form.number_field)
    assert both_ways(entry) == [
        *_CHEQUE, "Received on", "Date on the cheque", "Method", "Bank", *_SPLIT, *_END,
    ]  # fmt: skip
    saved(entry)
    assert len(both_ways(entry)) == 16


def test_tab_goes_as_one_sees_the_fields_in_another_language(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    entry = turn_to(window, EntryScreen)
    saved(entry)
    spoken = _spoken(app, "ar", qtbot)
    activate(spoken, qtbot)
    mirrored = screen_of(spoken, EntryScreen)
    assert mirrored.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert len(both_ways(mirrored)) == 12
    mirrored.form.allocations.add_row()
    assert len(both_ways(mirrored)) == 14  # one row more


def _spoken(app: App, language: str, qtbot: QtBot) -> MainWindow:
    before = app.window
    app._speak(language)
    qtbot.waitUntil(lambda: app.window is not before)
    assert app.window is not None
    return app.window


def test_the_panel_of_a_new_person_is_walked_after_the_line(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    activate(window, qtbot)
    saved(entry)
    press(Qt.Key.Key_F4)
    there = walk(entry, Qt.Key.Key_Tab, entry.person.kind, entry.person._closer)
    assert [name(one) for one in there] == [
        "Kind", "Last name", "First name", "Address", "More of the address", "Postcode", "City",
        "Country (FR, MA ...)", "E-mail", "Telephone", "Receipt: One a year", "Save the person", "Close",
    ]  # fmt: skip
    assert walk(entry, Qt.Key.Key_Backtab, entry.person._closer, entry.person.kind) == there[::-1]
    assert [name(one) for one in walk(entry, Qt.Key.Key_Tab, entry.save_button, entry.person.kind)] == [
        "Save and next", "Empty", "Empty", "Kind",
    ]  # fmt: skip


def test_a_project_typed_at_its_usual_place_is_saved_with_every_line(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    activate(window, qtbot)
    for n in range(3):
        choose(entry)
        type_("40")
        for text in (f"77{n}", "ecole"):
            press(Qt.Key.Key_Tab)
            type_(text)
        press(Qt.Key.Key_Return)  # takes the project
        press(Qt.Key.Key_Return)
    assert [number for _amount, _method, number in payments(entry.desk.books)[:3]] == ["772", "771", "770"]
    assert [row.projects for row in list(entry.batch.table._found.values())[:3]] == [("ECOLE",)] * 3


@pytest.mark.parametrize("button", ["Add a line", "More", "Empty"])
def test_what_is_typed_onto_a_button_goes_into_the_next_project(
    open_window: Open, qtbot: QtBot, button: str
) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    activate(window, qtbot)
    for_a_project(entry)
    QApplication.processEvents()
    stop = next(
        one for one in walk(entry, Qt.Key.Key_Tab, entry.form.payer, entry._emptier) if name(one) == button
    )
    stop.setFocus()
    for letter in "aman":
        type_(letter)
    rows = entry.form.allocations._rows
    assert [row.picker.text() for row in rows][1:] == ["aman"]
    assert QApplication.focusWidget() is rows[1].picker
    entry.empty()


def test_an_amount_typed_onto_the_nature_goes_into_the_amount(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    activate(window, qtbot)
    choose(entry)
    press(Qt.Key.Key_Backtab)
    assert name(QApplication.focusWidget()) == "Nature: Gift"
    for letter in "75":
        type_(letter)
    assert entry.form.amount.text() == "75"
    entry.empty()
