"""Encrypted backups on a server: made here, sent, and rotated there as in a folder.

A backup is made and verified in a folder of this machine before anybody is spoken to, and stays there until one that
is newer has arrived: without a line nothing is lost, and what waits goes first the next time.
"""

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.encrypted import ENDING, ENOUGH, read_label
from donations_app.formats.sftp import Folder, Remote, Server, connected
from donations_app.machine.folders import data_folder
from donations_app.machine.private import make_private_folder
from donations_app.services.exchange.backups import name_of
from donations_app.services.exchange.kept_backups import (
    Kept,
    Known,
    backups_in,
    identity_of,
    keep_backup,
    making_room,
)
from donations_app.services.exchange.verified import Progress

_OUTGOING: Final = "outgoing"


class Sent(Struct, frozen=True):
    """What a server has since: files by their names."""

    kept: Kept  # the backup that holds the books as they stand, as it lies here
    sent: tuple[str, ...]  # nothing: it was there
    gone: tuple[str, ...]  # that made room


def outgoing(books: Books) -> Path:
    """Return the folder of this machine in which backups of some books wait for their server."""
    return data_folder() / _OUTGOING / identity_of(books)[:16]


def send_backup(
    books: Books,
    server: Server,
    password: str,
    passphrase: str,
    *,
    scratch: str = "",
    save: bool = True,
    progress: Progress | None = None,
) -> Sent:
    """Make an encrypted backup unless nothing was written since the last, and send whatever the server lacks.

    Args:
        books: as for ``back_up``.
        server: whose key was confirmed.
        password: of the login there, or of the file of its key.
        passphrase: under which the backup is encrypted.
        scratch: see ``back_up``.
        save: else it is only said what would be sent, and what would make room.
        progress: see ``back_up``.

    Raises:
        As ``keep_backup``: nothing was made.
        RemoteUnavailable: the backup waits on this machine; nothing on the server made room.
    """
    folder = outgoing(books)
    if save:
        make_private_folder(folder)
    kept = keep_backup(books, folder, passphrase=passphrase, scratch=scratch, save=save, progress=progress)
    with connected(server, password) as there:
        return _sent(books, there, kept, save=save)


def _sent(books: Books, there: Folder, kept: Kept, *, save: bool) -> Sent:
    own = identity_of(books)
    waiting = {one.path.name: one for one in backups_in(kept.path.parent, own)}
    waiting.setdefault(kept.path.name, Known(kept.path, kept.label, is_encrypted=True))
    found = {one.name: one for one in there.files(ENDING, ENOUGH)}
    wanted = [name for name in sorted(waiting) if name not in found]
    if save:
        for name in wanted:
            there.send(waiting[name].path)
    known = [*_own(found.values(), own, name_of(books)), *(waiting[name] for name in wanted)]
    known.sort(key=lambda one: one.label.made_at)
    gone = [one.path.name for one in making_room(books, known)] if kept.label.verified else []
    if save:
        for name in gone:
            there.remove(name)
        _clear([one.path for name, one in waiting.items() if name != kept.path.name])
    return Sent(kept, tuple(wanted), tuple(gone))


def _own(found: Iterable[Remote], own: str, named: str) -> list[Known]:
    """Return the backups of these books under their name, by what their first bytes say."""
    known = []
    with tempfile.TemporaryDirectory(prefix="tiwizi-") as folder:
        head = Path(folder, "head")
        for one in found:
            head.write_bytes(one.head)
            with suppress(FileRefused):  # damaged, or of a newer program: it stays
                label = read_label(head)
                if label.books == own and one.name.startswith(named):
                    known.append(Known(Path(one.name), label, is_encrypted=True))
    return known


def _clear(paths: Sequence[Path]) -> None:
    """Take away what has arrived and is not the newest."""
    for path in paths:
        with suppress(OSError):
            path.unlink()
