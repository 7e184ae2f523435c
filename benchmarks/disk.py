"""Bytes on disk of books with 100 000 people, as many payments and as many receipts, by table and index."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks import memory
from benchmarks.builds import Place
from benchmarks.taken import Taken

ROUNDS: Final = 1
_PAGES: Final = "SELECT name, pgsize FROM dbstat WHERE aggregate = 1 ORDER BY pgsize DESC"
_SHOWN: Final = 0.01  # of the whole; what is smaller is added up


def fill(place: Place) -> None:
    """Import people and payments, and issue all receipts."""
    memory.fill(place)
    memory.issue_all(place)


def measure(place: Place) -> Iterator[Taken]:
    """Weigh the file, then what is in it; a name that one build alone shows is too small in the other."""
    books = place.folder / "issued.tiwizi"
    whole = books.stat().st_size
    yield Taken("books on disk", "MB", whole / 1e6, times=2)
    yield Taken("a person, a payment and a receipt", "kB", whole / memory.people(place) / 1e3)
    parts = _parts(books)
    for name, size in parts:
        if size >= whole * _SHOWN:
            yield Taken(f"  {name}", "MB", size / 1e6)
    yield Taken("  what is smaller", "MB", sum(size for _, size in parts if size < whole * _SHOWN) / 1e6)


def _parts(books: Path) -> list[tuple[str, int]]:
    """Return the bytes of each table and index, largest first, by whichever SQLite here can count them."""
    try:
        with closing(sqlite3.connect(books)) as raw:
            return [(str(name), int(size)) for name, size in raw.execute(_PAGES)]
    except sqlite3.OperationalError:  # Python's SQLite was made without dbstat
        shell = shutil.which("sqlite3")
        if shell is None:
            return []
        told = subprocess.run([shell, str(books), _PAGES], check=True, capture_output=True, text=True)  # noqa: S603
        rows = (line.rpartition("|") for line in told.stdout.splitlines())
        return [(name, int(size)) for name, _, size in rows]
