"""Notes and coins counted: how many of each, and what they come to."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from donations_app.domain.deposits import COINS, NOTES, Pieces, counted
from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError, parse_whole
from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label
from donations_app.ui.widgets.fields import TextEdit
from donations_app.words.bank_amounts import amount_words

_ACROSS: Final = 3  # notes and coins beside each other
_ENDS: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class Counting(QWidget):
    """A field for each note and coin, from the largest; empty is none."""

    changed = Signal()

    def __init__(self, currency: str) -> None:
        super().__init__()
        self.edits: dict[int, TextEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(10))
        grid.setVerticalSpacing(theme().px(6))
        worths = (*NOTES[currency], *COINS[currency])
        down = -(-len(worths) // _ACROSS)
        for number, worth in enumerate(worths):
            told = amount_words(worth, currency)
            edit = TextEdit(_("Number of {worth}").format(worth=told), limit=7)
            edit.setFixedWidth(theme().px(72))
            edit.textChanged.connect(lambda *_: self.changed.emit())
            self.edits[worth] = edit
            label = Label(told, "label", "muted")
            label.setBuddy(edit)
            label.setAlignment(_ENDS)
            edit.setAlignment(_ENDS)
            grid.addWidget(label, number % down, 3 * (number // down))
            grid.addWidget(edit, number % down, 3 * (number // down) + 1)
        for column in range(_ACROSS):
            grid.setColumnStretch(3 * column + 2, 1)  # what is left parts the columns

    def problem(self) -> str:
        """Return what stands in the first field that is no number, or nothing."""
        for edit in self.edits.values():
            text = edit.text().strip()
            try:
                if text:
                    parse_whole(text)
            except TypedError:
                return text
        return ""

    def pieces(self) -> tuple[Pieces, ...]:
        """Return what is counted, fields that cannot be read left out."""
        found = []
        for worth, edit in self.edits.items():
            try:
                number = parse_whole(edit.text().strip() or "0")
            except TypedError:
                continue
            if number:
                found.append(Pieces(worth, number))
        return tuple(found)

    def amount(self) -> Money:
        """Return what notes and coins come to."""
        return counted(self.pieces())
