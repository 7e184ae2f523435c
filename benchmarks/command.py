"""A command of the program in a process of its own: what it says, how long it takes, how much memory."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, NamedTuple

from benchmarks.product import TODAY

_ENTRY: Final = "from donations_app.cli import entry; entry()"
_LOOK: Final = 0.02  # seconds between two looks at the memory


class Ran(NamedTuple):
    """What a command did."""

    said: str
    seconds: float  # the start of Python included
    megabytes: float  # at most, of the process and of those that it started, added up


def command(books: Path, *words: str) -> Ran:
    """Run a command on books, as office MRS on the day of the benchmarks.

    Raises:
        CalledProcessError: it ended with another status than 0.
    """
    given = ("--books", str(books), "--lang", "en", "--office", "MRS", "--on", TODAY.isoformat(), *words)
    most: dict[int, int] = {}
    with TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", _ENTRY, *given], stdout=out)  # noqa: S603
        while process.poll() is None:
            _look(process.pid, most)
            time.sleep(_LOOK)
        took = time.perf_counter() - start
        out.seek(0)
        said = out.read().decode()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, ["donations", *given], said)
    return Ran(said, took, sum(most.values()) / 1024)


def _look(process: int, most: dict[int, int]) -> None:
    """Note the kilobytes that a process and its children took at most so far."""
    place = Path("/proc", str(process))
    with suppress(OSError, IndexError):  # it has just ended
        status = (place / "status").read_text(encoding="ascii")
        most[process] = int(status.split("VmHWM:")[1].split()[0])
        for thread in (place / "task").iterdir():
            for child in (thread / "children").read_text(encoding="ascii").split():
                _look(int(child), most)
