"""A card that leads to a page: with the hand of a link, the focus and Enter."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from donations_app.ui.widgets.basic import Card, Elided


class ElidedLink(Elided):
    """A name on one line that leads to what it names: by a click, or by Enter once the focus is on it."""

    def __init__(self, text: str, go: Callable[[], object], *, short: str = "") -> None:
        super().__init__(text, "name", short=short)
        self._go = go
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setProperty("link", "true")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat():
                self._go()
        else:
            super().keyPressEvent(event)


class LinkCard(Card):
    """A card that is a link once it is told where it leads."""

    def __init__(self, *, padding: int = 20, gap: int = 8) -> None:
        super().__init__(padding=padding, gap=gap)
        self._go: Callable[[], object] | None = None

    def lead(self, go: Callable[[], object], name: str) -> None:
        """Lead somewhere; ``name`` is what a screen reader says."""
        self._go = go
        self.setProperty("link", "true")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._go and event.button() == Qt.MouseButton.LeftButton:
            if self.rect().contains(event.position().toPoint()):
                self._go()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._go and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat():
                self._go()
        else:
            super().keyPressEvent(event)
