"""One bit of a file of books turned over by a bad disk: the program tells of it, and never ends as a bug."""

import random
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from donations_app.db.open import open_books
from donations_app.domain.errors import KnownError
from donations_app.domain.storage_errors import BooksDamaged
from donations_app.services.audit.verify import verify
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.copies import receipt_copy
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.statements.register import write_register
from tests.originals import Originals
from tests.world import NAIMA, gift, issue, person, ticking

Content = dict[str, list[tuple[Any, ...]]] | None


@pytest.fixture
def intact(tmp_path: Path, originals: Originals) -> Path:
    """Books with people, payments and receipts."""
    place = tmp_path / "intact.tiwizi"
    books = originals.books(str(place))
    for n in range(12):
        person(books, f"D{n}")
        gift(books, 10_00 + n, payer=f"D{n}")
    issue(books)
    books.close()
    return place


def content(place: Path) -> Content:
    """Return every row of every table and the schema, read past the program; nothing where they cannot be read."""
    try:
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as raw:
            raw.text_factory = bytes
            names = [
                name.decode()
                for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            rows = {name: raw.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
            return rows | {"": raw.execute("SELECT type, name, sql FROM sqlite_master").fetchall()}
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def is_told(place: Path) -> bool:
    """Whether the books are refused, or verify finds something; any other error is a bug, and ends the test."""
    try:
        books = open_books(str(place), clock=ticking(), author=NAIMA)
    except KnownError:
        return True
    try:
        return bool(verify(books).faults)
    except KnownError:
        return True
    finally:
        books.close()


def flip(intact: Path, times: int) -> tuple[int, list[int]]:
    """Turn bits over, one in each copy; return how many altered something, and those of which nobody told."""
    before, length, chance = content(intact), intact.stat().st_size, random.Random(7)
    altered, silent = 0, list[int]()
    while altered < times:
        bit = chance.randrange(length * 8)
        place = intact.with_name("flipped.tiwizi")
        shutil.copy(intact, place)
        with place.open("r+b") as file:
            file.seek(bit // 8)
            (byte,) = file.read(1)
            file.seek(bit // 8)
            file.write(bytes([byte ^ 1 << bit % 8]))
        told = is_told(place)
        if told or content(place) != before:
            altered += 1
            if not told:
                silent.append(bit)
    return altered, silent


def test_what_a_flipped_bit_alters_is_told(intact: Path) -> None:
    assert flip(intact, 6) == (6, [])


@pytest.mark.parametrize(
    ("stood", "stands"),
    [
        (b"WHEN NEW.last", b"WHEN N\xd7W.last"),  # the text of a rule can no longer be read
        (b"CREATE TABLE payment ", b"CREATE T\xa0BLE payment "),  # what SQLite says of it quotes it
    ],
    ids=["a rule", "a table"],
)
def test_a_schema_that_is_no_text_any_more_is_refused_as_damaged(
    intact: Path, stood: bytes, stands: bytes
) -> None:
    whole = intact.read_bytes()
    assert stood in whole
    intact.write_bytes(whole.replace(stood, stands, 1))
    with pytest.raises(BooksDamaged):
        open_books(str(intact), clock=ticking(), author=NAIMA)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_of_three_hundred_flipped_bits_at_least_ninety_nine_in_a_hundred_are_told(intact: Path) -> None:
    altered, silent = flip(intact, 300)
    assert len(silent) <= altered // 100


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("payment", "received_on", "2025-13-01"), ("tax_receipt", "content", b"\x02x"),
     ("tax_receipt", "content", b"\x01\xff\xff"), ("tax_receipt", "issued_at", 2**62),
     ("party", "last_name", "CAST(x'C3' AS TEXT)")],
)  # fmt: skip
def test_a_value_that_cannot_be_read_any_more_is_damage_and_no_bug(
    intact: Path, tmp_path: Path, table: str, column: str, value: Any
) -> None:
    with closing(sqlite3.connect(intact)) as raw:
        rules = [
            name
            for (name,) in raw.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table]
            )
        ]
        made = [
            raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
            for name in rules
        ]
        for name in rules:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("PRAGMA ignore_check_constraints = 1")
        if isinstance(value, str) and value.startswith("CAST"):
            raw.execute(f"UPDATE {table} SET {column} = {value}")
        else:
            raw.execute(f"UPDATE {table} SET {column} = ?", [value])
        for rule in made:
            raw.execute(rule)
        raw.commit()
    books = open_books(str(intact), clock=ticking(), author=NAIMA)
    try:
        for act in (
            lambda: plan_receipts(books, 2025),
            lambda: write_register(books, tmp_path / "r.csv", form="csv"),
            lambda: receipt_copy(books, "2025-MRS-P-000001"),
            lambda: cancel_receipt(books, "2025-MRS-P-000001", reason="r"),
            lambda: gift(books, 5_00, payer="D1"),
        ):
            with suppress(KnownError):
                act()
        assert verify(books).faults
    finally:
        books.close()
