"""The way from a plan to the legal figures behind it that nobody has confirmed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from donations_app.domain.parameters import DatedValue
from donations_app.i18n import count, ngettext
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Button, set_kind


class Doubt(Button):
    """Says how many figures wait to be confirmed, and leads to the first of them in the settings."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("")
        self._desk = desk
        self._figures: Sequence[DatedValue] = ()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_kind(self, "link", "triangle-alert")
        self.clicked.connect(self._follow)
        self.hide()

    def show_figures(self, unconfirmed: Sequence[DatedValue]) -> None:
        """Stand there while there are any."""
        self._figures = unconfirmed
        told = ngettext(
            "{count} legal figure behind this plan is to be confirmed",
            "{count} legal figures behind this plan are to be confirmed",
            len(unconfirmed),
        )
        self.setText(told.format(count=count(len(unconfirmed))))
        self.setVisible(bool(unconfirmed))

    def _follow(self) -> None:
        self._desk.setting_wanted.emit(f"figures/{self._figures[0].name}")
