"""What the tests of the receipts page share: the page, its questions, receipts to send."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables
from donations_app.ui.main_window import MainWindow
from donations_app.ui.receipts.screen import ReceiptsScreen
from tests.ui.looking import turn_to


def receipts_of(window: MainWindow, qtbot: QtBot) -> ReceiptsScreen:
    screen = turn_to(window, ReceiptsScreen)
    settle(screen, qtbot)
    return screen


def settle(screen: ReceiptsScreen, qtbot: QtBot) -> None:
    QApplication.processEvents()  # news of what was just written
    qtbot.waitUntil(lambda: screen._job is None and not screen._is_asked_again)


def states(books: Books) -> dict[str, str]:
    with books.read() as session:
        return {one.payer: one.state for one in deliverables(session, year=2025)}
