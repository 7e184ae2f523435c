"""A second start raises the window that is there, and nothing else can be asked of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.ui.app import App
from donations_app.ui.main_window import MainWindow
from donations_app.ui.raising import Listener, is_raised, name_of

ROOT = Path(__file__).parents[2]
START = (
    "import sys\nfrom donations_app.ui.starting import start\n"
    "sys.exit(start(sys.argv[1], language='fr', today=None, office=''))\n"
)
DIES = (
    "import os, sys\nfrom pathlib import Path\nfrom PySide6.QtCore import QCoreApplication\n"
    "from donations_app.ui.raising import Listener\n"
    "qt = QCoreApplication([])\nlistener = Listener(Path(sys.argv[1]), lambda: None)\n"
    "print(flush=True)\nos.kill(os.getpid(), 9)\n"
)


@pytest.fixture
def window(file_books: Books, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window of a first start, which holds its books and was put away."""
    i18n.set_language("fr")
    file_books.close()
    books = open_books(file_books.location, clock=utc_now, hold=True)
    app = App(books)
    window = app.show()
    app.listen()
    window.showMinimized()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    yield window
    app.stop_listening()
    window.close()
    window.deleteLater()
    books.close()
    i18n.set_language("en")


def path_of(window: MainWindow) -> Path:
    return Path(window.desk.books.location)


def _is_left(line: QLocalSocket) -> bool:
    return line.state() == QLocalSocket.LocalSocketState.UnconnectedState


def test_a_second_start_raises_the_window_and_asks_nothing(window: MainWindow, qtbot: QtBot) -> None:
    link = path_of(window).with_name("link.tiwizi")
    link.symlink_to(path_of(window))
    with subprocess.Popen([sys.executable, "-c", START, str(link)], cwd=ROOT) as second:
        qtbot.waitUntil(lambda: second.poll() is not None)
    assert second.returncode == 0
    assert not window.isMinimized()


def test_only_to_raise_itself_can_be_asked_of_a_window(window: MainWindow, qtbot: QtBot) -> None:
    for message in (b"close yourself\n", b"raise yourself, and write to /\n", b"\0" * 5000):
        line = QLocalSocket()
        line.connectToServer(name_of(path_of(window)))
        line.write(message)
        left = partial(_is_left, line)
        qtbot.waitUntil(left)
        assert line.readAll().data() == b""
    assert window.isMinimized()


def test_what_a_program_that_died_left_there_raises_nothing_and_is_taken_over(
    tmp_path: Path, qtbot: QtBot
) -> None:
    books = tmp_path / "b.tiwizi"
    died = subprocess.run([sys.executable, "-c", DIES, str(books)], cwd=ROOT, check=False)
    assert abs(died.returncode) == 9
    assert Path(name_of(books)).exists()
    assert not is_raised(books)
    listener = Listener(books, lambda: None)
    line = QLocalSocket()
    line.connectToServer(name_of(books))
    qtbot.waitUntil(lambda: line.state() == QLocalSocket.LocalSocketState.ConnectedState)
    listener.stop()
    assert not Path(name_of(books)).exists()
    assert not is_raised(books)


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root gives a file to another person")
def test_what_another_person_left_there_is_not_believed(tmp_path: Path) -> None:
    listener = Listener(tmp_path / "b.tiwizi", lambda: None)
    os.chown(name_of(tmp_path / "b.tiwizi"), 65534, 65534)
    assert not is_raised(tmp_path / "b.tiwizi")
    listener.stop()
