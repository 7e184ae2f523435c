"""Databases of the tests' server that serve one test after the other, and the connections to them.

A connection that is new reads what the catalogues say of each table before it answers: with the copying and the
dropping of a database that was two thirds of what PostgreSQL did for a test. A kept database is given back what its
original holds: whatever a test wrote is deleted, and what it changed or took away of the original's rows is written
anew. One whose schema, rights or settings were touched, or in which somebody still is, is dropped.
"""

import select
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

_MOST_TIMES: Final = 40  # that one serves: what is deleted goes on taking room in it
_MOST: Final = 4  # databases that wait for a test
_LOOKS, _A_MOMENT = 10, 0.005  # at who is in a database, seconds between
_AS_NEW: Final = (
    b"RESET SESSION AUTHORIZATION; RESET ALL; SELECT pg_advisory_unlock_all(); UNLISTEN *; CLOSE ALL"
)

# for the whole life of a connection: a server that is told so anew plans all its statements anew
_ALONE: Final = "-c session_replication_role=replica -c lock_timeout=2s"

MARK: Final = "count(*) || ' ' || coalesce(max(xmin::text::bigint), 0)"  # changes with each write

# what is not a row of the books: tables, columns, rules, rights, settings; system's own columns apart
_SCHEMA: Final = """
    SELECT array_agg(told ORDER BY told) FROM (
        SELECT 'pg_db_role_setting' || count(*) FROM pg_db_role_setting
            WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
        {parts}
    ) AS of_each(told)"""
CATALOGUES: Final = (
    ("pg_class", "oid >= 16384"), ("pg_attribute", "attrelid >= 16384"), ("pg_proc", "oid >= 16384"),
    ("pg_type", "oid >= 16384"), ("pg_index", "indexrelid >= 16384"), ("pg_rewrite", "oid >= 16384"),
    *((name, "true") for name in (
        "pg_attrdef", "pg_constraint", "pg_trigger", "pg_namespace", "pg_policy", "pg_default_acl", "pg_event_trigger",
        "pg_extension", "pg_statistic", "pg_statistic_ext", "pg_largeobject_metadata",
    )),
)  # fmt: skip
_TABLES: Final = """
    SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid
    WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
_NUMBERS: Final = """
    SELECT format('%I.%I', nspname, relname), coalesce(pg_sequence_last_value(pg_class.oid), 0)
    FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid WHERE relkind = 'S' ORDER BY 1"""
_START_AGAIN: Final = """
    SELECT setval(name, greatest(first, 1), first > 0)
    FROM unnest(%s::regclass[], %s::bigint[]) AS given(name, first)"""
_OTHERS: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> ALL(%s) AND backend_type = 'client backend'"""


@dataclass(frozen=True, slots=True)
class _Original:
    """What each copy of an original holds."""

    schema: Any
    empty: tuple[str, ...]  # tables without a row
    filled: tuple[str, ...]
    rows: dict[str, bytes]  # of the filled, as COPY tells them
    numbers: dict[str, int]  # the last that each sequence gave, 0 before the first


@dataclass(slots=True)
class _Kept:
    """A database that serves again."""

    original: str
    control: psycopg.Connection
    marks: Any  # of the filled tables: how many rows, and the last transaction that wrote one; then that of the whole
    times: int = 1


