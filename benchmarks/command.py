"""A command of the program in a process of its own: what it says, and what it takes."""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, NamedTuple

from benchmarks.measuring import Spent, watched
from benchmarks.product import TODAY

_ENTRY: Final = "from donations_app.cli import entry; entry()"


class Ran(NamedTuple):
    """What a command did."""

    said: str
    spent: Spent  # the start of Python included


def command(books: Path, *words: str) -> Ran:
    """Run a command on books, as office MRS on the day of the benchmarks.

    Raises:
        CalledProcessError: it ended with another status than 0.
    """
    given = ("--books", str(books), "--lang", "en", "--office", "MRS", "--on", TODAY.isoformat(), *words)
    return python("-c", _ENTRY, *given)


def python(*words: str) -> Ran:
    """Run Python with these arguments.

    Raises:
        CalledProcessError: it ended with another status than 0.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    with TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, *words], stdout=out, env=environment)  # noqa: S603
        most = watched(process.pid, lambda: not _has_ended(process.pid))
        _pid, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words, said)
    return Ran(said, Spent(took, usage.ru_utime + usage.ru_stime, most))


def _has_ended(process: int) -> bool:
    """Tell whether a child has ended; it is left there for whoever asks what it took."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
