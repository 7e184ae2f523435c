"""The file of a backup: a ZIP of the books, whole as one file, and of the manifest that tells what they are.

Books on a server are PostgreSQL's own dump in it, which ``pg_restore`` reads.

Any program that opens a ZIP can take the books out of it; none can write in it by mistake.
"""

import errno
import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from donations_app.domain.backups import FORMAT, Manifest, from_data, to_data
from donations_app.domain.storage_errors import FileRefused, FileUnwritable
from donations_app.formats.archives import open_archive

ENDING: Final = ".tiwizi.zip"
BOOKS, DUMP, MANIFEST = "books.tiwizi", "books.pgdump", "manifest.json"
_OF_ENGINE: Final[dict[str, str]] = {"sqlite": BOOKS, "postgresql": DUMP}
_AT_ONCE: Final = 1 << 20  # bytes
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LARGEST: Final = 1 << 20  # bytes of a manifest
_INFLATED: Final = 200 << 20  # bytes to which anything may be unpacked
_RATIO: Final = 100  # beyond them; books are packed to a fifth
_BROKEN: Final = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zipfile.zlib.error)  # type: ignore[attr-defined]


def digest_of(file: IO[bytes], into: IO[bytes] | None = None) -> tuple[int, str]:
    """Read a file to its end, copying it; return its size and its SHA-256."""
    size, digest = 0, hashlib.sha256()
    while part := file.read(_AT_ONCE):
        size += len(part)
        digest.update(part)
        if into is not None:
            into.write(part)
    return size, digest.hexdigest()


def write_backup(place: Path | IO[bytes], copy: Path, manifest: Manifest) -> None:
    """Write the file over an empty one, or into what takes bytes one after the other."""
    with ZipFile(place, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(copy, _OF_ENGINE[manifest.engine])
        archive.writestr(MANIFEST, json.dumps(to_data(manifest), ensure_ascii=False, indent=1) + "\n")


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of a backup; the copy beside it is not looked at.

    Raises:
        FileRefused: it is no backup, a newer program made it, or it cannot be read.
    """
    with _opened(path) as archive:
        return _manifest(archive, path)


def unpack(path: Path, place: Path) -> Manifest:
    """Write the books of a backup, or their dump, to ``place``, and return its manifest.

    Raises:
        FileRefused: it is no backup, or the copy in it is no longer the one that was made.
        FileUnwritable: there is no room for it.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        books = _OF_ENGINE[manifest.engine]
        packed_in = archive.getinfo(books)
        if packed_in.file_size > max(_INFLATED, _RATIO * packed_in.compress_size):
            raise FileRefused(str(path), "backup_broken", detail="ZIP")
        if packed_in.file_size != manifest.size:
            raise FileRefused(str(path), "backup_broken", detail=books)
        try:
            with archive.open(books) as packed, place.open("wb") as out:
                found = digest_of(packed, out)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            raise FileUnwritable(str(place), str(error.strerror)) from error
    if found != (manifest.size, manifest.sha256):
        raise FileRefused(str(path), "backup_broken", detail="SHA-256")
    return manifest


def check_bytes(path: Path, manifest: Manifest) -> None:
    """Read a backup back from where it was written.

    Raises:
        FileRefused: it does not hold this manifest, or not the copy that it names.
    """
    with _opened(path) as archive:
        with archive.open(_OF_ENGINE[manifest.engine]) as packed:
            found = digest_of(packed)
        if found != (manifest.size, manifest.sha256) or _manifest(archive, path) != manifest:
            raise FileRefused(str(path), "backup_broken", detail="SHA-256")


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    try:
        if not path.exists():
            raise FileRefused(str(path), "file_missing")
        if not path.is_file():
            raise FileRefused(str(path), "not_a_file")
        if not zipfile.is_zipfile(path):
            raise FileRefused(str(path), "backup_foreign")
        with path.open("rb") as file, open_archive(file) as archive:
            yield archive
    except _BROKEN as error:
        raise FileRefused(str(path), "backup_broken", detail=str(error)) from error
    except OSError as error:
        raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error


def _manifest(archive: ZipFile, path: Path) -> Manifest:
    names = set(archive.namelist())
    if names not in ({BOOKS, MANIFEST}, {DUMP, MANIFEST}) or archive.getinfo(MANIFEST).file_size > _LARGEST:
        raise FileRefused(str(path), "backup_foreign")
    try:
        data: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if int(data["format"]) > FORMAT:
            raise FileRefused(str(path), "backup_newer", detail=str(data["program"]))
        manifest = from_data(data)
        archive.getinfo(_OF_ENGINE[manifest.engine])
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise FileRefused(str(path), "backup_broken", detail=MANIFEST) from error
    return manifest
