"""What is being typed and not saved, kept in a file of this computer: a crash or a power cut takes none of it."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from donations_app.machine.folders import config_folder
from donations_app.machine.private import make_private_file, make_private_folder


def place_of(books: str, office: str) -> Path:
    """Return where the line that an office types into a set of books is kept on this computer.

    Args:
        books: what tells them from others.
        office: code.
    """
    name = sha256(f"{books}/{office}".encode()).hexdigest()[:32]
    return config_folder() / "lines" / f"{name}.json"


class Kept:
    """Writes and removes one file, on a thread of its own; one that cannot be written is no reason to stop."""

    def __init__(self) -> None:
        self._path: Path | None = None  # none: nothing is kept
        self._last: str | None = None  # what was written last
        self._pool: ThreadPoolExecutor | None = None

    def use(self, path: Path) -> None:
        """Keep what is typed at a place."""
        self._path = path

    @property
    def is_there(self) -> bool:
        """Whether something was left by a program that ended in its midst, and not taken yet."""
        return self._path is not None and self._last is None and self._path.exists()

    def take(self) -> str | None:
        """Return what was left there, once."""
        if not self.is_there or self._path is None:
            return None
        try:
            self._last = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            self._last = ""
        return self._last

    def keep(self, text: str | None) -> None:
        """Keep a text in the place of the one before; ``None`` removes the file."""
        path = self._path
        if path is None or text == self._last:
            return
        self._last = text
        self._pool = self._pool or ThreadPoolExecutor(max_workers=1, thread_name_prefix="kept")
        if text is None:
            self._pool.submit(_remove, path)
        else:
            self._pool.submit(_write, path, text)

    def stop(self) -> None:
        """Keep nothing any more, and leave nothing: all was saved, or somebody said that it is not wanted."""
        self.keep(None)
        self._path = None
        if self._pool is not None:
            self._pool.shutdown()


def _write(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    with suppress(OSError):
        make_private_folder(path.parent)
        beside.unlink(missing_ok=True)
        make_private_file(beside)
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
