"""What SQLAlchemy makes of a statement, kept from one test to the next: a sixth of their time was making it anew."""

from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_known: dict[type[Dialect], tuple[Dialect, dict[Any, Any]]] = {}


def keep() -> None:
    """Let all engines of a kind share their dialect and the statements made for it.

    SQLAlchemy keeps both for each engine; here each test opens books, and so an engine, of its own.
    """
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.engine_created = classmethod(_share)  # type: ignore[assignment]


def _share(kind: type[Dialect], engine: Engine) -> None:
    dialect, statements = _known.get(kind, (engine.dialect, {}))
    if (
        getattr(dialect, "server_version_info", None) is None
    ):  # it never came to a database: it knows nothing yet
        dialect, statements = engine.dialect, {}
    if dialect is not engine.dialect:  # nor is the database asked again what it can do
        engine.dialect.initialize = lambda _connection: None  # type: ignore[assignment]
    _known[kind] = (dialect, statements)
    engine.dialect = dialect
    engine.update_execution_options(compiled_cache=statements)
