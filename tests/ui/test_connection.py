"""Books on a server are tried and chosen in the window, and asked for before there are any."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from donations_app import cli, i18n
from donations_app.db.address import server_address, server_parts
from donations_app.db.books import Books
from donations_app.i18n import without_marks
from donations_app.machine import preferences
from donations_app.ui.connecting import AskServer
from donations_app.ui.opening import ask_server
from donations_app.ui.settings.screen import SettingsScreen
from tests.keyrings import Remembering, ring
from tests.office import ZOHRA, Office
from tests.ui.looking import Open
from tests.world import TODAY

__all__ = ["ring"]  # the fixture


@pytest.fixture(scope="module")
def office(server: str) -> Iterator[Office]:
    made = Office(server)
    yield made
    made.close()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://zohra@livres.example.org/tiwizi?sslrootcert=%2Fhome%2Fzohra%2Fca.pem",
        "postgresql://zohra@livres.example.org:5433/tiwizi",
        "postgresql://zohra@/tiwizi?host=%2Frun%2Fpostgresql",
    ],
)
def test_an_address_is_its_parts(address: str) -> None:
    parts = server_parts(address)
    assert server_parts(server_address(**parts)) == parts
    assert (parts["login"], parts["base"]) == ("zohra", "tiwizi")


@pytest.mark.file_only
def test_a_server_is_tried_and_opened_from_the_next_start_on(
    office: Office, open_window: Open, qtbot: QtBot, ring: Remembering
) -> None:
    app, window = open_window()
    window.desk.setting_wanted.emit("connection")
    screen = next(one for one in window.screens if isinstance(one, SettingsScreen))
    pane = screen.connection
    pane.try_now()
    assert [name for name, field in pane.asked.fields.items() if field.state] == ["host", "login"]
    pane.asked.show_address(office.address(ZOHRA))
    pane.asked.edits["base"].setText("nowhere")
    pane.asked.edits["host"].setText("localhost:x")
    pane.try_now()
    assert pane.asked.fields["host"].state == "bad"
    pane.asked.show_address(office.address(ZOHRA).replace(office.base, "nowhere"))
    pane.try_now()
    qtbot.waitUntil(lambda: not window.desk.jobs.is_busy)
    assert "nowhere" in pane.told.text()
    assert not pane.keeper.isEnabled()
    pane.asked.show_address(office.address(ZOHRA))
    pane.asked.edits["password"].setText("secret")
    pane.try_now()
    qtbot.waitUntil(lambda: not window.desk.jobs.is_busy)
    assert without_marks(pane.told.text()) == f"{ZOHRA} records for the office LYO."
    pane.keeper.click()
    kept = preferences.load().books
    assert server_parts(kept) == server_parts(office.address(ZOHRA))
    assert "secret" not in kept
    assert list(ring.kept.values()) == ["secret"]
    assert cli.location(cli._parser(["verify"]).parse_args(["verify"])) == kept
    app._remember_office("MRS")  # what else is remembered leaves it
    assert preferences.load().books == kept
    pane.here.click()
    assert preferences.load().books == ""


def test_who_has_no_books_yet_opens_those_on_a_server(office: Office, qapp: QApplication) -> None:
    i18n.set_language("en")
    said: list[str] = []

    def answer() -> None:
        dialog = next(one for one in qapp.topLevelWidgets() if isinstance(one, AskServer))
        dialog.asked.show_address(office.address(ZOHRA).replace(office.base, "nowhere"))
        dialog.accept()
        said.append(dialog.told.text())
        dialog.asked.show_address(office.address(ZOHRA))
        dialog.accept()

    QTimer.singleShot(0, answer)
    books = ask_server(lambda: TODAY)
    assert isinstance(books, Books)
    assert (books.login, books.role) == (ZOHRA, "clerk")
    assert "nowhere" in said[0]
    assert server_parts(preferences.load().books)["login"] == ZOHRA
    books.close()
