"""Files beside the books that programs lock while they hold the books or write in them."""

import os
import stat
from pathlib import Path
from typing import BinaryIO


def beside(books: Path, ending: str) -> Path:
    """Return the place beside the file that the books really are, whatever link leads there."""
    real = books.resolve()
    return real.with_name(f"{real.name}{ending}")


def open_beside(books: Path, ending: str) -> BinaryIO:
    """Open such a file.

    It is made with the rights of the books, so that whoever may write them may lock it. One of somebody
    else that can only be read can be locked too, but not written in.

    Raises:
        OSError: it can neither be made nor opened.
    """
    place, rights = beside(books, ending), stat.S_IMODE(books.stat().st_mode)
    try:
        handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, rights)
    except FileExistsError:
        try:
            return place.open("r+b")
        except PermissionError:
            return place.open("rb")
    if os.name == "posix":
        os.fchmod(handle, rights)  # the umask may have taken some
    return os.fdopen(handle, "r+b")
