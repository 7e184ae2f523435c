"""Backups: whole while others write, verified before they are called so, put back over nothing unasked."""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from zipfile import ZipFile

import pytest

from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.db.opening import Hold
from donations_app.db.queries.register import audit_heads
from donations_app.domain.backups import Lost, Manifest
from donations_app.domain.errors import KnownError
from donations_app.domain.keys import key_of
from donations_app.domain.rotation import Rotation
from donations_app.domain.storage_errors import (
    BackupNotWhole,
    BackupOfServer,
    BooksBusy,
    BooksHeld,
    BooksNotAFile,
    BooksStand,
    FileKept,
    FileRefused,
)
from donations_app.formats.backup_file import BOOKS, MANIFEST, read_manifest
from donations_app.i18n import without_marks
from donations_app.services.audit.verify import verify
from donations_app.services.books.legal import decide_parameter
from donations_app.services.books.settings import create_books
from donations_app.services.exchange import kept_backups
from donations_app.services.exchange.backups import back_up, check_backup, manifest_of
from donations_app.services.exchange.kept_backups import backups_in, keep_backup, list_backups
from donations_app.services.exchange.restoring import put, restore
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.words.backups import lost_lines
from tests.keyrings import quick_keys
from tests.originals import Originals
from tests.posix import is_private, only_posix
from tests.raw import damage, tamper
from tests.world import NAIMA, ORIGIN, SETTINGS, TODAY, gift, issue, person

__all__ = ["quick_keys"]

SECRET = "quatre châtaignes à Lyon"  # noqa: S105 -- of these tests


