"""Statements in the window: a file is read, weighed, taken; its lines are listed, and nothing is written before."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.bank import listed_lines
from donations_app.ui.bank.files import BankFiles, SetFileAside
from donations_app.ui.bank.reading import ReadStatement
from donations_app.ui.bank.screen import BankScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.widgets.basic import Label
from tests.bank_files import Op, camt, csv, put
from tests.ui.looking import Open, drop_on, none_shown, shown, stands_within, turn_to
from tests.ui.test_bank import plain

OPS = (
    Op(date(2026, 11, 2), 50_00, "Ahmed Oubella", "DON VILLAGE"),
    Op(date(2026, 11, 3), -12_30, "", "FRAIS DE TENUE"),
    Op(date(2026, 9, 5), 735_00, "Fatima Benali", "COTISATION"),
)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    for _again in range(4):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not window.desk.jobs.is_busy)


def listed(screen: BankScreen) -> list[tuple[str, int]]:
    model = screen.statements.table._model
    return [
        (row.counterpart or row.remittance, row.amount)
        for at in range(model.rowCount())
        if (row := model.row(at))
    ]


def stand(books: Books) -> int:
    with books.read() as session:
        return len(list(listed_lines(session)))


@pytest.mark.usefixtures("dressed")
def test_a_statement_is_read_weighed_taken_and_listed(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    _app, window = open_window()
    screen = turn_to(window, BankScreen)
    settle(window, qtbot)
    drop_on(window, put(tmp_path, "releve.xml", camt(OPS)))
    settle(window, qtbot)
    dialog = shown(ReadStatement)
    assert screen.view.value() == "statements"
    assert plain(dialog.note.text) == "3 new lines."
    seen = (dialog.does.text(), dialog.does.isEnabled(), dialog.running.isHidden())
    assert seen == ("Take 3 lines", True, True)
    told = [plain(label.text()) for label in dialog.findChildren(Label)]
    assert "FR76 3000 6000 0112 3456 7890 189 · 3 entries · 785,00 € · -12,30 € · balances tie" in told
    assert stand(people) == 0
    dialog.accept()
    settle(window, qtbot)
    assert none_shown(ReadStatement)
    assert listed(screen) == [("FRAIS DE TENUE", -12_30), ("Ahmed Oubella", 50_00), ("Fatima Benali", 735_00)]
    assert plain(screen.statements.summary.text()) == "3 lines to match"
    assert "Compte courant: 872,70 € on 01/01/2026" in plain(screen.statements.standing.text())
    screen.statements.table.choose_row(2)
    on_panel = [plain(label.text()) for label in screen.statements.panel.findChildren(Label)]
    assert {"735,00 €", "Fatima Benali", "COTISATION", "releve.xml"} <= set(on_panel)
    leads_to_matching(screen, window, qtbot)
    screen.statements.typed.setText("oubella")
    screen.statements.read_list()
    settle(window, qtbot)
    assert listed(screen) == [("Ahmed Oubella", 50_00)]
    stands_within(window, screen)
    # the same operations in a table that is dropped: nothing is new; one more is
    drop_on(window, put(tmp_path, "releve.csv", csv([*OPS, Op(date(2026, 11, 9), 20_00, "Zohra", "DON")])))
    settle(window, qtbot)
    again = shown(ReadStatement)
    assert plain(again.note.text) == "1 new line, 3 already there."
    again.reject()
    settle(window, qtbot)
    assert stand(people) == 3
    # of which account it is, somebody says before it is taken
    screen.read_file(put(tmp_path, "autre.xml", camt(OPS[:1], iban="DE14740618130000033626", closing=1)))
    settle(window, qtbot)
    other = shown(ReadStatement)
    assert (other.account.value(), other.field.isVisible(), other.does.isEnabled()) == ("", True, False)
    other.account.choose("-")
    settle(window, qtbot)
    assert other.does.isEnabled()
    assert "balances do not tie" in " ".join(plain(label.text()) for label in other.findChildren(Label))
    other.reject()
    is_no_statement(screen, window, qtbot, put(tmp_path, "rien.txt", "Bonjour"))
    goes_aside(screen, window, qtbot, people, tmp_path / "releve.xml")


def leads_to_matching(screen: BankScreen, window: MainWindow, qtbot: QtBot) -> None:
    """The line that is looked at is the one that is matched next."""
    links = screen.statements.panel.findChildren(QPushButton)
    next(one for one in links if one.text() == "Match this line ...").click()
    settle(window, qtbot)
    one = screen.matching.panel.one
    assert one is not None
    assert (screen.view.value(), one.line.amount) == ("matching", 735_00)
    screen.show_part("statements")


def is_no_statement(screen: BankScreen, window: MainWindow, qtbot: QtBot, file: Path) -> None:
    screen.read_file(file)
    settle(window, qtbot)
    refused = shown(ReadStatement)
    assert "rien.txt is no statement of a bank" in plain(refused.note.text)
    assert (refused.does.isEnabled(), refused.running.isHidden()) == (False, True)
    refused.reject()


def goes_aside(screen: BankScreen, window: MainWindow, qtbot: QtBot, books: Books, file: Path) -> None:
    """The verdict of a file that is known leads to where it is set aside; then it can be taken anew."""
    screen.read_file(file)
    settle(window, qtbot)
    known = shown(ReadStatement)
    assert (known.does.isEnabled(), known.files.isVisible()) == (False, True)
    known.files.click()
    listing = shown(BankFiles)
    row = plain(" ".join(str(listing.table.model().index(0, at).data()) for at in range(6)))
    assert row.endswith("T-MRS-000001 releve.xml Compte courant 3 counts")
    listing.accept()
    asks = shown(SetFileAside)
    asks.accept()
    assert (asks.field.note.text, stand(books)) == ("This must be filled in.", 3)
    asks.reason.setText("Compte de Lyon")
    asks.accept()
    assert stand(books) == 0
    assert plain(listing.note.text).startswith("releve.xml is set aside: 3 lines count no more.")
    assert not listing.does.isEnabled()
    listing.reject()
    settle(window, qtbot)
    assert (known.does.text(), known.does.isEnabled(), known.files.isHidden()) == ("Take 3 lines", True, True)
    known.accept()
    settle(window, qtbot)
    assert stand(books) == 3
