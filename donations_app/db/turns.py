"""Writers of one file of books wait in a queue of the operating system for their turn.

SQLite alone lets a writer that finds the file locked sleep longer and longer, up to a tenth of a second,
while nobody writes; and who comes last may be served first.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from donations_app.db.opening import try_lock

_LOOK_AGAIN: Final = 0.002  # seconds


class Turn:
    """The turn to write in one file of books."""

    def __init__(self, books: Path) -> None:
        self._place = books.with_name(f"{books.name}.turn")

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
            file = self._place.open("a+b")
        except OSError:
            return None  # a folder that cannot be written
        while not try_lock(file):
            if time.monotonic() > until:
                file.close()
                return None
            time.sleep(_LOOK_AGAIN)
        return file
