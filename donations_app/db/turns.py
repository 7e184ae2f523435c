"""Writers of one file of books wait in a queue of the operating system for their turn.

SQLite alone lets a writer that finds the file locked sleep longer and longer, up to a tenth of a second,
while nobody writes; and who comes last may be served first. To look again and again instead took, of twenty
who wait, a third of two processors from the one that writes.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Final

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from donations_app.db.beside import open_beside
from donations_app.db.opening import lock, try_lock

WAIT: Final = 30.0  # seconds that a write waits for its turn on a busy file


class Turn:
    """The turn to write in one file of books."""

    def __init__(self, books: Path) -> None:
        self._books = books

    @contextmanager
    def taken(self, until: float) -> Iterator[None]:
        """Wait for the turn and keep it; go on without it when ``time.monotonic`` reaches ``until``.

        SQLite's own lock still decides who may write, so a turn that cannot be taken loses time alone.
        """
        file = self._wait(until)
        try:
            yield
        finally:
            if file is not None:
                file.close()  # the file stays: one that removes it may remove another's

    def _wait(self, until: float) -> Any:
        try:
            file = open_beside(self._books, ".turn")
        except OSError:
            return None  # a folder that cannot be written
        if try_lock(file) or _Queued(file).comes(until - time.monotonic()):
            return file
        return None


def begin_write(session: Session, options: Mapping[str, Any], *, until: float) -> None:
    """Begin a transaction that writes, waiting until ``time.monotonic`` reaches ``until`` for who came without a turn.

    Args:
        session: of which nothing was asked yet.
        options: of its connection, by which the transaction begins.
        until: see above.

    Raises:
        OperationalError: the books are locked still, or something else is wrong.
    """
    while True:
        try:
            session.connection(execution_options=options)
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > until:
                raise
            session.rollback()
        else:
            return


class _Queued(Thread):
    """One place in the queue, which the system lets nobody give up: the turn is passed on as soon as it comes."""

    def __init__(self, file: Any) -> None:
        super().__init__(daemon=True, name="turn")
        self._file = file
        self._has_come = Event()
        self._deciding = Lock()
        self._is_wanted = True
        self.start()

    def run(self) -> None:
        lock(self._file)
        with self._deciding:
            if self._is_wanted:
                self._has_come.set()
            else:
                self._file.close()

    def comes(self, within: float) -> bool:
        """Wait some seconds for the turn; return whether it came, else it is no longer wanted."""
        self._has_come.wait(max(within, 0))
        with self._deciding:
            self._is_wanted = self._has_come.is_set()
        return self._is_wanted
