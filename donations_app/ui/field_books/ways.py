"""The ways to field books from the menu, the search and a file that is dropped: opened, sent, brought home."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from donations_app.db.queries.settings import offices
from donations_app.domain.errors import KnownError
from donations_app.domain.field_books import SEALED
from donations_app.i18n import _, isolated
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import ComboBox, Field
from donations_app.ui.widgets.places import file_dialog

if TYPE_CHECKING:  # what seals is loaded when it is needed
    from donations_app.services.exchange.field_opening import Opened

BOOKS = ".tiwizi"
Way = tuple[str, Callable[[], object]]


class FieldBooks:
    """What can be done with field books in these books, for one window."""

    def __init__(self, desk: Desk, window: QWidget, said: Callable[[str], object]) -> None:
        self._desk, self._window, self._said = desk, window, said

    def ways(self) -> Iterator[Way]:
        """Yield what these books can do, each with its name."""
        books = self._desk.books
        if books.field_book:
            if not books.read_only:
                yield _("Send this field book home ..."), self.ask_send
        elif books.answers:
            yield _("Open a field book ..."), self.ask_open
            yield _("Bring a field book home ..."), self.ask_bring

    def ask_open(self) -> None:
        """Ask for which office, and where."""
        OpenFieldBook(self._desk, self._window, self._said).open()

    def ask_bring(self) -> None:
        """Ask for the file of a field book, or for what it sent."""
        dialog = file_dialog(self._window, _("Bring a field book home"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Field books") + f" (*{BOOKS} *{SEALED})")
        dialog.fileSelected.connect(lambda chosen: self.bring(Path(chosen)))
        dialog.open()

    def bring(self, path: Path) -> None:
        """Show a field book that came."""
        books = self._desk.books
        if books.field_book or not books.answers:
            self._said(_("A field book is brought home by who answers for the books at home."))
        else:
            from donations_app.ui.field_books.bringing import open_bringing

            open_bringing(self._desk, self._window, path, self._said)

    def ask_send(self) -> None:
        """Ask where to write what goes home by mail or on a stick."""
        dialog = file_dialog(self._window, _("Send this field book home"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Sealed field books") + f" (*{SEALED})")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # none is replaced
        dialog.selectFile(f"{self._desk.books.field_book}-{self._desk.today():%Y-%m-%d}{SEALED}")
        dialog.fileSelected.connect(lambda chosen: self.send(Path(chosen)))
        dialog.open()

    def send(self, path: Path) -> None:
        """Write what goes home."""
        from donations_app.services.exchange.field_source import send_home

        try:
            self._desk.do(send_home, path)
        except KnownError as error:
            errors.tell(error, self._window)
            return
        told = _("Signed and sealed for the books at home: {path}")
        self._said(told.format(path=isolated(str(path))))


class OpenFieldBook(Dialog):
    """Asks for which office a field book is opened; the place is asked after that."""

    def __init__(self, desk: Desk, parent: QWidget, said: Callable[[str], object]) -> None:
        super().__init__(_("Open a field book"), parent)
        self._desk, self._told = desk, said
        known = {row.code: row.name for row in desk.read(offices)}
        self.office = ComboBox(known, _("Office"))
        relay = next((row.code for row in desk.read(offices) if not row.is_head), "")
        if relay:
            self.office.choose(relay)
        self.rows.addWidget(Field(_("Office"), self.office))
        self.rows.addWidget(
            Wrapped(
                _(
                    "A file with people and projects, without payments and bank details, in which the office records"
                    " where there is no connection. It issues no receipts. Give it to the office alone: names and"
                    " addresses stand in it."
                ),
                "small",
                "muted",
            )
        )
        self.does = self.add_buttons(_("Choose the place ..."))

    def accept(self) -> None:
        """Ask where to make the file."""
        dialog = file_dialog(self, _("Open a field book"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # none is replaced
        dialog.setNameFilter(_("Field books") + f" (*{BOOKS})")
        dialog.setDefaultSuffix(BOOKS[1:])
        dialog.selectFile(_("field-book") + f"-{self.office.value()}{BOOKS}")
        dialog.fileSelected.connect(lambda chosen: self.make(Path(chosen)))
        dialog.open()

    def make(self, path: Path) -> None:
        """Make the file."""
        from donations_app.services.exchange.field_opening import open_field_book

        books, office = self._desk.books, self.office.value()
        self.does.setEnabled(False)

        def done(opened: "Opened") -> None:
            told = _("Field book {code} of {office}: {path}")
            self._told(
                told.format(code=isolated(opened.code), office=isolated(office), path=isolated(str(path)))
            )
            super(OpenFieldBook, self).accept()

        self._desk.jobs.start(
            lambda _report: open_field_book(books, path, office), of=self, done=done, failed=self._fail
        )

    def _fail(self, error: BaseException) -> None:
        self.does.setEnabled(True)
        errors.tell(error, self)
