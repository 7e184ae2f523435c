"""The last question before a year is closed: what it means, what is taken upon oneself; then backup and closing."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import Cancelled
from donations_app.i18n import _, count, isolated, money
from donations_app.machine.backup_checks import damaged_in
from donations_app.services.closing.years import Readiness
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.words.closing import MEANS, open_thing_words


class CloseYear(Dialog):
    """Closes a year for ever, after a backup of a file of books."""

    done_with = Signal(str)  # what was done, in a sentence
    outdated = Signal()  # what was shown is no longer what stands

    def __init__(self, desk: Desk, ready: Readiness, parent: QWidget) -> None:
        super().__init__(_("Close the year {year}").format(year=isolated(str(ready.year))), parent)
        self._desk, self._ready = desk, ready
        figures = ready.figures
        told = _("Payments: {count}, {amount}")
        self.rows.addWidget(
            Wrapped(told.format(count=count(figures.payments), amount=money(figures.amount)), "name")
        )
        self.rows.addWidget(Wrapped(_(MEANS)))
        for one in ready.open_things:
            self.rows.addWidget(Wrapped(open_thing_words(one), "small", "warn"))
        if desk.keeping.books:
            self.rows.addWidget(Wrapped(_("A backup is kept first."), "small", "muted"))
        self.sure = CheckBox(_("I know that nobody can open the year again"))
        self.rows.addWidget(self.sure)
        self.does = self.add_buttons(_("Close it for ever"))
        self.does.setEnabled(False)
        self.sure.toggled.connect(self.does.setEnabled)

    def accept(self) -> None:
        """Keep a backup and close the year, off the thread."""
        if not self.sure.isChecked():
            return
        self.does.setEnabled(False)
        desk, year = self._desk, self._ready.year
        codes = [one.code for one in self._ready.open_things]
        books, keeping = desk.books, desk.keeping
        folder = keeping.folder if keeping.books else None

        def work(report: Callable[[int, int], None]) -> Any:
            from donations_app.services.closing.years import close_year
            from donations_app.services.exchange.kept_backups import keep_backup

            at = books.clock()
            kept = keep_backup(books, folder, damaged=damaged_in(folder), progress=report) if folder else None
            close_year(books, year, accept=codes)
            return (kept.path, at) if kept else None

        desk.jobs.start(work, of=self, done=self._done, failed=self._failed)

    def _done(self, kept: Any) -> None:
        if kept:
            self._desk.keeping.note(*kept)
        self.done_with.emit(
            _("The year {year} is closed. Print its document, date it and sign it.").format(
                year=isolated(str(self._ready.year))
            )
        )
        self.outdated.emit()
        super().accept()

    def _failed(self, error: BaseException) -> None:
        self.does.setEnabled(True)
        if not isinstance(error, Cancelled):
            errors.tell(error, self)
