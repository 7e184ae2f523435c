"""Bugs: what is no known error is written to a file, for whoever looks after the program.

A report is sent to others, so it says where the program was and nothing of people: of what an error says,
the words stay that stand in the line of the program that raised it or in the statement it sent.
"""

import errno
import linecache
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from traceback import FrameSummary, StackSummary
from typing import Any, Final
from uuid import uuid4

from donations_app.machine.folders import log_folder
from donations_app.machine.private import make_private_file, make_private_folder

# what Python itself says under these types names types and attributes, never what they held
_OF_THE_CODE: Final = (AttributeError, ImportError, IndexError, NameError, RecursionError, TypeError)
_LONGEST: Final = 500  # characters of a message
_LITERAL: Final = re.compile(r"'(?:[^']|'')*'")
_MASKED: Final = re.compile(r"[^\w…]*(?:…[^\w…]*)+")
_PLACES: Final = (str(Path(__file__).parents[1]), *sorted(sys.path, key=len, reverse=True))


def write_report(error: BaseException) -> Path | None:
    """Write what a bug was to a file that only its user reads; ``None`` where no file can be written."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = log_folder() / f"bug-{stamp}-{uuid4().hex[:6]}.txt"
    try:
        make_private_folder(path.parent)
        make_private_file(path)
        path.write_text(report(error), encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return path


def report(error: BaseException) -> str:
    """Return an error, those that led to it first, each with the lines of the program on its way."""
    told = []
    for one in _chain(error):
        frames = _frames(one)
        told += ["Traceback (most recent call last):\n", *frames.format(), f"{summary(one)}\n"]
        if statement := getattr(one, "statement", None):
            told.append("  in: " + _LITERAL.sub("'…'", str(statement)) + "\n")
    return "".join(told)


def summary(error: BaseException) -> str:
    """Return the type of an error, its codes, and what may be repeated of what it says."""
    codes = "".join(f" [{code}]" for code in _codes(error))
    return f"{type(error).__name__}{codes}: {_said(error)}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:  # each may have come of the other
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    yield from reversed(found)


def _frames(error: BaseException) -> StackSummary:
    return StackSummary.from_list(
        [
            FrameSummary(_short(frame.filename), frame.lineno, frame.name, lookup_line=False, line=frame.line)
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    )


def _short(filename: str) -> str:
    """Return the place of a module without the folders of the machine, which may be called after people."""
    place = next((place for place in _PLACES if place and filename.startswith(place)), "")
    return filename[len(place) :].lstrip("/\\") if place else Path(filename).name


def _codes(error: BaseException) -> Iterator[str]:
    """Yield what databases and systems call an error by."""
    diagnosed = getattr(error, "diag", None)
    found: list[Any] = [getattr(error, name, None) for name in ("sqlstate", "sqlite_errorname")]
    found += [getattr(diagnosed, name, None) for name in ("table_name", "column_name", "constraint_name")]
    if isinstance(error, OSError):
        found.append(errno.errorcode.get(error.errno or 0))
    yield from (str(code) for code in found if code)


def _raising(error: BaseException) -> str:
    """Return the lines of the source that raised an error."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    first = frames[-1].lineno or 0
    last = frames[-1].end_lineno or first
    return " ".join(linecache.getlines(frames[-1].filename)[first - 1 : last]).strip()


def _said(error: BaseException) -> str:
    try:
        said = str(error)[:_LONGEST]
    except Exception:  # noqa: BLE001 -- a bug in what tells of a bug
        return ""
    raised = _raising(error)
    if isinstance(error, _OF_THE_CODE) and not raised.startswith("raise "):
        return said
    statement = _LITERAL.sub("", str(getattr(error, "statement", "") or ""))
    known = set(re.findall(r"\w+", f"{raised} {statement}"))
    masked = re.sub(r"\w+", lambda word: word[0] if word[0] in known else "…", said)
    return _MASKED.sub(" … ", masked).strip()
