"""The backup that is kept when the window closes, and what is asked where it cannot be."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from donations_app.domain.errors import Cancelled
from donations_app.i18n import _
from donations_app.machine.backup_checks import damaged_in
from donations_app.services.exchange.kept_backups import keep_backup
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Job
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.words.sentences import sentence


class Parting(Dialog):
    """Keeps a backup, then closes the window; ``leave`` closes it, ``stay`` is called when it stays open."""

    def __init__(
        self, desk: Desk, parent: QWidget, *, leave: Callable[[], object], stay: Callable[[], object]
    ) -> None:
        super().__init__(_("A backup is kept"), parent)
        self.desk, self._leave, self._stay = desk, leave, stay
        self._job: Job | None = None
        self.told = Wrapped(_("The books are copied and the copy is verified. Then the window closes."))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(_("Progress"))
        self.rows.addWidget(self.told)
        self.rows.addWidget(self.progress)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(_("Back"), clicked=self.reject))
        row.addWidget(button(_("Close without a backup"), clicked=self.go))
        self.rows.addLayout(row)

    def begin(self) -> None:
        """Show the question, and start."""
        self.desk.jobs.stop()  # what they did until now is in the backup
        self.open()
        books, folder = self.desk.books, self.desk.keeping.folder

        def work(report: Callable[[int, int], None]) -> Any:
            at = books.clock()
            return keep_backup(books, folder, damaged=damaged_in(folder), progress=report).path, at

        self._job = self.desk.jobs.start(work, of=self, done=self._done, failed=self._failed)
        self._job.progressed.connect(self._show)

    def _show(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _done(self, made: Any) -> None:
        self.desk.keeping.note(*made)
        self.go()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        self.progress.hide()
        self.told.setText(sentence(error) or _("No backup was made."))
        if sentence(error) is None:
            errors.tell(error, self)

    def go(self) -> None:
        """Close the window, whatever became of the backup."""
        self._stop()
        super().accept()
        self._leave()

    def reject(self) -> None:
        """Go back to the window."""
        self._stop()
        super().reject()
        self._stay()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
