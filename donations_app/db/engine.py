"""How a file or a server is reached: engines with the settings that keep books safe, and their errors as ours.

SQLite: a rollback journal with ``synchronous=EXTRA`` loses nothing at a power cut and is one file to
copy; WAL would need a SQLite without the WAL-reset bug (before 3.51.3, 3.50.7, 3.44.6).
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from donations_app.db.address import is_url, server_url, without_password
from donations_app.db.guard import refuse_stray_writes
from donations_app.db.lines import add_functions
from donations_app.db.trust import demands
from donations_app.domain.errors import NotAllowed, Unreadable
from donations_app.domain.storage_errors import (
    BooksAddressWrong,
    BooksBusy,
    BooksDamaged,
    BooksReadOnly,
    BooksUnreachable,
    DiskFailed,
    DiskFull,
    LoginRefused,
    ServerUntrusted,
    UnsafeSettings,
)

PRAGMAS: Final = {
    "busy_timeout": "5000",  # milliseconds; first, since those after it may find the file locked
    "foreign_keys": "1",
    "journal_mode": "delete",
    "synchronous": "3",  # EXTRA
    "trusted_schema": "0",
    "cell_size_check": "1",
    "secure_delete": "1",
    "mmap_size": "0",
}
WIDE: Final = "wide"  # noted of a connection that keeps more pages than usual
MANY_WIDE: Final = "sqlite_many_wide"  # option of a transaction: what a statement changes is noted in memory
READER_PRAGMAS: Final = ("busy_timeout", "foreign_keys", "trusted_schema", "cell_size_check", "mmap_size")
_NOT_TAKEN: Final = (  # by the disk: over its quota, too large, taken away
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)
_UNPROVEN: Final = (  # what libpq says before it would send a password
    "authentication method requirement",
    "channel binding required",
    "server does not support SSL",
    "root certificate file",
    "certificate verify failed",
    "server certificate for",
    "incorrect server signature",
)
_LOCKED_OUT: Final = (  # what a server says to somebody whom it does not let in
    "password authentication failed",
    "no password supplied",
    "is not permitted to log in",
    "no pg_hba.conf entry",
    "permission denied for database",
    "authentication failed for user",
    "too many connections for role",
)


def make_engine(location: str, *, read_only: bool = False) -> Engine:
    """Return an engine with the settings that keep the books safe; nothing is opened yet."""
    if is_url(location):
        return _guarded(_server_engine(location, read_only=read_only))
    mode = "ro" if read_only else "rw"
    # a connection a thread at a time, kept open: a pool spares the pragmas at each transaction
    engine = create_engine(
        f"sqlite:///{Path(location).resolve().as_uri()}?mode={mode}&uri=true",
        poolclass=QueuePool,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _set_pragmas if not read_only else _set_reader_pragmas)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _narrow)
    return _guarded(engine)


def _server_engine(location: str, *, read_only: bool) -> Engine:
    options = "-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"
    if read_only:
        options += " -c default_transaction_read_only=on"
    url = server_url(location)
    try:
        from psycopg import pq

        return create_engine(
            url,
            poolclass=QueuePool,
            pool_pre_ping=True,
            use_native_hstore=False,  # no column is one: it is asked for at the start, in a round trip of its own
            connect_args={
                "connect_timeout": 10,
                "options": options,
                **demands(url, os.environ, libpq=pq.version()),
            },
        )
    except ImportError as error:
        raise BooksUnreachable(without_password(location), str(error)) from error


def _guarded(engine: Engine) -> Engine:
    event.listen(engine, "before_cursor_execute", refuse_stray_writes)
    return engine


def _set_pragmas(connection: Any, _record: Any, names: tuple[str, ...] = tuple(PRAGMAS)) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    add_functions(connection)  # now: none can be added while a statement of the connection is read
    for name in names:
        try:
            connection.execute(f"PRAGMA {name} = {PRAGMAS[name]}")
            found = str(connection.execute(f"PRAGMA {name}").fetchone()[0])
        except UnicodeDecodeError as error:  # what SQLite says of a damaged schema quotes it
            raise sqlite3.DatabaseError(f"malformed schema: {error}") from error
        if found != PRAGMAS[name]:
            raise UnsafeSettings(name, PRAGMAS[name], found)


def _set_reader_pragmas(connection: Any, record: Any) -> None:
    _set_pragmas(connection, record, READER_PRAGMAS)


def _narrow(connection: Any, record: Any) -> None:
    """Let a connection that was done with keep no more pages than usual."""
    if record.info.pop(WIDE, False) and connection is not None:
        connection.execute("PRAGMA cache_size = -2000")


def _begin_sqlite(connection: Any) -> None:
    """Begin a transaction.

    SQLite notes the pages that a statement changes, to take it back alone. Once those of one are more than 64 KiB it
    writes those of all to a temporary file, to the end of the transaction: thousands of pages for as many payments.
    Where it keeps them is settled as the transaction begins; where it sorts is not touched by it.
    """
    options = connection.get_execution_options()
    if options.get(MANY_WIDE):
        connection.exec_driver_sql("PRAGMA temp_store = MEMORY")
    try:
        connection.exec_driver_sql(options.get("sqlite_begin", "BEGIN"))
    finally:
        if options.get(MANY_WIDE):
            connection.exec_driver_sql("PRAGMA temp_store = DEFAULT")


@contextmanager
def known_errors(place: str) -> Iterator[None]:
    """Turn what a database says of its state into our errors; the rest stays a bug."""
    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError) as error:
        raise _found(error, place) or error from error
    except (Unreadable, UnicodeDecodeError) as error:
        if isinstance(error, UnicodeDecodeError) and is_url(place):
            raise
        raise BooksDamaged(place, str(error)) from error


def _refused(error: object) -> Exception | None:
    """Return that a server does not let a login do something (SQLSTATE 42501)."""
    if getattr(error, "sqlstate", "") != "42501":
        return None
    info = getattr(getattr(error, "diag", None), "message_primary", None)
    return NotAllowed("", str(info or error).strip())


def _found(error: BaseException, place: str) -> Exception | None:
    """Return what a database says, or said before: a full disk ends the transaction, and what follows misses it."""
    one: BaseException | None = error
    while one is not None:
        # those of SQLite itself come while a connection is made, or past SQLAlchemy
        told = one.orig if isinstance(one, DBAPIError) else one
        if refused := _refused(told):
            return refused
        if isinstance(one, (DBAPIError, sqlite3.DatabaseError)):
            is_state = isinstance(one, (OperationalError, sqlite3.OperationalError))
            if known := _known(told, place, is_state=is_state):
                return known
        one = one.__context__
    return None


def _known(error: object, place: str, *, is_state: bool) -> Exception | None:
    said = str(error)
    if getattr(error, "sqlite_errorcode", 0) in _NOT_TAKEN:
        return DiskFailed(place, said)
    signs: tuple[tuple[str, Callable[[], Exception]], ...] = (
        ("database is locked", lambda: BooksBusy(place)),
        ("lock timeout", lambda: BooksBusy(place)),
        ("idle-in-transaction timeout", lambda: BooksUnreachable(place, said.strip())),
        ("database or disk is full", lambda: DiskFull(place)),
        ("No space left", lambda: DiskFull(place)),
        ("disk I/O error", lambda: BooksDamaged(place, said)),
        ("malformed", lambda: BooksDamaged(place, said)),
        ("not a database", lambda: BooksDamaged(place, said)),
        ("Could not decode to UTF-8", lambda: BooksDamaged(place, said)),
        ("readonly database", lambda: BooksReadOnly(place)),
        ("unable to open database", lambda: BooksReadOnly(place)),
        ("connection option", lambda: BooksAddressWrong(place)),
    )
    always = (
        "malformed",
        "not a database",
        "Could not decode to UTF-8",
        "connection option",
        "idle-in-transaction timeout",
    )
    if is_state and is_url(place) and any(sign in said for sign in _UNPROVEN):
        return ServerUntrusted(place, said.strip())
    if is_state and is_url(place) and any(sign in said for sign in _LOCKED_OUT):
        return LoginRefused(place, said.strip())
    found = next((pair for pair in signs if pair[0] in said and (is_state or pair[0] in always)), None)
    if found is not None:
        return found[1]()
    return BooksUnreachable(place, said.strip()) if is_state and is_url(place) else None
