"""Addresses in time on the card of a person: the current one with its sign, those of before with their days."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.addresses import DatedAddress
from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.signs import Pill
from donations_app.words.addresses import days_line, place_line, place_lines, spouse_words


class Addresses(QWidget):
    """The line of time of somebody's addresses, the current one first, and the link that notes a move."""

    move_wanted = Signal()

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme().px(8))
        self.moves = button(_("A move ..."), "link", clicked=self.move_wanted.emit)
        head = QHBoxLayout()
        head.addWidget(Label(_("Addresses"), "strong"), 1)
        if not read_only:
            head.addWidget(self.moves)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().px(8))
        self._rows.addWidget(rule())
        self._rows.addLayout(head)
        self._rows.addLayout(self._list)

    def show_addresses(self, found: Sequence[DatedAddress]) -> None:
        """Show addresses from the current one back."""
        clear(self._list)
        if not any(one.is_current for one in found):
            self._list.addWidget(Wrapped(_("No address"), "body", "bad"))
        for one in found:
            self._list.addWidget(_address(one))


def _address(one: DatedAddress) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().px(8))
    told = QVBoxLayout()
    told.setSpacing(theme().px(2))
    place = "\n".join(place_lines(one.place)) if one.is_current else place_line(one.place)
    told.addWidget(Wrapped(place, "body" if one.is_current else "small", "" if one.is_current else "muted"))
    days = [
        days_line(one),
        _("From a record made one with this.") if one.of_other_record else spouse_words(one),
    ]
    for line in filter(None, days):
        told.addWidget(Wrapped(line, "small", "muted"))
    row.addLayout(told, 1)
    if one.is_current:
        row.addWidget(Pill(_("Current"), "ok"), 0, Qt.AlignmentFlag.AlignTop)
    return made
