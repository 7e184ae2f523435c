"""What is checked before a SQLite file is trusted: a doubtful one is never written to."""

import getpass
import json
import os
import re
import socket
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from donations_app.db.beside import beside, open_beside
from donations_app.db.filesystems import is_known, is_shared
from donations_app.db.tables.base import FIRST_RELEASED, SCHEMA_VERSION
from donations_app.domain.storage_errors import (
    BooksBusy,
    BooksDamaged,
    BooksEarlier,
    BooksEmpty,
    BooksForeign,
    BooksHeld,
    BooksInterrupted,
    BooksLinked,
    BooksMissing,
    BooksNewer,
    BooksNotAFile,
    BooksOlder,
    BooksOnNetwork,
    BooksPlaceWrong,
    BooksReadOnly,
    FilesystemUnknown,
)

APPLICATION_ID: Final = 0x54695769  # "TiWi"
QUICK_CHECK_UP_TO: Final = 64 * 1024 * 1024  # bytes; larger files are checked by ``verify``
_PATIENCE: Final = 5.0  # seconds
_NOT_WRITTEN: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
_HOLD: Final = ".lock"
_OCTAL: Final = re.compile(r"\\([0-7]{3})")  # as which the system writes a space or a tabulator
_LOCKED_BYTE: Final = 1 << 20
_MAGIC: Final = b"SQLite format 3\x00"


def check_place(path: Path, *, read_only: bool) -> None:
    """Refuse what is no regular local file of ours, by its own error.

    A write that a power cut or a kill broke off is taken back first, by SQLite, as it would be at the next
    opening: until then neither the size of the file nor its version mean anything.

    Raises:
        StorageUnavailable: see the subclasses named ``Books...``.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BooksMissing(str(path)) from error
    except PermissionError as error:
        raise BooksReadOnly(str(path)) from error
    except (OSError, ValueError) as error:  # a loop of links, too long a name, a zero byte
        raise BooksPlaceWrong(str(path), getattr(error, "strerror", None) or str(error)) from error
    if not stat.S_ISREG(status.st_mode):
        raise BooksNotAFile(str(path))
    if status.st_size == 0:
        raise BooksEmpty(str(path))
    if status.st_nlink > 1 and not read_only:  # sqlite.org/howtocorrupt.html, 2.4
        raise BooksLinked(str(path), status.st_nlink)
    check_local(path)
    _check_ours(_header(path), path)
    _take_back(path, read_only=read_only)
    check_version(str(path), int.from_bytes(_header(path)[60:64], "big"))
    _check_size(path)


def check_local(path: Path) -> None:
    """Refuse a place on a network share."""
    if is_shared(filesystem := filesystem_of(path)):
        raise BooksOnNetwork(str(path), filesystem)


def filesystem_doubt(path: Path) -> FilesystemUnknown | None:
    """Return what is to be told of a place on a filesystem of which nobody knows whether it is shared."""
    filesystem = filesystem_of(path)
    return None if is_known(filesystem) else FilesystemUnknown(str(path), filesystem)


def filesystem_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Return the type of the filesystem under ``path``, or nothing where the system does not tell."""
    if not mounts.exists():
        return r"cifs" if str(path.resolve()).startswith("\\\\") else ""
    place, best, found = str(path.resolve()), "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, filesystem, *_rest = line.split(" ")
        point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), point)
        under = place == point or place.startswith(point.rstrip("/") + "/")
        if under and len(point) >= len(best):
            best, found = point, filesystem
    return found


def _header(path: Path) -> bytes:
    """Return the header of the file (sqlite.org/fileformat2.html, 1.3)."""
    try:
        with path.open("rb") as file:
            return file.read(100)
    except OSError as error:
        raise BooksReadOnly(str(path)) from error


def _check_ours(header: bytes, path: Path) -> None:
    """Refuse a file of others: the magic and the application id, which no write of ours changes."""
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise BooksForeign(str(path))
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise BooksForeign(str(path))


def _take_back(path: Path, *, read_only: bool) -> None:
    """Have SQLite roll back what a journal beside the file says was broken off; one in use is left alone.

    Raises:
        BooksInterrupted: a reader may not do it, or the file cannot be written.
        BooksBusy: somebody else is doing it, or is at the end of a write.
    """
    if not beside(path, "-journal").exists():
        return
    address = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except UnicodeDecodeError as error:  # what SQLite says of a damaged schema quotes it
        raise BooksDamaged(str(path), str(error)) from error
    except sqlite3.DatabaseError as error:
        kind = error.sqlite_errorcode & 0xFF
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BooksBusy(str(path)) from error
        if kind in _NOT_WRITTEN:
            raise BooksInterrupted(str(path)) from error
        raise BooksDamaged(str(path), str(error)) from error


