"""Backups: copied while others write, opened again and verified before they are called so."""

import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.db.address import server_url
from donations_app.db.books import Books
from donations_app.db.engine import known_errors
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.domain.backups import Counted, Manifest, label_of
from donations_app.domain.faults import Fault
from donations_app.domain.storage_errors import (
    BackupNotWhole,
    FileKept,
    FileRefused,
    FileUnwritable,
)
from donations_app.formats.backup_file import (
    BOOKS,
    ENDING,
    MANIFEST,
    check_bytes,
    digest_of,
    read_manifest,
    unpack,
    write_backup,
)
from donations_app.formats.encrypted import ENDING as ENCRYPTED
from donations_app.formats.encrypted import decrypted, is_encrypted, read_label, write_encrypted
from donations_app.formats.writing import make_folder, placed_empty
from donations_app.services.books.program import program
from donations_app.services.exchange.bringing_up import bring_up, earlier_version
from donations_app.services.exchange.server_backups import dumped, faults_of_dump
from donations_app.services.exchange.verified import Progress, verified_copy

_WORKSHOP: Final = ".tiwizi-copy-"
_LEFT: Final = 24 * 3600  # seconds


class Backup(Struct, frozen=True):
    """A verified backup."""

    path: Path
    manifest: Manifest


def back_up(
    books: Books,
    place: Path,
    *,
    is_folder: bool = False,
    automatic: bool = False,
    passphrase: str = "",
    scratch: str = "",
    save: bool = True,
    progress: Progress | None = None,
) -> Backup:
    """Copy the books as they stand at one instant, verify the copy, and put it in place with its manifest.

    Others go on writing: the copy takes a part of a second, and what is saved after it is not in it.

    Args:
        books: opened, if need be for reading only.
        place: a file that does not exist yet, or a folder, in which the backup is named by books and instant.
        is_folder: whether it is a folder, though it does not stand yet.
        automatic: whether it makes room for others in time; see ``keep_backup``.
        passphrase: under which it is encrypted; empty: it is not.
        scratch: address of a server on which books on a server are verified; see ``dumped``.
        save: else the copy is made and verified, and nothing is put in place.
        progress: of the verification; it may raise ``Cancelled``.

    Raises:
        BackupOfServer, ServerToolMissing, ServerToolFailed: the books are on a server; see ``dumped``.
        BackupNotWhole: the copy is not as the program left it; nothing is written.
        FileKept, FileUnwritable, DiskFull: it cannot be written there.
    """
    made_at = books.clock()
    named = f"{name_of(books)}{made_at.astimezone():%Y-%m-%d-%H%M%S}"
    ending = ENCRYPTED if passphrase else ENDING
    path = place / f"{named}{ending}" if is_folder or place.is_dir() else place
    with workshop(None if books.is_server else Path(books.location).parent) as folder:
        copy = folder / BOOKS
        held, is_verified = _copied(books, copy, scratch, progress)
        manifest = _manifest_for(books, copy, held, made_at, automatic=automatic, verified=is_verified)
        if save:
            _put(path, copy, manifest, passphrase)
        elif path.exists():
            raise FileKept(str(path))
    return Backup(path, manifest)


def _copied(books: Books, copy: Path, scratch: str, progress: Progress | None) -> tuple[Counted, bool]:
    """Copy books, or dump them; return what the copy holds, and whether it was verified."""
    if books.is_server:
        return dumped(books, copy, scratch=scratch, progress=progress)
    plain_copy(books, copy)
    return _verified(copy, books, progress), True


def _manifest_for(
    books: Books, copy: Path, held: Counted, made_at: datetime, *, automatic: bool, verified: bool
) -> Manifest:
    with copy.open("rb") as file:
        size, sha256 = digest_of(file)
    return Manifest(
        made_at=made_at.replace(microsecond=0),
        program=program(),
        schema=SCHEMA_VERSION,
        automatic=automatic,
        size=size,
        sha256=sha256,
        counted=held,
        engine="postgresql" if books.is_server else "sqlite",
        verified=verified,
    )


def keep_copy(
    books: Books, path: Path, copy: Path, held: Counted, *, schema: int, save: bool = True
) -> Backup:
    """Keep a copy of books of an earlier version, which was verified, as a backup.

    Args:
        books: of which it is.
        path: of the backup.
        copy: of the file.
        held: what is in it.
        schema: the version of its tables.
        save: else nothing is written.

    Raises:
        FileKept, FileUnwritable: it cannot be written there.
    """
    made = _manifest_for(books, copy, held, books.clock(), automatic=False, verified=True)
    manifest = replace(made, schema=schema)
    if save:
        make_folder(path.parent)
        _put(path, copy, manifest, "")
    return Backup(path, manifest)


def _put(path: Path, copy: Path, manifest: Manifest, passphrase: str) -> None:
    """Write a backup, and read it back before it takes its name."""
    with placed_empty(path) as made:
        if not passphrase:
            write_backup(made, copy, manifest)
            check_bytes(made, manifest)
            return
        written = write_encrypted(
            made, label_of(manifest), passphrase, lambda out: write_backup(out, copy, manifest)
        )
        found = hashlib.sha256()
        for part in decrypted(made, passphrase):
            found.update(part)
        if found.hexdigest() != written:
            raise FileRefused(str(path), "backup_broken", detail="SHA-256")


