"""An import of 100 000 payments, beside reading, parsing and inserting the same lines without any rule."""

import csv
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from benchmarks.builds import Place
from benchmarks.measuring import Figure, seconds
from benchmarks.product import Books, opened, take_in
from benchmarks.taken import NO_SLOWER, Taken
from benchmarks.world import add_people, add_projects, books_in, copied, payments_file
from donations_app.domain.typed import parse_amount

COUNT = 100_000
ROUNDS = 3
_PEOPLE, _PROJECTS = 1_000, 100


def run(folder: Path) -> Iterator[Figure]:
    """Import once."""
    books = _filled(folder)
    file = _file(folder, COUNT)
    product = seconds(lambda: take_in(books, "payments", file))
    books.close()
    limit = seconds(lambda: _bare(file, folder / "raw.db"))
    yield Figure("import of 100 000 payments", "/s", COUNT / product, COUNT / limit, 0.5)


def fill(place: Place) -> None:
    """Make books with people and projects."""
    _filled(place.folder).close()


def measure(place: Place) -> Iterator[Taken]:
    """Import once into a copy of the books."""
    count = place.count(COUNT, 2_000)
    file = _file(place.folder, count)
    books = opened(str(copied(place.folder / "b.tiwizi", place.folder / "imported.tiwizi")))
    before = sum(os.times()[:4])
    took = seconds(lambda: take_in(books, "payments", file))
    used = sum(os.times()[:4]) - before
    books.close()
    yield Taken("import of 100 000 payments", "/s", count / took, times=NO_SLOWER)
    yield Taken("its processor time, with that of its processes", "s", used, times=NO_SLOWER)


def _filled(folder: Path) -> Books:
    books = books_in(folder)
    add_people(books, folder, _PEOPLE)
    add_projects(books, folder, _PROJECTS)
    return books


def _file(folder: Path, count: int) -> Path:
    return payments_file(folder, range(count), people=_PEOPLE, projects=_PROJECTS)


def _bare(file: Path, place: Path) -> None:
    with closing(sqlite3.connect(place)) as raw, file.open(newline="", encoding="utf-8") as source:
        raw.execute(
            "CREATE TABLE payment (ref TEXT UNIQUE, payer TEXT, day TEXT, method TEXT, cents INT) STRICT"
        )
        raw.execute(
            "CREATE TABLE allocation (payment TEXT, project TEXT, association TEXT, cents INT) STRICT"
        )
        payments, allocations = [], []
        for row in csv.DictReader(source, delimiter=";"):
            cents = parse_amount(row["amount"])
            day = date.fromisoformat(row["received_on"]).isoformat()
            payments.append((row["ref"], row["payer"], day, row["method"], cents))
            allocations.append((row["ref"], row["project"], row["association"], cents))
        raw.executemany("INSERT INTO payment VALUES (?, ?, ?, ?, ?)", payments)
        raw.executemany("INSERT INTO allocation VALUES (?, ?, ?, ?)", allocations)
        raw.commit()
