"""The audit trail and the tables as they lie in the books, read as bytes past the program's types.

Damaged values are read like sound ones: what they are is for the reader to judge.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from donations_app.db.lines import line_sql

_AT_ONCE: Final = 5_000  # rows
_LINKS: Final = (
    'SELECT id, origin_id, n, schema, "on", at, who, count, digest, hash FROM link ORDER BY origin_id, n'
)
_ENTRIES: Final = (
    "SELECT e.link_id, e.kind, e.record, e.content FROM link l JOIN entry e ON e.link_id = l.id"
    " ORDER BY l.origin_id, l.n, e.position"
)


class RawLink(Struct, frozen=True):
    """A link as it lies in the books."""

    id: int
    origin: int
    n: int
    schema: int
    on: date
    at: int  # microseconds
    who: str
    count: int
    digest: str
    hash: str


def raw_links(session: Session) -> Iterator[RawLink]:
    """Yield each link, chain after chain.

    Raises:
        ValueError: the day of one is none.
    """
    for key, origin, n, schema, on, at, who, count, digest, made in _rows(session, _LINKS):
        day = on if isinstance(on, date) else date.fromisoformat(on.decode("utf-8", "replace"))
        name = who.decode("utf-8", "surrogateescape")
        yield RawLink(key, origin, n, schema, day, at, name, count, bytes(digest).hex(), bytes(made).hex())


def raw_entries(session: Session) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Yield link, kind, record and content of each entry, in the order of ``raw_links``."""
    yield from _rows(session, _ENTRIES)


def filled(session: Session, tables: Iterable[Table]) -> list[Table]:
    """Return the tables that hold a row, asked at once: a server answers three times for each that is read."""
    asked = list(tables)
    each = ", ".join(f'EXISTS (SELECT 1 FROM "{table.name}")' for table in asked)  # noqa: S608 -- our own names
    (found,) = _rows(session, f"SELECT {each}")
    return [table for table, is_filled in zip(asked, found, strict=True) if is_filled]


def raw_lines(session: Session, table: Table, where: str = "") -> Iterator[bytes]:
    """Yield the line of each row of a table, without its sign."""
    made = line_sql(table, session.get_bind().dialect.name)
    query = f'SELECT {made} FROM "{table.name}" {where}'  # noqa: S608 -- our own names and numbers
    for (said,) in _rows(session, query):
        yield said


def _rows(session: Session, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield rows with their texts as bytes, a few thousand in memory at a time."""
    raw: Any = session.connection().connection.driver_connection
    dialect = session.get_bind().dialect
    errors: Any = dialect.loaded_dbapi.Error
    try:
        yield from (_rows_of_file if dialect.name == "sqlite" else _rows_of_server)(raw, query)
    except errors as error:  # met past SQLAlchemy
        raise DBAPIError.instance(query, None, error, errors, dialect=dialect) from error


def _rows_of_file(raw: Any, query: str) -> Iterator[tuple[Any, ...]]:
    with closing(raw.cursor()) as cursor:
        cursor.execute(query)
        while True:
            before, raw.text_factory = raw.text_factory, bytes
            try:
                some = cursor.fetchmany(_AT_ONCE)
            finally:
                raw.text_factory = before
            if not some:
                return
            yield from some


def _rows_of_server(raw: Any, query: str) -> Iterator[tuple[Any, ...]]:
    with raw.cursor(name=f"stream_{uuid4().hex}") as cursor:
        cursor.adapters.register_loader("text", _as_bytes())
        cursor.itersize = _AT_ONCE
        cursor.execute(query)
        yield from cursor


@cache
def _as_bytes() -> Any:
    from psycopg.adapt import Loader

    class AsBytes(Loader):
        def load(self, data: Any) -> bytes:
            return bytes(data)

    return AsBytes
