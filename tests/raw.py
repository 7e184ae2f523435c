"""What is done behind the program's back: SQL as somebody with a database tool would type it, a damaged file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from donations_app.db.address import is_url


def damage(path: Path) -> None:
    """Turn 64 bytes in the middle of a file over; one flipped bit of a ZIP may unpack to the same bytes."""
    content = bytearray(path.read_bytes())
    middle = slice(len(content) // 2 - 32, len(content) // 2 + 32)
    content[middle] = bytes(byte ^ 0xFF for byte in content[middle])
    path.write_bytes(content)


def octets(location: str, digits: str) -> str:
    """Return how SQL writes the bytes of hexadecimal digits."""
    return f"decode('{digits}', 'hex')" if is_url(location) else f"x'{digits}'"


def tamper(location: str, *statements: str, disarmed: bool = False) -> None:
    """Run statements on the books; ``disarmed`` while the triggers that guard them are away."""
    if is_url(location):
        _on_server(location, statements, disarmed=disarmed)
        return
    with closing(sqlite3.connect(location)) as connection, connection:
        guards = _disarm(connection) if disarmed else []
        for statement in statements:
            connection.execute(statement)
        if disarmed:
            connection.execute("PRAGMA writable_schema = ON")
            connection.executemany("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", guards)


def _disarm(connection: sqlite3.Connection) -> list[tuple[str | int, ...]]:
    """Take the triggers away as rows of the schema, and return them: to drop and make each takes ten times as long."""
    connection.execute("PRAGMA writable_schema = ON")
    guards = connection.execute("SELECT * FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("DELETE FROM sqlite_master WHERE type = 'trigger'")
    connection.execute("PRAGMA writable_schema = RESET")  # which reads the schema anew
    return guards


def _on_server(location: str, statements: tuple[str, ...], *, disarmed: bool) -> None:
    import psycopg

    with psycopg.connect(location.replace("+psycopg", "")) as connection:
        if disarmed:
            connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())
