"""Books put back from a backup: verified first, in place whole, and what stood there kept beside."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from donations_app.db.address import is_url, without_password
from donations_app.db.open import open_books
from donations_app.db.opening import Hold, check_local, check_place
from donations_app.db.queries.counted import counted
from donations_app.db.turns import WAIT, Turn
from donations_app.domain.backups import Engine, Lost, Manifest, lost_between
from donations_app.domain.errors import KnownError
from donations_app.domain.storage_errors import (
    BackupNotWhole,
    BackupOfServer,
    BooksBusy,
    BooksNotAFile,
    BooksStand,
    FileExists,
    FileRefused,
    StorageUnavailable,
)
from donations_app.formats.backup_file import BOOKS
from donations_app.formats.writing import make_folder
from donations_app.machine.sightings import note_numbers
from donations_app.services.exchange.backups import faults_of, taken_out, workshop
from donations_app.services.exchange.server_backups import RestoredOnServer, restore_on_server
from donations_app.services.exchange.sight import key_of
from donations_app.services.exchange.verified import Progress

_BESIDE: Final = ("-journal", "-wal", "-shm")  # what SQLite keeps beside a file, and would apply to another


class Restored(Struct, frozen=True):
    """Books put back, or that would be."""

    path: Path
    manifest: Manifest
    kept: Path | None  # what stood there before
    lost: Lost | None  # nothing stood there


def restore(
    backup: Path,
    to: str,
    *,
    clock: Callable[[], datetime],
    passphrase: str = "",
    replace: bool = False,
    save: bool = True,
    progress: Progress | None = None,
) -> Restored:
    """Put the books of a backup where they are wanted.

    Args:
        backup: the file.
        to: a path; a link is followed.
        clock: gives the instant in the name under which what stands there is kept.
        passphrase: of a backup that is encrypted.
        replace: keep what stands there under another name, and put the restored books in its place.
        save: else everything is checked and nothing written.
        progress: of the verification.

    Raises:
        BackupOfServer: ``to`` is the address of a server; see ``restore_to_server``.
        BooksStand: something stands there, and it shall not be replaced.
        BooksNotAFile, BooksOnNetwork, BooksHeld, BooksBusy, FileExists, FileUnwritable: it cannot be put there.
        FileRefused, BackupNotWhole, StorageUnavailable: the backup is no good one.
        What stood there stands as it did, whatever is raised.
    """
    place = _place(to, replace=replace)
    if save:
        make_folder(place.parent)
    check_local(place.parent)
    with held(place, clock, wanted=save and place.parent.is_dir()), workshop(place.parent) as folder:
        copy = folder / BOOKS
        manifest = _of_engine(backup, "sqlite", taken_out(backup, folder, passphrase))
        if faults := faults_of(copy, backup, manifest, clock, progress):
            raise BackupNotWhole(str(backup), f"{faults[0].kind} {faults[0].record}", len(faults))
        kept = kept_name(place, clock()) if place.exists() else None
        lost = _lost(place, manifest, clock, remembers=save) if kept else None
        if save:
            copy.chmod(0o600)
            with Turn(place).taken(time.monotonic() + WAIT):
                put(copy, place, kept)
    return Restored(place, manifest, kept, lost)


def restore_to_server(
    backup: Path,
    to: str,
    *,
    clock: Callable[[], datetime],
    passphrase: str = "",
    save: bool = True,
    progress: Progress | None = None,
) -> RestoredOnServer:
    """Put the books of a backup back on a server, in a database that does not stand yet.

    Args:
        backup: of books on a server.
        to: address of the database, of a login that may make it.
        clock: see ``Books``.
        passphrase: of a backup that is encrypted.
        save: else it is restored, verified and taken away again.
        progress: of the verification.

    Raises:
        FileRefused: it is no backup, or one of books in a file.
        As ``restore_on_server``.
    """
    with workshop() as folder:
        manifest = _of_engine(backup, "postgresql", taken_out(backup, folder, passphrase))
        given: dict[str, Any] = {"told": backup, "clock": clock, "save": save, "progress": progress}
        return restore_on_server(folder / BOOKS, manifest, to, **given)


def _of_engine(backup: Path, engine: Engine, manifest: Manifest) -> Manifest:
    """Return the manifest of a backup that is of books where they are wanted.

    Raises:
        FileRefused: it is not.
    """
    if manifest.engine != engine:
        raise FileRefused(str(backup), "backup_of_server" if engine == "sqlite" else "backup_of_file")
    return manifest


def _place(to: str, *, replace: bool) -> Path:
    """Return where books may be put, a link followed.

    Raises:
        BackupOfServer, BooksNotAFile, BooksStand: none may.
    """
    if is_url(to):
        raise BackupOfServer(without_password(to))
    place = Path(os.path.realpath(to))
    if place.exists() and not place.is_file():
        raise BooksNotAFile(str(place))
    if place.exists() and not replace:
        raise BooksStand(str(place))
    return place


@contextmanager
def held(place: Path, clock: Callable[[], datetime], *, wanted: bool) -> Iterator[None]:
    """Hold the books, so that no window opens them meanwhile, nor has them open."""
    hold = Hold(place)
    if wanted:
        hold.take(clock())
    elif place.exists():
        hold.refuse_if_held()
    try:
        yield
    finally:
        hold.release()


def kept_name(place: Path, at: datetime) -> Path:
    """Return the name under which what stands there is kept."""
    return place.with_name(f"{place.stem}-{at.astimezone():%Y-%m-%d-%H%M%S}-replaced{place.suffix}")


def _lost(place: Path, manifest: Manifest, clock: Callable[[], datetime], *, remembers: bool) -> Lost:
    """Return what would be missing of what stands there; this machine remembers the numbers of its receipts."""
    try:
        with closing(open_books(str(place), clock=clock, read_only=True)) as books, books.read() as session:
            lost = lost_between(manifest.counted, counted(session, books.today))
            if remembers:
                numbers = {series: last for series, (_, last) in lost.numbers.items()}
                note_numbers(key_of(session, books), numbers)
            return lost
    except KnownError:
        return Lost(stood="unreadable")


def put(copy: Path, place: Path, kept: Path | None) -> None:
    """Move the books in place; what stood there has its other name before, with what belongs to it."""
    if kept is None:
        _move_new(copy, place)
        return
    with suppress(StorageUnavailable):  # what a power cut broke off is taken back while its journal is found
        check_place(place, read_only=False)
    with _nobody_writes(place):
        with _other_name(place, kept):
            for ending in _BESIDE:
                Path(f"{place}{ending}").unlink(missing_ok=True)
            copy.replace(place)
        _sync(place.parent)


@contextmanager
def _other_name(place: Path, kept: Path) -> Iterator[None]:
    """Give what stands there a second name; where a filesystem knows none, the other name alone.

    When what follows does not come about, it has its own again and no other: books of two names are not written.

    Raises:
        FileExists: something bears that name already.
    """
    if kept.exists():
        raise FileExists(str(kept))
    given: list[tuple[Path, Path]] = []
    try:
        for ending in ("", *_BESIDE):
            old, new = Path(f"{place}{ending}"), Path(f"{kept}{ending}")
            if old.exists():
                _name(old, new)
                given.append((old, new))
        yield
    except (OSError, FileExists):
        for old, new in given:
            new.unlink() if old.exists() else new.rename(old)
        raise


def _name(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except FileExistsError as error:
        raise FileExists(str(new)) from error
    except OSError:
        old.rename(new)


def _move_new(copy: Path, place: Path) -> None:
    try:
        for ending in _BESIDE:
            if Path(f"{place}{ending}").exists():  # of books that are gone: SQLite would apply it to these
                raise FileExists(f"{place}{ending}")
        os.link(copy, place)  # fails where a file appeared meanwhile
    except FileExistsError as error:
        raise BooksStand(str(place)) from error
    except OSError:
        copy.replace(place)
    _sync(place.parent)


def _sync(folder: Path) -> None:
    """Have the names written to the disk, where folders can be."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _nobody_writes(place: Path) -> Iterator[None]:
    """Keep commands of others from writing; what cannot be opened, none of them opens.

    Raises:
        BooksBusy: one of them is writing for longer than one can wait; on Windows also, has the books open.
    """
    if os.name == "nt":  # where a file that anybody has open cannot be replaced
        try:
            yield
        except PermissionError as error:
            raise BooksBusy(str(place)) from error
        return
    with closing(sqlite3.connect(f"{place.as_uri()}?mode=rw", uri=True, timeout=5)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BooksBusy(str(place)) from error
        yield
