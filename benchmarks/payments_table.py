"""The page of payments over 1 000 000 of them: painted, at its end, in another order, narrowed; and its memory.

Books are made by ``init --demo large`` once; ``PAYMENTS_TABLE_BOOKS`` names some that stand. The limit is a bare
table of Qt over SQLite: an array of keys, pages of rows, one question a page, drawn by the same delegate. The page
is opened twice, each time in a program of its own: as it is made ready beside another one (``ui/preparing.py``), and
at once.
"""

import os
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.builds import Place
from benchmarks.command import command, python
from benchmarks.taken import Taken

OF_PRESENT: Final = True
ROUNDS: Final = 5


def fill(place: Place) -> None:
    """Make the example books, unless some are named that stand."""
    if not os.environ.get("PAYMENTS_TABLE_BOOKS"):
        command(place.folder / "b.tiwizi", "init", "--demo", "small" if place.small else "large")


def measure(place: Place) -> Iterator[Taken]:
    """Measure the page and the bare table, each in a process of its own, so that memory is told apart."""
    books = os.environ.get("PAYMENTS_TABLE_BOOKS") or str(place.folder / "b.tiwizi")
    ours, cold, bare = _measure(books, ("page", "cold", "bare"))
    ours |= {"cold": cold["open"], "whole": cold["whole"]}
    bare |= dict.fromkeys(("again", "cold", "whole"), bare["open"])
    goals = dict.fromkeys(("open", "cold", "whole", "again", "end"), 2.0)
    goals |= {"sort": 1.5, "name": 3.0, "memory": 1.3}
    names = {
        "open": "opened to the first rows painted, made ready",
        "cold": "opened in a program that has just started",
        "whole": "the same, with all that stands around",
        "again": "looked at again to the first page painted",
        "end": "the End key to painted",
        "sort": "sorted by amount to painted",
        "name": "narrowed by the beginning of a name",
        "memory": "memory more than before the page",
    }
    for what, goal in goals.items():
        unit = "MB" if what == "memory" else "ms"
        yield Taken(f"payments, {names[what]}", unit, ours[what], limit=bare[what], share=goal)


def _measure(books: str, asked: Sequence[str]) -> list[dict[str, float]]:
    """Return the figures of each."""
    told = (_told(books, what).splitlines() for what in asked)
    return [
        {name: float(value) for name, _sign, value in (line.partition(" ") for line in one)} for one in told
    ]


def _told(books: str, what: str) -> str:
    return python("-m", "benchmarks.payments_page", what, books).said
