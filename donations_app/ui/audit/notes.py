"""The auditor's notes on these books: kept in a file of his own, listed, saved as a table."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.errors import KnownError
from donations_app.formats.audit_notes import AuditNote
from donations_app.i18n import _, isolated
from donations_app.machine import preferences
from donations_app.services.audit.notes import keep_note, notes_on, write_notes
from donations_app.ui import errors
from donations_app.ui.audit.tables import notes_table
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.places import ask_file_or_new, ask_place


class NotesPane(QWidget):
    """Every note on these books, oldest first."""

    said = Signal(str)
    looked_at = Signal(str)  # number of the note's receipt
    read = Signal()  # the notes were read

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.place = preferences.default_notes()
        self.notes: Sequence[AuditNote] = ()
        self.table = notes_table()
        self.where = Wrapped("", "small", "muted")
        self.opener = button(_("Another file ..."), clicked=self.ask_file)
        self.saver = button(_("Save as CSV ..."), clicked=self.ask_save)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.where)
        rows.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(10))
        foot.addStretch(1)
        foot.addWidget(self.opener)
        foot.addWidget(self.saver)
        rows.addLayout(foot)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self.table.activated_row.connect(lambda _row: self._look())

    def read_again(self) -> None:
        """Read the file; what cannot be read is told, and left as it is."""
        try:
            self.notes = self._desk.do(notes_on, self.place)
        except KnownError as error:
            self.notes = ()
            errors.tell(error, self)
        self.table.show_keys(self.notes)
        self.saver.setEnabled(bool(self.notes))
        told = _("Kept in {path}, apart from the books.").format(path=isolated(str(self.place)))
        self.where.setText(told)
        self.read.emit()

    def of(self, number: str) -> list[AuditNote]:
        """Return the notes on a receipt."""
        return [note for note in self.notes if note.number == number]

    def keep(self, number: str, text: str) -> bool:
        """Keep a note at once; tell whether it is kept."""
        try:
            self._desk.do(keep_note, self.place, number, text)
        except KnownError as error:
            errors.tell(error, self)
            return False
        self.read_again()
        return True

    def ask_file(self) -> None:
        """Ask for the file in which notes are kept."""
        ask_file_or_new(self, _("The file of your notes"), "json", then=self.use)

    def use(self, place: Path) -> None:
        """Keep and read notes there."""
        self.place = place
        self.read_again()

    def ask_save(self) -> None:
        """Ask where to save the notes as a table."""
        ask_place(self, _("Save as CSV ..."), "notes", ("csv",), then=self.save)

    def save(self, path: Path) -> None:
        """Save the notes as a table."""
        try:
            write_notes(self.notes, path, force=True)  # the dialog asked before replacing
        except KnownError as error:
            errors.tell(error, self)
        else:
            self.said.emit(_("Written: {path}").format(path=isolated(str(path))))

    def _look(self) -> None:
        note = self.table.current_key()
        if note is not None:
            self.looked_at.emit(note.number)
