"""An encrypted backup sent to a server from the window: where to, its key confirmed, and what came of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.remote_errors import RemoteUnavailable
from donations_app.domain.typed import clean_text
from donations_app.formats.sftp import PORT, HostKey, Server, ask_host_key
from donations_app.i18n import _, isolated
from donations_app.machine import passwords
from donations_app.machine.remote_places import (
    address_of,
    confirmed,
    login_of,
    note_server,
    server_of,
    typed_server,
)
from donations_app.ui.passphrase import NewPassphrase
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Label, Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit, say_problems
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import file_dialog
from donations_app.words.remote_places import gone_there_lines, is_confirmation, sent_line, shown_key_lines

if TYPE_CHECKING:
    from donations_app.ui.settings.backups import Backups


class AskRemote(Dialog):
    """Asks for the server, filled with the one that is remembered.

    Args:
        books: whose backups go there; what tells them from others.
        then: is given the server, with its key where that was confirmed, and the password that is typed.
    """

    def __init__(self, books: str, parent: QWidget, *, then: Callable[[Server, str], object]) -> None:
        super().__init__(_("An encrypted backup on a server"), parent)
        self.setMinimumWidth(theme().px(560))
        self._books, self._then = books, then
        names = {
            "host": _("Server"),
            "folder": _("Folder"),
            "login": _("Login"),
            "password": _("Password"),
            "key": _("Private key (file), instead of a password"),
        }
        self.edits = {name: TextEdit(said) for name, said in names.items()}
        self.edits["host"].setPlaceholderText("nas.example.org:22")
        self.edits["folder"].setPlaceholderText("/tiwizi")
        self.edits["password"].setEchoMode(TextEdit.EchoMode.Password)
        for edit in self.edits.values():
            edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.fields = {name: Field(names[name], edit) for name, edit in self.edits.items()}
        self.keeps = CheckBox(_("Keep the password in the keyring of this computer"))
        self.keeps.setChecked(True)
        self.anew = CheckBox(_("The key of the server was changed there: show me the new one"))
        self._lay_out()
        self._show(server_of(books))

    def _lay_out(self) -> None:
        told = _(
            "Whoever runs the server gives you these; it speaks SFTP. The folder must stand there. The backup is made"
            " and verified here first: without a line it waits, and is sent the next time."
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        for row in (("host", "folder"), ("login", "password"), ("key",)):
            for name in row:
                self.fields[name].setMinimumWidth(theme().px(220))
            self.rows.addWidget(Flow(*(self.fields[name] for name in row), fills=True))
        self.rows.addWidget(
            Flow(button(_("Choose the file ..."), "small", clicked=self._ask_key), self.keeps)
        )
        self.rows.addWidget(self.anew)
        self.add_buttons(_("Send"))
        self.edits["host"].setFocus()

    def _show(self, known: Server | None) -> None:
        self.anew.setVisible(known is not None)
        if known is None:
            return
        port = "" if known.port == PORT else f":{known.port}"
        self.edits["host"].setText(f"{known.host}{port}")
        self.edits["folder"].setText(known.folder)
        self.edits["login"].setText(known.username)
        self.edits["key"].setText(known.key_file)
        self.edits["password"].setText(passwords.remote_password(login_of(known)))

    def _ask_key(self) -> None:
        dialog = file_dialog(self, _("Private key (file), instead of a password"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.edits["key"].setText)
        dialog.open()

    def server(self) -> Server:
        """Return the server that the fields say.

        Raises:
            InputRefused: a part is missing, or host and port are none.
        """
        texts = {name: clean_text(edit.text()) for name, edit in self.edits.items() if name != "password"}
        missing = [Problem(name, "missing") for name in ("host", "folder", "login") if not texts[name]]
        if missing:
            raise InputRefused(missing)
        try:
            host = typed_server(f"sftp://login@{texts['host']}/")
        except (InputRefused, ValueError) as error:
            raise InputRefused([Problem("host", "sftp_host")]) from error
        return replace(host, username=texts["login"], folder=texts["folder"], key_file=texts["key"])

    def accept(self) -> None:
        """Go on with the server, or say what is wrong."""
        for field in self.fields.values():
            field.say("")
        try:
            server = self.server()
        except InputRefused as error:
            if first := say_problems(self.fields, error.problems):
                first.edit.setFocus()
            return
        password, login = self.edits["password"].text(), login_of(server)
        if not self.keeps.isChecked():
            passwords.forget_remote_password(login)
        elif password:
            passwords.keep_remote_password(login, password)
        super().accept()
        self._then(server if self.anew.isChecked() else confirmed(self._books, server), password)


class ConfirmKey(Dialog):
    """Asks whether the key that a server shows is the one that somebody was told of."""

    def __init__(
        self, server: Server, shown: HostKey, parent: QWidget, *, then: Callable[[], object]
    ) -> None:
        super().__init__(_("Is it this server?"), parent)
        self.setMinimumWidth(theme().px(560))
        self._shown, self._then = shown, then
        first, fingerprint, told = shown_key_lines(server, shown)
        self.rows.addWidget(Wrapped(first))
        self.rows.addWidget(Label(fingerprint, "strong"))
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        named = _("Its last six letters, if it is the one that you were told")
        self.typed = TextEdit(named)
        self.typed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field = Field(named, self.typed)
        self.rows.addWidget(self.field)
        self.add_buttons(_("It is this one"))
        self.typed.setFocus()

    def accept(self) -> None:
        """Go on, or say that these are not its last letters."""
        if not is_confirmation(self.typed.text(), self._shown):
            self.field.say(_("These are not the last six letters of it. Compare all of it first."), "bad")
            self.typed.setFocus()
            return
        super().accept()
        self._then()


class Sending(QObject):
    """Sends encrypted backups for the page of backups."""

    def __init__(self, pane: "Backups") -> None:
        super().__init__(pane)
        self.pane, self.desk = pane, pane.desk

    def ask(self) -> None:
        """Ask for the server."""
        AskRemote(self.desk.keeping.books, self.pane, then=self.go_on).open()

    def go_on(self, server: Server, password: str) -> None:
        """Have the key of the server confirmed, unless it was; then ask for the passphrase."""
        if server.fingerprint:
            self._ask_passphrase(server, password)
            return

        def shown(key: HostKey) -> None:
            self.pane.close_makers(closed=False)
            self.pane.told.hide()
            ConfirmKey(
                server, key, self.pane, then=lambda: self._ask_passphrase(server.confirmed(key), password)
            ).open()

        self.pane.close_makers(closed=True)
        self.pane.tell(_("The server is asked who it is ..."))
        self.desk.jobs.start(
            lambda _report: ask_host_key(server), of=self.pane, done=shown, failed=self.pane.failed
        )

    def _ask_passphrase(self, server: Server, password: str) -> None:
        books = self.desk.keeping.books
        note_server(books, server)
        if kept := passwords.passphrase_of(books):
            self.send(server, password, kept)
            return
        NewPassphrase(
            books, self.pane, then=lambda given, _rotates: self.send(server, password, given), is_sent=True
        ).open()

    def send(self, server: Server, password: str, passphrase: str) -> None:
        """Make the backup and send it, and say what became of it."""
        books = self.desk.books

        def work(report: Callable[[int, int], None]) -> Any:
            from donations_app.services.exchange.remote_backups import send_backup

            done = send_backup(books, server, password, passphrase, progress=report)
            lines = [sent_line(done, server, is_rehearsal=False), *gone_there_lines(done, is_rehearsal=False)]
            return done.kept.path, done.kept.label.made_at, lines

        self.pane.close_makers(closed=True)
        told = _("The books are copied, verified and sent to {server} ...")
        self.pane.tell(told.format(server=isolated(address_of(server))))

        at = books.clock()

        def done(made: Any) -> None:
            self.desk.keeping.note_sent(at)
            self.pane.made(made)

        self.desk.jobs.start(work, of=self.pane, done=done, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        is_waiting = isinstance(error, RemoteUnavailable)
        self.pane.failed(
            error, _("Nothing was sent. The backup waits on this computer.") if is_waiting else ""
        )
