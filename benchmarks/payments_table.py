"""The page of payments over 1 000 000 of them: painted, at its end, in another order, narrowed; and its memory.

Books are made by ``init --demo large`` once; ``PAYMENTS_TABLE_BOOKS`` names some that stand. The limit is a bare
table of Qt over SQLite: an array of keys, pages of rows, one question a page, drawn by the same delegate. The page
is opened twice, each time in a program of its own: as it is made ready beside another one (``ui/preparing.py``), and
at once.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.measuring import Figure

_ROUNDS: Final = 5


def run(folder: Path) -> Iterator[Figure]:
    """Measure the page and the bare table, each in a process of its own, so that memory is told apart."""
    books = os.environ.get("PAYMENTS_TABLE_BOOKS") or str(folder / "large.tiwizi")
    if not Path(books).exists():
        command = (sys.executable, "main.py", "--books", books, "init", "--demo", "large")
        subprocess.run(  # noqa: S603 -- our own program
            command, check=True, stderr=subprocess.DEVNULL
        )
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
        yield Figure(names[what], unit, ours[what], bare[what], goal)


def _measure(books: str, asked: Sequence[str]) -> list[dict[str, float]]:
    """Return the middle of each figure; the rounds take turns, since other programs may come and go."""
    found: dict[str, dict[str, list[float]]] = {what: {} for what in asked}
    for _round in range(_ROUNDS):
        for what in asked:
            for line in _told(books, what).splitlines():
                name, _sign, value = line.partition(" ")
                found[what].setdefault(name, []).append(float(value))
    return [{name: median(values) for name, values in one.items()} for one in found.values()]


def _told(books: str, what: str) -> str:
    command = (sys.executable, "-m", "benchmarks.payments_page", what, books)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(  # noqa: S603 -- our own program
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout
