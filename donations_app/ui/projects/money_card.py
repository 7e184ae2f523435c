"""The money of a project line by line: received, waiting for its paper, expected; each leads to its payment."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from donations_app.db.queries.project_money import MoneyLine, ProjectMoneyLines
from donations_app.db.queries.project_page import Source
from donations_app.i18n import _, count, labelled
from donations_app.ui.projects.tables import money_table
from donations_app.ui.widgets.basic import Card, Label, button
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.segments import Segments
from donations_app.ui.widgets.table import Table
from donations_app.words.project_page import source_name

_FEW, _MANY = 5, 25  # rows shown at first, and once all are asked for


class MoneyCard(Card):
    """Shows what came and what is to come; what is valued and waits can be attested from here."""

    to_payment = Signal(str)
    contribution_wanted = Signal(str)  # reference
    record_wanted = Signal()
    changed = Signal()  # other widgets stand there

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(padding=20, gap=8)
        self.table: Table | None = None
        self._lines = ProjectMoneyLines((), ())
        self._only: Source | None = None
        self._is_whole = False
        head = QHBoxLayout()
        head.addWidget(Label(_("Money received and expected"), "card"), 1)
        self.records = button(_("Record a contribution ..."), "link", clicked=self.record_wanted.emit)
        self.records.setVisible(not read_only)
        head.addWidget(self.records)
        self.rows.addLayout(head)
        self.which = Segments(
            {"arrived": _("Received"), "waiting": _("Waiting"), "expected": _("Expected")}, _("What is shown")
        )
        self.which.chosen.connect(lambda *_: self._show())
        self.filter = button("", "chip", "x", clicked=lambda: self.only(None))
        self.filter.setVisible(False)
        self.whole = button("", "link", clicked=self._turn)
        self.rows.addWidget(Flow(self.which, self.filter, None, self.whole))
        self._foot = self.rows.count()
        self.rows.addStretch(1)

    def show_lines(self, lines: ProjectMoneyLines) -> None:
        """Show the money of a project."""
        self._lines = lines
        waiting = len(self._of("waiting"))
        for code, text, n in (
            ("arrived", _("Received"), len(lines.arrived) - waiting),
            ("waiting", _("Waiting"), waiting),
            ("expected", _("Expected"), len(lines.expected)),
        ):
            self.which.say(code, f"{text} {count(n)}")
        self._show()

    def only(self, source: Source | None) -> None:
        """Show the money of one source alone, or all again."""
        self._only = source
        if source is not None:
            self.which.choose("arrived")
            self.filter.setText(source_name(source))
            self.filter.setAccessibleName(labelled(_("Take the filter off"), source_name(source)))
        self.filter.setVisible(source is not None)
        self._show()

    def _of(self, which: str) -> list[MoneyLine]:
        if which == "expected":
            return list(self._lines.expected)
        found = [one for one in self._lines.arrived if (one.state == "waiting") == (which == "waiting")]
        if self._only and which == "arrived":
            source = self._only
            return [
                one for one in found
                if one.counted == source.kind and one.origin == "private" and bool(one.association) != source.is_alone
            ]  # fmt: skip
        return found

    def _turn(self) -> None:
        self._is_whole = not self._is_whole
        self._show()

    def _show(self) -> None:
        rows = self._of(self.which.value())
        if self.table is not None:
            self.rows.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        empty = {
            "arrived": _("Nothing was received for this project yet."),
            "waiting": _("Nothing waits for its paper."),
            "expected": _("Nothing is expected."),
        }[self.which.value()]
        self.table = money_table(rows, self._go, empty)
        self.table.show_rows(_MANY if self._is_whole else _FEW, least=3)
        self.rows.insertWidget(self._foot, self.table)
        self.whole.setVisible(len(rows) > _FEW)
        told = _("Show few") if self._is_whole else _("See all ({count})").format(count=count(len(rows)))
        self.whole.setText(told)
        self.changed.emit()

    def _go(self, line: MoneyLine) -> None:
        if line.payment:
            self.to_payment.emit(line.payment)
        elif line.contribution:
            self.contribution_wanted.emit(line.contribution)
