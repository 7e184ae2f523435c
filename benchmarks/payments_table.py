"""The page of payments over 1 000 000 of them: painted, at its end, in another order, narrowed; and its memory.

Books are made by ``init --demo large`` once; ``PAYMENTS_TABLE_BOOKS`` names some that stand. The limit is a bare
table of Qt over SQLite: an array of keys, pages of rows, one question a page, drawn by the same delegate.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import Figure

_ROUNDS: Final = 3


def run(folder: Path) -> Iterator[Figure]:
    """Measure the page and the bare table, each in a process of its own, so that memory is told apart."""
    books = os.environ.get("PAYMENTS_TABLE_BOOKS") or str(folder / "large.tiwizi")
    if not Path(books).exists():
        command = (sys.executable, "main.py", "--books", books, "init", "--demo", "large")
        subprocess.run(  # noqa: S603 -- our own program
            command, check=True, stderr=subprocess.DEVNULL
        )
    ours, bare = (_measure(books, what) for what in ("page", "bare"))
    bare["again"] = bare["open"]
    goals = {"open": 2.0, "again": 2.0, "end": 2.0, "sort": 1.5, "name": 3.0, "memory": 1.3}
    names = {
        "open": "opened to the first page painted, its widgets made",
        "again": "looked at again to the first page painted",
        "end": "the End key to painted",
        "sort": "sorted by amount to painted",
        "name": "narrowed by the beginning of a name",
        "memory": "memory more than before the page",
    }
    for what, goal in goals.items():
        unit = "MB" if what == "memory" else "ms"
        yield Figure(names[what], unit, ours[what], bare[what], goal)


def _measure(books: str, what: str) -> dict[str, float]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = (sys.executable, "-m", "benchmarks.payments_page", what, books)
    rounds = [
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- our own program
        for _round in range(_ROUNDS)
    ]
    found: dict[str, list[float]] = {}
    for text in rounds:
        for line in text.splitlines():
            name, _sign, value = line.partition(" ")
            found.setdefault(name, []).append(float(value))
    return {name: sorted(values)[len(values) // 2] for name, values in found.items()}