@pytest.fixture
def full(tmp_path: Path, originals: Originals) -> Iterator[Books]:
    """Books in a file, with two gifts of one person and her receipt."""
    made = originals.books(str(tmp_path / "b.tiwizi"), fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    person(books)
    gift(books, 100_00), gift(books, 50_00)
    issue(books)


def rows(path: Path | str, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_a_backup_holds_the_books_and_says_of_which_and_what(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.tiwizi.zip")
    with full.read() as session:
        heads = {code: head for code, _, head in audit_heads(session)}
    held = made.manifest.counted
    assert (held.payments, held.sum_cents, held.receipts) == (2, 150_00, 1)
    assert (held.name, held.series, held.heads) == ("Migrations & Développement", {"2025-MRS-P": 1}, heads)
    assert check_backup(made.path, utc_now) == (made.manifest, [])
    assert is_private(made.path)
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith(".")) == []


def test_a_copy_that_a_killed_backup_left_is_taken_away_after_a_day(full: Books, tmp_path: Path) -> None:
    for name, content, hours in (("old", BOOKS, 25), ("new", BOOKS, 23), ("others", "notes.txt", 25)):
        left = tmp_path / f".tiwizi-copy-{name}"
        left.mkdir()
        (left / content).write_bytes(b"x")
        os.utime(left, times=(time.time() - hours * 3600,) * 2)
    back_up(full, tmp_path / "k.zip")
    assert {one.name for one in tmp_path.glob(".tiwizi-copy-*")} == {
        ".tiwizi-copy-new",
        ".tiwizi-copy-others",
    }


def test_in_a_folder_a_backup_is_named_by_books_and_instant(full: Books, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    made = back_up(full, tmp_path / "kept")
    assert made.path.name == f"b-{made.manifest.made_at.astimezone():%Y-%m-%d-%H%M%S}.tiwizi.zip"


def test_what_was_saved_before_a_backup_is_in_it_while_somebody_goes_on_writing(
    full: Books, tmp_path: Path
) -> None:
    saved, enough, errors = [2], Event(), list[BaseException]()

    def write() -> None:
        try:
            while not enough.is_set():
                gift(full, 1_00)
                saved[0] += 1
        except BaseException as error:  # noqa: BLE001 -- told below
            errors.append(error)

    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            before = saved[0]
            made = back_up(full, tmp_path / f"{number}.zip")
            after = saved[0] + 1  # one may be saved and not counted yet
            assert before <= made.manifest.counted.payments <= after
            assert check_backup(made.path, utc_now)[1] == []
    finally:
        enough.set()
        writer.join()
    assert errors == []
    assert saved[0] > 2


def test_what_is_not_as_the_program_left_it_is_called_no_backup(full: Books, tmp_path: Path) -> None:
    tamper(full.location, "UPDATE party SET city = 'Lyon'", disarmed=True)
    with pytest.raises(BackupNotWhole) as refused:
        back_up(full, tmp_path / "k.zip")
    assert (refused.value.path, refused.value.what) == (
        full.location,
        f"row_changed party:{key_of(ORIGIN, 1)} party:A1",
    )
    assert not (tmp_path / "k.zip").exists()


def test_no_backup_replaces_a_file(full: Books) -> None:
    before = Path(full.location).read_bytes()
    with pytest.raises(FileKept):
        back_up(full, Path(full.location))
    assert Path(full.location).read_bytes() == before


def test_a_flipped_bit_anywhere_in_a_backup_is_found(full: Books, tmp_path: Path) -> None:
    path = back_up(full, tmp_path / "k.zip").path
    whole = path.read_bytes()
    for place in range(0, len(whole), len(whole) // 40):
        hurt = bytearray(whole)
        hurt[place] ^= 4
        path.write_bytes(hurt)
        try:
            manifest, faults = check_backup(path, utc_now)
        except KnownError:
            continue
        path.write_bytes(whole)
        # a bit that no reader of a ZIP looks at, or with which it unpacks to the same bytes
        assert (manifest, faults) == (read_manifest(path), []), place


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "backup_foreign"),
        (b"PK\x03\x04 no archive", "backup_foreign"),
        (b"SQLite format 3\x00", "backup_foreign"),
    ],
)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        check_backup(path, utc_now)
    assert refused.value.problem == problem


def test_a_backup_cut_short_is_refused(full: Books, tmp_path: Path) -> None:
    path = back_up(full, tmp_path / "k.zip").path
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(FileRefused):
        check_backup(path, utc_now)


def test_another_byte_in_a_zip_made_anew_is_found(full: Books, tmp_path: Path) -> None:
    path = back_up(full, tmp_path / "k.zip").path
    with ZipFile(path) as made, ZipFile(tmp_path / "anew.zip", "w") as anew:
        books = bytearray(made.read(BOOKS))
        books[80] = 1  # of the header, where no reader looks
        anew.writestr(BOOKS, books)
        anew.writestr(MANIFEST, made.read(MANIFEST))
    with pytest.raises(FileRefused) as refused:
        check_backup(tmp_path / "anew.zip", utc_now)
    assert (refused.value.problem, refused.value.detail) == ("backup_broken", "SHA-256")


def test_books_and_manifest_of_two_backups_are_no_backup(full: Books, tmp_path: Path) -> None:
    old = back_up(full, tmp_path / "old.zip").path
    gift(full, 5_00)
    new = back_up(full, tmp_path / "new.zip").path
    with ZipFile(new) as one, ZipFile(old) as other, ZipFile(tmp_path / "mixed.zip", "w") as mixed:
        manifest = json.loads(one.read(MANIFEST))
        books = other.read(BOOKS)
        mixed.writestr(BOOKS, books)
        said = json.loads(other.read(MANIFEST))
        mixed.writestr(MANIFEST, json.dumps(manifest | {"sha256": said["sha256"], "size": said["size"]}))
    with pytest.raises(FileRefused) as refused:
        check_backup(tmp_path / "mixed.zip", utc_now)
    assert (refused.value.problem, refused.value.detail) == ("backup_broken", MANIFEST)


# kept when a window closes


def test_a_backup_is_kept_once_for_what_is_written_and_old_ones_make_room(
    full: Books, tmp_path: Path
) -> None:
    folder, asked = tmp_path / "made" / "kept", tmp_path / "asked.zip"
    first = keep_backup(full, folder)
    assert keep_backup(full, folder).path == first.path
    gift(full, 5_00)
    full.clock = lambda: first.label.made_at + timedelta(hours=1)
    second = keep_backup(full, folder)
    assert [one.path for one in backups_in(folder, first.label.books)] == [second.path]
    shutil.move(back_up(full, asked).path, folder / "of before the feast.zip")  # known by what it holds
    gift(full, 5_00)
    full.clock = lambda: first.label.made_at + timedelta(hours=2)
    before = {one.name: one.stat().st_mtime_ns for one in folder.iterdir()}
    said = keep_backup(full, folder, save=False)
    assert (said.is_new, said.gone) == (True, (second.path,))
    assert {one.name: one.stat().st_mtime_ns for one in folder.iterdir()} == before  # it was only said
    third = keep_backup(full, folder)
    assert (third.path, third.gone) == (said.path, said.gone)
    left = {one.path.name for one in backups_in(folder, first.label.books)}
    assert left == {third.path.name, "of before the feast.zip"}  # what somebody asked for never goes
    (folder / "x.tiwizi.zip").write_bytes(b"no backup")
    full.clock = lambda: first.label.made_at + timedelta(hours=3)
    newer = back_up(full, folder / "newer.tiwizi.zip")
    assert [one.why for one in list_backups(full, folder).backups] == ["asked", "day", "asked"]
    newer.path.unlink()
    listed = list_backups(full, folder)
    assert [(one.known.path.name, one.why) for one in listed.backups] == [
        (third.path.name, "newest"),
        ("of before the feast.zip", "asked"),
    ]
    assert listed.unreadable == (folder / "x.tiwizi.zip",)
    assert listed.backups[0].size == third.path.stat().st_size


def test_a_damaged_backup_counts_for_nothing_and_a_new_one_is_made(full: Books, tmp_path: Path) -> None:
    first = keep_backup(full, tmp_path / "kept")
    full.clock = lambda: first.label.made_at + timedelta(seconds=5)
    hurt = {first.path}
    second = keep_backup(full, tmp_path / "kept", damaged=hurt)  # though nothing was written since
    assert (second.is_new, second.gone) == (True, ())
    listed = list_backups(full, tmp_path / "kept", damaged=hurt).backups
    assert [(one.known.path, one.why) for one in listed] == [(second.path, "newest"), (first.path, "damaged")]


def test_the_dated_figures_say_how_many_backups_stay(full: Books, tmp_path: Path) -> None:
    for name in ("backups_kept_days", "backups_kept_weeks", "backups_kept_months", "backups_kept_years"):
        decide_parameter(full, name, first_on=full.today, value="0", source="Assembly")
    folder, start = tmp_path / "kept", datetime(2026, 3, 2, 12, tzinfo=UTC)
    full.clock = lambda: start
    first = keep_backup(full, folder)
    gift(full, 5_00)
    full.clock = lambda: start + timedelta(days=400)
    assert keep_backup(full, folder).gone == (first.path,)
    assert list_backups(full, folder).rotation == Rotation(0, 0, 0, 0)


@pytest.mark.parametrize(("name", "origin"), [("b", 5), ("copy", ORIGIN)])
def test_backups_of_other_books_and_of_copies_in_the_folder_stay(
    full: Books, tmp_path: Path, name: str, origin: int
) -> None:
    (tmp_path / "other").mkdir()
    place = str(tmp_path / "other" / f"{name}.tiwizi")
    given: Any = {"clock": utc_now, "author": NAIMA, "origin": origin}
    with closing(create_books(place, SETTINGS, **given)) as other:
        kept = keep_backup(other, tmp_path / "kept")
    full.clock = lambda: kept.label.made_at + timedelta(seconds=5)
    keep_backup(full, tmp_path / "kept")
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_books_that_are_not_whole_take_no_place_of_an_older_backup(full: Books, tmp_path: Path) -> None:
    first = keep_backup(full, tmp_path / "kept")
    gift(full, 5_00)
    tamper(full.location, "UPDATE party SET city = 'Lyon'", disarmed=True)
    with pytest.raises(BackupNotWhole):
        keep_backup(full, tmp_path / "kept")
    assert [one.name for one in (tmp_path / "kept").iterdir()] == [first.path.name]


# encrypted


@pytest.mark.usefixtures("quick_keys")
def test_an_encrypted_backup_is_made_checked_and_put_back_under_its_passphrase_alone(
    full: Books, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    made = back_up(full, folder, passphrase=SECRET)
    assert made.path.name == f"b-{made.manifest.made_at.astimezone():%Y-%m-%d-%H%M%S}.tiwizi.encrypted"
    assert is_private(made.path)
    assert b"SQLite" not in made.path.read_bytes()
    assert check_backup(made.path, utc_now, passphrase=SECRET) == (made.manifest, [])
    assert manifest_of(made.path, SECRET) == made.manifest
    place = tmp_path / "new.tiwizi"
    for given, problem in (("", "passphrase_missing"), ("another one", "passphrase_wrong")):
        with pytest.raises(FileRefused) as refused:
            restore(made.path, str(place), clock=utc_now, passphrase=given)
        assert (refused.value.problem, refused.value.path) == (problem, str(made.path))
    assert not place.exists()
    restore(made.path, str(place), clock=utc_now, passphrase=SECRET)
    with closing(open_books(str(place), clock=utc_now)) as books:
        assert verify(books).faults == []
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".tiwizi-copy")] == []
    made.path.write_bytes(made.path.read_bytes()[:-1])
    with pytest.raises(FileRefused) as refused:
        check_backup(made.path, utc_now, passphrase=SECRET)
    assert refused.value.problem == "backup_cut"


