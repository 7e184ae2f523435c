"""The backups that a window makes by itself."""

from collections.abc import Callable

from donations_app.ui.desk import Desk
from donations_app.ui.main_window import MainWindow


class Backing:
    """Lets a backup be kept before the window closes, where this machine is set so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def arm(self, window: MainWindow) -> None:
        """Let a backup be kept before the window closes."""
        window.before_closing = lambda leave: self._part(window, leave)

    def _part(self, window: MainWindow, leave: Callable[[], object]) -> bool:
        """Begin to keep a backup, if any shall be kept; tell whether it has begun."""
        from donations_app.ui.parting import Parting

        if not self._desk.keeping.closing:
            return False
        Parting(self._desk, window, leave=leave, stay=lambda: self.arm(window)).begin()
        return True
