"""The line that is being typed outlives the program: kept in a file, found again once, never saved twice."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.machine.folders import config_folder
from donations_app.ui.entry import screen as entry_screen
from donations_app.ui.entry.batch import OpenBatch
from donations_app.ui.entry.kept_line import text_of
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.kept import place_of
from donations_app.ui.main_window import MainWindow
from donations_app.ui.shell.leaving import Leaving
from tests.posix import is_private
from tests.ui.looking import Open, screen_of, shown, turn_to
from tests.ui.test_entry import choose, payments, type_

ROOT = Path(__file__).parents[2]
_TYPES = """
import sys
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.ui.app import App, application
from donations_app.ui.entry.screen import EntryScreen

qt = application()
app = App(open_books(sys.argv[1], clock=utc_now, today=lambda: date(2026, 11, 23)))
window = app.show()
entry = next(one for one in window.screens if isinstance(one, EntryScreen))
window.show_screen(entry)
form = entry.form


def type_line() -> None:
    form.start_with("A1")
    QTest.keyClicks(form.amount, "47,5")
    QTest.keyClicks(form.cheque_number, "0004417")
    form.bank_field.pin.setChecked(False)
    form.bank.setText("La Banque Postale")
    QTest.keyClicks(form.allocations._rows[0].picker, "ecol")
    print(form.key, flush=True)


QTimer.singleShot(0, type_line)
qt.exec()
"""


def kept_files() -> list[Path]:
    return sorted((config_folder() / "lines").glob("*"))


def is_kept() -> bool:
    """Tell whether a line is kept whole: a file is written beside its place first."""
    return [one.suffix for one in kept_files()] == [".json"]


def die(window: MainWindow, qtbot: QtBot) -> None:
    """Leave a window as a program does that is killed: nothing is asked, saved or removed any more."""
    entry = screen_of(window, EntryScreen)
    qtbot.waitUntil(lambda: bool(kept_files()) and kept_files()[0].read_text() == text_of(entry.form))
    entry._keeps.stop()
    window.desk.kept._path = None
    entry.form.begin()


def test_a_line_survives_the_death_of_its_program(people: Books, open_window: Open, qtbot: QtBot) -> None:
    typing = subprocess.Popen(
        [sys.executable, "-c", _TYPES, people.location],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    try:
        assert typing.stdout is not None
        key = typing.stdout.readline().strip()
        qtbot.waitUntil(lambda: bool(kept_files()) and '"ecol"' in kept_files()[0].read_text())
    finally:
        typing.kill()
        typing.communicate()
    assert [is_private(one) for one in kept_files()] == [True]
    before = payments(people)
    _app, window = open_window()
    entry = screen_of(window, EntryScreen)
    assert entry.isVisible()
    assert window.status_bar.told._whole == "Found again: the line that was being typed"
    form = entry.form
    assert (form.payer.value(), form.payer.text()) == ("A1", "Mohand Aït Ahmed")
    assert (form.amount.text(), form.cheque_number.text()) == ("47,50", "0004417")
    assert (form.bank.text(), form.bank_field.is_pinned) == ("La Banque Postale", False)
    assert form.allocations.typed()[0].text == "ecol"
    assert str(form.key) == key
    form.allocations.clear()
    entry.save()
    assert payments(people) == [(47_50, "cheque", "0004417"), *before]
    qtbot.waitUntil(lambda: kept_files() == [])


def test_a_line_that_was_saved_before_its_file_was_removed_is_not_found_again(
    open_window: Open, qtbot: QtBot
) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    choose(entry)
    entry.form.amount.setText("15")
    entry._keep()
    qtbot.waitUntil(is_kept)
    (place,) = kept_files()
    left = place.read_text()
    entry.save()
    qtbot.waitUntil(lambda: kept_files() == [])
    window.close()
    place.write_text(left)
    _app, again = open_window()
    assert not screen_of(again, EntryScreen).form.is_begun
    screen_of(again, EntryScreen)._keep()
    qtbot.waitUntil(lambda: kept_files() == [])


def test_what_is_emptied_or_discarded_is_not_found_again(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    for _ in range(2):
        entry.start_with("A1")
        entry._keep()
        qtbot.waitUntil(is_kept)
        entry.empty()
        qtbot.waitUntil(lambda: kept_files() == [])
    entry.start_with("A1")
    entry._keep()
    window.close()
    shown(Leaving).discard()
    assert kept_files() == []


def test_a_line_is_written_at_most_once_in_its_time(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert entry_screen._KEEPS == 1_000  # a second
    monkeypatch.setattr(entry_screen, "_KEEPS", 250)
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    choose(entry)
    seen, end = set(), time.monotonic() + 0.55
    while time.monotonic() < end:
        entry.form.bank.insert("x")
        qtbot.wait(10)
        seen |= {one.stat().st_mtime_ns for one in kept_files() if one.suffix == ".json"}
    assert 1 <= len(seen) <= 3
    entry.empty()


def test_each_office_and_set_of_books_has_its_own_line() -> None:
    places = {place_of(books, office) for books in ("a", "b") for office in ("MRS", "LYO")}
    assert len(places) == 4


def test_a_line_opened_again_is_found_again_as_such(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    entry.batch.ask_open()
    shown(OpenBatch).accept()
    choose(entry)
    entry.form.amount.setText("15")
    entry.save()
    entry.batch.table.choose_row(0)
    entry.batch.table.open_current()
    entry.form.amount.setText("51")
    die(window, qtbot)
    _app, again = open_window()
    found = screen_of(again, EntryScreen)
    assert "is being put right" in found.note.text
    assert found.form.amount.text() == "51,00"
    found.save()
    assert [row.amount.cents for row in found.batch.table._found.values()] == [51_00]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "x"}', None])
def test_a_file_that_cannot_be_read_is_nothing(open_window: Open, qtbot: QtBot, damage: str | None) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    choose(entry)
    entry.form.on.set_day(date(2026, 11, 20))
    entry._keep()
    qtbot.waitUntil(is_kept)
    (place,) = kept_files()
    whole = place.read_text()
    entry.empty()
    window.close()
    qtbot.waitUntil(lambda: kept_files() == [])  # taken away on a thread of its own
    place.write_text(whole.replace('"donation"', '"nothing"') if damage is None else damage)
    _app, again = open_window()
    found = turn_to(again, EntryScreen)
    assert not found.form.is_begun
    found._keep()
    qtbot.waitUntil(lambda: kept_files() == [])


def test_another_language_finds_nothing_anew(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    entry = turn_to(window, EntryScreen)
    choose(entry)
    type_("12")
    entry._keep()
    qtbot.waitUntil(is_kept)
    app._speak("fr")
    qtbot.waitUntil(lambda: app.window is not window)
    assert app.window is not None
    spoken = screen_of(app.window, EntryScreen)
    assert "Retrouvée" not in app.window.status_bar.told._whole
    assert spoken.form.amount.text() == "12,00"
    spoken.empty()
    qtbot.waitUntil(lambda: kept_files() == [])
    QApplication.processEvents()
