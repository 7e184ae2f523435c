"""Each small change tried against ``tests/unit`` alone, in a fork of a process that is ready to run them.

A change inside a function is put into the function where it stands, and only the tests that call that
function are run, the fastest first. What a module does when it is imported needs an import of its own:
such a change is tried before the domain is loaded, by the test modules that name its module.
"""

import functools
import gc
import importlib
import importlib.abc
import importlib.util
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, Final

import pytest
from hypothesis import Phase, settings

from tests.edges.changes import DOMAIN, ROOT, Change

LONGEST: Final = 20  # seconds of the processor for one change; one that runs on is noticed, too
UNIT: Final = ROOT / "tests" / "unit"
ARGUMENTS: Final = ["-c", str(Path(__file__).with_name("pytest.ini")), f"--rootdir={ROOT}"]
_NOT_TRIED: Final = 70  # exit status of a process that could not put its change in place
_HEAVY: Final = (
    "alembic", "babel.dates", "babel.messages.pofile", "babel.numbers", "filelock", "hypothesis.strategies",
    "num2words", "openpyxl", "reportlab.platypus", "sqlalchemy.orm", "stdnum.fr.siret", "stdnum.iban",
)  # fmt: skip
Tell = Callable[[Change, bool], None]


def try_all(changes: Sequence[Change], *, jobs: int, tell: Tell) -> None:
    """Try changes and tell of each whether the tests noticed it.

    Raises:
        RuntimeError: the tests do not pass without any change, or a change cannot be put in place.
    """
    sys.pycache_prefix, sys.dont_write_bytecode = str(Path(tempfile.gettempdir(), "edges")), False
    settings.register_profile(
        "edges",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=25,
        phases=(
            Phase.explicit,
            Phase.generate,
        ),  # that it fails is enough: the shortest example is not sought
    )
    settings.load_profile("edges")
    for name in _HEAVY:
        importlib.import_module(name)
    gc.freeze()  # the forks share what is there
    _in_forks([one for one in changes if one.is_at_import], _passes_anew, jobs=jobs, tell=tell)
    session = _Session([one for one in changes if not one.is_at_import], jobs, tell)
    if _quietly(lambda: pytest.main([*ARGUMENTS, str(UNIT)], plugins=[session])) or not session.is_done:
        raise RuntimeError("tests/unit does not pass as it is")


def _in_forks(changes: Sequence[Change], passes: Callable[[Change], bool], *, jobs: int, tell: Tell) -> None:
    """Try each change in a process of its own, ``jobs`` at once."""
    running: dict[int, Change] = {}
    waiting = list(reversed(changes))
    while waiting or running:
        while waiting and len(running) < jobs:
            change = waiting.pop()
            if pid := os.fork():
                running[pid] = change
            else:
                resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
                gc.disable()
                os._exit(_verdict(passes, change))
        pid, status = os.wait()
        if os.waitstatus_to_exitcode(status) == _NOT_TRIED:
            raise RuntimeError(f"could not be tried: {running[pid].name}")
        tell(running.pop(pid), status != 0)


def _verdict(passes: Callable[[Change], bool], change: Change) -> int:
    """Return how the process of a change ends: 0 unless the tests noticed it."""
    try:
        return 0 if passes(change) else 1
    except Exception:  # noqa: BLE001 -- a change that cannot be tried must not pass for one that was noticed
        return _NOT_TRIED


def _quietly(run: Callable[[], int]) -> int:
    """Run something without what it prints."""
    kept = os.dup(1), os.dup(2)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        try:
            return run()
        finally:
            os.dup2(kept[0], 1)
            os.dup2(kept[1], 2)


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with its change, and leaves the others to Python."""

    def __init__(self, change: Change) -> None:
        self._name, self._path = f"donations_app.domain.{change.module}", DOMAIN / f"{change.module}.py"
        self._code = compile(change.planted(), str(self._path), "exec")

    def find_spec(self, name: str, path: object, target: object = None) -> Any:
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 - the source of this program, changed on purpose


def _passes_anew(change: Change) -> bool:
    """Tell whether the tests of a module pass when it is imported with its change."""
    named = re.compile(rf"donations_app\.domain(\.{change.module}\b| import .*\b{change.module}\b)")
    tests = [str(path) for path in sorted(UNIT.glob("test_*.py")) if named.search(path.read_text("utf-8"))]
    if not tests:
        return True
    sys.meta_path.insert(0, _Planted(change))
    # rules need no books: without the fixtures that make some, the start is short
    return _quietly(lambda: pytest.main([*ARGUMENTS, f"--confcutdir={UNIT}", *tests])) == 0


class _Session:
    """Takes the place of pytest's loop: one run as it is, then the tests that may notice each change."""

    def __init__(self, changes: Sequence[Change], jobs: int, tell: Tell) -> None:
        self.is_done = False
        self._changes, self._jobs, self._tell = changes, jobs, tell
        self._has_failed = False
        self._calls: dict[tuple[str, str], list[tuple[float, int]]] = {}  # function: seconds, test
        self._items: list[pytest.Item] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._has_failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = session.items
        for position in range(len(self._items)):
            self._watch(position)
            if self._has_failed:
                return True
        self._functions = _functions()
        gc.freeze()
        _in_forks(self._changes, self._passes, jobs=self._jobs, tell=self._tell)
        self.is_done = True
        return True

    def _watch(self, position: int) -> None:
        """Run a test and write down which functions of the domain it calls."""
        called: set[tuple[str, str]] = set()

        def on_event(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and (path := frame.f_code.co_filename).startswith(str(DOMAIN)):
                called.add((path, _outermost(frame.f_code)))

        _forget_results()
        began = time.monotonic()
        sys.settrace(on_event)
        try:
            self._run(position)
        finally:
            sys.settrace(None)
        for one in called:
            self._calls.setdefault(one, []).append((time.monotonic() - began, position))

    def _run(self, position: int) -> None:
        item = self._items[position]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)

    def _passes(self, change: Change) -> bool:
        path = str(DOMAIN / f"{change.module}.py")
        codes = list(_codes(compile(change.planted(), path, "exec")))
        for code in codes:
            for function in self._functions.get((path, code.co_qualname), ()):
                function.__code__ = code
        _forget_results()
        place = next((one for one in codes if one.co_qualname.replace(".<locals>", "") == change.place), None)
        if place is None:
            raise LookupError(change.name)
        for _, position in sorted(self._calls.get((path, _outermost(place)), ())):
            self._run(position)
            if self._has_failed:
                return False
        return True


def _outermost(code: CodeType) -> str:
    """Return the name of the function in which a code stands; its own when in none."""
    return code.co_qualname.partition(".<locals>")[0]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield all code within a code."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _functions() -> dict[tuple[str, str], list[FunctionType]]:
    """Return the functions of the domain by file and name."""
    found: dict[tuple[str, str], list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(str(DOMAIN)):
            found.setdefault((one.__code__.co_filename, one.__code__.co_qualname), []).append(one)
    return found


def _forget_results() -> None:
    """Empty the caches of the domain: what was reckoned before a change says nothing after it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("donations_app.domain"):
            for value in vars(module).values():
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()
