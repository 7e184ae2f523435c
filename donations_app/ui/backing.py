"""The backups that a window makes by itself: one when it closes, and the first of a day beside the work."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from donations_app.backup_checks import damaged_in
from donations_app.domain.errors import Cancelled
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.main_window import MainWindow

_AFTER, _EACH = (
    20_000,
    3_600_000,
)  # milliseconds until the first look, and between two: a window may stay open


class Backing:
    """Keeps backups where this machine is set so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._is_running = False

    def arm(self, window: MainWindow) -> None:
        """Let a backup be kept before the window closes, and one a day while it is open."""
        self.arm_closing(window)
        timer = QTimer(window)
        timer.timeout.connect(lambda: timer.setInterval(_EACH))
        timer.timeout.connect(lambda: self.look(window))
        timer.start(_AFTER)

    def _part(self, window: MainWindow, leave: Callable[[], object]) -> bool:
        """Begin to keep a backup, if any shall be kept; tell whether it has begun."""
        from donations_app.ui.parting import Parting

        if not self._desk.keeping.closing:
            return False
        Parting(self._desk, window, leave=leave, stay=lambda: self.arm_closing(window)).begin()
        return True

    def arm_closing(self, window: MainWindow) -> None:
        """Let a backup be kept before the window closes: it stayed open last time."""
        window.before_closing = lambda leave: self._part(window, leave)

    def look(self, window: MainWindow) -> None:
        """Show how old the last backup has become; keep one beside the work where there is none of today."""
        keeping, books = self._desk.keeping, self._desk.books
        if self._desk.jobs.is_ended:  # another desk is worked at
            return
        keeping.grow_old()
        if not keeping.opening or self._is_running or keeping.age(self._desk.today()) == 0:
            return

        def work(report: Callable[[int, int], None]) -> Any:
            from donations_app.services.exchange.kept_backups import keep_backup

            at, folder = books.clock(), keeping.folder
            return keep_backup(books, folder, damaged=damaged_in(folder), progress=report).path, at

        def done(made: tuple[Path, datetime]) -> None:
            self._is_running = False
            keeping.note(*made)

        def failed(error: BaseException) -> None:
            self._is_running = False
            if not isinstance(error, Cancelled):
                errors.tell(error, window)

        self._is_running = True
        self._desk.jobs.start(work, of=window, done=done, failed=failed, may_be_lost=True)
