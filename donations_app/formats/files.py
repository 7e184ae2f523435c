"""Files that people hand in: regular files of a bounded size, read whole, or refused in words."""

import stat
from pathlib import Path

from donations_app.domain.storage_errors import FileRefused


def bytes_of(path: Path, *, largest: int) -> bytes:
    """Return the content of a file that is neither empty nor above ``largest`` bytes.

    Raises:
        FileRefused: it is missing, a folder, a pipe or a device, empty, too large, or cannot be read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileRefused(str(path), "not_a_file")
        if status.st_size == 0:
            raise FileRefused(str(path), "file_empty")
        if status.st_size > largest:
            raise FileRefused(str(path), "file_too_large", detail=str(largest // 2**20))
        with path.open("rb") as file:
            content = file.read(largest + 1)
        if len(content) > largest:  # it grew meanwhile, or says less than it is
            raise FileRefused(str(path), "file_too_large", detail=str(largest // 2**20))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileRefused(str(path), "file_missing") from error
    except OSError as error:
        raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error
    except ValueError as error:  # a zero byte in the name
        raise FileRefused(str(path), "file_missing") from error
    return content
