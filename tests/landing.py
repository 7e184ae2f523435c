"""Tests that run before a change lands, and not each time: `python -m tests.landing` writes which, `landing.txt`.

The suite as one types it is to be done in four minutes, so `sh run test -m landing`, which `.ci/run` asks for too, has
the rest. These are two kinds.

``slow``: what took longer than `SLOW` seconds and is not marked as ``suite``, which holds for what nothing shorter
looks at.

``twin``: a test of both engines is run on PostgreSQL to see that it takes each statement, with its types, rules and
rights. Of many tests that say the same statements a few are enough; the twins of the others are left for the landing.
Statements are told apart by their text, without values and the length of lists, and the fewest seconds that say all of
them are kept: the twin that says most that is new for its time, again and again. One whose subject is the server itself
(``server``) is never left out.

A test that is not in the list is a test of the suite, and so is a new one.
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

SLOW: Final = 0.5
_LIST: Final = Path(__file__).with_name("landing.txt")
_FOLDER: Final = "LANDING"  # where a run that listens writes what it heard
_TWIN: Final = re.compile(r"\[(?:.*-)?postgresql(?:-.*)?\]$")
_VALUES: Final = re.compile(r"%\(\w+\)s(?:::[\w ]+(?:\[\])?)?|%s|\d+")
_LISTS: Final = re.compile(r"\?(?:, \?)+"), re.compile(r"\(\?\)(?:, \(\?\))+")

_said: set[str] = set()


def _listed(kind: str) -> frozenset[str]:
    if _FOLDER in os.environ:
        return frozenset()  # all are heard
    lines = (line.split() for line in _LIST.read_text(encoding="utf-8").splitlines())
    return frozenset(test for of, test in lines if of == kind)


_slow, _twins = _listed("slow"), _listed("twin")


def engines(test: pytest.Item, all_of_them: Sequence[str]) -> list[Any]:
    """Return the engines of a test: the server for the landing where others say the same and it is not the subject."""
    first, *servers = all_of_them
    if test.nodeid not in _twins or test.get_closest_marker("server"):
        return [first, *servers]
    return [first, *(pytest.param(one, marks=pytest.mark.landing) for one in servers)]


def mark(test: pytest.Item) -> None:
    """Leave a slow test for the landing."""
    if _bare(test.nodeid) in _slow and not test.get_closest_marker("suite"):
        test.add_marker(pytest.mark.landing)


def _bare(test: str) -> str:
    return test.partition("[")[0]


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
    """Write down what a test takes and says, where this is the plugin of a run that listens."""
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
            twins[_bare(one.test)].append(one)
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


def slow(heard: Iterable[Heard]) -> list[str]:
    """Return the tests, without parameters, of which one took long."""
    return sorted({_bare(one.test) for one in heard if one.seconds > SLOW})


def main() -> int:
    """Run all of it on both engines, with nothing else at work, and write the list."""
    with tempfile.TemporaryDirectory() as folder:
        words = ("-q", "-n", "logical", "--dist", "worksteal", "-p", "tests.landing")
        command = [sys.executable, "-m", "pytest", *words]
        status = subprocess.run(command, env=os.environ | {_FOLDER: folder}, check=False).returncode
        heard = [
            Heard(test, float(seconds), frozenset(said.split()))
            for file in Path(folder).iterdir()
            for test, seconds, said in (line.rstrip("\n").split("\t") for line in file.open(encoding="utf-8"))
        ]
    if status == 0:
        late = slow(heard)
        of_suite = [one for one in heard if _bare(one.test) not in set(late)]
        lines = [*(f"slow {test}" for test in late), *(f"twin {test}" for test in repeated(of_suite))]
        _LIST.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
