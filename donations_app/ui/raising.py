"""A second start of the same person over the same books raises the window that is there.

The first window listens at a socket (on Windows a named pipe) that bears the name of its books and that only
this person may open. One message is understood, "raise yourself"; nothing is said but that it was heard.
Whoever holds the books is the only one who may listen, so what a program that died left there is taken away.
"""

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget

_MESSAGE, _HEARD = b"raise yourself\n", b"heard\n"
_CONNECTS, _ANSWERS = 500, 3000  # milliseconds: a window that is at work answers late
_PIECES: Final = 24  # letters of a digest; the path of a socket has some hundred at most


def name_of(books: Path) -> str:
    """Return the name at which the window of these books listens for this person."""
    digest = sha256(os.fsencode(books.resolve())).hexdigest()[:_PIECES]
    if os.name == "nt":
        return f"tiwizi-{digest}"
    folder = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return str(Path(folder, f"tiwizi-{os.getuid()}-{digest}"))


class Listener(QObject):
    """Raises a window when the same person starts the program again.

    Args:
        books: that the window holds.
        window: returns the window, which another language builds anew.
    """

    def __init__(self, books: Path, window: Callable[[], QWidget | None]) -> None:
        super().__init__()
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        name = name_of(books)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # of a program that died: nobody else holds these books
            self._server.listen(name)

    def stop(self) -> None:
        """Listen no more."""
        self._server.close()

    def _greet(self) -> None:
        while (line := self._server.nextPendingConnection()) is not None:
            line.setReadBufferSize(len(_MESSAGE))
            line.readyRead.connect(lambda line=line: self._hear(line))
            line.disconnected.connect(line.deleteLater)
            self._hear(line)

    def _hear(self, line: QLocalSocket) -> None:
        if line.bytesAvailable() < len(_MESSAGE):
            return
        window = self._window()
        if line.readAll().data() == _MESSAGE and window is not None:
            raise_window(window)
            line.write(_HEARD)
            line.flush()
        line.disconnectFromServer()


def raise_window(window: QWidget) -> None:
    """Bring a window before the others, back from the bar where it was put away."""
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)  # where the system lets no program put itself before others


def is_raised(books: Path) -> bool:
    """Ask the window of these books to raise itself; tell whether there is one that did."""
    name = name_of(books)
    if os.name != "nt" and not _is_ours(name):
        return False
    line = QLocalSocket()
    line.connectToServer(name)
    if not line.waitForConnected(_CONNECTS):
        return False
    line.write(_MESSAGE)
    line.flush()
    return line.waitForReadyRead(_ANSWERS) and line.readAll().data() == _HEARD


def _is_ours(name: str) -> bool:
    """Tell whether it is this person who listens there, who may have been given a place that others write."""
    try:
        return Path(name).lstat().st_uid == os.getuid()
    except OSError:
        return False
