"""Search as one types, in 200 000 people."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.measuring import Figure, each, p95
from benchmarks.world import add_people, books_in
from donations_app.db.queries.parties import find_parties
from donations_app.domain.folding import fold

PEOPLE = 200_000
TYPED = [text[:n] for text in ("aït ahmed 5", "moreau", "clai", "el idrissi 77", "zahra gir", "d19999") for n in
         range(2, len(text) + 1)]  # fmt: skip


def run(folder: Path) -> Iterator[Figure]:
    """Ask for every beginning of some names, twice; the limit reads one range of the index and the rows."""
    books = books_in(folder)
    for part in range(0, PEOPLE, PEOPLE):
        add_people(books, folder, part + PEOPLE)
    with books.read() as session:
        find_parties(session, "x")
        times = each(lambda text=text: find_parties(session, text) for text in TYPED * 2)  # type: ignore[misc]
    with closing(sqlite3.connect(books.location)) as raw:
        limit = each(lambda text=text: _index(raw, text) for text in TYPED * 2)  # type: ignore[misc]
    books.close()
    print(f"slowest key {max(times):.1f} ms; never above 100 ms is asked")
    yield Figure("search in 200 000 people, a key, p95", "ms", p95(times), p95(limit), 3)


def _index(raw: sqlite3.Connection, typed: str) -> list[object]:
    word = max(fold(typed).split(), key=len)
    query = (
        "SELECT p.id, p.ref, p.last_name, p.first_name, p.city FROM party_word w JOIN party p ON p.id = w.party_id"
        " WHERE w.word >= ? AND w.word < ? ORDER BY w.word LIMIT 20"
    )
    return raw.execute(query, (word, word + "\U0010ffff")).fetchall()
