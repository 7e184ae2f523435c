"""One payment recorded: everything included, beside a bare durable commit of the same settings."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.builds import Place
from benchmarks.measuring import Spent, each, of_all
from benchmarks.product import Books, opened, record
from benchmarks.taken import NO_SLOWER, Taken, timed
from benchmarks.world import add_people, add_projects, books_in, draft_of
from donations_app.db.engine import PRAGMAS

COUNT = 300
ROUNDS = 7
_PEOPLE, _PROJECTS = 100, 10


def fill(place: Place) -> None:
    """Make the books in which each round records further payments."""
    _filled(place.folder).close()


def measure(place: Place) -> Iterator[Taken]:
    """Record three hundred more payments one by one."""
    books = opened(str(place.folder / "b.tiwizi"))
    times = of_all(_recorded(books, place.count(COUNT, 60)))
    books.close()
    limit = of_all(_committed(place.folder / "raw.db"))
    wanted = {"times": NO_SLOWER, "share": 4.0}
    yield timed("one payment recorded, p95", times, unit="ms", limit=limit, **wanted)


def _committed(place: Path) -> list[Spent]:
    place.unlink(missing_ok=True)
    with closing(sqlite3.connect(place, isolation_level=None)) as raw:
        for name, value in PRAGMAS.items():
            raw.execute(f"PRAGMA {name} = {value}")
        for table in ("payment", "allocation", "total"):
            raw.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, a INT, b INT, c TEXT) STRICT")
        return each(lambda: _bare(raw) for _ in range(COUNT))


def _filled(folder: Path) -> Books:
    books = books_in(folder)
    add_people(books, folder, _PEOPLE)
    add_projects(books, folder, _PROJECTS)
    return books


def _recorded(books: Books, count: int) -> list[Spent]:
    drafts = [draft_of(n, office="MRS", people=_PEOPLE, projects=_PROJECTS) for n in range(count)]
    return each(lambda draft=draft: record(books, draft) for draft in drafts)  # type: ignore[misc]


def _bare(raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for table in ("payment", "allocation", "total"):
        raw.execute(f"INSERT INTO {table} (a, b, c) VALUES (1, 2, 'x')")  # noqa: S608 -- own names
    raw.execute("COMMIT")
