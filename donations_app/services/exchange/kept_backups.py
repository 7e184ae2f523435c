"""The backups that a folder keeps of some books: which they are, and which make room for a new one."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.queries.counted import counted
from donations_app.db.queries.trail import identity
from donations_app.domain.backups import Label, label_of, state_of
from donations_app.domain.rotation import Rotation, Why, reasons
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.backup_file import ENDING, read_manifest
from donations_app.formats.encrypted import ENDING as ENCRYPTED
from donations_app.formats.encrypted import is_encrypted, read_label
from donations_app.formats.writing import make_folder
from donations_app.services.books.rotation import rotation_of
from donations_app.services.exchange.backups import back_up, name_of
from donations_app.services.exchange.verified import Progress

_ENDINGS: Final = (ENDING, ENCRYPTED)


class Known(Struct, frozen=True):
    """A backup in a folder, as far as it can be read without opening it."""

    path: Path
    label: Label
    is_encrypted: bool = False


class Judged(Struct, frozen=True):
    """A backup, its bytes on the disk, and why it stays; ``None``: it makes room once a new one is verified."""

    known: Known
    size: int
    why: Why | None


class Listed(Struct, frozen=True):
    """The backups of some books in a folder, the newest first, by the rotation of a day."""

    backups: tuple[Judged, ...]
    unreadable: tuple[Path, ...]  # called like backups, and none
    rotation: Rotation


class Kept(Struct, frozen=True):
    """The backup that holds the books as they stand, and those that made room for it."""

    path: Path
    label: Label
    is_new: bool  # else nothing was written since, and nothing went
    gone: tuple[Path, ...] = ()


def identity_of(books: Books) -> str:
    """Return what tells these books from others, copies apart."""
    with books.read() as session:
        return identity(session)


def backups_in(folder: Path, books: str) -> list[Known]:
    """Return the backups of some books in a folder, the oldest first, by what they say of themselves.

    Args:
        folder: where they are; one that is not there has none.
        books: what tells them from others (``identity``).
    """
    found = [one for path in _files(folder) if (one := _known(path)) and one.label.books == books]
    return sorted(found, key=lambda one: one.label.made_at)


def _files(folder: Path) -> Iterable[Path]:
    with suppress(OSError):  # it is not there, or was taken out meanwhile
        return sorted(path for path in folder.iterdir() if path.is_file())
    return []


def _known(path: Path) -> Known | None:
    """Return what a file says of itself; ``None`` where it is no backup that can be read."""
    with suppress(FileRefused):
        if is_encrypted(path):
            return Known(path, read_label(path), is_encrypted=True)
        return Known(path, label_of(read_manifest(path)))
    return None


def _size(path: Path) -> int:
    """Return the bytes of a file; none of one that went meanwhile, as a rotation takes them away."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def list_backups(books: Books, folder: Path, *, damaged: Collection[Path] = ()) -> Listed:
    """List the backups of some books in a folder, and say of each why it stays.

    Args:
        books: whose backups they are.
        folder: one that is not there has none.
        damaged: backups that were found so; they count for nothing.
    """
    with books.read() as session:
        own, rotation = identity(session), rotation_of(session, books.today)
    sizes = {one: size for one in backups_in(folder, own) if (size := _size(one.path))}
    why = _judged(list(sizes), name_of(books), damaged, rotation)
    listed = tuple(Judged(one, size, why[one.path]) for one, size in reversed(sizes.items()))
    called_so = (path for path in _files(folder) if path.name.endswith(_ENDINGS))
    unreadable = tuple(path for path in called_so if _known(path) is None)
    return Listed(listed, unreadable, rotation)


def _judged(
    known: Sequence[Known], name: str, damaged: Collection[Path], rotation: Rotation
) -> dict[Path, Why | None]:
    """Return why each backup stays.

    Those that somebody asked for stay, and so does what the rotation has no word on: damaged ones, those that
    were never verified, and those of copies of the books under another name.
    """
    why: dict[Path, Why | None] = {}
    rotated: dict[bool, list[Known]] = {True: [], False: []}  # encrypted or not: each has a place of its own
    for one in known:
        if one.path in damaged:
            why[one.path] = "damaged"
        elif not one.label.verified:
            why[one.path] = "unverified"
        elif not one.label.automatic:
            why[one.path] = "asked"
        elif not (one.path.name.startswith(name) and one.path.name.endswith(_ENDINGS)):
            why[one.path] = "elsewhere"
        else:
            rotated[one.is_encrypted].append(one)
    for kind, alike in rotated.items():
        kept = reasons([one.label.made_at.astimezone() for one in alike], rotation)
        why |= {one.path: kept.get(one.label.made_at.astimezone()) for one in alike}
        asked = [one for one in known if why.get(one.path) == "asked" and one.is_encrypted == kind]
        for newest in alike[-1:]:
            if all(one.label.made_at < newest.label.made_at for one in asked):
                why[newest.path] = "newest"
    return why


def keep_backup(
    books: Books,
    folder: Path,
    *,
    passphrase: str = "",
    scratch: str = "",
    damaged: Collection[Path] = (),
    save: bool = True,
    progress: Progress | None = None,
) -> Kept:
    """Keep a backup of the books as they stand, and let those go that the rotation does not hold.

    Where nothing was written since the newest good one in the folder, that one is returned. Only backups that
    were made here, of these books under their name, ever go, and none before the new one is verified.

    Args:
        books: as for ``back_up``.
        folder: made where it is not there yet.
        passphrase: under which it is encrypted; then those that are not are not looked at.
        scratch: see ``back_up``; where the new one cannot be verified, none goes.
        damaged: see ``list_backups``.
        save: else it is only said what would be made, and what would go.
        progress: see ``back_up``.

    Raises:
        As ``back_up``; nothing goes then.
    """
    if save:
        make_folder(folder)
    with books.read() as session:
        own, rotation = identity(session), rotation_of(session, books.today)
        state = state_of(counted(session, books.today).heads)
    known = [one for one in _named(folder, own, books) if one.is_encrypted == bool(passphrase)]
    good = [one for one in known if one.path not in damaged and (one.label.verified or not scratch)]
    if good and good[-1].label.state == state:
        return Kept(good[-1].path, good[-1].label, is_new=False)
    given: dict[str, Any] = {"passphrase": passphrase, "scratch": scratch, "save": save, "progress": progress}
    made = back_up(books, folder, is_folder=True, automatic=True, **given)
    new = Known(made.path, label_of(made.manifest), bool(passphrase))
    why = _judged([*known, new], name_of(books), damaged, rotation)
    gone = [one.path for one in known if why[one.path] is None] if new.label.verified else []
    if save:
        gone = [path for path in gone if _is_taken_away(path)]
    return Kept(new.path, new.label, is_new=True, gone=tuple(gone))


def making_room(books: Books, known: Sequence[Known]) -> list[Known]:
    """Return those of the backups of some books that make room for the newest, by the rotation of these books."""
    with books.read() as session:
        rotation = rotation_of(session, books.today)
    why = _judged(known, name_of(books), (), rotation)
    return [one for one in known if why[one.path] is None]


def _named(folder: Path, own: str, books: Books) -> list[Known]:
    """Return those of a folder that were made of books under their name."""
    return [one for one in backups_in(folder, own) if one.path.name.startswith(name_of(books))]


def _is_taken_away(path: Path) -> bool:
    """Take a backup away; one that cannot be goes next time."""
    try:
        path.unlink()
    except OSError:
        return False
    return True
