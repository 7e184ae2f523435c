"""ZIP files of others, opened without believing what they say of themselves."""

import io
import zipfile
from typing import IO, Final

MOST_ENTRIES: Final = 2_000
_LONGEST_DIRECTORY: Final = MOST_ENTRIES * 500  # bytes; a name has some fifty letters
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others ask for memory as the file says


class _Directory(io.RawIOBase):
    """A file of which no more is read at once than a directory may be long, until it is known."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.is_known = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self.is_known and size > _LONGEST_DIRECTORY:
            raise zipfile.BadZipFile("directory")
        return self._file.read(size)  # all of it asks for the last 64 KiB

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """Open an archive of at most ``MOST_ENTRIES``, stored or deflated, each of its own name.

    Raises:
        zipfile.BadZipFile: it is none, or another.
        NotImplementedError, ValueError, OSError: see ``zipfile``.
    """
    guarded = _Directory(file)
    archive = zipfile.ZipFile(guarded)
    guarded.is_known = True
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or any(entry.compress_type not in _PACKED for entry in entries):
        raise zipfile.BadZipFile("entries")
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or "" in names:
        raise zipfile.BadZipFile("names")
    return archive
