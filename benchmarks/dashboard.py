"""How much of last year waits for receipts, as the dashboard counts it: 100 000 payments of 40 000 people."""

from collections.abc import Iterator

from benchmarks.builds import Place
from benchmarks.measuring import each, spent
from benchmarks.product import opened, waiting
from benchmarks.taken import Taken, timed
from benchmarks.world import copied, filled_books

ROUNDS = 2
_YEAR = 2025


def fill(place: Place) -> None:
    """Import the people and their payments."""
    people = place.count(40_000, 400)
    filled_books(place.folder, people=people, payments=people * 5 // 2, projects=100).close()


def measure(place: Place) -> Iterator[Taken]:
    """Count in books of which nothing is kept yet, and again."""
    books = opened(str(copied(place.folder / "b.tiwizi", place.folder / "looked.tiwizi")))
    yield timed("dashboard, counts of 100 000 payments, first look", spent(lambda: waiting(books, _YEAR)))
    (later,) = each([lambda: waiting(books, _YEAR)])
    yield timed("the same, a later look", later)
    books.close()
