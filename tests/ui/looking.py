"""What the tests of the window share: how one opens it, and which dialogs are open."""

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtWidgets import QApplication, QDialog

from donations_app.ui.app import App
from donations_app.ui.main_window import MainWindow

Shown = TypeVar("Shown", bound=QDialog)
Open = Callable[..., tuple[App, MainWindow]]
SIZES: Final = ((1024, 700), (1440, 900))  # of a small window, and of one with room


def shown(kind: type[Shown]) -> Shown:
    """Return the dialog of a kind that is open."""
    return next(
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()
    )


def none_shown(kind: type[QDialog]) -> bool:
    """Tell whether no dialog of a kind is open."""
    return not any(isinstance(one, kind) and one.isVisible() for one in QApplication.topLevelWidgets())
