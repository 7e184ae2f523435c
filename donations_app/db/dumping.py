"""Dumps of books on a server by PostgreSQL's own programs, as they are installed where one works.

They get no password on their command line, and ask of a server what the program itself asks (``db.trust``).
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from donations_app.db.address import server_url
from donations_app.db.engine import known_errors, make_engine
from donations_app.db.server import FUNCTIONS
from donations_app.db.trust import demands
from donations_app.domain.storage_errors import BackupOfServer, ServerToolFailed, ServerToolMissing

_INSTALLED: Final = Path("/usr/lib/postgresql")  # where Debian keeps one folder a version
_MAY_DUMP: Final = text(
    "SELECT rolsuper OR rolbypassrls AND has_table_privilege('office_login', 'SELECT') FROM pg_roles"
    " WHERE rolname = session_user"
)
_MAY_MAKE: Final = text("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = session_user")
_PATIENCE: Final = text("SET LOCAL idle_in_transaction_session_timeout = 0")  # a dump may take longer
_LONGEST: Final = 300  # letters of what a program says


def dump(session: Session, location: str, name: str, path: Path) -> None:
    """Write what a session sees to a file, in PostgreSQL's own format.

    Args:
        session: whose view of the books is dumped, whatever others write meanwhile.
        location: of the books.
        name: of the books, as people may see it.
        path: of the file.

    Raises:
        BackupOfServer: the login does not see everything, so that its dump would be a part.
        ServerToolMissing, ServerToolFailed: there is no program that is as new as the server, or it failed.
    """
    if not session.scalar(_MAY_DUMP):
        raise BackupOfServer(name)
    session.execute(_PATIENCE)
    snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
    version = int(session.scalar(text("SHOW server_version_num")) or 0) // 10_000
    _run("pg_dump", version, location, "--format=custom", f"--snapshot={snapshot}", f"--file={path}")


def may_make_databases(session: Session) -> bool:
    """Tell whether the login may make a database on its server."""
    return bool(session.scalar(_MAY_MAKE))


@contextmanager
def scratch(admin: str, path: Path) -> Iterator[str]:
    """Restore a dump into a database of its own, which goes at the end; give its address.

    Args:
        admin: address of any database of the server, of a login that may make others.
        path: of the dump.

    Raises:
        StorageUnavailable: the server cannot be reached, or refuses.
        ServerToolMissing, ServerToolFailed: as ``dump``.
    """
    place = server_url(admin).set(database=f"tiwizi_check_{uuid4().hex[:12]}")
    try:
        yield restore_dump(path, place, server_url(admin))
    finally:
        _on_server(server_url(admin), f'DROP DATABASE IF EXISTS "{place.database}" WITH (FORCE)')


def restore_dump(path: Path, place: URL, admin: URL) -> str:
    """Make a database and restore a dump into it, its tables owned by the login; return its address.

    Args:
        path: of the dump.
        place: of the database, which does not stand yet.
        admin: any other database of the server.

    Raises:
        As ``scratch``; what was made is left to the caller.
    """
    quoted = str(place.database).replace('"', '""')
    version = _on_server(admin, f"CREATE DATABASE \"{quoted}\" ENCODING 'UTF8' TEMPLATE template0")
    address = place.render_as_string(hide_password=False)
    _run("pg_restore", version, address, "--no-owner", "--no-privileges", "--exit-on-error", last=str(path))
    # of which PostgreSQL makes everybody a caller
    _on_server(place, *(f"REVOKE ALL ON FUNCTION {called} FROM PUBLIC" for called in FUNCTIONS))
    return address


def drop(place: URL, admin: URL) -> None:
    """Take a database away that ``restore_dump`` made."""
    quoted = str(place.database).replace('"', '""')
    _on_server(admin, f'DROP DATABASE IF EXISTS "{quoted}" WITH (FORCE)')


def stands(place: URL, admin: URL) -> bool:
    """Tell whether a database of that name stands.

    Raises:
        StorageUnavailable: the server cannot be reached, or refuses.
    """
    engine = make_engine(admin.render_as_string(hide_password=False))
    try:
        with known_errors(admin.render_as_string()), engine.connect() as connection:
            found = text("SELECT 1 FROM pg_database WHERE datname = :name")
            return connection.scalar(found, {"name": place.database}) is not None
    finally:
        engine.dispose()


def _on_server(admin: URL, *statements: str) -> int:
    """Run statements that take no transaction; return the version of the server."""
    engine = make_engine(admin.render_as_string(hide_password=False))
    try:
        with known_errors(admin.render_as_string()), closing(engine.raw_connection()) as connection:
            raw: Any = connection.driver_connection
            raw.autocommit = True
            for statement in statements:
                raw.execute(statement)
            return int(raw.info.server_version) // 10_000
    finally:
        engine.dispose()


def _run(tool: str, version: int, location: str, *options: str, last: str = "") -> None:
    """Run one of PostgreSQL's programs against a database.

    Raises:
        ServerToolMissing: none is installed that is as new as the server.
        ServerToolFailed: it says why.
    """
    program, own = _program(tool, version)
    url = server_url(location)
    password = url.password or url.query.get("password")
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    asked = [program, "--no-password", f"--dbname={_conninfo(url, own)}", *options, *filter(None, [last])]
    done = subprocess.run(asked, env=environment, capture_output=True, check=False)  # noqa: S603 -- no shell, our own words
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise ServerToolFailed(tool, said[:_LONGEST])


def _conninfo(url: URL, version: int) -> str:
    """Return where a program goes, in libpq's words, without a password."""
    from psycopg.conninfo import make_conninfo

    said: dict[str, Any] = {name: value for name, value in url.query.items() if name != "password"}
    own = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    said |= {name: value for name, value in own.items() if value is not None}
    return make_conninfo(**said, **demands(url, os.environ, libpq=version * 10_000))


def _program(tool: str, version: int) -> tuple[str, int]:
    """Return a program that is as new as the server, and its version; the first that is found."""
    found = [
        shutil.which(tool),
        *(str(one) for one in sorted(_INSTALLED.glob(f"*/bin/{tool}"), reverse=True)),
    ]
    newest = 0
    for program in filter(None, found):
        answer = subprocess.run([program, "--version"], capture_output=True, check=False, text=True)  # noqa: S603 -- as above
        said = re.search(r"\b(\d+)\.\d|\b(\d+)(?:beta|rc|devel)", answer.stdout)
        own = int(said[1] or said[2]) if said else 0
        if own >= version:
            return program, own
        newest = max(newest, own)
    raise ServerToolMissing(tool, version, newest)
