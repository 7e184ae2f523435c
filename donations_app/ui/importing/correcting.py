"""A cell of a file corrected in its place: a field over the row, Tab to the next cell, Enter takes what was typed."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout
from shiboken6 import isValid

from donations_app.i18n import is_right_to_left
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label
from donations_app.ui.widgets.fields import TextEdit
from donations_app.words.imports import column_words

_LEAST: Final = 190  # pixels of a field that one can type in
_LONGEST: Final = 2000
_ELSEWHERE: Final = (  # another window, or a menu: what is typed waits
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
)


class CellEditor(QFrame):
    """Stands over a row of a table while one of its cells is corrected, and goes when it is left.

    Args:
        table: over whose rows it stands.
        columns: that can be corrected, ours, in the order in which Tab comes to them.
        values: what stands in each.
    """

    taken = Signal(dict)  # by column, what was typed
    left = Signal()  # nothing is corrected

    def __init__(self, table: QAbstractItemView, columns: Sequence[str], values: Mapping[str, str]) -> None:
        super().__init__(table.viewport())
        self.setObjectName("sunken")
        self.setAutoFillBackground(True)
        self._table, self._columns, self._values = table, list(columns), dict(values)
        self._typed: dict[str, str] = {}
        self.column = self._columns[0]
        self.name, self.edit = Label("", "small", "muted"), TextEdit("", limit=_LONGEST)
        row = QHBoxLayout(self)
        row.setContentsMargins(*theme().margins(8, 0, 0, 0))
        row.setSpacing(theme().px(6))
        row.addWidget(self.name)
        row.addWidget(self.edit, 1)
        self.edit.installEventFilter(self)

    def begin(self, column: str, place: QRect) -> None:
        """Correct a cell.

        Args:
            column: of the cell.
            place: of the cell in the table; as high as its row.
        """
        self.column = column
        self.name.setText(column_words(column))
        self.edit.setAccessibleName(column_words(column))
        self.edit.setText(self._typed.get(column, self._values.get(column, "")))
        room = self._table.viewport().rect()
        width = max(place.width(), theme().px(_LEAST) + self.name.sizeHint().width())
        left = place.right() - width + 1 if is_right_to_left() else place.left()
        left = max(0, min(left, room.width() - width))
        height = max(place.height(), self.sizeHint().height())
        top = max(0, place.center().y() - height // 2)
        self.setGeometry(left, top, min(width, room.width()), height)
        self.show()
        self.raise_()
        self.edit.selectAll()
        self.edit.setFocus()

    def _keep(self) -> None:
        if (typed := self.edit.text().strip()) != self._values.get(self.column, "").strip():
            self._typed[self.column] = typed
        else:
            self._typed.pop(self.column, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and self.isVisible():
            if event.reason() not in _ELSEWHERE:
                self.take(goes_back=False)
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event.key()) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _press(self, key: int) -> bool:
        """Do what a key does here; return whether it does something."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._keep()
            step = 1 if key == Qt.Key.Key_Tab else -1
            place = (self._columns.index(self.column) + step) % len(self._columns)
            self.begin(self._columns[place], self.geometry())
        else:
            return False
        return True

    def take(self, *, goes_back: bool = True) -> None:
        """Take what was typed; nothing, where it is what stands there."""
        self._keep()
        typed = dict(self._typed)
        self._end(goes_back=goes_back)
        if typed:
            self.taken.emit(typed)
        else:
            self.left.emit()

    def leave(self) -> None:
        """Let everything stand as it is."""
        self._end(goes_back=True)
        self.left.emit()

    def _end(self, *, goes_back: bool) -> None:
        self.hide()
        if goes_back and isValid(self._table):
            self._table.setFocus()
        self.deleteLater()
