"""A year closed in the window: what stands open and the way to it, what one takes upon oneself, and what comes late."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.closings import closed_years, late_in
from donations_app.machine import preferences
from donations_app.ui.bank.screen import BankScreen
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.registers.closing_dialog import CloseYear
from tests.receipts.reading import text_of
from tests.ui.looking import Open, none_shown, screen_of, shown, turn_to
from tests.ui.test_registers import ledger_of, plain, registers_of, settle


@pytest.fixture(autouse=True)
def _backups_of_one_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "default_backups", lambda: tmp_path / "backups")


def test_the_treasurer_closes_a_year_and_a_line_of_it_is_entered_late(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot, "closing")
    pane = screen.closing
    assert list(pane.accepting) == ["without_receipt", "left_out", "shares_short"]
    assert not pane.close_button.isEnabled()
    assert plain(pane.why_not()) == "Tick what you take upon yourself."
    assert ledger_of(pane)["Gift, Cheque"] == ("3", "170,00 €")
    pane.to_open_thing.emit("without_receipt", 2025)
    receipts = screen_of(window, ReceiptsScreen)
    assert (window.code, receipts.chosen_year) == (receipts.code, 2025)
    pane.to_open_thing.emit("undeposited", 2025)
    bank = screen_of(window, BankScreen)
    assert (window.code, bank.view.value()) == (bank.code, "slips")
    screen = registers_of(window, qtbot, "closing")
    for box in pane.accepting.values():
        box.click()
    pane.close_button.click()
    dialog = shown(CloseYear)
    assert not dialog.does.isEnabled()
    dialog.sure.click()
    dialog.accept()
    qtbot.waitUntil(lambda: none_shown(CloseYear))
    settle(screen, qtbot)
    with people.read() as session:
        assert [one.year for one in closed_years(session)] == [2025]
    assert list((tmp_path / "backups").iterdir())
    assert "nobody opens it again" in screen.note.text
    assert "Clôture de l'exercice 2025" in text_of(pane._document)
    assert not pane.close_button.isVisibleTo(pane)
    _enter_late(window, people)


def _enter_late(window: MainWindow, people: Books) -> None:
    """Type a cheque of the closed year: it is told, and Enter once more enters it in the books of today."""
    entry = turn_to(window, EntryScreen)
    entry.form.on.set_day(date(2025, 12, 30))
    entry.form.start_with("A1", "donation")
    entry.form.amount.setText("15")
    entry.save()
    assert "The year 2025 is closed since" in plain(entry.form.on_field.note.text)
    with people.read() as session:
        assert late_in(session, date(2026, 1, 1), date(2027, 1, 1)) == []
    entry.save()
    QApplication.processEvents()
    with people.read() as session:
        (late,) = late_in(session, date(2026, 1, 1), date(2027, 1, 1))
    assert (late.on, late.amount.cents) == (date(2025, 12, 30), 15_00)
