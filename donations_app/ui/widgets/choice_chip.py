"""A filter as a chip: what it asks, a menu of its choices, and a cross that takes it off."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from donations_app.i18n import _, labelled
from donations_app.ui.icons import icon
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Button, elided, pressed_by_enter, set_kind
from donations_app.ui.widgets.menu import Menu

_LONGEST = 280  # pixels of its words
_CROSS = 28  # pixels at its end


class ChoiceChip(Button):
    """Enter, Space or a click open its menu; Del, Backspace or a click on the cross take it off."""

    chosen = Signal(str)  # a code; empty: all

    def __init__(self, name: str, every: str) -> None:
        super().__init__()
        self._name, self._every = name, every
        self._choices: Mapping[str, str] = {}
        self._value = ""
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        way = Qt.LayoutDirection
        self.setLayoutDirection(way.LeftToRight if is_mirrored else way.RightToLeft)  # the sign ends it
        self._is_mirrored = is_mirrored
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda *_: self.open_menu())
        self._show()

    @property
    def name(self) -> str:
        """What it asks."""
        return self._name

    def value(self) -> str:
        """Return the code that is asked for; empty: all."""
        return self._value

    def word(self) -> str:
        """Return the name of what is asked for."""
        return self._choices.get(self._value, self._value)

    def fill(self, choices: Mapping[str, str]) -> None:
        """Offer other choices, by code; one that is chosen stays so."""
        self._choices = choices
        self._show()

    def choices(self) -> Mapping[str, str]:
        """Return what is offered."""
        return self._choices

    def choose(self, code: str) -> None:
        """Choose without telling."""
        self._value = code
        self._show()

    def take(self, code: str) -> None:
        """Choose and tell."""
        if code != self._value:
            self.choose(code)
            self.chosen.emit(code)

    def open_menu(self) -> QMenu:
        """Open the menu of its choices."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if self._is_mirrored else Qt.LayoutDirection.LeftToRight
        )
        menu.setStyleSheet("QMenu { menu-scrollable: 1; }")
        for code, text in {"": self._every, **self._choices}.items():
            action = menu.addAction(text.replace("&", "&&"), partial(self.take, code))
            action.setCheckable(True)
            action.setChecked(code == self._value)
            if code == self._value:
                menu.setActiveAction(action)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        return menu

    def _show(self) -> None:
        is_set = bool(self._value)
        set_kind(self, "chip" if is_set else "freechip")
        self.setFont(font(12, 500))
        self.setIcon(icon("x" if is_set else "chevron-down", theme().soft_text if is_set else theme().muted))
        text = labelled(self._name, self.word() if is_set else self._every)
        self.setText(elided(self.fontMetrics(), text, theme().px(_LONGEST)).replace("&", "&&"))
        self.setAccessibleName(text)
        self.setToolTip(_("Del takes the filter off: {filter}").format(filter=text) if is_set else "")
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.take("")
        elif not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        x, cross = event.position().x(), theme().px(_CROSS)
        is_on_cross = x <= cross if self._is_mirrored else x >= self.width() - cross
        if self._value and is_on_cross and event.button() == Qt.MouseButton.LeftButton:
            self.setDown(False)
            self.take("")
        else:
            super().mouseReleaseEvent(event)
