"""One payment recorded: everything included, beside a bare durable commit of the same settings."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.builds import Place
from benchmarks.measuring import Figure, each, p95
from benchmarks.product import Books, opened, record
from benchmarks.taken import NO_SLOWER, Taken
from benchmarks.world import add_people, add_projects, books_in, draft_of
from donations_app.db.engine import PRAGMAS

COUNT = 300
ROUNDS = 7
_PEOPLE, _PROJECTS = 100, 10


def run(folder: Path) -> Iterator[Figure]:
    """Record three hundred payments one by one."""
    books = _filled(folder)
    times = _recorded(books, COUNT)
    books.close()
    with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as raw:
        for name, value in PRAGMAS.items():
            raw.execute(f"PRAGMA {name} = {value}")
        for table in ("payment", "allocation", "total"):
            raw.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, a INT, b INT, c TEXT) STRICT")
        limit = each(lambda: _bare(raw) for _ in range(COUNT))
    yield Figure("one payment recorded, p95", "ms", p95(times), p95(limit), 4)


def fill(place: Place) -> None:
    """Make the books in which each round records further payments."""
    _filled(place.folder).close()


def measure(place: Place) -> Iterator[Taken]:
    """Record three hundred more payments one by one."""
    books = opened(str(place.folder / "b.tiwizi"))
    times = _recorded(books, place.count(COUNT, 60))
    yield Taken("one payment recorded, p95", "ms", p95(times), times=NO_SLOWER)
    books.close()


def _filled(folder: Path) -> Books:
    books = books_in(folder)
    add_people(books, folder, _PEOPLE)
    add_projects(books, folder, _PROJECTS)
    return books


def _recorded(books: Books, count: int) -> list[float]:
    drafts = [draft_of(n, office="MRS", people=_PEOPLE, projects=_PROJECTS) for n in range(count)]
    return each(lambda draft=draft: record(books, draft) for draft in drafts)  # type: ignore[misc]


def _bare(raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for table in ("payment", "allocation", "total"):
        raw.execute(f"INSERT INTO {table} (a, b, c) VALUES (1, 2, 'x')")  # noqa: S608 -- own names
    raw.execute("COMMIT")
