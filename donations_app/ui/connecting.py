"""Books on a server: where they are, who one is there, a trial that says in words what is wrong."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Final, NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from donations_app.db.address import is_url, password_in, server_address, server_parts, with_password
from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.domain.errors import InputRefused, KnownError, Problem
from donations_app.domain.typed import clean_text
from donations_app.i18n import _
from donations_app.machine import passwords, preferences
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit, say_problems
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_file
from donations_app.words.sentences import sentence
from donations_app.words.servers import login_sentence

_BASE: Final = "tiwizi"


class Tried(NamedTuple):
    """What a trial of a server found."""

    address: str  # with the password, if one is needed
    told: str  # who one is there


class ServerFields(QWidget):
    """The fields of a server of books."""

    def __init__(self) -> None:
        super().__init__()
        names = {
            "host": _("Server"),
            "base": _("Database"),
            "login": _("Login"),
            "password": _("Password"),
            "authority": _("Certificate of its authority (file)"),
        }
        self.edits = {name: TextEdit(said) for name, said in names.items()}
        self.edits["base"].setText(_BASE)
        self.edits["host"].setPlaceholderText("livres.example.org")
        self.edits["password"].setEchoMode(TextEdit.EchoMode.Password)
        self.fields = {name: Field(names[name], edit) for name, edit in self.edits.items()}
        self.keeps = CheckBox(_("Keep the password in the keyring of this computer"))
        self.keeps.setChecked(True)
        self.chooser = button(_("Choose the file ..."), "small", clicked=self._ask_certificate)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(10))
        for names_of_row in (("host", "base"), ("login", "password"), ("authority",)):
            for name in names_of_row:
                self.fields[name].setMinimumWidth(theme().px(220))
            rows.addWidget(Flow(*(self.fields[name] for name in names_of_row), fills=True))
        rows.addWidget(Flow(self.chooser, self.keeps))

    def show_address(self, location: str) -> None:
        """Show the parts of an address; of a file nothing."""
        if not is_url(location):
            return
        for name, text in server_parts(location).items():
            self.edits[name].setText(text)

    def address(self) -> str:
        """Return the address that the fields say, with the password that is typed, if one is.

        Raises:
            InputRefused: a part is missing, or the port is no number.
        """
        texts = {name: clean_text(edit.text()) for name, edit in self.edits.items() if name != "password"}
        missing = [Problem(name, "missing") for name in ("host", "base", "login") if not texts[name]]
        if missing:
            raise InputRefused(missing)
        try:
            place = server_address(**texts)
        except ValueError as error:
            raise InputRefused([Problem("host", "port_wrong", str(error))]) from error
        return with_password(place, typed) if (typed := self.edits["password"].text()) else place

    def say(self, error: InputRefused) -> None:
        """Say below the fields what is wrong with them."""
        if first := say_problems(self.fields, error.problems):
            first.edit.setFocus()

    def clear_notes(self) -> None:
        """Take off what was said below the fields."""
        for field in self.fields.values():
            field.say("")

    def _ask_certificate(self) -> None:
        ask_file(
            self,
            _("Certificate of its authority (file)"),
            "pem",
            then=lambda path: self.edits["authority"].setText(str(path)),
        )


def tried(address: str, today: Callable[[], date]) -> Tried:
    """Open the books of a server as the program will, and say who one is there; works on any thread.

    Raises:
        StorageUnavailable: one subclass for each thing that can be wrong; nothing was written.
    """
    place = passwords.filled(address)
    with closing(open_books(place, clock=utc_now, today=today)) as books:
        return Tried(place, login_sentence(books.login, books.role, books.author.office))


def shown_address(address: str) -> str:
    """Return an address without its password, as it is kept."""
    return server_address(**server_parts(address))


def keep_password(address: str) -> list[str]:
    """Keep the password of an address in the keyring; return what is to be known of it."""
    password = password_in(address)
    if not password or passwords.keep(shown_address(address), password):
        return []
    return [_("This computer has no keyring: the password is asked each time.")]


class AskServer(Dialog):
    """Asks for a server of books before there is a window, and opens them."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(_("Books on a server"), None)
        self.opened: Books | None = None
        self._today = today
        self.asked, self.told = ServerFields(), Wrapped("", "small", "bad")
        self.setMinimumWidth(theme().px(560))
        about = _("Whoever runs the server gives you these. The books are opened at each start from then on.")
        self.rows.addWidget(Wrapped(about, "small", "muted"))
        self.rows.addWidget(self.asked)
        self.rows.addWidget(self.told)
        self.add_buttons(_("Open"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.asked.edits["host"].setFocus()

    def accept(self) -> None:
        """Open the books, or say what is wrong."""
        self.asked.clear_notes()
        self.told.setText("")
        try:
            place = passwords.filled(self.asked.address())
            self.opened = open_books(place, clock=utc_now, today=self._today, hold=True)
        except InputRefused as error:
            self.asked.say(error)
            return
        except KnownError as error:
            self.told.setText(sentence(error, reads=True) or "")
            return
        preferences.save(replace(preferences.load(), books=shown_address(place)))
        if self.asked.keeps.isChecked():
            keep_password(place)
        super().accept()
