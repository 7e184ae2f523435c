"""What others made is read in a process of its own, with limits of memory and time (docs/decisions/0032).

The process is a bare Python with the path of this one, or the packed program itself (``packed``). It is told
one function and its arguments, sends back what the function yields, a line of JSON each, and ends. Nothing that
it says is ever run.
"""

import gc
import json
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from msgspec import Struct

from donations_app import i18n, packed
from donations_app.domain.storage_errors import FileRefused

if sys.platform != "win32":
    import resource

_WAITED: Final = 6  # times the seconds of processor, as others use the machine too
_TO_END: Final = 32  # MiB of the limit, kept to say that it was reached
_MIB: Final = 2**20
_LONGEST: Final = 64 * _MIB  # bytes of what is said at once
_NO_WINDOW: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # of a console, on Windows


class Limits(Struct, frozen=True):
    """What a process may take; where a system has no such limits (docs/files.md), only the time is watched."""

    seconds: int = 9  # of processor, so that all is through in ten; six times as many by the clock
    mebibytes: int = 500

    def times(self, factor: float) -> "Limits":
        """Return limits for something larger."""
        return Limits(math.ceil(self.seconds * factor), math.ceil(self.mebibytes * factor))


USUAL: Final = Limits()


def size_of(path: Path) -> int:
    """Return the bytes that a file says it has, zero where there is none: what is small is soon read here."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):  # a zero byte in the name
        return 0


def apart(
    path: Path, work: Callable[..., Iterator[Any]], *arguments: Any, limits: Limits = USUAL
) -> Iterator[Any]:
    """Yield what ``work(*arguments)`` yields in a process of its own, once JSON.

    Args:
        path: of the file that is read, for what is said of it.
        work: a generator at the top of a module that needs neither the window nor the books.
        arguments: what pickle takes.
        limits: of the process.

    Raises:
        FileRefused: as ``work`` raises it; or the file asks for more memory or time than it may have, or
            brings what reads it to its end.
    """
    try:
        process = _begun()
    except OSError as error:
        raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error
    watch = threading.Timer(limits.seconds * _WAITED, process.kill)
    watch.daemon = True
    with process:
        watch.start()
        try:
            _ask(process, (i18n.language(), limits, work, arguments))
            yield from _told(path, process, limits, watch)
        finally:
            watch.cancel()
            process.kill()


def _begun() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 -- this very program
        packed.server_of_apart(_path()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_NO_WINDOW,
    )


def _path() -> list[str]:
    here = str(Path(__file__).parents[1])
    return [here, *(place for place in sys.path if Path(place).is_absolute() and place != here)]


def _ask(process: "subprocess.Popen[bytes]", asked: tuple[Any, ...]) -> None:
    stdin: IO[bytes] | None = process.stdin
    if stdin is None:
        return
    try:
        pickle.dump(asked, stdin)
        stdin.close()
    except OSError:  # it ended before it listened, which its exit status tells
        return


def _told(
    path: Path, process: "subprocess.Popen[bytes]", limits: Limits, watch: threading.Timer
) -> Iterator[Any]:
    stdout: IO[bytes] | None = process.stdout
    while stdout and (line := stdout.readline(_LONGEST)):
        if not line.endswith(b"\n"):
            break
        kind, said = json.loads(line)
        if kind == "more":
            yield said
        elif kind == "end":
            return
        elif kind == "memory":
            raise FileRefused(str(path), "too_much_memory", detail=str(limits.mebibytes))
        elif kind == "refused":
            name, problem, line, detail = said
            raise FileRefused(name, problem, line, tuple(detail) if isinstance(detail, list) else detail)
        else:
            raise RuntimeError(said)  # a bug in what reads
    raise FileRefused(str(path), *_end_of(process, limits, is_late=not watch.is_alive()))


def _end_of(process: "subprocess.Popen[bytes]", limits: Limits, *, is_late: bool) -> tuple[str, int, str]:
    """Return why a process ended before it was done."""
    status = process.wait()
    if is_late or (sys.platform != "win32" and -status in (signal.SIGXCPU, signal.SIGKILL)):
        return "too_much_time", 0, str(limits.seconds)
    return "reader_ended", 0, str(status)


def serve() -> None:
    """Be the other process: read what is asked, say what comes of it."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    language, limits, work, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 -- from the program itself
    i18n.set_language(language)
    gc.disable()  # what is read holds no circles
    _limit(limits)
    kind: str = "end"
    last: Any = None
    try:
        for said in work(*arguments):
            _say(out, "more", said)
    except FileRefused as refused:
        kind, last = "refused", (refused.path, refused.problem, refused.line, refused.detail)
    except MemoryError:
        kind = "memory"
    except Exception as bug:  # noqa: BLE001 -- the program that asked tells it
        kind, last = "bug", _trace(bug)
    if kind == "memory":
        _limit(limits, kept=0)
    _say(out, kind, last)


def _say(out: IO[bytes], kind: str, said: Any) -> None:
    out.write(json.dumps((kind, said), separators=(",", ":")).encode() + b"\n")
    out.flush()


def _trace(bug: Exception) -> str:
    import traceback

    return "".join(traceback.format_exception(bug))[-20_000:]


def _limit(limits: Limits, *, kept: int = _TO_END) -> None:
    if sys.platform == "win32":
        return
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, limits.seconds, limits.seconds + 1),
        (resource.RLIMIT_AS, (limits.mebibytes - kept) * _MIB, limits.mebibytes * _MIB),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),  # it writes no file: none can fill the disk
    ):
        had = resource.getrlimit(kind)[1]
        most = hard if had == resource.RLIM_INFINITY else min(hard, had)
        try:
            resource.setrlimit(kind, (min(soft, most), most))
        except (OSError, ValueError):  # a system that knows the name and not the limit
            continue