@dataclass(slots=True)
class _Pool:
    originals: dict[str, _Original] = field(default_factory=dict)
    kept: dict[str, _Kept] = field(default_factory=dict)  # by name
    names: set[str] = field(default_factory=set)  # of databases that may be kept
    standing: set[str] = field(default_factory=set)  # names of all that were made and not dropped
    waiting: list[str] = field(default_factory=list)  # addresses, that put away last at the end
    of_module: dict[str, str] = field(default_factory=dict)  # the original that tests of a module begin with
    module: str = ""
    connections: dict[tuple[str, str], list[psycopg.Connection]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_pool: Final = _Pool()


def name_of(place: str) -> str:
    return place.partition("?")[0].rpartition("/")[2]


def take(new: str, module: str) -> tuple[str, str]:
    """Return the address of a kept database with what tests of a module begin with, and one to be dropped for it.

    Args:
        new: an address where none stands, for when there is no such database.
        module: the name of the test's module.
    """
    _pool.module = module
    usual = next(iter(_pool.originals), "")
    wanted = _pool.of_module.get(module, usual)
    found = next(
        (one for one in reversed(_pool.waiting) if _pool.kept[name_of(one)].original == wanted), None
    )
    if found is None:
        _pool.names.add(name_of(new))
        return new, _pool.waiting.pop(0) if len(_pool.waiting) >= _MOST else ""
    _pool.waiting.remove(found)
    return found, ""


def put_away(place: str) -> bool:
    """Let a database wait for the next test; tell whether it may."""
    made = _pool.kept.get(name_of(place))
    if made is None or made.times >= _MOST_TIMES:
        return False
    _pool.waiting.append(place)
    return True


def is_as_new(original: str, place: str) -> bool:
    """Give a kept database back what its original holds; tell whether that could be done."""
    made = _pool.kept.get(name_of(place))
    _pool.of_module[_pool.module] = original
    if made is None or made.original != original:
        return False
    try:
        return _put_back(made, place)
    except psycopg.Error:
        return False


def note(place: str) -> None:
    """Take note of a new database: connections to it are kept until it is dropped."""
    _pool.standing.add(name_of(place))


def remember(original: str, place: str) -> None:
    """Take note of a new copy of an original, which may be kept if it was taken by ``take``."""
    note(place)
    if name_of(place) not in _pool.names:
        return
    control = psycopg.connect(
        place.replace("+psycopg", ""), autocommit=True, prepare_threshold=0, options=_ALONE
    )
    if original not in _pool.originals:
        _pool.originals[original] = _look(control)
    known = _pool.originals[original]
    _pool.kept[name_of(place)] = _Kept(original, control, _marks(control, known))


def forget(place: str) -> None:
    """Let go of a database that is dropped."""
    name = name_of(place)
    _pool.standing.discard(name)
    if made := _pool.kept.pop(name, None):
        made.control.close()
    let_go(place)


def let_go(place: str) -> None:
    """Close the connections that are kept to a database: nobody may be in one that is copied."""
    name = name_of(place)
    for key in [key for key in _pool.connections if key[0] == name]:
        for connection in _pool.connections.pop(key):
            connection.close()


def leave() -> None:
    """Let go of all of them: the server ends."""
    for name in {*_pool.kept, *(name for name, _ in _pool.connections)}:
        forget(name)
    _pool.waiting.clear()
    _pool.originals.clear()
    _pool.of_module.clear()
    _pool.names.clear()
    _pool.standing.clear()


def _put_back(made: _Kept, place: str) -> bool:
    known, control = _pool.originals[made.original], made.control
    if not _is_left(control, name_of(place)) or _schema(control) != known.schema:
        return False
    wrote = [name for name, any_ in zip(known.empty, _any(control, known), strict=True) if any_]
    marks = _marks(control, known)
    if marks[-1] != made.marks[-1]:
        return False
    changed = [name for name, old, new in zip(known.filled, made.marks, marks, strict=False) if old != new]
    if wrote or changed:
        with control.transaction():
            statements = "; ".join(f"DELETE FROM {name}" for name in (*wrote, *changed))
            control.execute(statements.encode(), prepare=False)
            for name in changed:
                with control.cursor().copy(f"COPY {name} FROM STDIN (FORMAT binary)".encode()) as into:
                    into.write(known.rows[name])
        made.marks = _marks(control, known) if changed else marks
    given: dict[str, int] = dict(control.execute(_NUMBERS).fetchall())
    back = [(name, first) for name, first in known.numbers.items() if given[name] != first]
    if back:
        names, firsts = zip(*back, strict=True)
        control.execute(_START_AGAIN, (list(names), list(firsts)))
    made.times += 1
    return True


def _is_left(control: psycopg.Connection, name: str) -> bool:
    """Tell whether nobody but the connections kept is in a database; who hung up just now takes a moment to leave."""
    ours = [control.info.backend_pid]
    ours += (
        one.info.backend_pid for key, all_ in _pool.connections.items() if key[0] == name for one in all_
    )
    for _look_again in range(_LOOKS):
        if not _one(control, _OTHERS, ours):
            return True
        time.sleep(_A_MOMENT)
    return False


def _look(control: psycopg.Connection) -> _Original:
    names = [str(name) for (name,) in control.execute(_TABLES)]
    filled = tuple(name for name in names if _one(control, f"SELECT EXISTS (SELECT FROM {name})"))
    rows = {}
    for name in filled:
        with control.cursor().copy(f"COPY {name} TO STDOUT (FORMAT binary)".encode()) as out:
            rows[name] = b"".join(bytes(part) for part in out)
    empty = tuple(name for name in names if name not in filled)
    return _Original(_schema(control), empty, filled, rows, dict(control.execute(_NUMBERS).fetchall()))


def _schema(control: psycopg.Connection) -> Any:
    parts = " ".join(
        f"UNION ALL SELECT '{name}' || {MARK} FROM {name} WHERE {which}" for name, which in CATALOGUES
    )
    return _one(control, _SCHEMA.format(parts=parts))


def _any(control: psycopg.Connection, known: _Original) -> Any:
    """Tell of each table that began empty whether it has a row."""
    asked = ", ".join(f"EXISTS (SELECT FROM {name})" for name in known.empty)
    return _one(control, f"SELECT ARRAY[{asked}]")


def _marks(control: psycopg.Connection, known: _Original) -> Any:
    asked = ", ".join(f"(SELECT {MARK} FROM {name})" for name in known.filled)
    whole = "(SELECT xmin::text FROM pg_database WHERE datname = current_database())"
    return _one(control, f"SELECT ARRAY[{asked}, {whole}]")


def _one(control: psycopg.Connection, statement: str, *values: Any) -> Any:
    found = control.execute(statement.encode(), values or None).fetchone()
    return found[0] if found else None


def keep_connections() -> None:
    """Let a connection that is closed serve the next who asks for one like it, until its database is dropped."""
    kind: Any = PGDialect_psycopg
    connect, close = kind.connect, kind.do_close

    def connect_again(dialect: Any, *parts: Any, **named: Any) -> Any:
        key = (str(named.get("dbname")), repr(sorted((k, v) for k, v in named.items() if k != "context")))
        with _pool.lock:
            waiting = _pool.connections.get(key, [])
            while waiting:
                if _is_alive(found := waiting.pop()):
                    return found
                found.close()
        made = connect(dialect, *parts, **named)
        made.kept_as = key
        return made

    def close_or_keep(dialect: Any, connection: Any) -> None:
        key = getattr(connection, "kept_as", None)
        if key is None or key[0] not in _pool.standing or not _made_as_new(connection):
            close(dialect, connection)
            return
        with _pool.lock:
            _pool.connections.setdefault(key, []).append(connection)

    kind.connect, kind.do_close = connect_again, close_or_keep


def _is_alive(connection: psycopg.Connection) -> bool:
    """Tell whether the server has said nothing since: what it says unasked is that it has hung up."""
    return not connection.closed and not select.select([connection.fileno()], [], [], 0)[0]


def _made_as_new(connection: psycopg.Connection) -> bool:
    """Take from a connection what whoever had it has set; tell whether that could be done."""
    if connection.closed or connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        return False
    if connection.autocommit:
        return False
    connection.isolation_level = connection.read_only = None  # a transaction may have been given one
    connection._notice_handlers.clear()
    connection._notify_handlers.clear()
    said = connection.pgconn.exec_(_AS_NEW)
    return said.status in (psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK)
