"""Copies of books opened again for reading only, verified, and counted."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from donations_app.db.open import open_books
from donations_app.db.queries.counted import counted
from donations_app.domain.backups import Counted
from donations_app.domain.errors import KnownError
from donations_app.domain.faults import Fault
from donations_app.domain.storage_errors import BackupNotWhole, StorageUnavailable
from donations_app.services.audit.verify import verify

Progress = Callable[[int, int], None]
# what damaged values raise
_UNCOUNTED: Final = (
    KnownError,
    SQLAlchemyError,
    sqlite3.Error,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
)


def verified_copy(
    location: str, told: str, clock: Callable[[], datetime], progress: Progress | None
) -> tuple[Counted, list[Fault]]:
    """Open books that nobody else has, for reading only; return what they hold, and all that ``verify`` finds.

    Args:
        location: of the books: a file, or a database of their own.
        told: what they are called where they cannot be opened.
        clock: see ``Books``.
        progress: see ``verify``.

    Raises:
        StorageUnavailable: they cannot be opened.
        BackupNotWhole: they cannot be counted.
    """
    try:
        with closing(open_books(location, clock=clock, read_only=True, to_verify=True)) as opened:
            faults = verify(opened, progress=progress).faults
            try:
                with opened.read() as session:
                    return counted(session, opened.today), faults
            except _UNCOUNTED as error:
                first = faults[0].kind if faults else type(error).__name__
                raise BackupNotWhole(told, first, max(len(faults), 1)) from error
    except StorageUnavailable as error:
        if hasattr(error, "path"):
            error.path = told
        raise
