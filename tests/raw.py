"""SQL behind the program's back, as somebody with a database tool would type it."""

import sqlite3
from contextlib import closing

from donations_app.db.address import is_url


def octets(location: str, digits: str) -> str:
    """Return how SQL writes the bytes of hexadecimal digits."""
    return f"decode('{digits}', 'hex')" if is_url(location) else f"x'{digits}'"


def tamper(location: str, *statements: str, disarmed: bool = False) -> None:
    """Run statements on the books; ``disarmed`` while the triggers that guard them are away."""
    if is_url(location):
        _on_server(location, statements, disarmed=disarmed)
        return
    with closing(sqlite3.connect(location)) as connection, connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards if disarmed else ():
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement)
        for _, made in guards if disarmed else ():
            connection.execute(made)


def _on_server(location: str, statements: tuple[str, ...], *, disarmed: bool) -> None:
    import psycopg

    with psycopg.connect(location.replace("+psycopg", "")) as connection:
        if disarmed:
            connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())
