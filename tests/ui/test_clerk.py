"""The window of somebody who records for an office of a server: what is not his to do is not there, or says why."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy.engine import make_url

from donations_app import i18n
from donations_app.domain.storage_errors import LoginRefused
from donations_app.i18n import without_marks
from donations_app.machine import preferences
from donations_app.ui.app import App
from donations_app.ui.bank.screen import BankScreen
from donations_app.ui.dashboard.screen import DashboardScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.opening import ask_password
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.projects.screen import ProjectsScreen
from donations_app.ui.settings.screen import SettingsScreen
from donations_app.ui.widgets.basic import CheckBox
from donations_app.ui.widgets.dialog import Dialog
from tests.keyrings import Remembering, ring
from tests.office import CLAIRE, NAIMA, ZOHRA, Office
from tests.ui.looking import shown, turn_to
from tests.world import association, gift, person, project

__all__ = ["ring"]  # the fixture
_SECRET, _ADDRESS = "to guess", "postgresql://zohra@livres.example.org/tiwizi?sslrootcert=ca.pem"
_ALL = ["dashboard", "entry", "payments", "people", "members", "recurring", "projects", "bank", "receipts", "expenses",
        "registers", "settings"]  # fmt: skip


@pytest.fixture(scope="module")
def office(server: str) -> Iterator[Office]:
    made = Office(server)
    treasurer, clerk = made.books(NAIMA), made.books(ZOHRA)
    person(treasurer), association(treasurer), project(treasurer, cost=1_000_00, partners={"AMAN": 500_00})
    gift(treasurer, 100_00)
    gift(clerk, 20_00, ref="L1", office="LYO")
    yield made
    made.close()


def open_as(office: Office, login: str, qtbot: QtBot) -> tuple[App, MainWindow]:
    i18n.set_language("en")
    app = App(office.books(login))
    app.preferences = preferences.Preferences(language="en", office="MRS")
    window = app.show()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    return app, window


def test_each_login_has_the_pages_of_its_work(office: Office, qtbot: QtBot) -> None:
    for login, missing in ((NAIMA, set()), (ZOHRA, {"receipts", "registers"}), (CLAIRE, {"entry"})):
        app, window = open_as(office, login, qtbot)
        wanted = [code for code in _ALL if code not in missing]
        assert [one.code for one in window.screens if one.code != "audit"] == wanted
        if login == ZOHRA:
            _sees_what_the_office_recorded(app, window, qtbot)
        app.desk.jobs.end()
        window.close()


def _sees_what_the_office_recorded(app: App, window: MainWindow, qtbot: QtBot) -> None:
    def settled() -> None:
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)

    assert (app.desk.author.login, app.desk.author.office) == (ZOHRA, "LYO")
    dashboard = turn_to(window, DashboardScreen)
    settled()
    assert without_marks(dashboard.subtitle()).endswith(", what LYO recorded")
    assert len(dashboard._figures) == 3
    assert dashboard._steps is None
    payments = turn_to(window, PaymentsScreen)
    settled()
    assert [
        row.ref for n in range(payments.table._model.rowCount()) if (row := payments.table._model.row(n))
    ] == ["L1"]
    assert [payments.office.itemText(n) for n in range(payments.office.count())] == ["Lyon"]
    assert turn_to(window, BankScreen).office.currentText() == "Lyon"
    settings = turn_to(window, SettingsScreen)
    settled()
    assert settings.association.edits["name"].isReadOnly()
    assert turn_to(window, ProjectsScreen).header_action() is None


@pytest.mark.usefixtures("qtbot")
def test_the_window_asks_for_the_password_and_keeps_it_on_wish(ring: Remembering) -> None:
    error = LoginRefused("postgresql://zohra@livres.example.org/tiwizi", "password authentication failed")

    def answer() -> None:
        dialog = shown(Dialog)
        (typed,) = dialog.findChildren(QLineEdit)
        assert typed.echoMode() == QLineEdit.EchoMode.Password
        QTest.keyClicks(typed, _SECRET)
        dialog.findChildren(CheckBox)[0].click()
        dialog.accept()

    QTimer.singleShot(50, answer)
    assert make_url(ask_password(error, _ADDRESS)).password == _SECRET
    assert list(ring.kept.values()) == [_SECRET]
