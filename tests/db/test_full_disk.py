"""A full disk: told as one with what to do, nothing half written, and never an exit status of 0."""

import errno
import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from donations_app.db.books import Books
from donations_app.db.engine import known_errors
from donations_app.db.tables import Entry, Party
from donations_app.domain.storage_errors import BooksDamaged, DiskFailed, DiskFull, FileUnwritable
from donations_app.formats.writing import placed, write_xlsx
from donations_app.services.audit.verify import verify
from donations_app.services.payments.foresight import foresee
from donations_app.services.people.erasure import erase_into
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import duplicate_receipt
from tests.world import gift, issue, person

NUMBER = "2025-MRS-P-000001"
REASON = "x" * 500


@contextmanager
def full_disk(place: Path) -> Iterator[None]:
    """Let files of SQLite grow no more: what a full disk looks like to it."""

    def connected(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {place.stat().st_size // 4096}")

    event.listen(Engine, "connect", connected)
    try:
        yield
    finally:
        event.remove(Engine, "connect", connected)


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond some bytes, the journal of a transaction neither."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def issued(file_books: Books) -> Books:
    """Books with receipts, whose pages are full."""
    for n in range(6):
        person(file_books, f"D{n}")
        gift(file_books, 10_00 + n, payer=f"D{n}")
    issue(file_books)
    file_books.engine.dispose()
    return file_books


def cancel(books: Books) -> None:
    for n in range(1, 7):
        cancel_receipt(books, f"2025-MRS-P-{n:06}", reason=REASON)


def test_a_full_disk_is_told_as_one_whatever_is_written(issued: Books) -> None:
    acts: list[Callable[[], object]] = [
        lambda: foresee(issued, cancel),
        lambda: cancel(issued),
        lambda: [person(issued, f"Z{n}", notes="x" * 900) for n in range(9)],
        lambda: [replace_receipt(issued, f"2025-MRS-P-{n:06}", reason=REASON) for n in (6, 5, 4)],
    ]
    with full_disk(Path(issued.location)):
        for act in acts:
            with pytest.raises(DiskFull):
                act()
    issued.engine.dispose()
    assert verify(issued).faults == []


@pytest.mark.skipif(os.name != "posix", reason="files can be limited there alone")
@pytest.mark.parametrize("act", [lambda books: cancel_receipt(books, NUMBER, reason=REASON), cancel])
def test_a_step_within_a_transaction_that_the_disk_ended_is_no_bug(
    issued: Books, act: Callable[[Books], None]
) -> None:
    with small_files(4096), pytest.raises(DiskFailed):
        foresee(issued, act)
    issued.engine.dispose()
    assert verify(issued).faults == []


@pytest.mark.parametrize(
    ("code", "known"),
    [
        (sqlite3.SQLITE_IOERR_WRITE, DiskFailed),
        (sqlite3.SQLITE_IOERR_FSYNC, DiskFailed),
        (sqlite3.SQLITE_IOERR_READ, BooksDamaged),
    ],
)
def test_a_disk_that_takes_nothing_is_told_from_damage(code: int, known: type[Exception]) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    with pytest.raises(known), known_errors("b.tiwizi"):
        raise error


class _Full(BytesIO):
    """A file on a full disk."""

    def write(self, _content: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_nothing_is_erased_when_the_answer_finds_no_room(issued: Books) -> None:
    person(issued, "E1", email="e1@exemple.fr")
    with pytest.raises(OSError, match="No space left"):
        erase_into(issued, _Full(), "E1", asked_on=issued.today)
    with issued.read() as session:
        assert session.scalar(select(Party.email).where(Party.email != "")) == "e1@exemple.fr"


def test_a_workbook_that_finds_no_room_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable) as found, placed(tmp_path / "x.xlsx"):
        write_xlsx(_Full(), "T", ["a"], [["b"]])
    assert found.value.answer == "No space left on device"
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_whose_lines_found_room_and_its_sheet_did_not_leaves_no_file_open() -> None:
    lines = [(f"{number:05}", "x" * 30) for number in range(1_000)]
    for size in range(120_000, 160_000, 2_000):  # the sheet is its lines, and some hundred bytes
        with small_files(size), suppress(OSError):
            write_xlsx(BytesIO(), "T", ["a", "b"], lines)
    gc.collect()  # a file that was left open is an error of the test


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
def test_an_answer_that_finds_no_room_is_no_success(issued: Books) -> None:
    issued.close()
    with Path("/dev/full").open("wb") as full:
        words = [sys.executable, "main.py", "--books", issued.location, "--lang", "en", "register", "check"]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("The answer could not be written (")
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
@pytest.mark.parametrize(("typed", "status"), [("verify", 3), ("verify --wrong", 2)])
def test_words_that_find_no_room_leave_the_exit_status_as_it_is(
    tmp_path: Path, typed: str, status: int
) -> None:
    with Path("/dev/full").open("wb") as full:
        words = [sys.executable, "main.py", "--books", str(tmp_path / "none.tiwizi"), *typed.split()]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=full, check=False)
    assert (done.returncode, done.stdout) == (status, b"")


def test_a_duplicate_for_which_there_is_no_room_is_not_noted(issued: Books, tmp_path: Path) -> None:
    def noted() -> int:
        with issued.read() as session:
            return len(session.scalars(select(Entry.kind).where(Entry.kind == "receipt.duplicated")).all())

    with pytest.raises(OSError, match="No space left"), Path("/dev/full").open("wb") as full:
        duplicate_receipt(issued, NUMBER, into=full)
    assert noted() == 0
    with placed(tmp_path / "d.pdf") as file:
        made = duplicate_receipt(issued, NUMBER, into=file)
    assert (noted(), (tmp_path / "d.pdf").read_bytes()) == (1, made)

    def go_on() -> None:
        for n in range(99):
            with placed(tmp_path / f"d{n}.pdf") as file:
                duplicate_receipt(issued, NUMBER, into=file)

    issued.engine.dispose()
    with full_disk(Path(issued.location)), pytest.raises(DiskFull):
        go_on()
    issued.engine.dispose()
    assert noted() == len(list(tmp_path.glob("d*.pdf")))
