"""What is opened where there are no books yet: a button for each way, beside what it leads to."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from donations_app.i18n import N_, _, isolated
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog

_WAYS: Final = {
    "examples": (N_("Try with examples"), N_("Invented people and projects, to look around. They go to {path}")),
    "empty": (N_("Empty books"), N_("For your own gifts and receipts. They go to {path}")),
    "backup": (N_("Restore a backup ..."), N_("Your books, as a backup holds them.")),
    "server": (N_("Books on a server ..."), N_("Those that several offices share.")),
    "audit": (N_("Open as auditor ..."), N_("A file of books that you were given: all is read, nothing written.")),
}  # fmt: skip


class FirstStart(Dialog):
    """Asks what is opened; left, nothing is made."""

    picked = Signal(str)  # a way, by its code

    def __init__(self, location: str) -> None:
        super().__init__(_("There are no books yet."), None)
        self.setMinimumWidth(theme().px(640))
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(16))
        grid.setVerticalSpacing(theme().px(12))
        grid.setColumnStretch(1, 1)
        self.ways: dict[str, QPushButton] = {}
        for row, (code, (name, told)) in enumerate(_WAYS.items()):
            made = button(_(name), "" if row else "primary", clicked=partial(self._pick, code))
            made.setAutoDefault(False)
            self.ways[code] = made
            grid.addWidget(made, row, 0)
            words = Wrapped(_(told).format(path=isolated(location)), "small", "muted")
            grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.rows.addWidget(whole)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(_("Close"), clicked=self.leave))
        self.add_foot(foot)
        self.ways["examples"].setDefault(True)
        self.ways["examples"].setFocus()

    def _pick(self, code: str) -> None:
        self.picked.emit(code)
        super().accept()
