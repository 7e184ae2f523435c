"""A field in which one types and chooses what is found: people, projects, anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QVBoxLayout, QWidget

from donations_app.ui.icons import icon
from donations_app.ui.theme import font, theme

_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something found: what it is, its name, and a word that tells it from others."""

    value: Any
    name: str
    detail: str = ""


class Picker(QLineEdit):
    """A line edit with a list of what was found below it.

    The arrow keys move in the list, Enter and Tab take the choice, Escape closes the list.
    """

    _popup: QFrame | None = None
    chosen = Signal(object)  # the choice's value; None when the text was changed again

    def __init__(
        self, search: Callable[[str], Sequence[Choice]], *, name: str, icon_name: str = "search"
    ) -> None:
        super().__init__()
        self._search = search
        self._value: Any = None
        self._choices: Sequence[Choice] = ()
        self.setAccessibleName(name)
        self.setFont(font(13))
        if icon_name:
            self.addAction(icon(icon_name), QLineEdit.ActionPosition.TrailingPosition)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFont(font(13))
        self._list.clicked.connect(lambda *_: self.take())
        self.textEdited.connect(self._typed)

    def value(self) -> Any:
        """Return the value chosen, or ``None``."""
        return self._value

    def choose(self, choice: Choice | None) -> None:
        """Show a choice, or nothing, and tell."""
        self._value = choice.value if choice else None
        self.setText(choice.name if choice else "")
        self.setCursorPosition(0)
        self.close_list()
        self.chosen.emit(self._value)

    def close_list(self) -> None:
        """Hide the list."""
        if self._popup is not None:
            self._popup.hide()

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._popup is not None and self._popup.isVisible()

    def found(self) -> list[str]:
        """Return the names in the list, as shown."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def _typed(self, text: str) -> None:
        if self._value is not None:
            self._value = None
            self.chosen.emit(None)
        self._choices = self._search(text) if text.strip() else []
        self._list.clear()
        self._list.addItems([f"{choice.name}   {choice.detail}".rstrip() for choice in self._choices])
        if self._choices:
            self._open(len(self._choices))
        else:
            self.close_list()

    def _open(self, rows: int) -> None:
        window = self.window()
        if self._popup is None:
            self._popup = _framed(self._list, window)
        height = min(rows, 8) * theme().px(32) + 12
        self._popup.resize(max(self.width(), theme().px(320)), height)
        corner = self.mapTo(window, QPoint(0, self.height() + 3))
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + self.width() - self._popup.width())
        corner.setX(max(4, min(corner.x(), window.width() - self._popup.width() - 4)))
        self._popup.move(corner)
        self._list.setCurrentRow(0)
        self._popup.show()
        self._popup.raise_()

    def take(self) -> None:
        """Choose the marked row of the list."""
        row = self._list.currentRow()
        if 0 <= row < len(self._choices):
            self.choose(self._choices[row])

    def event(self, event: QEvent) -> bool:
        # Tab is looked at here: a line edit never sees it as a key press
        if self.is_open and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.take()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.is_open and key in _MOVES:
            row = self._list.currentRow() + _MOVES[key]
            self._list.setCurrentRow(max(0, min(row, self._list.count() - 1)))
        elif self.is_open and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif self.is_open and key == Qt.Key.Key_Escape:
            self.close_list()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_list()


def _framed(content: QListWidget, window: QWidget) -> QFrame:
    popup = QFrame(window)
    popup.setObjectName("popup")
    popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    rows = QVBoxLayout(popup)
    rows.setContentsMargins(4, 4, 4, 4)
    rows.addWidget(content)
    content.setMouseTracking(True)
    content.entered.connect(content.setCurrentIndex)
    return popup