@pytest.mark.usefixtures("quick_keys")
def test_encrypted_backups_make_room_for_encrypted_ones_alone(full: Books, tmp_path: Path) -> None:
    plain = keep_backup(full, tmp_path / "kept")
    first = keep_backup(full, tmp_path / "kept", passphrase=SECRET)
    assert first.is_new  # the other one serves another end
    assert not keep_backup(full, tmp_path / "kept", passphrase=SECRET).is_new
    gift(full, 5_00)
    full.clock = lambda: first.label.made_at + timedelta(seconds=5)
    second = keep_backup(full, tmp_path / "kept", passphrase=SECRET)
    assert second.gone == (first.path,)
    listed = list_backups(full, tmp_path / "kept").backups
    assert {(one.known.path, one.known.is_encrypted) for one in listed} == {
        (plain.path, False), (second.path, True),
    }  # fmt: skip


def test_a_backup_that_goes_while_the_others_are_listed_is_not_listed(
    full: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").mkdir()
    going, stays = (back_up(full, tmp_path / "kept" / name).path for name in ("a.zip", "b.zip"))

    def read_then_gone(path: Path) -> Manifest:
        found = read_manifest(path)
        if path == stays:
            going.unlink()  # as another program's rotation does
        return found

    monkeypatch.setattr(kept_backups, "read_manifest", read_then_gone)
    assert [one.known.path for one in list_backups(full, tmp_path / "kept").backups] == [stays]


# put back


def test_books_are_put_back_where_none_stand(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    place = tmp_path / "new" / "folder" / "b.tiwizi"
    done = restore(made.path, str(place), clock=utc_now)
    assert (done.path, done.kept, done.lost, done.manifest) == (place, None, None, made.manifest)
    assert is_private(place)
    with closing(open_books(str(place), clock=utc_now)) as books:
        assert verify(books).faults == []
        gift(books, 7_00)


def test_books_that_stand_stay_unless_it_is_said(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    before = Path(full.location).read_bytes()
    with pytest.raises(BooksStand):
        restore(made.path, full.location, clock=utc_now)
    assert Path(full.location).read_bytes() == before


def test_what_is_replaced_is_kept_and_what_it_held_beyond_is_told(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    gift(full, 5_00)
    issue(full)
    full.close()
    before = Path(full.location).read_bytes()
    rehearsed = restore(made.path, full.location, clock=utc_now, replace=True, save=False)
    assert Path(full.location).read_bytes() == before
    done = restore(made.path, full.location, clock=utc_now, replace=True)
    assert done.lost == rehearsed.lost == Lost("earlier", 2, 1, {"2025-MRS-P": (2, 2)})
    assert done.kept is not None
    assert done.kept.read_bytes() == before
    assert rows(full.location, "SELECT count(*) FROM payment") == [(2,)]


def test_a_cancellation_that_a_backup_lacks_is_told_though_no_number_is(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    cancel_receipt(full, "2025-MRS-P-000001", reason="Erreur")
    full.close()
    done = restore(made.path, full.location, clock=utc_now, replace=True)
    assert done.lost == Lost("earlier", 1, 0, {})
    assert [without_marks(line) for line in lost_lines(done.lost)] == [
        "Saved after the backup, and not in it: 1 (payments, cancellations, filings, people)."
    ]


def test_a_backup_of_other_books_says_so(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    other = create_books(str(tmp_path / "other.tiwizi"), SETTINGS, today=lambda: TODAY, clock=utc_now)
    other.close()
    done = restore(made.path, other.location, clock=utc_now, replace=True, save=False)
    assert done.lost == Lost("others")


@pytest.mark.parametrize("standing", [b"", b"no books at all", b"SQLite format 3\x00" + bytes(200)])
def test_books_that_are_no_longer_whole_are_replaced_and_kept(
    full: Books, tmp_path: Path, standing: bytes
) -> None:
    made = back_up(full, tmp_path / "k.zip")
    place = tmp_path / "hurt.tiwizi"
    place.write_bytes(standing)
    done = restore(made.path, str(place), clock=utc_now, replace=True)
    assert done.lost == Lost("unreadable")
    assert done.kept is not None
    assert done.kept.read_bytes() == standing
    open_books(str(place), clock=utc_now).close()


def test_what_sqlite_kept_beside_what_stood_there_goes_with_it(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    place = tmp_path / "hurt.tiwizi"
    place.write_bytes(b"no books at all")
    place.with_name("hurt.tiwizi-wal").write_bytes(b"of a write that was broken off")
    done = restore(made.path, str(place), clock=utc_now, replace=True)
    assert done.kept is not None
    assert done.kept.with_name(f"{done.kept.name}-wal").read_bytes() == b"of a write that was broken off"
    assert not place.with_name("hurt.tiwizi-wal").exists()


def test_what_could_not_be_replaced_has_its_own_name_alone(tmp_path: Path) -> None:
    place = tmp_path / "b.tiwizi"
    place.write_bytes(b"no books at all")
    with pytest.raises(FileNotFoundError):
        put(tmp_path / "none", place, tmp_path / "kept.tiwizi")
    assert [(one.name, one.stat().st_nlink) for one in tmp_path.iterdir()] == [("b.tiwizi", 1)]


@pytest.mark.skipif(os.name != "nt", reason="elsewhere a file that is open can be replaced")
def test_books_that_anybody_has_open_are_not_replaced_on_windows(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    with pytest.raises(BooksBusy):
        restore(made.path, full.location, clock=utc_now, replace=True)
    gift(full, 5_00)  # as books of two names would not be


def test_a_bad_backup_replaces_nothing(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    damage(made.path)
    before = Path(full.location).read_bytes()
    with pytest.raises(FileRefused):
        restore(made.path, full.location, clock=utc_now, replace=True)
    assert Path(full.location).read_bytes() == before
    assert not [one for one in tmp_path.iterdir() if "replaced" in one.name]


def test_books_that_a_window_holds_are_not_replaced(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    hold = Hold(Path(full.location))
    hold.take(datetime.now(UTC))
    with pytest.raises(BooksHeld):
        restore(made.path, full.location, clock=utc_now, replace=True)
    hold.release()


def test_the_address_of_a_server_is_no_place_and_its_password_is_not_said(tmp_path: Path) -> None:
    with pytest.raises(BackupOfServer) as refused:
        restore(tmp_path / "k.zip", "postgresql+psycopg://x:secret@host/base", clock=utc_now)
    assert refused.value.place == "postgresql+psycopg://x:***@host/base"


@only_posix
def test_a_link_is_followed_and_a_folder_refused(full: Books, tmp_path: Path) -> None:
    made = back_up(full, tmp_path / "k.zip")
    (tmp_path / "d").mkdir()
    with pytest.raises(BooksNotAFile):
        restore(made.path, str(tmp_path / "d"), clock=utc_now, replace=True)
    (tmp_path / "link").symlink_to(tmp_path / "d" / "real.tiwizi")
    assert restore(made.path, str(tmp_path / "link"), clock=utc_now).path == tmp_path / "d" / "real.tiwizi"


def test_an_older_copy_put_to_use_again_is_found_by_the_heads_of_a_later_backup(
    full: Books, tmp_path: Path
) -> None:
    old = back_up(full, tmp_path / "old.zip")
    gift(full, 5_00)
    held = back_up(full, tmp_path / "later.zip").manifest.counted
    full.close()
    restore(old.path, full.location, clock=utc_now, replace=True)
    with closing(open_books(full.location, clock=utc_now)) as books:
        assert verify(books).faults == []
        (fault,) = verify(books, anchors=[("MRS", held.heads["MRS"])]).faults
    assert fault.kind == "head_missing"
