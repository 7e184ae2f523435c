"""Files that people hand in: regular files of a bounded size, read whole or step by step, or refused in words."""

import stat
from pathlib import Path
from typing import IO

from donations_app.domain.storage_errors import FileRefused


def bytes_of(path: Path, *, largest: int) -> bytes:
    """Return the content of a file that is neither empty nor above ``largest`` bytes.

    Raises:
        FileRefused: as ``opened``; or it cannot be read.
    """
    with opened(path, largest=largest) as file:
        try:
            content = file.read(largest + 1)
        except OSError as error:
            raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error
    if len(content) > largest:  # it grew meanwhile, or says less than it is
        raise _too_large(path, largest)
    return content


def opened(path: Path, *, largest: int) -> IO[bytes]:
    """Open a file that says to be neither empty nor above ``largest`` bytes.

    Raises:
        FileRefused: it is missing, a folder, a pipe or a device, empty, too large, or cannot be opened.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileRefused(str(path), "not_a_file")
        if status.st_size == 0:
            raise FileRefused(str(path), "file_empty")
        if status.st_size > largest:
            raise _too_large(path, largest)
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileRefused(str(path), "file_missing") from error
    except OSError as error:
        raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error
    except ValueError as error:  # a zero byte in the name
        raise FileRefused(str(path), "file_missing") from error


def _too_large(path: Path, largest: int) -> FileRefused:
    return FileRefused(str(path), "file_too_large", detail=str(largest // 2**20))
