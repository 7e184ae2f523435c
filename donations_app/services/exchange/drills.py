"""Restores that are only tried: the books of a backup put back in a place of their own, opened as books are, and gone.

The law asks for it (GDPR, article 32, 1, d: measures are tested regularly), and a backup of which nobody knows that it
can be put back is none.
"""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.counted import counted
from donations_app.db.queries.trail import identity
from donations_app.domain.backups import Lost, Manifest, lost_between
from donations_app.domain.storage_errors import BackupNotWhole, FileRefused
from donations_app.formats.backup_file import MANIFEST
from donations_app.formats.encrypted import is_encrypted, read_label
from donations_app.services.exchange.backups import check_backup, workshop
from donations_app.services.exchange.kept_backups import backups_in
from donations_app.services.exchange.restoring import restore
from donations_app.services.exchange.verified import Progress


class Drilled(Struct, frozen=True):
    """A restore that was tried, and went well."""

    path: Path
    manifest: Manifest
    seconds: float  # that it took
    lost: Lost  # what the books hold that would be missing


def newest_backup(books: Books, place: Path) -> Path:
    """Return the newest backup of these books in a folder; a file is meant itself.

    Raises:
        FileRefused: there is none.
    """
    if place.is_file():
        return place
    with books.read() as session:
        known = backups_in(place, identity(session))
    if not known:
        raise FileRefused(str(place), "no_backup_here")
    return known[-1].path


def drill(
    books: Books,
    backup: Path,
    clock: Callable[[], datetime],
    *,
    passphrase: str = "",
    scratch: str = "",
    progress: Progress | None = None,
) -> Drilled:
    """Put a backup back where it harms nobody, open and verify what came out, and take it away again.

    Args:
        books: as they stand, to say what would be missing.
        backup: of these books.
        clock: see ``Books``.
        passphrase: of one that is encrypted.
        scratch: address of a server on which a dump is restored; a dump needs one.
        progress: of the verification.

    Raises:
        FileRefused: it is no backup, not of these books, or needs a server to be tried on.
        BackupNotWhole, StorageUnavailable: it cannot be put back.
    """
    began = time.monotonic()
    with books.read() as session:
        now, own = counted(session, books.today), identity(session)
    if is_encrypted(backup) and read_label(backup).books != own:
        raise FileRefused(str(backup), "backup_of_others")
    if books.is_server:
        if not scratch:
            raise FileRefused(str(backup), "drill_needs_server")
        manifest, faults = check_backup(
            backup, clock, passphrase=passphrase, scratch=scratch, progress=progress
        )
        if faults:
            raise BackupNotWhole(str(backup), f"{faults[0].kind} {faults[0].record}", len(faults))
    else:
        manifest = _put_back(backup, clock, passphrase, progress)
    if manifest.counted.books != own:
        raise FileRefused(str(backup), "backup_of_others")
    return Drilled(backup, manifest, time.monotonic() - began, lost_between(manifest.counted, now))


def _put_back(
    backup: Path, clock: Callable[[], datetime], passphrase: str, progress: Progress | None
) -> Manifest:
    """Restore a file into a folder that goes again, and open it as whoever goes on with it would."""
    with workshop() as folder:
        place = str(folder / "restored.tiwizi")
        manifest = restore(backup, place, clock=clock, passphrase=passphrase, progress=progress).manifest
        with closing(open_books(place, clock=clock)) as opened, opened.read() as session:
            held = replace(counted(session, opened.today), name=manifest.counted.name)
        if held != manifest.counted:
            raise FileRefused(str(backup), "backup_broken", detail=MANIFEST)
    return manifest
