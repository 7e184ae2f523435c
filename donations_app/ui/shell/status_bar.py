"""The status bar: which books, what was just done, and how far running work is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout
from shiboken6 import isValid

from donations_app.i18n import _, count, day, isolated
from donations_app.ui.jobs import Job
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Label, button, set_kind
from donations_app.ui.widgets.running import StopButton, progress_bar
from donations_app.ui.widgets.signs import Pill


class StatusBar(QFrame):
    """One line below all pages."""

    backups_wanted = Signal()

    def __init__(self, books: str, *, read_only: bool = False, on: date | None = None) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self.setFixedHeight(theme().px(30))
        row = QHBoxLayout(self)
        row.setContentsMargins(*theme().margins(28, 0, 28, 0))
        row.setSpacing(theme().px(10))
        dot = Label("●", "key", "ok")
        self.told = Elided(
            _("Books: {name}").format(name=isolated(Path(books.partition("?")[0]).name)), "small", "muted"
        )
        self._progress = progress_bar()
        self._progress.setMinimumWidth(theme().px(60))
        self._progress.setMaximumWidth(theme().px(180))
        self._stop = StopButton("link")
        self._said = Label("", "small", "muted")
        self._said.setMinimumWidth(theme().px(90))
        row.addWidget(dot)
        self.opens = button("", "link", clicked=self._open)
        self.opens.hide()
        row.addWidget(self.told, 1)
        row.addWidget(self.opens)
        for widget in (self._said, self._progress, self._stop):
            widget.hide()
            row.addWidget(widget)
        self._act: Callable[[], object] = self.opens.hide
        self.backup = button("", "link", clicked=self.backups_wanted.emit)
        self.backup.hide()
        row.addWidget(self.backup)
        if on:
            row.addWidget(Pill(_("Today is {day}").format(day=day(on)), "warn", "clock"))
        if read_only:
            row.addWidget(Pill(_("Read only"), "info", "lock"))

    def say(self, text: str) -> None:
        """Say what was just done."""
        self.told.setText(text)
        self.opens.hide()

    def offer(self, text: str, act: Callable[[], object]) -> None:
        """Offer to open what was just said, until something else is said."""
        self.opens.setText(text)
        self._act = act
        self.opens.show()

    def _open(self) -> None:
        self._act()

    def show_backup(self, text: str, *, is_late: bool) -> None:
        """Show how old the last backup is; it leads to where one is made."""
        set_kind(self.backup, "late" if is_late else "link", "triangle-alert" if is_late else "save")
        self.backup.setText(text)
        self.backup.setVisible(self._progress.isHidden())

    def watch(self, job: Job) -> None:
        """Show the progress of a job from its first report on; not of one that merely reads for a page."""
        if job.may_be_lost:
            return

        def show(done: int, total: int) -> None:
            if not isValid(self):
                return
            self._show_progress(runs=True)
            self._progress.setRange(0, max(total, 1))
            self._progress.setValue(done)
            self._said.setText(_("{done} of {total}").format(done=count(done), total=count(total)))
            self._said.setMinimumWidth(max(theme().px(90), self._said.sizeHint().width()))

        def end() -> None:
            if isValid(self):
                self._show_progress(runs=False)

        job.progressed.connect(show)
        job.finished.connect(end)
        self._stop.stopped.connect(job.cancel)

    def _show_progress(self, *, runs: bool) -> None:
        """Show how far a job is in the place of the last backup: both would hold a small window wider."""
        for widget in (self._said, self._progress, self._stop):
            widget.setVisible(runs)
        self.backup.setVisible(not runs and bool(self.backup.text()))
