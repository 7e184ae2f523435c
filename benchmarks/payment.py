"""One payment recorded: everything included, beside a bare durable commit of the same settings."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import uuid4

from benchmarks.measuring import Figure, each, p95
from benchmarks.world import add_people, add_projects, books_in
from donations_app.db.engine import PRAGMAS
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.services.payments.records import record_payment

COUNT = 300


def run(folder: Path) -> Iterator[Figure]:
    """Record three hundred payments one by one."""
    books = books_in(folder)
    add_people(books, folder, 100)
    add_projects(books, folder, 10)
    times = each(
        lambda n=n: record_payment(books, _draft(n)) for n in range(COUNT)  # type: ignore[misc]
    )  # fmt: skip
    books.close()
    with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as raw:
        for name, value in PRAGMAS.items():
            raw.execute(f"PRAGMA {name} = {value}")
        for table in ("payment", "allocation", "total"):
            raw.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, a INT, b INT, c TEXT) STRICT")
        limit = each(lambda: _bare(raw) for _ in range(COUNT))
    yield Figure("one payment recorded, p95", "ms", p95(times), p95(limit), 4)


def _draft(n: int) -> PaymentDraft:
    parts = (AllocationDraft(amount=Money(10_00), project=f"P{n % 10}", association="A"),)
    line = LineDraft(kind="donation", amount=Money(10_00), allocations=parts)
    return PaymentDraft(
        key=uuid4(),
        office="MRS",
        payer=f"D{n % 100}",
        method="cheque",
        received_on=date(2025, 3, 1),
        lines=(line,),
    )


def _bare(raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for table in ("payment", "allocation", "total"):
        raw.execute(f"INSERT INTO {table} (a, b, c) VALUES (1, 2, 'x')")  # noqa: S608 -- own names
    raw.execute("COMMIT")
