"""Imports of 100 000 lines of each kind; payments beside the same lines read and inserted without any rule."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.builds import Place
from benchmarks.measuring import alone, spent
from benchmarks.product import opened, take_in
from benchmarks.taken import Taken, rated
from benchmarks.world import (
    add_people,
    add_projects,
    books_in,
    copied,
    payments_file,
    people_file,
    projects_file,
    recurring_file,
)
from donations_app.domain.typed import parse_amount

COUNT = 100_000
ROUNDS = 3
_PEOPLE, _PROJECTS = 1_000, 100
_KINDS: Final = {
    "payments": "payments", "people": "people", "recurring": "recurring gifts", "projects": "projects",
}  # fmt: skip


def fill(place: Place) -> None:
    """Make books with people and projects, and the files that are to be imported."""
    books = books_in(place.folder)
    add_people(books, place.folder, _PEOPLE)
    add_projects(books, place.folder, _PROJECTS)
    books.close()


def measure(place: Place) -> Iterator[Taken]:
    """Import each kind once into a copy of the books, in a process of its own."""
    count = place.count(COUNT, 2_000)
    for kind, name in _KINDS.items():
        file = _file(kind, place.folder, count)
        took = alone(lambda: partial(_import, place.folder, kind, file))  # noqa: B023 -- called at once
        limit = spent(lambda: _bare(file, place.folder / "raw.db")) if kind == "payments" else None  # noqa: B023 -- as above
        wanted = {"times": 3.0, "room": 200.0}
        yield rated(f"import of 100 000 {name}", count, took, limit=limit, **wanted)


def _import(folder: Path, kind: str, file: Path) -> None:
    books = opened(str(copied(folder / "b.tiwizi", folder / "imported.tiwizi")))
    take_in(books, kind, file)
    books.close()


def _file(kind: str, folder: Path, count: int) -> Path:
    if kind == "payments":
        return payments_file(folder, range(count), people=_PEOPLE, projects=_PROJECTS)
    if kind == "people":
        return people_file(folder, range(_PEOPLE, _PEOPLE + count))
    if kind == "recurring":
        return recurring_file(folder, count, people=_PEOPLE, projects=_PROJECTS)
    return projects_file(folder, range(_PROJECTS, _PROJECTS + count))


def _bare(file: Path, place: Path) -> None:
    place.unlink(missing_ok=True)
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
