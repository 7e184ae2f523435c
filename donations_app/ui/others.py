"""What others write, on a server or in a file that one only reads, comes to the pages by itself."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from donations_app.ui.desk import Desk

_EVERY: Final = 10_000  # milliseconds; a question of the few rows that are the heads of the chains


class Others(QTimer):
    """Asks every now and then whether somebody else wrote, and tells the desk in which tables.

    Args:
        window: with which it ends.
        desk: whose books are asked, off the window's thread, while nothing else is waited for.
    """

    def __init__(self, window: QWidget, desk: Desk) -> None:
        super().__init__(window)
        self._desk = desk
        self._seen: Mapping[int, int] | None = None  # the heads; none before the first look
        self._is_asking = False
        self.timeout.connect(self.look)
        self.start(_EVERY)

    def look(self) -> None:
        """Ask now, unless it is asked already or something else runs."""
        jobs, books = self._desk.jobs, self._desk.books
        if jobs.is_ended:  # a window may outlive its books
            self.stop()
        if jobs.is_ended or jobs.is_busy or jobs.is_calling or self._is_asking:
            return

        def ask(_report: object) -> tuple[Mapping[int, int], frozenset[str]]:
            from donations_app.db.queries.news import tables_since
            from donations_app.db.queries.touched import heads

            own = frozenset(books.own_links)
            with books.read() as session:
                now = heads(session)
                since = now if self._seen is None else self._seen
                written = tables_since(session, since, now, own)
            books.own_links.difference_update(own)
            return now, written

        self._is_asking = True
        jobs.start(ask, of=self, done=self._hear, failed=self._forget, may_be_lost=True)

    def _hear(self, found: tuple[Mapping[int, int], frozenset[str]]) -> None:
        self._is_asking = False
        self._seen, written = found
        self._desk.hear_of(written)

    def _forget(self, _error: BaseException) -> None:
        """Ask again next time: a line may be cut, a file be written."""
        self._is_asking = False