def check_version(name: str, found: int) -> None:
    """Refuse books whose tables are not those of this program.

    Args:
        name: of the books.
        found: their version.

    Raises:
        BooksNewer: a newer program made them.
        BooksEarlier: they are of an earlier release.
        BooksOlder: they are of none.
    """
    if found > SCHEMA_VERSION:
        raise BooksNewer(name, found, SCHEMA_VERSION)
    if found < SCHEMA_VERSION:
        raise (BooksEarlier if found >= FIRST_RELEASED else BooksOlder)(name, found, SCHEMA_VERSION)


def _check_size(path: Path) -> None:
    """Check the size that the header names."""
    header, size = _header(path), path.stat().st_size
    page = int.from_bytes(header[16:18], "big") or 1
    page = 65536 if page == 1 else page
    if size % page:
        raise BooksDamaged(str(path), "size")


def check_content(path: Path, connection: sqlite3.Connection) -> None:
    """Check pages, the tail of each chain and the receipt counters.

    Raises:
        BooksDamaged: one of them is not as the program left it.
    """
    try:
        if path.stat().st_size <= QUICK_CHECK_UP_TO:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise BooksDamaged(str(path), "pages")
        for what, query in _TAILS.items():
            if connection.execute(query).fetchone():
                raise BooksDamaged(str(path), what)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise
        raise BooksDamaged(str(path), str(error)) from error


_TAILS: Final = {
    "chain": (
        "SELECT h.origin_id FROM head h LEFT JOIN link l ON l.origin_id = h.origin_id AND l.n = h.n"
        " WHERE (h.n > 0 AND (l.hash IS NULL OR l.hash <> h.hash))"
        " OR EXISTS (SELECT 1 FROM link m WHERE m.origin_id = h.origin_id AND m.n > h.n)"
    ),
    "counters": (
        "SELECT c.series FROM receipt_counter c"
        " WHERE c.last <> (SELECT coalesce(max(r.n), 0) FROM tax_receipt r WHERE r.series = c.series)"
    ),
}


class Hold:
    """A window holds its books while it is open: a second program is told who, and may read.

    Short commands take turns inside SQLite and hold nothing. The lock is the operating system's, on a
    file beside the file that the books really are, so no link leads past it, and it ends with the process that
    took it, however that ends.
    """

    def __init__(self, path: Path) -> None:
        self._books = path
        self._file: Any = None

    def take(self, now: datetime) -> None:
        """Hold the books.

        Raises:
            BooksHeld: another program does.
        """
        try:
            self._file = open_beside(self._books, _HOLD)
        except OSError:
            return  # a folder that cannot be written cannot be written by another program either
        if not try_lock(self._file):
            with self._file as file:
                self._file = None
                raise self._held(file)
        if not self._file.writable():
            return
        holder = {
            "host": socket.gethostname(),
            "user": getpass.getuser(),
            "pid": os.getpid(),
            "since": now.astimezone().isoformat(timespec="seconds"),
        }
        with suppress(OSError):  # on a full disk it is held all the same, and who does is not told
            self._file.seek(0)
            self._file.truncate(0)
            self._file.write(json.dumps(holder).encode())
            self._file.flush()

    def refuse_if_held(self) -> None:
        """Raise ``BooksHeld`` when another program holds the books."""
        if self._file is not None or not beside(self._books, _HOLD).exists():
            return
        try:
            file = open_beside(self._books, _HOLD)
        except OSError:
            return
        with file:
            if not try_lock(file):
                raise self._held(file)

    def release(self) -> None:
        """Let go; the next program may hold."""
        if self._file is not None:
            with suppress(OSError):  # it is closed, though a full disk did not take what was written last
                self._file.close()  # the file stays: one that removes it may remove another's
            self._file = None

    def _held(self, file: BinaryIO) -> BooksHeld:
        file.seek(0)
        try:
            holder = dict(json.loads(file.read(_LOCKED_BYTE)))
            pid = int(holder.get("pid", 0))
        except (OSError, ValueError, TypeError):
            holder, pid = {}, 0
        host, user, since = (str(holder.get(name, "?")) for name in ("host", "user", "since"))
        try:
            return BooksHeld(str(self._books), host, user, pid, datetime.fromisoformat(since))
        except ValueError:  # a file that was tampered with, or of a broken disk
            return BooksHeld(str(self._books), host, user, pid, since)


def _lock_function() -> Callable[[Any], None]:
    if os.name == "nt":
        import msvcrt

        return lambda file: msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,no-any-return,unused-ignore]
    import fcntl

    return lambda file: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def try_lock(file: Any) -> bool:
    """Lock a file for this process until it is closed; return whether it could be."""
    file.seek(_LOCKED_BYTE)  # on Windows what is locked cannot be read: who holds is written before it
    try:
        _lock_function()(file)
    except OSError:
        return False
    return True


def lock(file: Any) -> None:
    """Lock a file as ``try_lock`` does, and wait for it as long as it takes."""
    if os.name == "nt":
        while not try_lock(file):
            time.sleep(0.005)  # what waits by itself there gives up after ten seconds
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
