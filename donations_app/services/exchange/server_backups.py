"""Backups of books on a server: PostgreSQL's own dump of one instant, restored elsewhere to be verified."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import URL

from donations_app.db import dumping
from donations_app.db.address import server_url, without_password
from donations_app.db.books import Books
from donations_app.db.queries.counted import counted
from donations_app.domain.backups import Counted, Manifest
from donations_app.domain.errors import KnownError
from donations_app.domain.faults import Fault
from donations_app.domain.storage_errors import BackupNotWhole, BooksExist, FileRefused
from donations_app.formats.backup_file import MANIFEST
from donations_app.services.exchange.verified import Progress, verified_copy


class RestoredOnServer(Struct, frozen=True):
    """Books put back on a server, or that would be; nobody but the login that did it has rights in them yet."""

    place: str  # without a password
    manifest: Manifest


def dumped(books: Books, path: Path, *, scratch: str, progress: Progress | None) -> tuple[Counted, bool]:
    """Dump books on a server; return what they held at that instant, and whether the dump was verified.

    It is verified by restoring it into a database of its own, on ``scratch``, or on the server of the books where
    the login may make one; where neither can be, its bytes are all that is known.

    Args:
        books: on a server.
        path: of the dump.
        scratch: address of a server on which a database may be made, or nothing.
        progress: of the verification.

    Raises:
        BackupOfServer, ServerToolMissing, ServerToolFailed: see ``dumping.dump``.
        BackupNotWhole: what was restored is not as the program left it, or not what was dumped.
    """
    with books.read() as session:
        held = counted(session, books.today)
        admin = scratch or (books.location if dumping.may_make_databases(session) else "")
        dumping.dump(session, books.location, books.name, path)
    if not admin:
        return held, False
    if faults := faults_of_dump(path, books.name, held, admin, books.clock, progress):
        raise BackupNotWhole(books.name, f"{faults[0].kind} {faults[0].record}", len(faults))
    return held, True


def faults_of_dump(
    path: Path,
    told: str,
    held: Counted,
    admin: str,
    clock: Callable[[], datetime],
    progress: Progress | None,
) -> list[Fault]:
    """Restore a dump into a database of its own, and return what ``verify`` finds there.

    Raises:
        FileRefused: it is whole, and not what its manifest says.
        StorageUnavailable, BackupNotWhole, ServerToolMissing, ServerToolFailed: it cannot be restored or opened.
    """
    with dumping.scratch(admin, path) as place:
        return _compared(place, told, held, clock, progress)


def _compared(
    place: str, told: str, held: Counted, clock: Callable[[], datetime], progress: Progress | None
) -> list[Fault]:
    found, faults = verified_copy(place, told, clock, progress)
    if not faults and replace(found, name=held.name) != held:
        raise FileRefused(told, "backup_broken", detail=MANIFEST)
    return faults


def restore_on_server(
    taken: Path,
    manifest: Manifest,
    to: str,
    *,
    told: Path,
    clock: Callable[[], datetime],
    save: bool = True,
    progress: Progress | None = None,
) -> RestoredOnServer:
    """Put books back on a server, in a database that does not stand yet, and verify them there.

    Args:
        taken: the dump, taken out of its backup.
        manifest: of the backup.
        to: address of the database, of a login that may make it.
        told: the backup.
        clock: see ``Books``.
        save: else it goes into a database of its own, which goes again.
        progress: of the verification.

    Raises:
        BooksExist: a database of that name stands.
        FileRefused, BackupNotWhole, StorageUnavailable, ServerToolMissing, ServerToolFailed: the backup is no good
            one, or cannot be restored there; then no database is left.
    """
    place = server_url(to)
    shown = without_password(to)
    admin: URL = place.set(database="postgres")
    if dumping.stands(place, admin):
        raise BooksExist(shown)
    if save:
        faults = _put(taken, manifest.counted, place, admin, told, clock, progress)
    else:
        url = admin.render_as_string(hide_password=False)
        faults = faults_of_dump(taken, str(told), manifest.counted, url, clock, progress)
    if faults:
        raise BackupNotWhole(str(told), f"{faults[0].kind} {faults[0].record}", len(faults))
    return RestoredOnServer(shown, manifest)


def _put(
    taken: Path,
    held: Counted,
    place: URL,
    admin: URL,
    told: Path,
    clock: Callable[[], datetime],
    progress: Progress | None,
) -> list[Fault]:
    """Restore a dump, and return what is wrong with it; then, or where it cannot be done, nothing is left of it."""
    try:
        address = dumping.restore_dump(taken, place, admin)
        faults = _compared(address, str(told), held, clock, progress)
    except BaseException:
        with suppress(KnownError):
            dumping.drop(place, admin)
        raise
    if faults:
        dumping.drop(place, admin)
    return faults
