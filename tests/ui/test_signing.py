"""Receipts signed in the window: the certificate is asked for once, kept in memory, and put away again."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.receipt_documents import document
from donations_app.db.queries.register import register_lines
from donations_app.machine import preferences
from donations_app.ui.app import App
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.receipts.issued.cancellation import CancelReceipt
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.receipts.signing import SigningLine, SignWith
from receipts.updates import is_signed
from tests.certificates import PASSPHRASE, Authority
from tests.receipts.test_signing import is_valid
from tests.ui.looking import Open, none_shown, shown
from tests.ui.receipts_page import receipts_of, settle
from tests.world import gift


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def certificate(tmp_path: Path, authority: Authority) -> Path:
    path = tmp_path / "clé d'été.p12"
    path.write_bytes(authority.p12())
    return path


@pytest.fixture(autouse=True)
def habits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of this user's habits, which is not that of who runs the tests."""
    place = tmp_path / "habits" / "preferences.ini"
    monkeypatch.setattr(preferences, "_place", lambda: place)
    return place


@pytest.fixture
def page(open_window: Open, qtbot: QtBot) -> ReceiptsScreen:
    _app, window = open_window()
    return receipts_of(window, qtbot)


def asked(screen: ReceiptsScreen) -> SignWith:
    screen.signing.offers.click()
    return shown(SignWith)


def open_with(screen: ReceiptsScreen, path: Path, passphrase: str = PASSPHRASE) -> SignWith:
    dialog = asked(screen)
    dialog.path.setText(str(path))
    dialog.passphrase.setText(passphrase)
    dialog.accept()
    return dialog


def documents(books: Books) -> list[bytes]:
    with books.read() as session:
        return [document(session, line.number) for line in register_lines(session)]


def press(text: str) -> str:
    """Press a button of the question that is shown, and return what it said."""
    box = next(
        one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()
    )
    told = box.informativeText()
    next(one for one in box.buttons() if one.text() == text).click()
    return told


def test_all_receipts_are_signed_once_the_certificate_is_open(
    page: ReceiptsScreen, people: Books, certificate: Path, authority: Authority, qtbot: QtBot
) -> None:
    open_with(page, certificate)
    assert none_shown(SignWith)
    assert page.signing.told.text() == "Signed by Association Aman"
    assert not page.signing.offers.isVisibleTo(page)
    page.actions_row.issue_all.click()
    assert "Signed by Association Aman" in press("Issue")
    settle(page, qtbot)
    found = documents(people)
    assert len(found) == 2
    assert all(is_valid(one, authority) for one in found)


def test_the_selection_is_signed_too(
    page: ReceiptsScreen, people: Books, certificate: Path, authority: Authority, qtbot: QtBot
) -> None:
    open_with(page, certificate)
    page.ready.choose_row(0)
    page.actions_row.issue_some.click()
    press("Issue")
    settle(page, qtbot)
    (found,) = documents(people)
    assert is_valid(found, authority)


def test_put_away_it_signs_no_more(
    page: ReceiptsScreen, people: Books, certificate: Path, qtbot: QtBot
) -> None:
    open_with(page, certificate)
    page.signing.leaves.click()
    assert page.signing.offers.isVisibleTo(page)
    assert not page.signing.told.isVisibleTo(page)
    page.actions_row.issue_all.click()
    assert "Signed" not in press("Issue")
    settle(page, qtbot)
    assert [is_signed(one) for one in documents(people)] == [False, False]


def test_a_receipt_is_replaced_by_a_signed_one(
    page: ReceiptsScreen, people: Books, certificate: Path, authority: Authority, qtbot: QtBot
) -> None:
    issue_unsigned(page, qtbot)
    open_with(page, certificate)
    page.issued.ask_cancel()
    dialog = shown(CancelReceipt)
    assert not dialog.signed.isVisibleTo(dialog)
    dialog.replace.setChecked(True)
    assert dialog.signed.isVisibleTo(dialog)
    dialog.reason.setText("Nom mal écrit")
    dialog.accept()
    settle(page, qtbot)
    first, _second, newer = documents(people)
    assert not is_signed(first)
    assert is_valid(newer, authority)


