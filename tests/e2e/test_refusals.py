"""Whatever is typed, the command line answers in words and one document, never with a traceback."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli, i18n
from donations_app.commands import share
from donations_app.commands.usage import day_option
from donations_app.db.address import is_url
from donations_app.db.books import Books, utc_now
from donations_app.db.engine import PRAGMAS
from donations_app.db.open import open_books
from donations_app.db.opening import APPLICATION_ID, check_content, filesystem_of
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.domain.storage_errors import BooksBusy
from tests.databases import new_database
from tests.e2e.test_commands import SETTINGS
from tests.originals import Originals
from tests.posix import only_posix

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run one command with ``--json`` on the books named, those of the test when none are."""

    def call(
        *words: object, books: object = tmp_path / "b.tiwizi", on: str = "2026-11-23"
    ) -> tuple[int, Any, str]:
        fixed = ["--books", str(books), "--on", on, "--lang", "en"]
        status = cli.main([*fixed, *map(str, words), "--json"])
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err, err.decode()
        assert out.count(b"\n") == 1, out
        assert err or status == 0
        return status, json.loads(out), err.decode()

    return call


def error_of(answer: tuple[int, Any, str]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]


WRONG_USAGE = [("register", "--year", "9" * 12), ("register", "--year", "1989"), ("register", "--year", "٢٠٢٦"),
 ("register", "--year", "x"), ("register",), ("receipts",), ("receipts", "issue"), ("nonsense",),
 ("verify", "--certificate", "c.pem"),
 ("share", "--project", "\udcff"), ("import", "people"), ("import", "animals", "x.csv"),
 ("settings", "confirm", "x", "--from", "9999-12-31", "--source", "x"),
 ("payments", "move", "V1", "--amount", "1", "--reason", "x", "--line", "9" * 30)]  # fmt: skip


def test_wrong_usage_is_one_document_and_status_two(run: Run, tmp_path: Path, originals: Originals) -> None:
    originals.put(str(tmp_path / "b.tiwizi"), lambda place: run("init", books=place), name="init")
    for words in WRONG_USAGE:
        answer = run(*words)
        assert error_of(answer) == (2, "usage"), words
        assert answer[1]["message"], words


@pytest.mark.parametrize(
    "day",
    ["0001-01-01", "1989-12-31", "31/12/1989", "2101-01-01", "9999-12-31", "31/02/2026", "31/12/26", "soon"],
)
def test_a_day_out_of_reach_is_wrong_usage(run: Run, day: str) -> None:
    assert error_of(run("init", "--demo", on=day)) == (2, "usage")


@pytest.mark.usefixtures("made_anew")
def test_who_stops_it_while_it_is_loaded_is_told_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "import_module", stopped)
    assert error_of(run("share")) == (1, "stopped")


def test_a_day_is_written_as_in_fields_and_files() -> None:
    assert day_option("31/01/2026") == day_option(" 2026-01-31") == date(2026, 1, 31)


