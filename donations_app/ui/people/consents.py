"""Agreements on the card of a person: each way with its sign, and what was said when, the latest first."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.consents import Said
from donations_app.domain.parties import PartyDraft
from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.signs import Pill
from donations_app.words.consents import CHANNELS, said_line


class Consents(QWidget):
    """The two ways by which somebody is written to, and the link that notes a yes or a no."""

    note_wanted = Signal()

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(8))
        self.notes = button(_("Note a word ..."), "link", clicked=self.note_wanted.emit)
        head = QHBoxLayout()
        head.addWidget(Label(_("Agreements"), "strong"), 1)
        if not read_only:
            head.addWidget(self.notes)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().px(4))
        rows.addWidget(rule())
        rows.addLayout(head)
        rows.addLayout(self._list)

    def show_consents(self, draft: PartyDraft, said: Sequence[Said]) -> None:
        """Show what holds today, then each yes and no."""
        clear(self._list)
        self._list.addWidget(
            Flow(*(_pill(name, given=getattr(draft, f"consent_{name}")) for name in CHANNELS))
        )
        for one in said:
            self._list.addWidget(Wrapped(said_line(one), "small", "muted"))


def _pill(channel: str, *, given: bool) -> Pill:
    pill = Pill(_(CHANNELS[channel]), "ok" if given else "plain", "check" if given else "x")
    told = _("{channel}: agreed") if given else _("{channel}: not agreed")
    pill.setAccessibleName(told.format(channel=_(CHANNELS[channel])))
    pill.setToolTip(pill.accessibleName())
    return pill
