"""What the tests of the window share: how one opens it, and which dialogs are open."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from donations_app.ui.app import App
from donations_app.ui.main_window import MainWindow
from donations_app.ui.screen import Screen
from donations_app.ui.widgets.running import StopButton

Shown = TypeVar("Shown", bound=QDialog)
Page = TypeVar("Page", bound=Screen)
Open = Callable[..., tuple[App, MainWindow]]
SIZES: Final = ((1024, 700), (1440, 900))  # of a small window, and of one with room


def screen_of(window: MainWindow, kind: type[Page]) -> Page:
    """Return the page of a kind."""
    return next(screen for screen in window.screens if isinstance(screen, kind))


def turn_to(window: MainWindow, kind: type[Page]) -> Page:
    """Turn to the page of a kind and return it."""
    screen = screen_of(window, kind)
    window.show_screen(screen)
    return screen


def shown(kind: type[Shown]) -> Shown:
    """Return the dialog of a kind that is open."""
    return next(
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()
    )


def none_shown(kind: type[QDialog]) -> bool:
    """Tell whether no dialog of a kind is open."""
    return not any(isinstance(one, kind) and one.isVisible() for one in QApplication.topLevelWidgets())


def drop_on(window: MainWindow, path: Path) -> None:
    """Drop a file on the window, which takes it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    wanted, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    hovers = QDragEnterEvent(QPointF(50, 50).toPoint(), wanted, data, left, none)
    QApplication.sendEvent(window, hovers)
    assert hovers.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), wanted, data, left, none))


def stop(button: StopButton) -> None:
    """Stop what runs, and say so when asked."""
    button.click()
    box = shown(QMessageBox)
    next(one for one in box.buttons() if one.text() == button.text()).click()


def is_dressed() -> bool:
    """Tell whether the style sheet is worn, without which nothing stands where a person sees it (``conftest``)."""
    application = QApplication.instance()
    return isinstance(application, QApplication) and bool(application.styleSheet())


def stands_within(window: MainWindow, screen: Screen) -> None:
    """Hold that a page asks for no more room across than it has, in a small window and in one with room."""
    assert is_dressed()
    for size in SIZES:
        window.resize(*size)
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        assert screen.minimumSizeHint().width() <= screen.room, size
