"""The schema that stands in a database, held against the one that the program makes.

A file that passed through other hands may have lost a trigger or an index that guards it, or have won a
trigger, a view, a table or a column that the program knows nothing of; none of them is trusted.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal

from sqlalchemy import Connection, text

from donations_app.db.server import functions
from donations_app.db.tables import Base
from donations_app.db.triggers import statements

Kind = Literal["rule_missing", "rule_changed", "rule_unknown"]
_COLUMNS: Final = {
    "sqlite": text(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
    ),
    "postgresql": text(
        "SELECT table_name, column_name FROM information_schema.columns c JOIN information_schema.tables t"
        " USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
    ),
}
_INDEXES: Final = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'"),
    "postgresql": text("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"),
}
_ON_SQLITE: Final = text("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
_ON_POSTGRESQL: Final = text(
    "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
    " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND n.nspname = current_schema()"
    " UNION ALL SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema()"
)
_FUNCTIONS: Final = text(
    "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
    " WHERE p.prorettype = 'trigger'::regtype AND n.nspname = current_schema()"
)
_FUNCTION: Final = re.compile(r"CREATE FUNCTION (\w+)\(\).*?\$\$(.*)\$\$", re.DOTALL)
_TRIGGER: Final = re.compile(r"CREATE TRIGGER (\w+)")
_CALLS: Final = re.compile(r"EXECUTE FUNCTION (\w+)\(\)")


def rule_faults(connection: Connection) -> Iterator[tuple[Kind, str]]:
    """Yield each trigger, view, column or index that is missing, not as made, or not the program's."""
    dialect = connection.dialect.name
    yield from _shape_faults(connection)
    query = _ON_SQLITE if dialect == "sqlite" else _ON_POSTGRESQL
    found = {name: str(body) for name, body in connection.execute(query)}
    wanted = _made(dialect)
    yield from (("rule_missing", name) for name in sorted(wanted.keys() - found.keys()))
    yield from (("rule_unknown", name) for name in sorted(found.keys() - wanted.keys()))
    both = sorted(wanted.keys() & found.keys())
    yield from (("rule_changed", name) for name in both if found[name] != wanted[name])


def _shape_faults(connection: Connection) -> Iterator[tuple[Kind, str]]:
    """Yield tables, columns and indexes that are missing or not the program's."""
    dialect, tables = connection.dialect.name, Base.metadata.tables
    wanted = {f"{name}.{column.name}" for name, table in tables.items() for column in table.columns}
    wanted.add("alembic_version.version_num")
    found = {f"{table}.{column}" for table, column in connection.execute(_COLUMNS[dialect])}
    yield from (("rule_missing", name) for name in sorted(wanted - found))
    yield from (("rule_unknown", name) for name in sorted(found - wanted))
    made = {str(index.name) for table in tables.values() for index in table.indexes}
    standing = set(connection.scalars(_INDEXES[dialect]))
    yield from (("rule_missing", name) for name in sorted(made - standing))


def remake_rules(connection: Connection) -> None:
    """Make the triggers of this version, after a migration; those of the version before are taken away."""
    is_file = connection.dialect.name == "sqlite"
    for name in _standing(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}" if is_file else f"DROP FUNCTION {name}() CASCADE")
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    if not is_file:
        for function in functions():
            connection.exec_driver_sql(function.replace("%", "%%"))


def _standing(connection: Connection) -> list[str]:
    """Return the triggers of a file, or on a server the functions that triggers call."""
    if connection.dialect.name == "sqlite":
        return list(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return list(connection.scalars(_FUNCTIONS))


@cache
def _made(dialect: str) -> dict[str, str]:
    """Return the text of each trigger by name: its statement, or on a server the body that it calls."""
    bodies: dict[str, str] = {}
    made: dict[str, str] = {}
    for statement in statements(dialect):
        if function := _FUNCTION.match(statement):
            bodies[function[1]] = function[2]
        elif trigger := _TRIGGER.match(statement):
            calls = _CALLS.search(statement)
            made[trigger[1]] = bodies[calls[1]] if calls else statement
    return made
