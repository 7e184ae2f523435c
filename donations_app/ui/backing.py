"""The backups that a window makes by itself: one when it closes, the first of a day, and one a day that is sent."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from donations_app.domain.errors import Cancelled
from donations_app.domain.remote_errors import RemoteUnavailable
from donations_app.i18n import _
from donations_app.machine.backup_checks import damaged_in
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.main_window import MainWindow
from donations_app.words.sentences import sentence

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
        """Let a backup be kept before the window closes, and one a day kept and sent while it is open."""
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
        """Show how old the last backup has become; keep and send one beside the work where there is none of today."""
        keeping, today = self._desk.keeping, self._desk.today()
        if self._desk.jobs.is_ended:  # another desk is worked at
            return
        keeping.grow_old()
        if self._is_running:
            return
        if keeping.opening and keeping.age(today) != 0:
            self._keep(window)
        elif keeping.is_to_send(today):
            self._send(window)

    def _keep(self, window: MainWindow) -> None:
        keeping, books = self._desk.keeping, self._desk.books

        def work(report: Callable[[int, int], None]) -> Any:
            from donations_app.services.exchange.kept_backups import keep_backup

            at, folder = books.clock(), keeping.folder
            return keep_backup(books, folder, damaged=damaged_in(folder), progress=report).path, at

        def done(made: tuple[Path, datetime]) -> None:
            self._is_running = False
            keeping.note(*made)
            self.look(window)  # it may be one to be sent

        def failed(error: BaseException) -> None:
            self._is_running = False
            if not isinstance(error, Cancelled):
                errors.tell(error, window)

        self._is_running = True
        self._desk.jobs.start(work, of=window, done=done, failed=failed, may_be_lost=True)

    def _send(self, window: MainWindow) -> None:
        """Send one while nobody is asked anything; why it could not be sent stands on the page of backups."""
        keeping, books = self._desk.keeping, self._desk.books

        def work(report: Callable[[int, int], None]) -> Any:
            from donations_app.machine.sent_backups import ready_to_send
            from donations_app.services.exchange.remote_backups import send_backup

            at, ready = books.clock(), ready_to_send(keeping.books)
            if ready is None:
                return None
            send_backup(books, ready.server, ready.password, ready.passphrase, progress=report)
            return at

        def done(sent: datetime | None) -> None:
            self._is_running = False
            if sent is None:
                keeping.note_unsent(
                    _("The keyring of this computer no longer gives password and passphrase.")
                )
            else:
                keeping.note_sent(sent)

        def failed(error: BaseException) -> None:
            self._is_running = False
            if isinstance(error, RemoteUnavailable):
                keeping.note_unsent(sentence(error) or "")
            elif not isinstance(error, Cancelled):
                errors.tell(error, window)

        self._is_running = True
        self._desk.jobs.start(work, of=window, done=done, failed=failed, may_be_lost=True)
