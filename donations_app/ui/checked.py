"""What a file that somebody shows turns out to be: a receipt as a PDF, entries of an accountant."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from PySide6.QtWidgets import QHBoxLayout, QWidget

from donations_app.i18n import _, isolated
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.signs import IconBadge

_ICONS: Final = {"ok": "circle-check", "warn": "repeat", "bad": "circle-x"}


class Verdict(Struct, frozen=True):
    """What a check found: a state (ok, warn, bad), a sentence, and what belongs to it."""

    state: str
    said: str
    more: Sequence[str] = ()


class CheckedFile(Dialog):
    """Names the file, then the verdict with all that belongs to it."""

    def __init__(
        self, desk: Desk, path: Path, parent: QWidget, *, title: str, check: Callable[[], Verdict]
    ) -> None:
        super().__init__(title, parent)
        self._desk, self._check = desk, check
        self.setMinimumWidth(theme().px(520))
        self.file = Elided(isolated(path.name), "small", "muted")
        self.said = Wrapped(_("The file is being read ..."), "name")
        self.more = Wrapped("")
        self.more.hide()
        self._row = QHBoxLayout()
        self._row.setSpacing(theme().px(12))
        self._row.addWidget(self.said, 1)
        self.rows.addWidget(self.file)
        self.rows.addLayout(self._row)
        self.rows.addWidget(self.more)
        below = QHBoxLayout()
        below.addStretch(1)
        self.closer = button(_("Close"), "primary", clicked=self.accept)
        self.closer.setDefault(True)
        below.addWidget(self.closer)
        self.add_foot(below)

    def begin(self) -> None:
        """Show the question, and look."""
        check = self._check

        def work(_report: object) -> Verdict:
            return check()

        self.open()
        self._desk.jobs.start(work, of=self, done=self._show, failed=self._failed, may_be_lost=True)

    def _show(self, found: Verdict) -> None:
        self._row.insertWidget(0, IconBadge(_ICONS[found.state], found.state))
        self.said.setText(found.said)
        self.more.setText("\n".join(found.more))
        self.more.setVisible(bool(found.more))

    def _failed(self, error: BaseException) -> None:
        self.accept()
        errors.tell(error, self.parentWidget())
