"""Files that come to the window, chosen or dropped: each is led to what reads it, or it is said why nothing does."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from donations_app.i18n import _
from donations_app.ui.desk import Desk
from donations_app.ui.made import Made
from donations_app.ui.main_window import MainWindow
from donations_app.ui.shell.dropping import TABLES
from donations_app.ui.widgets.places import file_dialog


class Incoming:
    """The ways of files of others, in one window.

    Args:
        desk: of the window.
        window: over which they are dropped.
        at: its pages, of which some read files.
    """

    def __init__(self, desk: Desk, window: MainWindow, at: Made) -> None:
        self._desk, self._window, self._at = desk, window, at

    def ask_import(self) -> None:
        """Ask which file is to be imported."""
        if self._may_import():
            dialog = file_dialog(self._window, _("Import a file"))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(_("Tables") + " (*" + " *".join(TABLES) + ")")
            dialog.fileSelected.connect(lambda chosen: self._import(Path(chosen)))
            dialog.open()

    def _may_import(self) -> bool:
        """Tell whether a file can be imported, and say why not."""
        books = self._desk.books
        if books.read_only:
            self._window.say(_("These books are open for reading only: nothing is imported."))
        elif books.field_book:
            self._window.say(_("A field book takes no files: import them into the books at home."))
        return not (books.read_only or books.field_book)

    def _import(self, path: Path) -> None:
        from donations_app.ui.importing.dialog import open_import

        if self._may_import():
            open_import(self._desk, self._window, path, self._window.say)

    def show_imports(self) -> None:
        """Show the imports that were made."""
        from donations_app.ui.importing.past import open_past

        open_past(self._desk, self._window, self._window.say)

    def take_table(self, path: Path) -> None:
        """Lead a table that was dropped to the bank where its headings are those of a statement."""
        from donations_app.formats.bank.reading import is_statement_table

        def lead(is_statement: bool) -> None:  # noqa: FBT001 -- the answer of the job
            (self._read_statement if is_statement else self._import)(path)

        self._desk.jobs.start(
            lambda _report: is_statement_table(path),
            of=self._window,
            done=lead,
            failed=lambda _error: self._import(path),
            may_be_lost=True,
            is_quick=True,
        )

    def take_of_bank(self, path: Path) -> None:
        """Lead a status report to the returns of direct debits, and whatever else a bank writes to its page."""
        from donations_app.formats.bank.status_reports import is_status_report

        def lead(is_report: bool) -> None:  # noqa: FBT001 -- the answer of the job
            (self._read_returns if is_report else self._read_statement)(path)

        self._desk.jobs.start(
            lambda _report: is_status_report(path),
            of=self._window,
            done=lead,
            failed=lambda _error: self._read_statement(path),
            may_be_lost=True,
            is_quick=True,
        )

    def _read_returns(self, path: Path) -> None:
        """Show which direct debits came back by a file of the bank."""
        if not self._desk.books.answers:
            self._window.say(_("Returns of direct debits are taken by whoever answers for the books."))
            return
        self._window.show_screen(self._at.recurring)
        self._at.recurring.read_returns(path)

    def _read_statement(self, path: Path) -> None:
        """Show what a file of the bank would bring."""
        if self._desk.books.read_only or not self._at.bank.has_statements:
            self._window.say(_("Statements are read by whoever answers for the books."))
            return
        self._window.show_screen(self._at.bank)
        self._at.bank.read_file(path)
