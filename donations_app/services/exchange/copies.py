"""A copy of the books for an office that works alone for a while; ``homecoming`` brings it back."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.settings import offices
from donations_app.db.tables import Head, Origin
from donations_app.domain.field_books import ServerNotCopied
from donations_app.domain.storage_errors import BooksExist, BooksReadOnly
from donations_app.machine.private import make_private_file
from donations_app.services.books.origins import office_of, open_origin
from donations_app.services.exchange.sight import codes_seen


def copy_for_office(books: Books, path: Path, code: str) -> str:
    """Copy books kept in a file for an office, which writes in the copy under an origin of its own.

    Both go on at once: what each writes bears keys and references that the other never gives.

    Args:
        books: of the head office, which numbers the new origin.
        path: of the copy.
        code: of the office.

    Returns:
        The code of the new origin, as it stands in references.

    Raises:
        NotFound: there is no such office.
        BooksExist, BooksReadOnly: something stands at ``path``, or nothing can be made there.
        ServerNotCopied: the books are on a server, which holds more than a file may.
        NotInFieldBook: they are a field book.
    """
    books.check_at_home("origin")
    if books.is_server:
        raise ServerNotCopied
    if path.exists():
        raise BooksExist(str(path))
    try:  # before an origin is numbered that nobody would write under
        make_private_file(path)
    except OSError as error:
        raise BooksReadOnly(str(path)) from error
    try:
        return _copied(books, path, code)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _copied(books: Books, path: Path, code: str) -> str:
    given = codes_seen(books)
    with books.acting(office=head_office(books)).write() as write:
        number = open_origin(write, office_of(write, code), code, "file", is_here=False, given=given)
    with books.read() as session, closing(sqlite3.connect(path)) as target:
        raw: Any = session.connection().connection.driver_connection
        raw.backup(target)
        own = session.scalars(select(Origin.code).where(Origin.id == number)).one()
    with closing(sqlite3.connect(path)) as copy, copy:
        copy.execute(f"UPDATE {Head.__tablename__} SET is_here = (origin_id = ?)", (number,))  # noqa: S608 -- our own name
    return own


def head_office(books: Books) -> str:
    """Return the code of the head office."""
    with books.read() as session:
        return next(office.code for office in offices(session) if office.is_head)
