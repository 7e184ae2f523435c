"""The sample: how it is asked for, its receipts, how far the auditor is with each."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.money import Money
from donations_app.i18n import N_, _, count, isolated, money, ngettext
from donations_app.ui.audit.drawing import Draw, DrawForm
from donations_app.ui.audit.tables import sample_table
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button

# how far the auditor is with a receipt: word and tone
MARKS: Final = {
    "": ("", ""),
    "seen": (N_("Seen"), "ok"),
    "noted": (N_("Noted"), "info"),
    "differs": (N_("Differs"), "bad"),
}


class SamplePane(QWidget):
    """Draws, lists, and says which receipt is looked at."""

    looked_at = Signal(str)  # number; empty: none
    entered = Signal()  # on to the next

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.drawn: Any = None  # a ``SampledReceipts``
        self.draw: Draw | None = None
        self.marks: dict[str, str] = {}
        self.form = DrawForm(desk)
        self.table = sample_table(self._state)
        self.table.setMinimumHeight(theme().px(150))
        self.summary = Wrapped("", "strong")
        self.saver = button(_("Save the sample ..."))
        self.packer = button(_("Make the pack ..."))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.form)
        rows.addWidget(self.summary)
        rows.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(10))
        foot.addStretch(1)
        foot.addWidget(self.packer)
        foot.addWidget(self.saver)
        rows.addLayout(foot)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self.table.entered_row.connect(self.entered)
        self.show_sample(None, None)

    def show_sample(self, draw: Draw | None, drawn: Any, marks: Mapping[str, str] | None = None) -> None:
        """Show another sample from its first receipt on; no sample shows none."""
        self.draw, self.drawn, self.marks = draw, drawn, dict(marks or {})
        self.table.show_keys(drawn.lines if drawn else ())
        self.saver.setEnabled(drawn is not None)
        self._sum_up()
        if drawn and drawn.lines:
            self.table.choose_row(0)
        else:
            self.looked_at.emit("")

    def _sum_up(self) -> None:
        if self.drawn is None:
            self.summary.setText("")
            return
        sample, seen = self.drawn.sample, sum(bool(mark) for mark in self.marks.values())
        lines = len(self.drawn.lines)
        told = ngettext(
            "{drawn} receipt of {population}, seed {seed}, {amount}; {seen} seen",
            "{drawn} receipts of {population}, seed {seed}, {amount}; {seen} seen",
            lines,
        )
        total = Money.total(line.amount for line in self.drawn.lines)
        said = told.format(
            drawn=count(lines),
            population=count(sample.population),
            seed=isolated(str(sample.seed)),
            amount=money(total),
            seen=count(seen),
        )
        self.summary.setText(said)

    def mark(self, number: str, mark: str) -> None:
        """Mark a receipt as seen, noted or differing; what differs stays so, and a note stays before “seen”."""
        ranks = list(MARKS)
        if ranks.index(mark) > ranks.index(self.marks.get(number, "")):
            self.marks[number] = mark
        self.table.viewport().update()
        self._sum_up()

    def _state(self, number: str) -> tuple[str, str]:
        word, tone = MARKS[self.marks.get(number, "")]
        return (_(word) if word else ""), tone

    @property
    def number(self) -> str:
        """The number looked at; empty where there is none."""
        line = self.table.current_key()
        return line.number if line is not None else ""

    @property
    def position(self) -> tuple[int, int]:
        """The row looked at, from 1, and how many there are."""
        return self.table.currentIndex().row() + 1, len(self.drawn.lines) if self.drawn else 0

    def step(self, by: int) -> bool:
        """Look at a receipt further on or back; tell whether there is one."""
        row, rows = self.table.currentIndex().row() + by, self.position[1]
        if not 0 <= row < rows:
            return False
        self.table.choose_row(row)
        return True

    def look_at(self, number: str) -> bool:
        """Look at a receipt of the sample; tell whether it is in it."""
        numbers = [line.number for line in self.drawn.lines] if self.drawn else []
        if number in numbers:
            self.table.choose_row(numbers.index(number))
        return number in numbers

    def _look(self) -> None:
        self.looked_at.emit(self.number)
