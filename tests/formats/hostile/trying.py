"""Files tried at the command line, each in a process of its own that is measured."""

import json
import os
import shutil
import signal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from donations_app import cli
from donations_app.commands.sign_option import PASSPHRASE as VARIABLE
from tests.certificates import PASSPHRASE
from tests.formats.hostile.made import Hostile

SECONDS, MEBIBYTES = 10, 500
_HUNG = 120  # seconds after which a process is stopped
_SETTINGS = """[organisation]
name = "Aman"
siren = "552100554"
address = "1 place du Village"
postcode = "13016"
city = "Marseille"
object = "Eau"
[[offices]]
code = "MRS"
name = "Marseille"
head = true
[[signatories]]
name = "Zohra Amrani"
title = "Trésorière"
from = 2015-01-01
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """How one file ended; seconds of processor, and the memory of the largest process."""

    name: str
    verdict: str
    seconds: float
    mebibytes: int
    is_known: bool

    @property
    def fault(self) -> str:
        """What is wrong with how it ended, or nothing."""
        if not self.is_known:
            return "no verdict"
        if self.seconds > SECONDS:
            return "too long"
        return "too much memory" if self.mebibytes > MEBIBYTES else ""

    def __str__(self) -> str:
        mark = self.fault.upper() or "ok"
        return f"{mark:<10} {self.seconds:6.2f} s {self.mebibytes:4} MiB  {self.name:<60} {' '.join(self.verdict.split())[:150]}"


def try_all(files: Sequence[Hostile], folder: Path) -> Iterator[Tried]:
    """Try each file against a copy of the same books."""
    os.environ.update(XDG_CONFIG_HOME=str(folder), XDG_DATA_HOME=str(folder), XDG_STATE_HOME=str(folder))
    os.environ[VARIABLE] = PASSPHRASE
    named = {"init", *(cli._command(one.words) for one in files)}
    for module in {cli.COMMANDS[name] for name in named if name}:
        import_module(f"donations_app.commands.{module}")  # once for all
    settings, books = folder / "settings.toml", folder / "books.tiwizi"
    settings.write_text(_SETTINGS, encoding="utf-8")
    status, said, *_used = _run(("--books", str(books), "init", "--settings", str(settings)), folder)
    if status:
        raise RuntimeError(said)
    for number, one in enumerate(files):
        place = folder / f"{number}"
        place.mkdir()
        shutil.copy(books, place / "books.tiwizi")
        yield _tried(one, place)
        shutil.rmtree(place, ignore_errors=True)


def _tried(one: Hostile, folder: Path) -> Tried:
    kind = one.name.partition(": ")[0]
    path = folder / f"f{Path(kind).suffix or Path(one.name).suffix}"
    if not (maker := os.fork()):  # what making it takes is no part of what is measured
        try:
            one.make(path)
        finally:
            os._exit(0)
    os.waitpid(maker, 0)
    if not os.path.lexists(path):
        raise RuntimeError(one.name)
    words = [word.replace("{}", str(path)) for word in one.words]
    given = () if "--books" in words else ("--books", str(folder / "books.tiwizi"))
    status, said, seconds, mebibytes = _run((*given, *words), folder)
    try:
        answer = json.loads(said.strip("\n").rpartition("\n")[2])
        error = answer.get("error", "")
        verdict = str(answer.get("message") or {key: answer[key] for key in list(answer)[:3]})
    except (ValueError, AttributeError):
        error, verdict = "bug", said[-150:]
    is_known = error != "bug" and status in (0, 1, 3)
    return Tried(one.name, f"{status} {error} {verdict}", seconds, mebibytes, is_known)


def _run(words: Iterable[str], folder: Path) -> tuple[int, str, float, int]:
    """Run a command in a fork; return its status, its answer, and what it took with those that it began."""
    out = folder / "out"
    child = os.fork()
    if not child:
        status = 70
        try:
            signal.alarm(_HUNG)
            place = os.open(out, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
            os.dup2(place, 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            fixed = ["--lang", "en", "--on", "2026-11-23", "--user", "naima", "--office", "MRS"]
            status = cli.main([*fixed, *words, "--json"])
        finally:
            os._exit(status)
    _pid, status, used = os.wait4(child, 0)
    said = out.read_text(encoding="utf-8", errors="replace")
    return os.waitstatus_to_exitcode(status), said, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
