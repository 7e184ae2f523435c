"""The statement of an association is sent from the dialog that shows it: asked, told, and not twice unasked."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.domain.settings import MailDraft
from donations_app.i18n import without_marks
from donations_app.services.books.settings import load_settings
from donations_app.ui.projects.sending import SendStatement
from donations_app.ui.projects.statement import StatementPage
from donations_app.ui.widgets.basic import Wrapped
from tests.db.test_statement_mail import carrier
from tests.mail_server import PASSWORD, USER, running
from tests.originals import Fill
from tests.ui.looking import Open, shown
from tests.world import SETTINGS, project


def fill(books: Books) -> None:
    carrier(books, "AMAN", email="aman@example.org", consent_email=True)
    project(books, partners={"AMAN": 10_000_00})


@pytest.fixture
def filling() -> Fill:
    return fill


def test_it_asks_sends_and_asks_again(
    open_window: Open, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, window = open_window()
    told: list[str] = []
    with running() as server:
        server.authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        account = MailDraft(
            host="localhost", port=server.port, username=USER, sender=USER, sender_name="Aman"
        )
        load_settings(app.desk.books, replace(SETTINGS, mail=account))
        page = StatementPage(app.desk, "AMAN", "Association Aman", "fr", window)
        page.said.connect(told.append)
        page.open()
        qtbot.waitUntil(page.sends.isEnabled)
        page.sends.click()
        asks = shown(SendStatement)
        (to,) = [label.text() for label in asks.findChildren(Wrapped) if "aman@" in label.text()]
        assert without_marks(to) == "To Association Aman: aman@example.org"
        asks.sends.click()
        assert asks.password_field.note.text
        QTest.keyClicks(asks.password, PASSWORD)
        asks.sends.click()
        qtbot.waitUntil(lambda: bool(told))
        assert without_marks(told[-1]) == "The statement went to aman@example.org."
        assert [to for to, _message in server.got] == [["aman@example.org"]]
        page.sends.click()
        again = shown(SendStatement)
        assert "this one went on 23/11/2026" in without_marks(again.note.text)
        again.reject()
        page.reject()
