"""Files and folders that only their user reads, or nobody yet where the umask is stricter still.

What is printed, listed or packed names people and what they gave, and so do the books themselves.
"""

import os
from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600


def make_private_folder(path: Path) -> None:
    """Make a folder and those above it that are missing; one that stands keeps the rights it has.

    Raises:
        FileExistsError: a file stands in its place.
        OSError: it cannot be made.
    """
    if not path.parent.exists():
        make_private_folder(path.parent)
    path.mkdir(mode=_FOLDER, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file.

    Raises:
        FileExistsError: something stands there.
        OSError: it cannot be made.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE))
