"""Search as one types, in the 200 000 people of the plan."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from benchmarks.builds import Place
from benchmarks.measuring import each, of_all
from benchmarks.product import find_people, opened
from benchmarks.taken import Taken, timed
from donations_app.domain.folding import fold

BOOKS = "plan"
ROUNDS = 3
TYPED = [text[:n] for text in ("aït ahmed 5", "moreau", "clai", "el idrissi 77", "zahra gir", "d19999") for n in
         range(2, len(text) + 1)]  # fmt: skip


def measure(place: Place) -> Iterator[Taken]:
    """Ask for every beginning of some names, twice; the limit reads one range of the index and the rows."""
    books = opened(str(place.folder / "b.tiwizi"))
    with books.read() as session:
        find_people(session, "x")
        times = each(lambda text=text: find_people(session, text) for text in TYPED * 2)  # type: ignore[misc]
    with closing(sqlite3.connect(place.folder / "b.tiwizi")) as raw:
        limit = each(lambda text=text: _index(raw, text) for text in TYPED * 2)  # type: ignore[misc]
    books.close()
    name = "search in 200 000 people, a key"
    yield timed(f"{name}, p95", of_all(times), unit="ms", limit=of_all(limit), share=3)
    yield timed(f"{name}, the slowest", of_all(times, max), unit="ms", bound=50, is_worst=True)


def _index(raw: sqlite3.Connection, typed: str) -> list[object]:
    word = max(fold(typed).split(), key=len)
    query = (
        "SELECT p.id, p.last_name, p.first_name, p.city FROM party_word w JOIN party p ON p.id = w.party_id"
        " WHERE w.word >= ? AND w.word < ? ORDER BY w.word LIMIT 20"
    )
    return raw.execute(query, (word, word + "\U0010ffff")).fetchall()
