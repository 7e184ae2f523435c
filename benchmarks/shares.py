"""The private shares of every project, beside the read of the kept totals."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.measuring import Figure, each, p95
from benchmarks.world import TODAY, filled_books
from donations_app.db.queries.shares import project_shares

PAYMENTS, PROJECTS = 20_000, 100


def run(folder: Path) -> Iterator[Figure]:
    """Ask fifty times."""
    books = filled_books(folder, people=1_000, payments=PAYMENTS, projects=PROJECTS)
    with books.read() as session:
        project_shares(session, today=TODAY)
        times = each(lambda: project_shares(session, today=TODAY) for _ in range(50))
    with closing(sqlite3.connect(books.location)) as raw:
        query = "SELECT * FROM share_total"
        limit = each(lambda: raw.execute(query).fetchall() for _ in range(50))
        summed = each(lambda: _summed(raw) for _ in range(3))
    books.close()
    print(f"summed from the rows: {p95(summed):.1f} ms")
    yield Figure("private shares of 100 projects, p95", "ms", p95(times), p95(limit), 10)


def _summed(raw: sqlite3.Connection) -> list[object]:
    query = "SELECT project_id, association_id, nature, sum(amount) FROM allocation GROUP BY 1, 2, 3"
    return raw.execute(query).fetchall()
