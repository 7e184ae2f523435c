"""Opening books that stand: every check first, and an older schema brought up to date."""

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from donations_app.db.engine import Books, is_url, known_errors
from donations_app.db.migrating import bring_up_to_date, check_server
from donations_app.db.opening import check_content, check_place
from donations_app.db.rules import rule_faults
from donations_app.domain.authors import Author
from donations_app.domain.storage_errors import BooksBusy, BooksDamaged


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
    """Open books that stand, after every check; an older schema is backed up and migrated first.

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
        check_place(Path(location))
    books = Books(location, clock=clock, author=author, today=today, read_only=read_only)
    try:
        if books.is_server:
            check_server(books)
        else:
            if hold and books.hold:
                books.hold.take(clock())
            bring_up_to_date(books)
            with known_errors(location), books.engine.connect() as connection:
                if to_verify:
                    return books
                check_content(Path(location), connection.connection.driver_connection)  # type: ignore[arg-type]
        _check_rules(books)
    except sqlite3.OperationalError as error:  # what the opening checks meet on a file that others lock
        books.close()
        raise BooksBusy(location) from error
    except BaseException:
        books.close()
        raise
    return books


def _check_rules(books: Books) -> None:
    """Refuse books whose triggers are not those of the program."""
    with known_errors(books.name), books.engine.connect() as connection:
        for kind, name in rule_faults(connection):
            raise BooksDamaged(books.name, f"{kind} {name}")