def test_our_own_words_of_usage_are_in_the_language_chosen(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    said = {}
    for language in ("en", "fr", "ar"):
        assert cli.main(["--lang", language, "register"]) == 2
        said[language] = capfdbinary.readouterr().err.decode()
        assert cli.main([f"--lan={language}", "register"]) == 2  # short, as options may be
        assert capfdbinary.readouterr().err.decode() == said[language]
    assert len(set(said.values())) == 3


@pytest.mark.parametrize("day", ["1990-01-01", "2015-12-31", "2100-12-31"])
def test_examples_are_not_made_for_a_day_that_they_cannot_tell_of(run: Run, tmp_path: Path, day: str) -> None:
    assert error_of(run("init", "--demo", on=day)) == (1, "InputRefused")
    assert not list(tmp_path.glob("*tiwizi*"))


@pytest.mark.usefixtures("few_examples")
@pytest.mark.parametrize("day", ["2016-01-01", "2028-02-29", "2095-12-31"])
def test_examples_are_made_for_any_other_day(run: Run, day: str) -> None:
    assert run("init", "--demo", on=day)[0] == 0
    assert run("share", on=day)[0] == 0


@only_posix
def test_places_where_no_books_can_be_are_told_apart(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("x")
    places = {
        "loop": "BooksPlaceWrong", "file/b.tiwizi": "BooksMissing", "x" * 300: "BooksPlaceWrong",
        "none": "BooksMissing", "postgresql.tiwizi": "BooksMissing",
    }  # fmt: skip
    for place, error in places.items():
        assert error_of(run("share", books=tmp_path / place)) == (3, error), place


@pytest.mark.parametrize(
    ("place", "error"),
    [("mysql://u:geheim@h/x", "BooksAddressWrong"), ("sqlite:///x.tiwizi", "BooksAddressWrong"),
     ("postgresql+nodriver://u:geheim@h/x", "BooksAddressWrong"), ("postgresql://", "BooksAddressWrong"),
     ("postgresql+psycopg://u:geheim@h:port/x", "BooksAddressWrong"),
     ("postgresql+psycopg://u:geheim@127.0.0.1:1/x?nonsense=1", "BooksAddressWrong"),
     ("postgresql://u:geheim@127.0.0.1:1/x", "BooksUnreachable"),
     ("postgresql://u:geheim@nowhere.invalid/x", "BooksUnreachable")],
)  # fmt: skip
@pytest.mark.parametrize("words", [("share",), ("init",), ("init", "--dry-run")])
def test_addresses_of_no_books_are_refused_without_their_password(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: str, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run(*words, books=place)
    assert error_of(answer) == (3, error)
    assert "geheim" not in answer[2] + answer[1]["message"]
    assert [path.name for path in tmp_path.iterdir()] in ([], ["home"])


def test_a_drive_and_a_file_called_after_a_server_are_paths() -> None:
    for path in ("postgresql.tiwizi", r"C:\books.tiwizi", "C://books.tiwizi", "/a://b", "./a:b"):
        assert not is_url(path)


def test_a_server_is_reached_without_naming_its_driver(run: Run, server: str) -> None:
    location = new_database(server).replace("+psycopg", "")
    assert run("init", books=location)[0] == 0
    assert run("verify", books=location)[1]["ok"]


def test_books_that_another_program_locks_are_busy(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init")
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "50")  # milliseconds; nobody lets go
    with closing(sqlite3.connect(tmp_path / "b.tiwizi", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert error_of(run("share")) == (3, "BooksBusy")
        assert error_of(run("import", "people", tmp_path / "x.csv", "--dry-run")) == (3, "BooksBusy")


@pytest.mark.parametrize("check", ["check_content", "_check_rules"])
def test_a_lock_that_comes_between_the_checks_is_told_as_busy(
    file_books: Books, monkeypatch: pytest.MonkeyPatch, check: str
) -> None:
    from donations_app.db import open as opening

    def locked(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    file_books.close()
    monkeypatch.setattr(opening, check, locked)
    with pytest.raises(BooksBusy):
        open_books(file_books.location, clock=utc_now)


def test_a_lock_that_comes_while_pages_are_checked_is_no_damage(file_books: Books) -> None:
    file_books.close()
    place = Path(file_books.location)
    with (
        closing(sqlite3.connect(place, isolation_level=None)) as other,
        closing(sqlite3.connect(place, timeout=0)) as ours,
    ):
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            check_content(place, ours)


def test_files_that_cannot_be_written_are_refused(run: Run, tmp_path: Path) -> None:
    run("init")
    (tmp_path / "file").write_text("x"), (tmp_path / "f.pdf").write_text("x")
    (tmp_path / "d.pdf").mkdir()
    places = {"f.pdf": "FileExists", "file/r.pdf": "FileUnwritable", f"{'x' * 300}.pdf": "FileUnwritable",
              "none/r.pdf": "FileUnwritable", "d.pdf": "FileExists"}  # fmt: skip
    for place, error in places.items():
        assert error_of(run("register", "--out", tmp_path / place)) == (1, error)


def test_a_bug_is_written_down_whole_and_told_in_short(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_call: object) -> None:
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr(share, "run", broken)
    answer = run("share")
    assert error_of(answer) == (1, "bug")
    assert "ZeroDivisionError: first line" in answer[2]
    assert "second line" not in answer[2]
    (report,) = (tmp_path / "home").rglob("bug-*.txt")
    assert str(report) in answer[2]
    assert "Traceback" in report.read_text()
    if os.name == "posix":
        assert report.stat().st_mode & 0o077 == 0


def test_a_rehearsal_of_new_books_answers_and_refuses_as_the_making(
    run: Run, tmp_path: Path, server: str, few_examples: int
) -> None:
    settings = tmp_path / "s.toml"
    for bad in (SETTINGS.replace("552100554", "552100555"), SETTINGS + '[[accounts]]\nlabel="x"\niban="FR76"\n',
                SETTINGS + '[receipts]\nnumber = "{n}"\n', "x = ["):  # fmt: skip
        settings.write_text(bad)
        answers = [run("init", "--settings", settings, *more) for more in (("--dry-run",), ())]
        assert answers[0] == answers[1]
        assert answers[0][0] == 1
    for books in (tmp_path / "b.tiwizi", new_database(server)):
        rehearsed = run("init", "--demo", "--dry-run", books=books)
        assert rehearsed[0] == 0
        made = run("init", "--demo", books=books)
        assert rehearsed[1] == made[1] | {"made": False}
        assert made[1]["demo"]["payments"] == few_examples
        for more in (("--dry-run",), ()):
            assert error_of(run("init", *more, books=books)) == (1, "BooksExist")
        assert run("verify", books=books)[1]["ok"]


@only_posix
def test_a_pipe_is_no_file_to_read(run: Run, tmp_path: Path) -> None:
    run("init")
    os.mkfifo(tmp_path / "pipe")
    told = f"{tmp_path / 'pipe'} is a folder or a device, not a file."
    for words in (("import", "people"), ("settings", "load")):
        answer = run(*words, tmp_path / "pipe")
        assert error_of(answer) == (1, "FileRefused")
        assert told in answer[1]["message"]
    answer = run("init", "--settings", tmp_path / "pipe", books=tmp_path / "new.tiwizi")
    assert error_of(answer) == (1, "FileRefused")
    assert told in answer[1]["message"]


@pytest.mark.parametrize(
    "place",
    ["postgresql://zohra@127.0.0.1:1/books?password=s3cret", "postgresql://zohra:s3cret@127.0.0.1:1/books",
     "postgresql://zohra@127.0.0.1:1/books?nothing=1&password=s3cret", "postgresql:/zohra:s3cret@server/books",
     "host=127.0.0.1 port=1 password=s3cret", "postgresql://zohra:s3cret/books"],
)  # fmt: skip
def test_no_error_shows_a_password(run: Run, place: str) -> None:
    for words in (("share",), ("init",), ("verify",)):
        status, answer, said = run(*words, books=place)
        assert (status, answer["error"] in ("BooksUnreachable", "BooksAddressWrong")) == (3, True)
        assert "s3cret" not in said + json.dumps(answer)


@only_posix
def test_what_is_told_of_disk_and_clock_stands_beside_any_answer(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"x / ext4 rw 0 0\nx {tmp_path} fuse.something rw 0 0\n")
    monkeypatch.setattr(filesystem_of, "__defaults__", (mounts,))
    monkeypatch.setattr("donations_app.db.books.utc_now", lambda: utc_now() - timedelta(days=3650))
    status, answer, said = run("share")
    assert (status, "error" in answer) == (0, False)
    assert "of a kind that this program does not know (fuse.something)" in i18n.without_marks(said)
    assert "One of the two is wrong: set the clock." in said
    mounts.write_text(f"x / ext4 rw 0 0\nx {tmp_path} vboxsf rw 0 0\n")
    assert error_of(run("share")) == (3, "BooksOnNetwork")


@pytest.mark.file_only
@pytest.mark.parametrize("holds", ["", "CREATE TABLE notes (text)", "CREATE TABLE head (n)"])
@pytest.mark.parametrize("words", ["verify", "people list", "share", "receipts check {x}", "backup {x}.zip"])
def test_a_file_that_bears_our_mark_without_our_tables_is_damaged_books(
    run: Run, tmp_path: Path, holds: str, words: str
) -> None:
    path, other = tmp_path / "m.tiwizi", tmp_path / "x"
    other.write_bytes(b"%PDF-1.7")
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"
            f"CREATE TABLE t (a); DROP TABLE t; {holds}"
        )
    before = path.read_bytes()
    assert error_of(run(*words.format(x=other).split(), books=path)) == (3, "BooksDamaged")
    assert path.read_bytes() == before
