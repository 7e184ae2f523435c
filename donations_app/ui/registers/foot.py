"""The buttons below each part of the page, and the progress of what is being written."""

from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from donations_app.i18n import _, count
from donations_app.ui.receipts.actions import time_left
from donations_app.ui.registers.register_words import title_of
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button
from donations_app.ui.widgets.flow import OneOf


class PaneFoot(QWidget):
    """The buttons of one part: what it can be saved as, and what else it does; one of them is filled."""

    def __init__(
        self, endings: Sequence[str], leads: Sequence[QPushButton], save: Callable[[str], object]
    ) -> None:
        super().__init__()
        self.told = Wrapped("", "small", "muted")
        self.saves: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(10))
        row.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        for ending in reversed(endings):
            is_filled = ending == endings[0] and not leads
            text = title_of(ending) if ending == endings[0] else ending[1:].upper()
            made = button(text, "primary" if is_filled else "", "download", lambda one=ending: save(one))  # type: ignore[misc]
            made.setAccessibleName(title_of(ending))
            made.setToolTip(title_of(ending))
            self.saves[ending] = made
            row.addWidget(made)
        for lead in leads:
            row.addWidget(lead)

    def allow(self, *, may_save: bool) -> None:
        """Let what is shown be saved, or not while nothing is."""
        for made in self.saves.values():
            made.setEnabled(may_save)


class Foot(OneOf):
    """One row for each part; what is being written takes its place."""

    def __init__(self, rows: Sequence[QWidget]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for row in rows:
            self.addWidget(row)
        self.stop = button(_("Stop"))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Progress"))
        self._told = Label("", "small", "muted")
        self._told.setMinimumWidth(theme().px(90))
        running = QWidget()
        beside = QHBoxLayout(running)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme().px(10))
        beside.addWidget(self._progress, 1)
        beside.addWidget(self._told)
        beside.addWidget(self.stop)
        self._running = self.addWidget(running)
        self._began = 0.0

    def show_running(self) -> None:
        """Show that something is being written, before it first tells how far it is."""
        self._progress.setRange(0, 0)
        self._told.setText("")
        self._began = monotonic()
        self.setCurrentIndex(self._running)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._progress.setRange(0, max(total, 1))
        self._progress.setValue(done)
        told = _("{done} of {total}").format(done=count(done), total=count(total))
        left = time_left(done, total, monotonic() - self._began)
        self._told.setText(f"{told}, {left}" if left else told)
