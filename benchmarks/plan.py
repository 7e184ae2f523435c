"""The plan of a year of 200 000 people who made two and a half payments each, beside its lines read."""

from collections.abc import Iterator
from functools import partial

from benchmarks.builds import Place
from benchmarks.measuring import alone
from benchmarks.product import gifts, is_present, opened, plan
from benchmarks.taken import Taken, timed
from benchmarks.world import filled_books

PEOPLE = 200_000
ROUNDS = 2
_YEAR = 2025


def fill(place: Place) -> None:
    """Import the people and their payments."""
    people = place.count(PEOPLE, 1_000)
    filled_books(place.folder, people=people, payments=people * 5 // 2, projects=100).close()


def measure(place: Place) -> Iterator[Taken]:
    """Plan the year, and read its lines alone, each in a process of its own."""
    books = str(place.folder / "b.tiwizi")
    took = alone(lambda: partial(plan, opened(books), _YEAR))
    limit = alone(lambda: partial(gifts, opened(books), _YEAR)) if is_present() else None
    yield timed("receipts plan of 500 000 payments", took, limit=limit, times=2)
