"""Where a window opens: where it stood last, else in the size it would like, within what its screen leaves to it."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from donations_app.ui.widgets.dialog import FRAME


def place(window: QMainWindow, left: tuple[int, ...] = (), *, maximised: bool = False) -> None:
    """Give a window that is not shown yet its place and size, and look again once its frame is known.

    Args:
        window: new.
        left: left, top, width and height of the window that was closed last, without its frame; or nothing.
        maximised: as that window was.
    """
    window.winId()  # the system makes its window, and knows its frame where it can
    handle = window.windowHandle()
    frame = handle.frameMargins() if handle else QMargins()
    known = frame if frame.top() else FRAME
    if len(left) == 4:
        rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        window.setGeometry(taken_back(QRect(*left), rooms, known))
        if maximised:
            window.setWindowState(Qt.WindowState.WindowMaximized)
    else:
        window.resize(bounded(window.sizeHint(), window.screen().availableGeometry().size(), known))
    first = window.size()
    QTimer.singleShot(0, window, lambda: _look_again(window, first))


def taken_back(stood: QRect, rooms: Sequence[QRect], frame: QMargins) -> QRect:
    """Return where a window stands on the screens that are there now, as near as may be to where it stood.

    Args:
        stood: without its frame.
        rooms: what each screen leaves to windows, at least one; the first is the main one.
        frame: around the window.
    """
    shared = [room.intersected(stood) for room in rooms]
    best = max(range(len(rooms)), key=lambda n: shared[n].width() * shared[n].height())
    room = rooms[best]
    whole = QRect(stood.topLeft(), bounded(stood.size(), room.size(), frame)).marginsAdded(frame)
    whole.moveTopLeft(within(whole, room))
    return whole.marginsRemoved(frame)


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
