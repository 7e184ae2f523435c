"""Twenty issuers at once on one file: each issues receipt after receipt, one donor at a time.

Each has issued one before all begin: what a program loads once, fonts and statements, is not measured here.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import product
from benchmarks.builds import Place
from benchmarks.crowd import Work, rate, work_together
from benchmarks.measuring import p95
from benchmarks.taken import Taken
from benchmarks.world import copied, filled_books

ROUNDS: Final = 3
PEOPLE: Final = 20


def fill(place: Place) -> None:
    """Import as many donors, of one payment each, as receipts will be issued."""
    count = PEOPLE * _each(place)
    filled_books(place.folder, people=count, payments=count, projects=10).close()


def measure(place: Place) -> Iterator[Taken]:
    """Let all issue their own donors' receipts on a copy of the books."""
    books = copied(place.folder / "b.tiwizi", place.folder / "issued.tiwizi")
    each = _each(place)
    crowd = work_together(
        [Work(partial(_issuer, books, range(n * each, (n + 1) * each))) for n in range(PEOPLE)]
    )
    times = [time for one in crowd for time in one.times]
    yield Taken("20 issuers at once on one file", "/s", rate(crowd), bound=100)
    yield Taken("one receipt of theirs, p95", "ms", p95(times))
    yield Taken("the longest wait of theirs", "ms", max(times), is_worst=True)
    yield Taken("issuers who gave up after a wait", "", sum(one.given_up for one in crowd), is_worst=True)


def _each(place: Place) -> int:
    return place.count(50, 5)


def _issuer(place: Path, donors: range) -> Iterator[None]:
    books = product.opened(str(place))
    first, *others = donors
    product.issue(books, payer=f"D{first}")
    yield
    for n in others:
        product.issue(books, payer=f"D{n}")
        yield
    books.close()
