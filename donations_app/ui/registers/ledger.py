"""Sums under their headings: a label, how many, how much."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from donations_app.domain.statements import Sum
from donations_app.i18n import count, labelled, money
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, clear, rule
from donations_app.ui.widgets.signs import Pill


class Row(Struct, frozen=True):
    """One line: its label, a number and an amount where it has them."""

    label: str
    number: str = ""
    amount: str = ""
    is_strong: bool = False
    tone: str = ""  # of the label


class Section(Struct, frozen=True):
    """Lines under a heading; without lines it is left out."""

    title: str
    rows: Sequence[Row]


def sum_row(label: str, one: Sum, *, is_strong: bool = False) -> Row:
    """Return the line of a sum."""
    return Row(label, count(one.count), money(one.amount), is_strong=is_strong)


class Ledger(QWidget):
    """Sections of sums; amounts stand below each other."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.sections: Sequence[Section] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)

    def fill(self, sections: Sequence[Section]) -> None:
        """Show other sections."""
        self.sections = [section for section in sections if section.rows]
        clear(self._rows)
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(16))
        grid.setVerticalSpacing(theme().px(5))
        grid.setColumnStretch(0, 1)
        line = 0
        for section in self.sections:
            if line:
                grid.addWidget(rule(), line, 0, 1, 3)
            grid.addWidget(Wrapped(section.title, "strong"), line + 1, 0, 1, 3)
            line += 2
            for row in section.rows:
                _add(grid, line, row)
                line += 1
        self._rows.addWidget(whole)


def _add(grid: QGridLayout, line: int, row: Row) -> None:
    role = "strong" if row.is_strong else "body"
    grid.addWidget(Wrapped(row.label, role, row.tone), line, 0)
    flag = Qt.AlignmentFlag
    for column, text, tone in ((1, row.number, "muted"), (2, row.amount, "")):
        if text:
            shown = Label(text, role if column == 2 else "small", tone)
            shown.setAlignment(flag.AlignRight | flag.AlignAbsolute | flag.AlignTop)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, line, column)


class Figure(QFrame):
    """One figure, large, with what it is and what it counts."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self.setMinimumWidth(theme().px(150))
        self._name = name
        self.value = Label("", "figure")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.says = Wrapped("", "small", "muted")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(*theme().margins(16, 14, 16, 14))
        self.rows.setSpacing(theme().px(4))
        self.rows.addWidget(Wrapped(name, "label", "muted"))
        self.rows.addWidget(self.value)
        self._pills = QHBoxLayout()
        self._pills.setContentsMargins(*theme().margins(0, 2, 0, 2))
        self.rows.addLayout(self._pills)
        self.rows.addWidget(self.says)
        self.rows.addStretch(1)

    def show_value(self, value: str, says: str, state: tuple[str, str, str] | None = None) -> None:
        """Show a value, what it counts, and its state: word, colour, icon."""
        self.value.setText(value)
        self.says.setText(says)
        self.setAccessibleName(labelled(self._name, value))
        clear(self._pills)
        if state:
            self._pills.addWidget(Pill(*state))
            self._pills.addStretch(1)
