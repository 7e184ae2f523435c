"""A table with its sums beside it; one of the two at a time where there is no room for both."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.scrolled import Scrolled, beside_bar
from donations_app.ui.widgets.segments import Segments
from donations_app.ui.widgets.table import Table

_NARROW: Final = 900  # pixels of the page
_AROUND: Final = 102  # pixels between the page's edges and the table, and beside it
_ANY: Final = 16_777_215  # Qt's own "as wide as it will"


class Beside(QWidget):
    """The table takes the room; the sums have their width, or the table's place when they are chosen."""

    def __init__(
        self,
        above: Sequence[QWidget],
        table: Table,
        sums: QWidget,
        *,
        width: int,
        below: QWidget | None = None,
        side: str = "",
    ) -> None:
        super().__init__()
        self._width, self._is_narrow, self._has_sums = width, False, True
        self._table, self._room = table, 0
        self.which = Segments({"lines": _("Lines"), "sums": side or _("Totals")}, _("What is shown"))
        self.which.chosen.connect(lambda *_: self._show())
        if layout := sums.layout():
            layout.setContentsMargins(*beside_bar())
        self.side = Scrolled(sums)
        table.setMinimumHeight(theme().px(100))
        self._main = QWidget()
        rows = QVBoxLayout(self._main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(10))
        for widget in (*above, table, *([below] if below else [])):
            rows.addWidget(widget, int(widget is table))
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme().px(12))
        self._box.addWidget(self.which)
        self._box.addWidget(self._main, 1)
        self._box.addWidget(self.side)

    def arrange(self, room: int) -> None:
        """Stand as the room of the page allows."""
        self._room = room
        beside = theme().px(self._width + _AROUND) + self._table.minimumSizeHint().width()
        self._is_narrow, ways = room < max(theme().px(_NARROW), beside), QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if self._is_narrow else ways.LeftToRight)
        self.side.setMinimumWidth(0 if self._is_narrow else theme().px(self._width))
        self.side.setMaximumWidth(_ANY if self._is_narrow else theme().px(self._width))
        self._box.setStretch(2, int(self._is_narrow))
        self._show()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self._room:  # the columns may need more now
            self.arrange(self._room)
        return super().event(event)

    def show_sums(self, *, there: bool) -> None:
        """Show the sums where there are any."""
        self._has_sums = there
        self._show()

    def _show(self) -> None:
        sums = self.which.value() == "sums" and self._has_sums
        self.which.setVisible(self._is_narrow and self._has_sums)
        self._main.setVisible(not (self._is_narrow and sums))
        self.side.setVisible(self._has_sums and (sums or not self._is_narrow))
