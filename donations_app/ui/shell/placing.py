"""The first size of a window: the one it would like, within what its screen leaves to it and its frame."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, QTimer
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from donations_app.ui.widgets.dialog import FRAME


def place(window: QMainWindow) -> None:
    """Give a window that is not shown yet its size, and look again once its frame is known."""
    window.winId()  # the system makes its window, and knows its frame where it can
    handle = window.windowHandle()
    frame = handle.frameMargins() if handle else QMargins()
    known = frame if frame.top() else FRAME
    first = bounded(window.sizeHint(), window.screen().availableGeometry().size(), known)
    window.resize(first)
    QTimer.singleShot(0, window, lambda: _look_again(window, first))


def bounded(wanted: QSize, room: QSize, frame: QMargins) -> QSize:
    """Return a size that fits in a room with its frame."""
    return wanted.boundedTo(room.shrunkBy(frame))


def _look_again(window: QMainWindow, first: QSize) -> None:
    """Take the window back into its screen where its frame stands out of it; not one that has another size by now."""
    if not isValid(window) or window.isMaximized() or window.size() != first:
        return
    room, whole, inner = window.screen().availableGeometry(), window.frameGeometry(), window.geometry()
    frame = QMargins(
        inner.left() - whole.left(), inner.top() - whole.top(),
        whole.right() - inner.right(), whole.bottom() - inner.bottom(),
    )  # fmt: skip
    window.resize(bounded(window.size(), room.size(), frame))
    window.move(within(window.frameGeometry(), room))


def within(whole: QRect, room: QRect) -> QPoint:
    """Return where a frame begins that does not stand out of the room."""
    left = max(room.left(), min(whole.left(), room.right() - whole.width() + 1))
    top = max(room.top(), min(whole.top(), room.bottom() - whole.height() + 1))
    return QPoint(left, top)
