"""An import of 100 000 payments, beside reading, parsing and inserting the same lines without any rule."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from benchmarks.measuring import Figure, seconds
from benchmarks.world import add_people, add_projects, books_in, payments_file
from donations_app.domain.typed import parse_amount
from donations_app.services.exchange.imports import import_file

COUNT = 100_000


def run(folder: Path) -> Iterator[Figure]:
    """Import once."""
    books = books_in(folder)
    add_people(books, folder, 1_000)
    add_projects(books, folder, 100)
    file = payments_file(folder, range(COUNT), people=1_000, projects=100)
    product = seconds(lambda: import_file(books, "payments", file))
    books.close()
    limit = seconds(lambda: _bare(file, folder / "raw.db"))
    yield Figure("import of 100 000 payments", "/s", COUNT / product, COUNT / limit, 0.5)


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
