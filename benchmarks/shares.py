"""The private shares of every project, beside their sums from the rows."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from benchmarks.builds import Place
from benchmarks.measuring import each, of_all
from benchmarks.taken import Taken, timed
from benchmarks.world import TODAY, filled_books
from donations_app.db.queries.shares import project_shares

OF_PRESENT = True
ROUNDS = 1
PAYMENTS, PROJECTS = 20_000, 100


def fill(place: Place) -> None:
    """Nothing stands before it is measured."""


def measure(place: Place) -> Iterator[Taken]:
    """Ask fifty times."""
    folder = place.folder
    books = filled_books(folder, people=1_000, payments=PAYMENTS, projects=PROJECTS)
    with books.read() as session:
        project_shares(session, today=TODAY)
        times = each(lambda: project_shares(session, today=TODAY) for _ in range(50))
    with closing(sqlite3.connect(books.location)) as raw:
        limit = each(lambda: _summed(raw) for _ in range(50))
    books.close()
    yield timed(
        "private shares of 100 projects, p95", of_all(times), unit="ms", limit=of_all(limit), share=10
    )


def _summed(raw: sqlite3.Connection) -> list[object]:
    query = "SELECT project_id, association_id, nature, sum(amount) FROM allocation GROUP BY 1, 2, 3"
    return raw.execute(query).fetchall()
