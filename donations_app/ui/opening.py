"""What is asked before the window opens: a first start, books that another program holds, the office."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from donations_app.db.address import with_password
from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.domain.authors import Author
from donations_app.domain.backups import Lost
from donations_app.domain.errors import KnownError
from donations_app.domain.storage_errors import BooksEarlier, BooksHeld, LoginRefused, StorageUnavailable
from donations_app.i18n import _, isolated, led
from donations_app.machine import passwords, preferences
from donations_app.ui.stylesheet import dress
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.places import file_dialog
from donations_app.words.backups import lost_lines, manifest_line, upgraded_lines
from donations_app.words.keeping import again_lines
from donations_app.words.sentences import sentence


def ask_first_start(location: str, today: Callable[[], date]) -> Books | None:
    """Ask what to make where there are no books yet; nothing is made without a word."""
    from donations_app.services.books.settings import create_books
    from donations_app.services.demo.books import example_settings, fill, placeholder_settings, story_clock
    from donations_app.ui.first_start import FirstStart

    dress()
    dialog = FirstStart(location)
    picked: list[str] = []  # read before the dialog goes
    dialog.picked.connect(picked.append)
    dialog.exec()
    match picked:
        case ["audit"]:
            return ask_books_to_audit(today)
        case ["server"]:
            return ask_server(today)
        case ["backup"]:
            return ask_backup(location, today)
        case []:
            return None
    try:
        if picked == ["empty"]:
            create_books(location, placeholder_settings(), clock=utc_now, today=today).close()
        else:
            create_books(
                location,
                example_settings(),
                clock=story_clock(today()),
                author=Author("exemple"),
                today=today,
                then=lambda books: fill(books, size="small", seed=1),
            ).close()
        return open_books(location, clock=utc_now, today=today, hold=True)
    except KnownError as error:
        QMessageBox.critical(None, "Tiwizi", led(sentence(error) or ""))
        return None


def ask_server(today: Callable[[], date]) -> Books | None:
    """Ask for a server and a login until its books open or nobody wants them; they are opened at each start then."""
    from donations_app.ui.connecting import AskServer

    dialog = AskServer(today)
    dialog.exec()
    found = dialog.opened
    dialog.deleteLater()
    return found


def ask_books_to_audit(today: Callable[[], date]) -> Books | None:
    """Ask for the file of books that an auditor was given, and open it for reading only."""
    chosen = _chosen_file(_("Open as auditor ..."), _("Books (*.tiwizi)"))
    if not chosen:
        return None
    try:
        return open_books(chosen, clock=utc_now, today=today, read_only=True)
    except KnownError as error:
        QMessageBox.critical(None, "Tiwizi", led(sentence(error) or ""))
        return None


def ask_restore(error: StorageUnavailable, location: str, today: Callable[[], date]) -> Books | None:
    """Tell why the books cannot be opened, and offer to put them back from a backup."""
    wanted = _is_wanted(error, QMessageBox.Icon.Critical, _("Restore a backup ..."))
    return ask_backup(location, today) if wanted else None


def ask_backup(location: str, today: Callable[[], date]) -> Books | None:
    """Ask for a backup, put its books where they are wanted, say what became of them, and open them.

    What stands there, damaged as it is, is kept under another name.
    """
    from donations_app.services.exchange.letting_go import repeat_erasures
    from donations_app.services.exchange.restoring import restore

    folder = preferences.backup_folder(preferences.load())
    place = str(folder) if folder.is_dir() else ""
    chosen = _chosen_file(_("Restore a backup ..."), _("Backups (*.zip *.encrypted)"), place)
    if not chosen:
        return None
    try:
        given = ask_passphrase(Path(chosen))
        if given is None:
            return None
        done = restore(Path(chosen), location, clock=utc_now, passphrase=given, replace=True)
        books = open_books(location, clock=utc_now, today=today, hold=True)
    except KnownError as error:
        QMessageBox.critical(None, "Tiwizi", led(sentence(error) or ""))
        return None
    again = repeat_erasures(books, Path(chosen), done.manifest.made_at)
    lines = [_("Restored: {path}").format(path=isolated(str(done.path))), manifest_line(done.manifest)]
    if done.kept:
        lines.append(_("What stood there is kept: {path}").format(path=isolated(str(done.kept))))
    QMessageBox.information(
        None, "Tiwizi", led("\n".join([*lines, *lost_lines(done.lost or Lost()), *again_lines(*again)]))
    )
    return books


def ask_upgrade(error: BooksEarlier, location: str, today: Callable[[], date]) -> Books | None:
    """Tell that the books are of an earlier version; bring them to this one if that is wanted, and open them."""
    from donations_app.services.exchange.upgrading import upgrade

    if not _is_wanted(error, QMessageBox.Icon.Question, _("Keep a copy and go on")):
        return None
    folder = preferences.backup_folder(preferences.load())
    try:
        done = upgrade(location, folder, clock=utc_now, today=today)
        books = open_books(location, clock=utc_now, today=today, hold=True)
    except KnownError as refused:
        QMessageBox.critical(None, "Tiwizi", led(sentence(refused) or ""))
        return None
    if done is not None:
        manifest = done.backup.manifest
        preferences.note_backup(manifest.counted.books, manifest.made_at, done.backup.path)
        lines = upgraded_lines(done.found, done.known, str(done.backup.path))
        QMessageBox.information(None, "Tiwizi", led("\n".join(lines)))
    return books


def ask_passphrase(backup: Path) -> str | None:
    """Ask for the passphrase of an encrypted backup, unless the keyring keeps it.

    Returns:
        The passphrase; empty where there is none to be asked for, ``None`` where nobody gave it.

    Raises:
        FileRefused: the backup is encrypted and damaged where that is said.
    """
    from donations_app.formats.encrypted import is_encrypted, opens, read_label
    from donations_app.ui.passphrase import AskPassphrase

    if not is_encrypted(backup):
        return ""
    kept = passwords.passphrase_of(read_label(backup).books)
    if kept and opens(backup, kept):
        return kept
    dress()
    asked = AskPassphrase(backup, None, opens=lambda typed: opens(backup, typed))
    given: list[str] = []  # read before the dialog and its field go
    asked.accepted.connect(lambda: given.append(asked.typed.text()))
    asked.exec()
    return given[0] if given else None


def ask_password(error: LoginRefused, location: str) -> str:
    """Say why a server does not let the login in, and ask for its password; return the address with it, or nothing."""
    from donations_app.ui.widgets.basic import CheckBox
    from donations_app.ui.widgets.dialog import Dialog
    from donations_app.ui.widgets.fields import Field, TextEdit

    dress()
    asked = Dialog(_("Password of the books"), None)
    typed = TextEdit(_("Password"))
    typed.setEchoMode(TextEdit.EchoMode.Password)
    keeps = CheckBox(_("Keep it in the keyring of this computer"))
    asked.rows.addWidget(Wrapped(sentence(error, reads=True) or "", "small", "muted"))
    asked.rows.addWidget(Field(_("Password"), typed))
    asked.rows.addWidget(keeps)
    asked.add_buttons(_("Go on"))
    given: list[tuple[str, bool]] = []  # read before the dialog and its fields go
    asked.accepted.connect(lambda: given.append((typed.text(), keeps.isChecked())))
    typed.setFocus()
    asked.exec()
    password, is_kept = given[0] if given else ("", False)
    if is_kept and password and not passwords.keep(location, password):
        told = _("This computer has no keyring: the password is asked each time.")
        QMessageBox.information(None, "Tiwizi", told)
    return with_password(location, password) if password else ""


def ask_read_only(error: BooksHeld) -> bool:
    """Tell who holds the books, and ask whether to read only."""
    return _is_wanted(error, QMessageBox.Icon.Warning, _("Open for reading only"))


def _is_wanted(error: StorageUnavailable, icon: QMessageBox.Icon, offer: str) -> bool:
    """Tell what stands against opening, and ask whether the one thing that is offered is wanted."""
    dress()
    box = QMessageBox()
    box.setWindowTitle("Tiwizi")
    box.setIcon(icon)
    box.setText(led(sentence(error) or ""))
    wanted = box.addButton(offer, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is wanted


def _chosen_file(title: str, kind: str, place: str = "") -> str:
    """Ask for a file that exists; return its path, or nothing."""
    dialog = file_dialog(None, title, place)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([kind, _("All files (*)")])
    return dialog.selectedFiles()[0] if dialog.exec() else ""


def ask_office(books: Books) -> None:
    """Ask at which office this computer stands, once, where the books have several; nobody is held to answer."""
    from donations_app.db.queries.settings import offices
    from donations_app.ui.widgets.dialog import Dialog
    from donations_app.ui.widgets.fields import ComboBox, Field

    if books.read_only or books.role == "clerk":
        return
    with books.read() as session:
        known = {row.code: f"{row.name} ({isolated(row.code)})" for row in offices(session)}
    kept = preferences.load()
    if len(known) < 2 or kept.office.upper() in known:
        return
    dress()
    asked = Dialog(_("At which office do you work?"), None)
    chosen = ComboBox(known, _("On this computer I work at the office of"))
    asked.rows.addWidget(Field(_("On this computer I work at the office of"), chosen))
    told = _("It stands beside everything recorded here. The settings, part “Offices”, change it.")
    asked.rows.addWidget(Wrapped(told, "small", "muted"))
    asked.add_buttons(_("Go on"))
    chosen.setFocus()
    asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    if asked.exec():
        preferences.save(replace(kept, office=chosen.value()))
    asked.deleteLater()
