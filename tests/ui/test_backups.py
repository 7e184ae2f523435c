"""Backups in the window: one when it closes, one on demand, and the age of the last in sight."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asyncssh import generate_private_key
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books, utc_now
from donations_app.formats.sftp import Server, ask_host_key
from donations_app.machine import passwords, preferences
from donations_app.machine.remote_places import login_of, note_server
from donations_app.machine.sent_backups import last_sent
from donations_app.services.books.legal import decide_parameter
from donations_app.services.exchange.backups import back_up, check_backup
from donations_app.services.exchange.kept_backups import backups_in
from donations_app.ui.app import App
from donations_app.ui.backing import Backing
from donations_app.ui.first_start import FirstStart
from donations_app.ui.main_window import MainWindow
from donations_app.ui.parting import Parting
from donations_app.ui.passphrase import AskPassphrase, NewPassphrase
from donations_app.ui.settings.backups import Backups
from donations_app.ui.settings.screen import SettingsScreen
from donations_app.ui.settings.sending import AskRemote, ConfirmKey
from donations_app.ui.starting import start
from tests.keyrings import Remembering, quick_keys, ring
from tests.raw import tamper
from tests.sftp_server import LOGIN, PASSWORD, Running, sftp_server
from tests.ui.looking import Open, none_shown, shown
from tests.world import TODAY, gift

__all__ = ["quick_keys", "ring"]  # fixtures
pytestmark = pytest.mark.file_only
SECRET = "quatre châtaignes à Lyon"  # noqa: S105 -- of these tests


@pytest.fixture
def backing(people: Books, qtbot: QtBot) -> Iterator[tuple[App, MainWindow]]:
    """Give a window as the program opens it, which keeps a backup when it closes."""
    app = App(people, backs_up=True)
    window = app.show()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    yield app, window
    window.before_closing = None
    window.close()


def pane_of(window: MainWindow) -> Backups:
    screen = next(one for one in window.screens if isinstance(one, SettingsScreen))
    window.desk.setting_wanted.emit("backups")
    assert screen.part.value() == "backups"
    return screen.backups


def kept(app: App) -> list[Path]:
    return [one.path for one in backups_in(app.desk.keeping.folder, app.desk.keeping.books)]


def rows_of(pane: Backups) -> list[tuple[str, ...]]:
    """Return age, check and reason of each backup that is listed."""
    model = pane.kept.table.model()
    return [
        tuple(i18n.without_marks(model.index(row, column).data()) for column in (1, 3, 4))
        for row in range(model.rowCount())
    ]


def box_shown() -> QMessageBox:
    return next(
        one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()
    )


def test_a_window_that_closes_keeps_a_verified_backup_first(
    backing: tuple[App, MainWindow], qtbot: QtBot
) -> None:
    app, window = backing
    assert i18n.without_marks(window.status_bar.backup.text()) == "No backup yet"
    window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible())
    (path,) = kept(app)
    assert check_backup(path, utc_now)[1] == []
    last = preferences.last_backup(app.desk.keeping.books)
    assert last is not None
    assert last[1] == path


def test_the_first_backup_of_a_day_is_made_beside_the_work_where_something_was_written_since(
    backing: tuple[App, MainWindow], people: Books, qtbot: QtBot
) -> None:
    app, window = backing
    keeping, backing_of = app.desk.keeping, Backing(app.desk)
    keeping.choose(opening=False)
    backing_of.look(window)
    assert not app.desk.jobs.is_busy
    keeping.choose(opening=True)
    backing_of.look(window)
    qtbot.waitUntil(lambda: keeping.last is not None)
    assert i18n.without_marks(window.status_bar.backup.text()) == "Backed up today"
    (path,) = kept(app)
    backing_of.look(window)  # that of today is there
    assert not app.desk.jobs.is_busy
    long_ago = datetime.combine(people.today, datetime.min.time()).astimezone() - timedelta(days=9)
    keeping.last = (long_ago, path)
    backing_of.look(window)
    qtbot.waitUntil(lambda: keeping.age(people.today) == 0)
    assert kept(app) == [path]  # nothing was written since
    keeping.last = (long_ago, path)
    assert keeping.is_late(people.today)
    app.desk.do(decide_parameter, "backup_late_days", first_on=people.today, value="20", source="Assembly")
    qtbot.waitUntil(lambda: keeping.late == 20)
    assert not keeping.is_late(people.today)


def test_nothing_is_kept_where_the_machine_is_set_so(backing: tuple[App, MainWindow]) -> None:
    app, window = backing
    pane_of(window).closing.setChecked(False)
    assert preferences.load().backup_closing is False
    window.close()
    QApplication.processEvents()
    assert not window.isVisible()
    assert kept(app) == []


def test_where_no_backup_can_be_kept_the_window_says_so_and_asks(
    backing: tuple[App, MainWindow], people: Books, qtbot: QtBot
) -> None:
    app, window = backing
    tamper(people.location, "UPDATE party SET city = 'Lyon'", disarmed=True)
    window.close()
    dialog = shown(Parting)
    qtbot.waitUntil(lambda: "is not whole" in dialog.told.text())
    dialog.reject()
    assert window.isVisible()
    assert window.before_closing is not None  # the next closing keeps one again
    window.close()
    dialog = shown(Parting)
    qtbot.waitUntil(lambda: "is not whole" in dialog.told.text())
    dialog.go()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert none_shown(Parting)
    assert kept(app) == []


def test_a_backup_made_now_is_told_with_what_it_holds(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    pane = pane_of(window)
    pane.maker.click()
    qtbot.waitUntil(lambda: "Backed up and verified" in pane.told.text())
    (path,) = kept(app)
    said = i18n.without_marks(pane.told.text())
    assert said == (f"Backed up and verified: {path}\n3 payments, 0 receipts, the heads of 2 audit chains.")
    assert i18n.without_marks(pane.age.text()) == "Backed up today"
    assert i18n.without_marks(window.status_bar.backup.text()) == "Backed up today"
    qtbot.waitUntil(lambda: pane.kept.current == path)
    assert rows_of(pane) == [("today", "verified when it was made", "somebody asked for it")]
    pane.kept.checker.click()
    qtbot.waitUntil(lambda: "verified again on" in rows_of(pane)[0][1])
    assert "No restore was tried on this computer yet." in pane.kept.tried.text()
    pane.kept.tryer.click()
    qtbot.waitUntil(lambda: "and went well" in pane.kept.tried.text())
    path.write_bytes(path.read_bytes()[:900] + bytes(50) + path.read_bytes()[950:])
    pane.kept.check()
    qtbot.waitUntil(lambda: "found damaged on" in rows_of(pane)[0][1])
    box_shown().close()
    pane.kept.drill()
    qtbot.waitUntil(lambda: "and went wrong. Try one" in pane.kept.tried.text())
    assert pane.kept.tried.property("tone") == "warn"
    box_shown().close()
    assert rows_of(pane)[0][2] == "damaged: it counts for nothing"
    pane.kept.changer.click()
    screen = next(one for one in window.screens if isinstance(one, SettingsScreen))
    assert screen.figures.current is not None
    assert screen.figures.current.name == "backups_kept_days"


def test_a_backup_goes_elsewhere_and_one_that_fails_says_why(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    app, window = open_window()
    pane = pane_of(window)
    pane.make(tmp_path / "stick.zip")
    qtbot.waitUntil(lambda: (tmp_path / "stick.zip").exists() and pane.maker.isEnabled())
    pane.make(tmp_path / "stick.zip")
    qtbot.waitUntil(lambda: pane.told.text() == "No backup was made.")
    box = box_shown()
    assert "A file stands at" in box.text()
    box.close()
    last = app.desk.keeping.last
    assert last is not None
    assert last[1] == tmp_path / "stick.zip"


def confirm_key(qtbot: QtBot, server: Running) -> None:
    """Confirm the key of a server, once it is asked for, after other letters were refused."""
    qtbot.waitUntil(lambda: not none_shown(ConfirmKey))
    confirm = shown(ConfirmKey)
    confirm.typed.setText("other")
    confirm.accept()
    assert "not the last six letters" in confirm.field.note.text
    confirm.typed.setText(server.key.get_fingerprint()[-6:])
    confirm.accept()


@pytest.mark.usefixtures("quick_keys")
def test_an_encrypted_backup_is_sent_to_a_server_whose_key_somebody_confirms_once(
    open_window: Open, qtbot: QtBot, tmp_path: Path, ring: Remembering
) -> None:
    app, window = open_window()
    pane, there = pane_of(window), tmp_path / "there"
    (there / "dons").mkdir(parents=True)

    def ask(host: str) -> AskRemote:
        pane.remote.click()
        asked = shown(AskRemote)
        for name, text in {"host": host, "folder": "/dons", "login": LOGIN, "password": PASSWORD}.items():
            asked.edits[name].setText(text)
        asked.accept()
        return asked

    asked = ask("no port:x")
    assert "its port where it is not 22" in asked.fields["host"].note.text
    asked.reject()
    with sftp_server(there) as server:
        ask(f"127.0.0.1:{server.port}")
        confirm_key(qtbot, server)
        secret = shown(NewPassphrase)
        assert not secret.rotates.isVisible()
        for typed in (secret.typed, secret.again):
            typed.setText(SECRET)
        secret.keeps.setChecked(True)
        secret.accept()
        qtbot.waitUntil(lambda: pane.told.text().startswith("Sent to"))
        (path,) = (there / "dons").iterdir()
        assert check_backup(path, utc_now, passphrase=SECRET)[1] == []
        assert (app.desk.keeping.last or (None, Path()))[1].name == path.name
        assert sorted(ring.kept.values()) == sorted([SECRET, PASSWORD])
        server.stop()
        server.key = generate_private_key("ssh-ed25519")
        server.start()
        pane.remote.click()
        shown(AskRemote).accept()
        qtbot.waitUntil(lambda: pane.told.text().startswith("Nothing was sent."))
        assert "shows another key" in box_shown().text()
        box_shown().close()
        pane.remote.click()
        shown(AskRemote).anew.setChecked(True)
        shown(AskRemote).accept()
        confirm_key(qtbot, server)
        qtbot.waitUntil(lambda: pane.told.text().startswith("Nothing was written since"))
    pane.remote.click()  # all is known now; the server is gone
    asked = shown(AskRemote)
    assert (asked.edits["folder"].text(), asked.edits["password"].text()) == ("/dons", PASSWORD)
    asked.accept()
    qtbot.waitUntil(lambda: pane.told.text().startswith("Nothing was sent."))
    box = box_shown()
    assert "does not answer" in box.text()
    box.close()


@pytest.mark.usefixtures("quick_keys", "ring")
def test_one_a_day_goes_to_the_server_by_itself_and_why_it_does_not_is_told_without_a_question(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    app, window = open_window()
    pane, keeping, long_ago = pane_of(window), app.desk.keeping, datetime(2026, 1, 1, 9).astimezone()
    keeping.choose(opening=False)
    assert not pane.sends.isEnabled()
    assert pane.sent.text().startswith("First send one by hand")
    keeping.note_sent(long_ago)
    pane.sends.click()
    assert preferences.load().backup_sending
    Backing(app.desk).look(window)
    qtbot.waitUntil(lambda: "The keyring of this computer" in pane.sent.text())
    with sftp_server(tmp_path) as server:
        place = Server("127.0.0.1", LOGIN, "/", server.port)
        note_server(keeping.books, place.confirmed(ask_host_key(place)))
        passwords.keep_remote_password(login_of(place), PASSWORD)
        passwords.keep_passphrase(keeping.books, SECRET)
        Backing(app.desk).look(window)
        qtbot.waitUntil(lambda: not keeping.is_to_send(people.today), timeout=20_000)
        (path,) = tmp_path.glob("*.tiwizi.encrypted")
        assert check_backup(path, utc_now, passphrase=SECRET)[1] == []
        assert i18n.without_marks(pane.sent.text()).startswith("The server has the books as they stood on")
        assert keeping.sent == last_sent(keeping.books)
    keeping.note(path, people.clock())
    keeping.sent = long_ago
    Backing(app.desk).look(window)
    qtbot.waitUntil(lambda: "does not answer" in pane.sent.text(), timeout=20_000)
    assert none_shown(QMessageBox)
    assert i18n.without_marks(window.status_bar.backup.text()) == "The server has no new backup"


@pytest.mark.parametrize(
    ("days", "said", "late"),
    [(0, "Backed up today", False), (1, "Backed up 1 day ago", False), (8, "Backed up 8 days ago", True)],
)
def test_the_status_bar_says_how_old_the_last_backup_is(
    open_window: Open, people: Books, days: int, said: str, late: bool
) -> None:
    app, window = open_window()
    at = datetime.combine(people.today, datetime.min.time()).astimezone() + timedelta(hours=9)
    app.desk.keeping.last = (at - timedelta(days=days), Path("k.zip"))
    app.desk.keeping.changed.emit()
    assert i18n.without_marks(window.status_bar.backup.text()) == said
    assert app.desk.keeping.age(people.today) == days
    pane = pane_of(window)
    assert pane.age.property("tone") == ("warn" if late else "")


def test_another_folder_is_remembered_by_this_machine(
    open_window: Open, tmp_path: Path, people: Books
) -> None:
    _app, window = open_window()
    pane_of(window).choose(tmp_path / "disk")
    assert preferences.backup_folder(preferences.load()) == tmp_path / "disk"
    gift(people)
    assert i18n.without_marks(pane_of(window).folder._whole) == str(tmp_path / "disk")


@pytest.mark.parametrize(
    ("standing", "secret"),
    [(None, SECRET), (b"", ""), (b"damaged", "")],
    ids=["missing, encrypted", "empty", "damaged"],
)
@pytest.mark.usefixtures("quick_keys")
def test_the_start_puts_books_back_where_they_are_missing_or_damaged(
    people: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, standing: bytes | None, secret: str
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    backup = back_up(people, tmp_path / "k.zip", passphrase=secret).path
    place = tmp_path / "home" / "books.tiwizi"
    place.parent.mkdir(exist_ok=True)
    if standing is not None:
        place.write_bytes(Path(people.location).read_bytes()[:-1000] if standing else b"")
    before, seen, timer = place.read_bytes() if standing is not None else b"", list[str](), QTimer()
    told_wrong = list[str]()

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, FirstStart) and widget.isVisible():
                seen.append(widget.windowTitle())
                widget.ways["backup"].click()
            elif isinstance(widget, QMessageBox) and widget.isVisible():
                seen.append(i18n.without_marks(widget.text()))
                texts = {one.text(): one for one in widget.buttons()}
                texts.get("Restore a backup ...", widget.buttons()[0]).click()
            elif isinstance(widget, QFileDialog) and widget.isVisible():
                widget.findChildren(QLineEdit)[0].setText(str(backup))
                QTest.keyClick(widget.findChildren(QLineEdit)[0], Qt.Key.Key_Return)
            elif isinstance(widget, AskPassphrase) and widget.isVisible():
                wrong = [widget.field.note.text] if widget.field.note.text else []
                widget.typed.setText(secret if wrong else "another one")
                told_wrong.extend(wrong)
                widget.accept()
            elif isinstance(widget, MainWindow) and widget.isVisible():
                seen.append(widget.windowTitle())
                timer.stop()
                widget.close()

    timer.timeout.connect(look)
    timer.start(50)
    try:
        assert start(str(place), language="en", today=TODAY, office="MRS") == 0
    finally:
        timer.stop()
    asked, told, title = seen
    assert ["does not open this backup" in one for one in told_wrong] == [True] * bool(secret)
    assert ("There are no books yet." in asked) == (standing is None)
    assert f"Restored: {place}" in told
    assert title == "Migrations & Développement — Tiwizi"
    kept = list(place.parent.glob("*-replaced.tiwizi"))
    assert [one.read_bytes() for one in kept] == ([] if standing is None else [before])


@pytest.mark.usefixtures("quick_keys")
def test_an_encrypted_backup_goes_to_a_folder_elsewhere_and_is_checked_with_its_passphrase(
    open_window: Open, tmp_path: Path, ring: Remembering, qtbot: QtBot
) -> None:
    app, window = open_window()
    pane, stick, secret = pane_of(window), tmp_path / "stick", SECRET
    stick.mkdir()
    pane.encrypted.click()
    dialog = shown(NewPassphrase)
    dialog.typed.setText("court")
    dialog.accept()
    assert "At least twelve letters" in dialog.fields[0].note.text
    dialog.typed.setText(secret)
    dialog.accept()
    assert "not the same" in dialog.fields[1].note.text
    dialog._then = lambda given, rotates: pane.make(
        stick, passphrase=given, rotates=rotates
    )  # no folder is asked
    dialog.again.setText(secret)
    dialog.accept()
    qtbot.waitUntil(lambda: "Backed up and verified" in pane.told.text())
    assert ring.kept == {}
    (known,) = backups_in(stick, app.desk.keeping.books)
    assert (known.is_encrypted, known.label.automatic) == (True, True)
    window.desk.keeping.choose(folder=stick)
    qtbot.waitUntil(lambda: pane.kept.current == known.path)
    assert rows_of(pane)[0][2] == "encrypted, the newest good one"
    pane.kept.check()
    asked = shown(AskPassphrase)
    asked.typed.setText("another one")
    asked.accept()
    assert "does not open this backup" in asked.field.note.text
    asked.typed.setText(secret)
    asked.accept()
    qtbot.waitUntil(lambda: "verified again on" in rows_of(pane)[0][1])
