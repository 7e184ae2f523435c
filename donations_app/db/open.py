"""Opening books that stand: every check first."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import and_, func, select

from donations_app.db.address import is_url
from donations_app.db.books import Books
from donations_app.db.definitions import differences
from donations_app.db.engine import known_errors
from donations_app.db.opening import check_content, check_place, filesystem_doubt
from donations_app.db.tables import Head, Link
from donations_app.domain.authors import Author
from donations_app.domain.clock import clock_doubt
from donations_app.domain.errors import KnownError
from donations_app.domain.storage_errors import BooksBusy, BooksDamaged

_LAST: Final = select(func.max(Link.at)).join(Head, and_(Head.origin_id == Link.origin_id, Head.n == Link.n))


def open_books(
    location: str,
    *,
    clock: Callable[[], datetime],
    author: Author | None = None,
    today: Callable[[], date] | None = None,
    hold: bool = False,
    read_only: bool = False,
    to_verify: bool = False,
) -> Books:
    """Open books that stand, after every check.

    Args:
        location: a path or a URL.
        clock: see ``Books``.
        author: see ``Books``.
        today: see ``Books``.
        hold: keep other programs from writing until ``close``: for the window.
        read_only: for an auditor, or beside a program that holds the books.
        to_verify: leave what ``verify`` will check and name better to it; for reading only.

    Raises:
        StorageUnavailable: one subclass for each thing that can be wrong; the file was not touched.
    """
    if not is_url(location):
        check_place(Path(location), read_only=read_only)
    books = Books(location, clock=clock, author=author, today=today, read_only=read_only)
    try:
        if books.is_server:
            from donations_app.db.migrating import check_server  # no file needs what makes a schema

            check_server(books)
        else:
            if hold and books.hold:
                books.hold.take(clock())
            _check_file(books, to_verify=to_verify)
        if books.is_server or not to_verify:
            _learn(books)
    except BaseException as error:
        books.close()
        if isinstance(error, sqlite3.OperationalError):  # what the checks meet on a file that others lock
            raise BooksBusy(location) from error
        raise
    return books


def _check_file(books: Books, *, to_verify: bool) -> None:
    with known_errors(books.location), books.engine.connect() as connection:
        if not to_verify:
            check_content(Path(books.location), connection.connection.driver_connection)  # type: ignore[arg-type]


def _learn(books: Books) -> None:
    """Check the rules that guard the books, and learn what is to be told of them and who an auditor is."""
    _check_rules(books)
    books.doubts = tuple(_doubts(books))
    if books.is_server and books.role == "auditor":
        books.read_only = True


def _doubts(books: Books) -> Iterator[KnownError]:
    """Yield what is told of books that can be used: of the disk under them, of the clock beside them."""
    if not books.is_server and (of_disk := filesystem_doubt(Path(books.location))):
        yield of_disk
    with books.read() as session:
        last = session.scalar(_LAST)
        books.learn(session)
    if of_clock := clock_doubt(books.clock(), last):
        yield of_clock


def _check_rules(books: Books) -> None:
    """Refuse books whose schema is not the program's; what it cannot judge is left to ``verify``."""
    with known_errors(books.name), books.engine.connect() as connection:
        for one in differences(connection):
            if one.kind != "rule_unsure":
                raise BooksDamaged(books.name, f"{one.kind} {one.name}")
