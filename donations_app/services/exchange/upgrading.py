"""Books of an earlier release opened by this one: a verified copy first, then they themselves, whole or not at all."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from shutil import copyfile

from msgspec import Struct

from donations_app.db.address import is_url, without_password
from donations_app.db.books import Books
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.db.turns import WAIT, Turn
from donations_app.domain.authors import Author
from donations_app.domain.storage_errors import BackupNotWhole, BackupOfServer
from donations_app.formats.backup_file import BOOKS
from donations_app.services.exchange.backups import Backup, keep_copy, name_of, plain_copy, workshop
from donations_app.services.exchange.bringing_up import bring_up, earlier_version
from donations_app.services.exchange.restoring import held, kept_name, put
from donations_app.services.exchange.verified import Progress, verified_copy


class Upgraded(Struct, frozen=True):
    """Books that are of this version now, or would be."""

    path: Path
    found: int  # the version that they were of
    known: int
    backup: Backup  # of them as they were


def upgrade(
    location: str,
    folder: Path,
    *,
    clock: Callable[[], datetime],
    author: Author | None = None,
    today: Callable[[], date] | None = None,
    save: bool = True,
    progress: Progress | None = None,
) -> Upgraded | None:
    """Bring books to this version; ``None`` where they are of it.

    They are copied, the copy is brought up and goes through the whole of ``verify``, and only then the copy as
    they were is kept as a backup and the new one takes their place. Nobody writes meanwhile.

    Args:
        location: a path.
        folder: where the backup is kept.
        clock: see ``Books``.
        author: see ``Books``.
        today: see ``Books``.
        save: else all is tried and nothing written.
        progress: of the verification; it may raise ``Cancelled``.

    Raises:
        BackupOfServer: they are on a server.
        BackupNotWhole: they are not whole.
        StorageUnavailable: they cannot be read, are held, or cannot be put in place.
        FileUnwritable, FileKept: the backup cannot be written.
        The books stand as they did, whatever is raised.
    """
    if is_url(location):
        raise BackupOfServer(without_password(location))
    place = Path(location).resolve()
    if earlier_version(place, read_only=not save) is None:
        return None
    with (
        held(place, clock, wanted=save),
        Turn(place).taken(time.monotonic() + WAIT),
        workshop(place.parent) as shop,
    ):
        found = earlier_version(place)
        if found is None:  # another program was faster
            return None
        with closing(Books(str(place), clock=clock, author=author, today=today, read_only=True)) as books:
            plain_copy(books, before := shop / BOOKS)
            now = shop / f"{BOOKS}.now"
            copyfile(before, now)
            counted = bring_up(now, clock=clock, author=author, today=today)
            _, faults = verified_copy(str(now), str(place), clock, progress)
            if faults:
                raise BackupNotWhole(str(place), f"{faults[0].kind} {faults[0].record}", len(faults))
            path = folder / f"{name_of(books)}{clock().astimezone():%Y-%m-%d-%H%M%S}.zip"
            backup = keep_copy(books, path, before, counted, schema=found, save=save)
        if save:
            now.chmod(0o600)
            put(now, place, kept := kept_name(place, clock()))
            kept.unlink()  # the backup has it
    return Upgraded(place, found, SCHEMA_VERSION, backup)
