"""A field book in the window: opened, written in, brought home with keys alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.people_list import people as people_of
from donations_app.domain.people_filter import PeopleFilter
from donations_app.i18n import without_marks
from donations_app.machine import preferences
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.field_source import send_home
from donations_app.services.projects.changing import end_project
from donations_app.ui.app import App
from donations_app.ui.field_books.bringing import BringFieldBook
from donations_app.ui.field_books.ways import FieldBooks, OpenFieldBook
from donations_app.ui.main_window import MainWindow
from donations_app.ui.widgets.basic import Label
from tests.ui.looking import Open, none_shown, shown
from tests.world import TODAY, gift, person, ticking, to

_KEY = Qt.Key


def settle(window: MainWindow, qtbot: QtBot) -> None:
    for _again in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not window.desk.jobs.is_busy)


def plain(text: str) -> str:
    return without_marks(text).replace("\u00a0", " ").replace("\u202f", " ")


def ways(window: MainWindow) -> dict[str, object]:
    return dict(window._sidebar.more())


@pytest.fixture
def field(open_window: Open, tmp_path: Path, qtbot: QtBot) -> tuple[MainWindow, Books]:
    """The window at home, and the field book that was opened from it."""
    window = open_window()[1]
    assert list(ways(window)) == ["Open a field book ...", "Bring a field book home ..."]
    FieldBooks(window.desk, window, window.say).ask_open()
    dialog = shown(OpenFieldBook)
    assert dialog.office.value() == "LYO"
    dialog.make(tmp_path / "LY2.tiwizi")
    settle(window, qtbot)
    assert none_shown(OpenFieldBook)
    return window, open_books(str(tmp_path / "LY2.tiwizi"), clock=ticking())


def test_it_is_brought_home_once_each_decision_is_made(
    field: tuple[MainWindow, Books], people: Books, tmp_path: Path, qtbot: QtBot
) -> None:
    window, books = field
    twin = person(books, "", last_name="Aït Ahmed", first_name="Mohand")
    gift(books, 50_00, office="LYO", payer=twin), gift(books, 20_00, office="LYO", payer="A1")
    gift(books, 150_00, office="LYO", payer="A1", allocations=(to(150_00, "EAU"),))
    end_project(people, "EAU", on=TODAY)
    sent = tmp_path / "LY2.sealed"
    send_home(books, sent)
    broken = tmp_path / "broken.sealed"
    broken.write_bytes(sent.read_bytes()[:-9])
    ways_home = FieldBooks(window.desk, window, window.say)
    ways_home.bring(broken)
    settle(window, qtbot)
    refused = shown(BringFieldBook)
    assert ("a part of it is missing" in refused.told.text(), refused.parts.isVisible()) == (True, False)
    refused.reject()
    ways_home.bring(sent)
    settle(window, qtbot)
    dialog = shown(BringFieldBook)
    tiles = [plain(one.accessibleName()) for one in dialog.tiles.tiles]
    assert tiles == [
        "All, 3, 220,00 €", "New, 1, 20,00 €", "Already there, 0, 0,00 €", "Person recorded twice, 1, 50,00 €",
        "Changed meanwhile, 0, 0,00 €", "Project ended, 1, 150,00 €",
    ]  # fmt: skip
    assert dialog.told.text() == "Nothing is written as long as 1 decision is missing"
    assert (plain(dialog.sum.text()), dialog.writes.isEnabled()) == ("3 payments, 220,00 €", False)
    QTest.keyClick(dialog, _KEY.Key_Return)  # nothing is chosen yet
    QTest.keyClick(dialog, _KEY.Key_3)
    QTest.keyClick(dialog, _KEY.Key_Return)
    assert (dialog.answers, plain(dialog.sum.text())) == ({twin: "leave"}, "2 payments, 170,00 €")
    QTest.keyClick(
        dialog, _KEY.Key_Return
    )  # the general fund, which is chosen already; then the first one again
    QTest.keyClick(dialog, _KEY.Key_1)
    QTest.keyClick(dialog, _KEY.Key_Return)
    dialog.tiles.tiles[3].click()
    assert (dialog.model.rowCount(), dialog.answers) == (1, {twin: "same", "V-LY2-000003.EAU": "general"})
    dialog.writes.click()
    settle(window, qtbot)
    assert none_shown(BringFieldBook)
    assert plain(window.status_bar.told.text()) == "Field book LY2: 3 payments, 220,00 €, are home."
    with people.read() as session:
        given = {row.ref: row.given.cents for row in people_of(session, PeopleFilter(), today=TODAY)}
    assert (given["A1"] >= 220_00, twin in given, verify(people).faults) == (True, False, [])
    ways_home.bring(sent)
    settle(window, qtbot)
    again = shown(BringFieldBook)
    assert (plain(again.tiles.tiles[2].accessibleName()), again.writes.isEnabled()) == (
        "Already there, 3, 220,00 €", False,
    )  # fmt: skip
    again.reject()


def test_its_own_window_has_what_it_is_for(
    field: tuple[MainWindow, Books], tmp_path: Path, qtbot: QtBot
) -> None:
    _, books = field
    i18n.set_language("en")
    app = App(books)
    app.preferences = preferences.Preferences(language="en")
    window = app.show()
    settle(window, qtbot)
    assert [one.code for one in window.screens] == ["entry", "payments", "people", "bank", "settings"]
    told = [without_marks(one.text()) for one in window.findChildren(Label)]
    assert any(one.startswith("Field book LY2 of Lyon: people, payments") for one in told)
    assert list(ways(window)) == ["Send this field book home ..."]
    FieldBooks(window.desk, window, window.say).send(tmp_path / "sent.sealed")
    assert (tmp_path / "sent.sealed").stat().st_size > 1000
    for screen in window.screens:
        window.show_screen(screen)
    settle(window, qtbot)
    window.close()
    app.desk.end()
    books.close()
