"""A write that a power cut broke off is taken back before the file is judged: intact books are never refused."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from donations_app.db import opening
from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.domain.storage_errors import BooksBusy, BooksForeign, BooksInterrupted
from donations_app.services.audit.verify import verify
from donations_app.words.sentences import sentence
from tests.posix import only_posix
from tests.world import gift, person

PAGE = 4096
BROKEN_OFF = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 5")  # so that pages reach the file before the end
connection.execute("BEGIN IMMEDIATE")
connection.execute("PRAGMA user_version = 99")
connection.execute("UPDATE party SET city = 'Elsewhere'")
connection.execute(
    "CREATE TABLE later AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
    " SELECT i, randomblob(900) FROM n"
)
if len(sys.argv) > 2:
    print("writing", flush=True)
    sys.stdin.read()
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def whole(file_books: Books) -> bytes:
    """Give the bytes of books in which everything is confirmed."""
    person(file_books)
    gift(file_books, 100_00)
    gift(file_books, 50_00)
    file_books.close()
    return Path(file_books.location).read_bytes()


@pytest.fixture
def cut(file_books: Books, whole: bytes) -> Path:
    """Give the file as a power cut leaves it: some pages written, one of them by half, a last one torn."""
    path = Path(file_books.location)
    died = subprocess.run([sys.executable, "-c", BROKEN_OFF, str(path)], check=False)
    assert abs(died.returncode) == 9
    assert _journal(path).stat().st_size > PAGE
    now = path.read_bytes()
    assert len(now) > len(whole)  # the transaction reached the file
    old = [n for n in range(0, len(whole), PAGE) if now[n : n + PAGE] != whole[n : n + PAGE]]
    assert old
    torn = bytearray(now[:-1536])
    torn[old[-1] + 512 : old[-1] + 1024] = b"\xff" * 512
    path.write_bytes(bytes(torn))
    return path


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def test_books_cut_off_in_a_write_open_and_hold_all_that_was_confirmed(cut: Path, whole: bytes) -> None:
    books = open_books(str(cut), clock=utc_now)
    assert verify(books).faults == []
    books.close()
    assert cut.read_bytes() == whole
    assert not _journal(cut).exists()


@only_posix
def test_books_cut_off_in_a_write_open_through_a_link_too(cut: Path, whole: bytes, tmp_path: Path) -> None:
    link = tmp_path / "link.tiwizi"
    link.symlink_to(cut)
    open_books(str(link), clock=utc_now).close()
    assert cut.read_bytes() == whole


def test_a_reader_is_told_that_a_write_must_be_taken_back_first_and_changes_nothing(cut: Path) -> None:
    before = cut.read_bytes(), _journal(cut).read_bytes()
    with pytest.raises(BooksInterrupted) as told:
        open_books(str(cut), clock=utc_now, read_only=True)
    assert "for writing" in (sentence(told.value) or "")
    assert (cut.read_bytes(), _journal(cut).read_bytes()) == before


def test_a_file_of_others_is_left_to_them_with_its_journal(cut: Path) -> None:
    content = bytearray(cut.read_bytes())
    content[68:72] = b"else"
    cut.write_bytes(bytes(content))
    with pytest.raises(BooksForeign):
        open_books(str(cut), clock=utc_now)
    assert cut.read_bytes() == bytes(content)
    assert _journal(cut).exists()


def test_the_journal_of_a_write_that_goes_on_is_left_alone(
    file_books: Books, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_PATIENCE", 0.1)  # seconds; nobody lets go
    path = Path(file_books.location)
    with subprocess.Popen(
        [sys.executable, "-c", BROKEN_OFF, str(path), "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline().rstrip() == b"writing"
        before = path.read_bytes()
        with pytest.raises(BooksBusy):
            open_books(str(path), clock=utc_now)
        assert path.read_bytes() == before
        writer.kill()
    open_books(str(path), clock=utc_now).close()
    assert path.read_bytes() == whole


def test_a_whole_file_beside_an_empty_journal_opens(file_books: Books, whole: bytes) -> None:
    path = Path(file_books.location)
    _journal(path).touch()  # what a cut leaves that came before the first page of the journal
    for read_only in (True, False):
        open_books(str(path), clock=utc_now, read_only=read_only).close()
    assert path.read_bytes() == whole
    copy = shutil.copy(path, path.with_name("copy.tiwizi"))
    open_books(str(copy), clock=utc_now).close()
