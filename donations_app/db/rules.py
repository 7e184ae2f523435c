"""The triggers of a version, made anew when a migration brought the tables there."""

from typing import Final

from sqlalchemy import Connection, text

from donations_app.db.rights import policies
from donations_app.db.server import functions
from donations_app.db.triggers import statements

_FUNCTIONS: Final = text(
    "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
    " WHERE p.prorettype = 'trigger'::regtype AND n.nspname = current_schema()"
)


def remake_rules(connection: Connection) -> None:
    """Make the triggers of this version, after a migration; those of the version before are taken away."""
    is_file = connection.dialect.name == "sqlite"
    for name in _standing(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}" if is_file else f"DROP FUNCTION {name}() CASCADE")
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    if not is_file:
        schema = str(connection.scalar(text("SELECT quote_ident(current_schema())")))
        whole = ";\n".join((*functions(schema), *policies()))  # one by one they take as long again
        connection.exec_driver_sql(whole.replace("%", "%%"))


def _standing(connection: Connection) -> list[str]:
    """Return the triggers of a file, or on a server the functions that triggers call."""
    if connection.dialect.name == "sqlite":
        return list(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return list(connection.scalars(_FUNCTIONS))