def issue_unsigned(page: ReceiptsScreen, qtbot: QtBot) -> None:
    page.issue(page.plan.receipts)
    settle(page, qtbot)
    page._show_view("issued")
    page.issued.choose_row(1)


@pytest.mark.parametrize("what", ["refund", "correct"])
def test_what_is_put_right_gets_a_signed_receipt(
    page: ReceiptsScreen, people: Books, certificate: Path, authority: Authority, qtbot: QtBot, what: str
) -> None:
    gift(people, 30_00)
    page.refresh()
    settle(page, qtbot)
    issue_unsigned(page, qtbot)
    open_with(page, certificate)
    page.issued.ask_put_right()
    dialog = shown(PutRight)
    dialog.what.choose(what)
    dialog._show_what()
    if what == "correct":
        dialog.right.amount.setText("90")
    qtbot.waitUntil(lambda: "Signed by Association Aman" in dialog.changes.text())
    dialog.reason.setText("Erreur")
    dialog.accept()
    settle(page, qtbot)
    assert is_valid(documents(people)[-1], authority)
    assert not is_signed(documents(people)[0])


def test_a_refused_certificate_is_told_below_its_field(
    page: ReceiptsScreen, authority: Authority, tmp_path: Path
) -> None:
    good, other, none = (tmp_path / f"{name}.p12" for name in ("good", "other", "none"))
    good.write_bytes(authority.p12())
    other.write_bytes(authority.p12(signs=False))
    for path, passphrase, field, said in (
        (good, "autre", "passphrase_field", "does not open"),
        (other, PASSPHRASE, "path_field", "not for signing"),
        (none, PASSPHRASE, "path_field", "none.p12"),  # a file that is not there
    ):
        dialog = open_with(page, path, passphrase)
        assert dialog.isVisible(), said
        assert said in getattr(dialog, field).note.text
        assert page.desk.signing.opened is None, said
        assert page.signing.offers.isVisibleTo(page), said
        dialog.reject()


def test_without_the_library_the_command_that_installs_it_is_told(
    page: ReceiptsScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko.sign.signers", None)  # as where it is not installed
    dialog = asked(page)
    assert "pip install 'tiwizi[sign]'" in dialog.note.text
    assert not dialog.opens.isEnabled()


def test_the_path_is_remembered_and_the_passphrase_nowhere(
    page: ReceiptsScreen, people: Books, certificate: Path, habits: Path
) -> None:
    dialog = asked(page)
    assert dialog.passphrase.echoMode() == QLineEdit.EchoMode.Password
    dialog.reject()
    open_with(page, certificate)
    assert preferences.load().certificate == str(certificate)
    assert PASSPHRASE.encode() not in habits.read_bytes()
    kept = [file.read_bytes() for file in Path(people.location).parent.glob("b.tiwizi*")]
    assert not any(PASSPHRASE.encode() in one or certificate.name.encode() in one for one in kept)
    page.signing.leaves.click()
    again = asked(page)
    assert again.path.text() == str(certificate)
    assert again.passphrase.text() == ""


def test_it_stays_open_in_another_language(open_window: Open, certificate: Path, qtbot: QtBot) -> None:
    app, window = open_window()
    open_with(receipts_of(window, qtbot), certificate)
    app.preferences = preferences.Preferences(language="fr", certificate=app.preferences.certificate)
    screen = receipts_of(shown_anew(app, qtbot), qtbot)
    assert "Association Aman" in screen.signing.told.text()


def shown_anew(app: App, qtbot: QtBot) -> MainWindow:
    window = app.show()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    return window


def test_a_certificate_that_has_run_out_meanwhile_takes_no_number(
    page: ReceiptsScreen, people: Books, certificate: Path, qtbot: QtBot
) -> None:
    open_with(page, certificate)
    page.desk.signing._clock = lambda: datetime(2036, 1, 2, tzinfo=UTC)
    page.issue(page.plan.receipts)
    settle(page, qtbot)
    box = next(
        one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()
    )
    assert "does not hold today" in box.text()
    box.close()
    assert documents(people) == []


def test_who_only_reads_is_offered_no_signature(page: ReceiptsScreen) -> None:
    line = SigningLine(page.desk.signing, read_only=True)
    line.show_view("ready")
    assert not line.isVisible()
    line.deleteLater()
