"""Tests whose twin on a server says it nothing that no other test says: `python -m tests.twins` writes `twins.txt`.

A test of both engines is run on PostgreSQL to see that it takes each statement, with its types, rules and rights. Of
many tests that say the same statements a few are enough; the twins of the others are `long`. Statements are told apart
by their text, without numbers and the length of lists. The fewest seconds that say all of them are kept: the twin that
says most that is new for its time, again and again. A test that is not in the list runs on both, so a new one does.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec import Struct
from sqlalchemy import Engine, event

_LIST: Final = Path(__file__).with_name("twins.txt")
_FOLDER: Final = "TWINS"  # where a run that listens writes what was said
_TWIN: Final = re.compile(r"\[(?:.*-)?postgresql(?:-.*)?\]$")
_VALUES: Final = re.compile(r"%\(\w+\)s(?:::[\w ]+(?:\[\])?)?|%s|\d+")
_LISTS: Final = re.compile(r"\?(?:, \?)+"), re.compile(r"\(\?\)(?:, \(\?\))+")

_repeated = frozenset() if _FOLDER in os.environ else frozenset(_LIST.read_text(encoding="utf-8").split())
_said: set[str] = set()


def engines(test: pytest.Item, all_of_them: Sequence[str]) -> list[Any]:
    """Return the engines of a test: the server as `long` where others say the same and it is not the subject."""
    first, *servers = all_of_them
    if test.nodeid not in _repeated or test.get_closest_marker("server"):
        return [first, *servers]
    return [first, *(pytest.param(one, marks=pytest.mark.long) for one in servers)]


class Heard(Struct, frozen=True):
    """A test, its seconds, and what it said to a server."""

    test: str
    seconds: float
    said: frozenset[str]


def _hear(connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
    if connection.dialect.name == "postgresql":
        _said.add(shape(statement))


if _FOLDER in os.environ:
    event.listen(Engine, "before_cursor_execute", _hear)


def shape(statement: str) -> str:
    """Return a digest of a statement without its values, however many stand in a list."""
    bare = _VALUES.sub("?", statement)
    for several in _LISTS:
        bare = several.sub(lambda found: "(?)" if found[0].startswith("(") else "?", bare)
    return hashlib.sha256(bare.encode()).hexdigest()[:16]


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Write down what a test says, where this is the plugin of a run that listens."""
    _said.clear()
    start = time.monotonic()
    yield
    line = "\t".join((item.nodeid, f"{time.monotonic() - start:.4f}", " ".join(_said)))
    with Path(os.environ[_FOLDER], str(os.getpid())).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def repeated(heard: Iterable[Heard]) -> list[str]:
    """Return the tests, without parameters, of which no twin on a server says anything that others leave unsaid."""
    twins: dict[str, list[Heard]] = defaultdict(list)
    said: set[str] = set()
    for one in heard:
        if _TWIN.search(one.test):
            twins[one.test.partition("[")[0]].append(one)
        else:
            said |= one.said
    whole = {
        test: (frozenset().union(*(one.said for one in many)), sum(one.seconds for one in many))
        for test, many in twins.items()
    }
    while whole:
        new, test = max((len(one - said) / (seconds + 0.02), test) for test, (one, seconds) in whole.items())
        if not new:
            break
        said |= whole.pop(test)[0]
    return sorted(whole)


def main() -> int:
    """Run the suite on both engines, and write the list."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "logical",
            "--dist",
            "worksteal",
            "-p",
            "tests.twins",
        ]
        status = subprocess.run(command, env=os.environ | {_FOLDER: folder}, check=False).returncode
        heard = [
            Heard(test, float(seconds), frozenset(said.split()))
            for file in Path(folder).iterdir()
            for test, seconds, said in (line.rstrip("\n").split("\t") for line in file.open(encoding="utf-8"))
        ]
    if status == 0:
        _LIST.write_text("".join(f"{test}\n" for test in repeated(heard)), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
