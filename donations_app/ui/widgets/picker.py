"""A field in which one types and chooses what is found: people, projects, anything."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from donations_app.i18n import led, own_way, without_marks
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import elided
from donations_app.ui.widgets.choices import Choice, ChoiceList
from donations_app.ui.widgets.edits import add_icon, lead

__all__ = ["Choice", "Picker"]

_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


class Picker(QLineEdit):
    """A line edit with a list of what was found below it.

    The arrow keys move in the list, Enter and Tab take the choice, Escape closes the list.
    """

    _popup: ChoiceList | None = None
    chosen = Signal(object)  # the choice's value; None when the text was changed again

    def __init__(
        self, search: Callable[[str], Sequence[Choice]], *, name: str, icon_name: str = "search"
    ) -> None:
        super().__init__()
        self._search = search
        self._value: Any = None
        self._choices: Sequence[Choice] = ()
        self.nothing: Callable[[str], str] | None = None  # what Enter says of a text that finds nothing
        self.setAccessibleName(name)
        self.setFont(font(13))
        if icon_name:
            add_icon(self, icon_name)
        lead(self)
        self.textEdited.connect(self._typed)

    def value(self) -> Any:
        """Return the value chosen, or ``None``."""
        return self._value

    def choose(self, choice: Choice | None) -> None:
        """Show a choice, or nothing, and tell."""
        self._value = choice.value if choice else None
        text = (choice.shown or choice.name) if choice else ""
        self.setText(text if own_way(text) != text else led(text))  # of both scripts, it runs as the window
        self.setToolTip(without_marks(choice.whole) if choice else "")
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
        return [choice.whole for choice in self._choices]

    def _typed(self, text: str) -> None:
        if self._value is not None:
            self._value = None
            self.setToolTip("")
            self.chosen.emit(None)
        self._choices = self._search(text) if text.strip() else []
        if self._choices:
            self._open()
        else:
            self.close_list()

    def _say_nothing(self) -> None:
        """Say in words that nothing is found; the words cannot be chosen."""
        if self.nothing is not None and self.text().strip() and not self._choices:
            self._open(self.nothing(self.text().strip()))

    def _open(self, told: str = "") -> None:
        if self._popup is None:
            self._popup = ChoiceList(self.window(), self.take)
            self.destroyed.connect(self._popup.deleteLater)
        if told:
            self._popup.tell(told)
        else:
            self._popup.show_choices(self._choices)
        self._popup.resize(max(self.width(), theme().px(320)), self._popup.wanted_height())
        self._popup.move(self._corner(self._popup))
        self._popup.show()
        self._popup.raise_()

    def _corner(self, popup: QWidget) -> QPoint:
        """Return where the list stands: below the field, above it where the window ends."""
        window = self.window()
        corner = self.mapTo(window, QPoint(0, self.height() + 3))
        if corner.y() + popup.height() > window.height():
            corner.setY(max(4, corner.y() - self.height() - 6 - popup.height()))
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + self.width() - popup.width())
        corner.setX(max(4, min(corner.x(), window.width() - popup.width() - 4)))
        return corner

    def take(self) -> None:
        """Choose the marked row of the list."""
        row = self._popup.marked() if self._popup else -1
        if 0 <= row < len(self._choices):
            self.choose(self._choices[row])
            self.setModified(True)  # somebody did

    def event(self, event: QEvent) -> bool:
        if self.is_open and isinstance(event, QKeyEvent):
            # Tab is looked at here: a line edit never sees it as a key press
            if event.key() == Qt.Key.Key_Tab and event.type() == QEvent.Type.KeyPress:
                self.take()
            elif event.key() == Qt.Key.Key_Escape and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # it closes the list, and nothing else
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._popup is not None and self.is_open and key in _MOVES:
            self._popup.move_mark(_MOVES[key])
        elif self.is_open and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif self.is_open and key == Qt.Key.Key_Escape:
            self.close_list()
        elif self.nothing is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._say_nothing()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_list()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a text that has no room with an ellipsis, while one is not typing in it."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inner = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        start, end = self.textMargins().left(), self.textMargins().right()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            start, end = end, start
        inner.adjust(start + 2, 0, -end - 2, 0)
        if self.hasFocus() or self.fontMetrics().horizontalAdvance(self.text()) <= inner.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = elided(self.fontMetrics(), self.text(), inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
