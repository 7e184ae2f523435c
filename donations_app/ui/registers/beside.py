"""A table with its sums beside it, or below it where there is no room."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from donations_app.ui.theme import theme
from donations_app.ui.widgets.fields import Scrolled
from donations_app.ui.widgets.table import Table

_NARROW: Final = 900  # pixels of the page
_ANY: Final = 16_777_215  # Qt's own "as wide as it will"


class Beside(QWidget):
    """The table takes the room; the sums have their width, or the height that is left."""

    def __init__(
        self,
        above: Sequence[QWidget],
        table: Table,
        sums: QWidget,
        *,
        width: int,
        below: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._table, self._width = table, width
        self.side = Scrolled(sums)
        main = QVBoxLayout()
        main.setSpacing(10)
        for widget in above:
            main.addWidget(widget)
        main.addWidget(table, 1)
        if below is not None:
            main.addWidget(below)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(16)
        self._box.addLayout(main, 1)
        self._box.addWidget(self.side)

    def arrange(self, room: int) -> None:
        """Stand as the room of the page allows."""
        narrow, ways = room < theme().px(_NARROW), QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self.side.setMinimumWidth(0 if narrow else theme().px(self._width))
        self.side.setMaximumWidth(_ANY if narrow else theme().px(self._width))
        self.side.setMinimumHeight(theme().px(150 if narrow else 100))
        self.side.setMaximumHeight(theme().px(190) if narrow else _ANY)
        self._table.setMinimumHeight(theme().px(180))