def name_of(books: Books) -> str:
    """Return how the names of the backups of some books begin."""
    named = server_url(books.location).database if books.is_server else Path(books.location).stem
    return f"{str(named)[:60]}-"


@contextmanager
def workshop(near: Path | None = None) -> Iterator[Path]:
    """Give a folder of one's own, near the books where that can be, else with the temporary files.

    Raises:
        FileUnwritable: there is no room for it, or for what is put into it.
    """
    folder = ""
    if near is not None:
        with suppress(OSError):  # a folder that may only be read
            _clear(near)
            folder = tempfile.mkdtemp(dir=near, prefix=_WORKSHOP)
    try:
        folder = folder or tempfile.mkdtemp(prefix="tiwizi-")
        yield Path(folder)
    except OSError as error:
        raise FileUnwritable(str(error.filename or folder), str(error.strerror)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(near: Path) -> None:
    """Take away what a backup left there that was killed: copies of the books a day old or older."""
    for left in near.glob(f"{_WORKSHOP}*"):
        if left.stat().st_mtime < time.time() - _LEFT and all(
            one.name.startswith(BOOKS) for one in left.iterdir()
        ):
            shutil.rmtree(left, ignore_errors=True)


def plain_copy(books: Books, copy: Path) -> None:
    """Copy in one step: in several, each write of somebody else would begin it anew."""
    with books.read() as session, closing(sqlite3.connect(copy)) as target, known_errors(str(copy)):
        raw: Any = session.connection().connection.driver_connection
        raw.backup(target)


def _verified(copy: Path, books: Books, progress: Progress | None) -> Counted:
    """Return what a copy holds.

    Raises:
        BackupNotWhole: it is not as the program left it; the books are named in its place.
    """
    held, faults = verified_copy(str(copy), books.location, books.clock, progress)
    if faults:
        raise BackupNotWhole(books.name, f"{faults[0].kind} {faults[0].record}", len(faults))
    return held


def taken_out(path: Path, folder: Path, passphrase: str) -> Manifest:
    """Write the books of a backup into a folder of one's own, as ``BOOKS``; return its manifest.

    Raises:
        FileRefused: it is no backup, not the bytes that were written, or the passphrase does not open it.
        FileUnwritable: there is no room for it.
    """
    if not is_encrypted(path):
        return unpack(path, folder / BOOKS)
    plain = folder / f"{BOOKS}.zip"
    with plain.open("wb") as out:
        for part in decrypted(path, passphrase):
            out.write(part)
    try:
        manifest = unpack(plain, folder / BOOKS)
    except FileRefused as error:
        error.path = str(path)
        raise
    finally:
        plain.unlink()
    if label_of(manifest) != read_label(path):
        raise FileRefused(str(path), "backup_broken", detail=MANIFEST)
    return manifest


def manifest_of(path: Path, passphrase: str = "") -> Manifest:
    """Return the manifest of a backup, encrypted or not; its books are not verified.

    Raises:
        FileRefused, FileUnwritable: as ``taken_out``.
    """
    if not is_encrypted(path):
        return read_manifest(path)
    with workshop() as folder:
        return taken_out(path, folder, passphrase)


def check_backup(
    path: Path,
    clock: Callable[[], datetime],
    *,
    passphrase: str = "",
    scratch: str = "",
    progress: Progress | None = None,
) -> tuple[Manifest, list[Fault]]:
    """Take the books out of a backup, verify them, and hold them against the manifest.

    Args:
        path: of the backup.
        clock: see ``Books``.
        passphrase: of one that is encrypted.
        scratch: address of a server on which a dump is restored to be verified; without it only the bytes of
            one are known (``can_verify``).
        progress: of the verification.

    Returns:
        The manifest, and what ``verify`` finds; nothing where the backup is good.

    Raises:
        FileRefused: it is no backup, not the bytes that were written, or not what its manifest says; or the
            passphrase does not open it.
        StorageUnavailable, BackupNotWhole: the books in it cannot be opened.
    """
    with workshop() as folder:
        manifest = taken_out(path, folder, passphrase)
        if manifest.engine == "sqlite":
            return manifest, faults_of(folder / BOOKS, path, manifest, clock, progress)
        if not scratch:
            return manifest, []
        held = manifest.counted
        return manifest, faults_of_dump(folder / BOOKS, str(path), held, scratch, clock, progress)


def can_verify(manifest: Manifest, scratch: str) -> bool:
    """Tell whether a check verifies the books in a backup, not only its bytes."""
    return manifest.engine == "sqlite" or bool(scratch)


def _is_earlier(copy: Path, manifest: Manifest) -> bool:
    return manifest.schema < SCHEMA_VERSION and earlier_version(copy) is not None


def faults_of(
    copy: Path, told: Path, manifest: Manifest, clock: Callable[[], datetime], progress: Progress | None
) -> list[Fault]:
    """Return what ``verify`` finds in the books that were taken out of a backup, brought to this version first.

    Raises:
        FileRefused: they are whole, and not what the manifest says.
        StorageUnavailable, BackupNotWhole: see ``verified_copy``.
    """
    before = bring_up(copy, clock=clock) if _is_earlier(copy, manifest) else None
    now, faults = verified_copy(str(copy), str(told), clock, progress)
    held = before or now
    if not faults and replace(held, name=manifest.counted.name) != manifest.counted:
        raise FileRefused(str(told), "backup_broken", detail=MANIFEST)
    return faults
