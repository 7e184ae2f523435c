"""A window on invented books, in what shape it is drawn, and where its pictures go."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from picture_books import TODAY

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from donations_app.ui.app import App
    from donations_app.ui.main_window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()  # the habits of whoever draws stay as they are

STANDING = {
    "dashboard",
    "projects",
    "entry",
    "receipts",
    "registers-register",
    "registers-declaration",
    "settings-figures",
    "audit",
}
SHOWN = {
    *(
        "dashboard",
        "projects",
        "entry",
        "payments",
        "people",
        "members",
        "recurring",
        "bank",
        "receipts",
        "claim",
        "allocating",
    ),
    *("registers-register", "settings-association", "audit"),
}
ScreenT = TypeVar("ScreenT")


@dataclass(frozen=True)
class Shape:
    """In what shape a page is drawn, and where the pictures go."""

    folder: Path
    language: str
    look: str
    width: int
    height: int
    every: bool  # all pictures, and the width in their names; else those that stand in ``docs/pictures``
    manual: bool = False  # those of the manual, under their names alone


@dataclass(frozen=True)
class Camera:
    """A window, and where its pictures go."""

    app: "App"
    window: "MainWindow"
    shape: Shape

    def show(self, kind: type[ScreenT]) -> ScreenT:
        """Turn to a page."""
        screen = next(one for one in self.window.screens if isinstance(one, kind))
        self.window.show_screen(screen)
        settle(self.app)
        return screen

    def path(self, name: str) -> str:
        """Return where a picture goes."""
        shape = self.shape
        if shape.manual:
            return str(shape.folder / f"{name}.png")
        width = f"-{shape.width}" if shape.every else ""
        return str(shape.folder / f"{name}-{shape.language}-{shape.look}{width}.png")

    def take(self, name: str) -> None:
        """Draw the window once nothing waits any more."""
        settle(self.app)
        self.save(self.window, name)

    def save(self, shown: "QWidget", name: str) -> None:
        """Draw a widget, if this picture is wanted."""
        if self.shape.every or name in (SHOWN if self.shape.manual else STANDING):
            shown.grab().save(self.path(name))
            if self.shape.manual:
                shrink(Path(self.path(name)))


def shrink(picture: Path) -> None:
    """Keep a picture in 128 colours: it ships with the program."""
    from PIL import Image

    with Image.open(picture) as whole:
        small = whole.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


@contextmanager
def opened(place: Path, shape: Shape, *, user: str, read_only: bool = False) -> Iterator[Camera]:
    """Open the window."""
    from donations_app import i18n
    from donations_app.db.books import utc_now
    from donations_app.db.open import open_books
    from donations_app.domain.authors import Author
    from donations_app.machine import preferences
    from donations_app.ui.app import App, application

    application()
    i18n.set_language(shape.language)
    author = Author(user)
    books = open_books(str(place), clock=utc_now, author=author, today=lambda: TODAY, read_only=read_only)
    app = App(books)
    app.preferences = preferences.Preferences(look=shape.look, language=shape.language)
    window = app.show()
    window.resize(shape.width, shape.height)
    yield Camera(app, window, shape)
    window.close()
    books.close()


def settle(app: "App") -> None:
    """Let the window do what waits, jobs and their answers included."""
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + 0.3
    while time.monotonic() < end or app.desk.jobs.is_busy:
        QApplication.processEvents()
        time.sleep(0.01)
    for _again in range(5):  # what the last answer made is not shown yet
        QApplication.processEvents()
