"""A page that may be larger than its room: it is scrolled, and what has the focus is always in sight."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from donations_app.i18n import is_right_to_left
from donations_app.ui.theme import theme
from donations_app.ui.widgets.room import tell_room

_BESIDE_BAR: Final = 12  # pixels that what is shown keeps from a scroll bar
_TURNS: Final = 6  # of a bar that comes and goes


class Following(QScrollArea):
    """A page that may be larger than its room; the field that has the focus is always in sight."""

    resized = Signal(int)  # the width there is
    _turns = 0  # changes of size of the page, one within the other

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self._taken = 0  # pixels of the page's margin in which the scroll bar stands
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        self._after_layout = QTimer(self)
        self._after_layout.setSingleShot(True)
        self._after_layout.timeout.connect(lambda: self._show(QApplication.focusWidget()))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._keep_edge()
        self.resized.emit(self.viewport().width())
        if event.size().width() != event.oldSize().width():
            tell_room(self._page)
        super().resizeEvent(event)

    def _keep_edge(self) -> None:
        """Let what is shown end where it ends without a scroll bar, where the margin beside it has room for the bar."""
        layout = self._page.layout()
        if layout is None:
            return
        margins, at_left = layout.contentsMargins(), self.isRightToLeft()
        own = (margins.left() if at_left else margins.right()) + self._taken
        taken = min(self.width() - self.viewport().width(), max(0, own - theme().px(_BESIDE_BAR)))
        if taken != self._taken:
            self._taken = taken
            (margins.setLeft if at_left else margins.setRight)(own - taken)
            layout.setContentsMargins(margins)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a bar come or go with the height of the page, a few times at most.

        A page that needs the bar without it, and not with it, would have Qt show and hide it until the program ends.
        """
        if watched is not self._page or event.type() != QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        if self._turns >= _TURNS:
            return False
        self._turns += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._turns -= 1

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._show(new)
        self._after_layout.start(0)  # what was made just now has no place yet

    def _show(self, focused: QWidget | None) -> None:
        if focused is not None and self._page.isAncestorOf(focused):  # a scroll bar is on no page
            # the whole field and its name: Qt's own way shows no more of it than the cursor
            place, margin = QRect(focused.mapTo(self._page, QPoint()), focused.size()), theme().px(26)
            self.ensureVisible(place.center().x(), place.bottom(), 0, margin)
            self.ensureVisible(place.center().x(), place.top(), 0, margin)


class Scrolled(Following):
    """Fields on a card that may be taller than their room; never wider."""

    def __init__(self, fields: QWidget) -> None:
        super().__init__(fields)
        self.setObjectName("inside")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take another width where the fields need one; Qt itself tells nobody."""
        if watched is self._page and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._page.minimumSizeHint().width() + bar, theme().px(160))


def beside_bar() -> tuple[int, int, int, int]:
    """Return the margins of a page whose amounts stand clear of its scroll bar, on whichever side that is."""
    clear_of_it = theme().px(8)
    return (clear_of_it, 0, 0, 0) if is_right_to_left() else (0, 0, clear_of_it, 0)  # Qt mirrors no margins
