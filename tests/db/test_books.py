"""A file that is doubtful is never written to; two programs on one file; one schema for both engines."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from donations_app.db import opening
from donations_app.db.books import Books, utc_now
from donations_app.db.engine import PRAGMAS
from donations_app.db.open import open_books
from donations_app.db.rights import OTHERS
from donations_app.db.tables import Payment, whole_metadata
from donations_app.domain.errors import KnownError, ReadOnly
from donations_app.domain.storage_errors import (
    BooksDamaged,
    BooksEmpty,
    BooksExist,
    BooksForeign,
    BooksHeld,
    BooksMissing,
    BooksNewer,
    BooksNotAFile,
    BooksOnNetwork,
)
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import create_books
from donations_app.words.sentences import sentence
from tests.posix import only_posix
from tests.raw import tamper
from tests.world import SETTINGS, TODAY, gift, person, ticking

pytestmark = pytest.mark.server


def reopened(books: Books) -> Books:
    books.close()
    return open_books(books.location, clock=ticking())


def test_every_setting_of_sqlite_is_read_back(file_books: Books) -> None:
    with file_books.read() as session:
        found = {name: str(session.execute(text(f"PRAGMA {name}")).scalar()).lower() for name in PRAGMAS}
    assert found == {name: wanted.lower() for name, wanted in PRAGMAS.items()}
    assert (found["journal_mode"], found["synchronous"]) == ("delete", "3")  # 3 is EXTRA
    with file_books.write(
        many_wide=True
    ) as write:  # what a statement changes is noted in memory, nothing else
        assert write.session.execute(text("PRAGMA temp_store")).scalar() == 0


# SQLAlchemy reads no index of an expression back from SQLite; ``differences`` and the prints hold it
def test_a_view_stays_as_it_began_whatever_is_written_meanwhile(books: Books) -> None:
    if not books.is_server:
        pytest.skip("a reader keeps writers from a file of SQLite until it has read")
    person(books)
    gift(books)
    how_many = select(func.count(Payment.id))
    with books.read() as session:
        assert session.scalar(how_many) == 1
        gift(books, ref="V2")
        assert session.scalar(how_many) == 1
    with books.read() as session:
        assert session.scalar(how_many) == 2


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_make_exactly_the_tables_of_the_program(books: Books) -> None:
    with books.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, whole_metadata())
    assert [one for one in found if not any(own in str(one) for own in OTHERS)] == []


def test_what_was_written_is_there_after_the_books_are_opened_again(books: Books) -> None:
    person(books)
    gift(books)
    again = reopened(books)
    try:
        assert verify(again).faults == []
    finally:
        again.close()


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _scribbled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 3 + 600] = b"x" * 600
    path.write_bytes(bytes(content))


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.commit()


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.commit()


def _no_tail(path: Path) -> None:
    tamper(str(path), "DELETE FROM link WHERE n = (SELECT max(n) FROM link)", disarmed=True)


def _wrong_counter(path: Path) -> None:
    tamper(str(path), "INSERT INTO receipt_counter (series, last) VALUES ('2025-MRS-P', 3)", disarmed=True)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("harm", "error"),
    [(Path.unlink, BooksMissing), (lambda path: path.write_bytes(b""), BooksEmpty), (_folder, BooksNotAFile),
     pytest.param(_pipe, BooksNotAFile, marks=only_posix),
    (lambda path: path.write_bytes(b"hello" * 1000), BooksForeign), (_foreign, BooksForeign),
     (_newer, BooksNewer), (_truncated, BooksDamaged), (_scribbled, BooksDamaged), (_no_tail, BooksDamaged),
     (_wrong_counter, BooksDamaged)],
)  # fmt: skip
def test_doubtful_books_are_refused_in_a_sentence_and_left_as_they_are(
    file_books: Books, harm: Callable[[Path], object], error: type[KnownError]
) -> None:
    person(file_books)
    file_books.close()
    path = Path(file_books.location)
    harm(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(error) as found:
        open_books(str(path), clock=utc_now)
    assert type(found.value) is error
    assert str(path) in (sentence(found.value) or "")
    assert (path.read_bytes() if path.is_file() else b"") == before


@only_posix
def test_books_on_a_network_share_are_refused(
    file_books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")
    assert opening.filesystem_of(Path(file_books.location), mounts) == "nfs4"
    assert opening.filesystem_of(Path("/etc"), mounts) == "ext4"
    monkeypatch.setattr(opening.filesystem_of, "__defaults__", (mounts,))
    with pytest.raises(BooksOnNetwork):
        open_books(file_books.location, clock=utc_now)


def test_new_books_are_never_made_over_others(location: str) -> None:
    create_books(location, SETTINGS, today=lambda: TODAY, clock=utc_now).close()
    with pytest.raises(BooksExist):
        create_books(location, SETTINGS, today=lambda: TODAY, clock=utc_now)


def test_the_second_program_is_told_who_holds_the_books_and_may_read(file_books: Books) -> None:
    person(file_books)
    file_books.close()
    holds = open_books(file_books.location, clock=utc_now, hold=True)
    code = (
        "import sys\n"
        "from donations_app.db.books import utc_now\n"
        "from donations_app.db.open import open_books\n"
        "from donations_app.domain.storage_errors import BooksHeld\n"
        "try:\n"
        "    open_books(sys.argv[1], clock=utc_now, hold=True)\n"
        "except BooksHeld as error:\n"
        "    print(error.pid, error.user)\n"
        "books = open_books(sys.argv[1], clock=utc_now, read_only=True)\n"
        "with books.read() as session:\n"
        "    from donations_app.db.queries.parties import find_parties\n"
        "    print(len(find_parties(session, 'mohand')))\n"
    )
    try:
        run = subprocess.run(
            [sys.executable, "-c", code, file_books.location], capture_output=True, text=True, check=True
        )
    finally:
        holds.close()
    pid, found = run.stdout.splitlines()
    assert pid.split()[0] == str(os.getpid())
    assert found == "1"
    again = open_books(file_books.location, clock=utc_now, hold=True)  # nobody holds them any more
    again.close()


def test_a_program_that_died_holds_nothing(file_books: Books) -> None:
    file_books.close()
    code = (
        "import os, sys\n"
        "from donations_app.db.books import utc_now\n"
        "from donations_app.db.open import open_books\n"
        "open_books(sys.argv[1], clock=utc_now, hold=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    died = subprocess.run([sys.executable, "-c", code, file_books.location], check=False)
    assert abs(died.returncode) == 9  # it held the books; otherwise it ended before
    open_books(file_books.location, clock=utc_now, hold=True).close()


def test_while_a_window_holds_the_books_a_command_writes_nothing(file_books: Books) -> None:
    other = open_books(file_books.location, clock=utc_now)
    held = open_books(file_books.location, clock=utc_now, hold=True)
    with pytest.raises(BooksHeld):
        person(other)
    other.close()
    held.close()


def test_read_only_books_can_be_read_from_a_folder_that_cannot_be_written(
    file_books: Books, tmp_path: Path
) -> None:
    person(file_books)
    file_books.close()
    locked = tmp_path / "locked"
    locked.mkdir()
    shutil.copy(file_books.location, locked / "b.tiwizi")
    (locked / "b.tiwizi").chmod(0o444)
    locked.chmod(0o555)
    books = open_books(str(locked / "b.tiwizi"), clock=utc_now, read_only=True)
    assert verify(books).faults == []
    with pytest.raises(ReadOnly):
        person(books, "B2")
    books.close()
    locked.chmod(0o755)


def test_a_write_past_the_journal_is_a_bug_found_at_its_first_run(books: Books) -> None:
    with pytest.raises(RuntimeError, match="past the journal"), books.engine.begin() as connection:
        connection.execute(text("UPDATE party SET city = 'X'"))
