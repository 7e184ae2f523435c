"""What the settings lack, told before anything else, with what it blocks."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from donations_app.domain.settings_gaps import Gap
from donations_app.i18n import _, labelled
from donations_app.ui.settings.gap_words import GAPS, gap_words
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Wrapped, button, clear
from donations_app.ui.widgets.signs import IconBadge


class Gaps(Card):
    """One row a gap; with none, the card takes no room."""

    followed = Signal(str)  # the part of the settings where it is filled in

    def __init__(self, *, can_write: bool) -> None:
        super().__init__(padding=14, gap=8)
        self.gaps: Sequence[Gap] = ()
        self._can_write = can_write
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """Show other gaps."""
        self.gaps = gaps
        clear(self.rows)
        for gap in gaps:
            self.rows.addLayout(self._row(gap))
        self.setVisible(bool(gaps))

    def _row(self, gap: Gap) -> QHBoxLayout:
        icon_name, state, place = GAPS[gap.code]
        what, blocks = gap_words(gap)
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        row.addWidget(IconBadge(icon_name, state))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Wrapped(what, "name"))
        words.addWidget(Wrapped(blocks, "small", "muted"))
        row.addLayout(words, 1)
        if place:
            does = _("Fill in") if self._can_write and gap.count == 1 else _("See")
            made = button(does, "small", clicked=lambda: self.followed.emit(place))
            made.setAccessibleName(labelled(does, what))
            row.addWidget(made)
        return row
