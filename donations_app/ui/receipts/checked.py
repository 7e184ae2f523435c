"""What a PDF that somebody shows turns out to be."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from donations_app.check_words import VERDICTS, verdict_lines
from donations_app.domain.checking import Checked
from donations_app.i18n import _, isolated
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.signs import IconBadge

_ICONS: Final = {"ok": "circle-check", "warn": "repeat", "bad": "circle-x"}


class CheckedDocument(Dialog):
    """Names the file, then the verdict with all that belongs to it."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget) -> None:
        super().__init__(_("Check of a receipt"), parent)
        self.desk, self.path = desk, path
        self.setMinimumWidth(theme().px(520))
        self.file = Elided(isolated(path.name), "small", "muted")
        self.said = Wrapped(_("The file is held against the books ..."), "name")
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
        books, path = self.desk.books, self.path

        def work(_report: object) -> Checked:
            from donations_app.formats.files import bytes_of
            from donations_app.services.receipts.checking import LARGEST, check_document

            return check_document(books, bytes_of(path, largest=LARGEST))

        self.open()
        self.desk.jobs.start(work, of=self, done=self._show, failed=self._failed, may_be_lost=True)

    def _show(self, found: Checked) -> None:
        state = VERDICTS[found.verdict][1]
        self._row.insertWidget(0, IconBadge(_ICONS[state], state))
        said, *more = verdict_lines(found)
        self.said.setText(said)
        self.more.setText("\n".join(more))
        self.more.setVisible(bool(more))

    def _failed(self, error: BaseException) -> None:
        self.accept()
        errors.tell(error, self.parentWidget())
