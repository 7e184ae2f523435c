"""A file of books of an earlier release brought to the tables of this one, in one transaction.

Only copies are brought up: whoever calls puts one in place when it was verified (decision 0064).
"""

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.migrating import build_schema
from donations_app.db.opening import check_place
from donations_app.db.queries.counted import counted
from donations_app.db.tables import Head, Office, Origin
from donations_app.domain.authors import Author
from donations_app.domain.backups import Counted
from donations_app.domain.storage_errors import BooksEarlier

# an office that writes in this file; the head office where it does
_HERE: Final = (
    select(Office.code)
    .join(Origin, Origin.office_id == Office.id)
    .join(Head, Head.origin_id == Origin.id)
    .where(Head.is_here)
    .order_by(Office.is_head.desc(), Office.code)
    .limit(1)
)


def earlier_version(path: Path, *, read_only: bool = True) -> int | None:
    """Return the version of books of an earlier release; ``None`` where they are of this one.

    Raises:
        StorageUnavailable: what lies there are no books that this program can read.
    """
    try:
        check_place(path, read_only=read_only)
    except BooksEarlier as error:
        return error.found
    return None


def bring_up(
    copy: Path,
    *,
    clock: Callable[[], datetime],
    author: Author | None = None,
    today: Callable[[], date] | None = None,
) -> Counted:
    """Bring a copy of earlier books to this version; say so in their audit trail.

    Args:
        copy: a file that nobody else has.
        clock: see ``Books``.
        author: see ``Books``.
        today: see ``Books``.

    Returns:
        What the books held before.

    Raises:
        StorageUnavailable: they cannot be brought up; the copy is as it was.
    """
    books = Books(str(copy), clock=clock, author=author, today=today)
    with closing(books), books.as_one(save=True) as connection:
        build_schema(connection)
        with books.read() as session:
            held = counted(session, books.today)
            office = str(session.scalar(_HERE))
        with books.acting(office=office).write() as write:
            write.note_schema()
    return held
