"""Builds of the program beside each other: each works in a process of its own, the benchmarks are the same.

`python -m benchmarks.builds STEP NAME PLACE` is such a process: its tree stands first on the path of Python.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from msgspec.structs import asdict

from benchmarks.taken import Taken

ROOT: Final = Path(__file__).parents[1]
_PACKAGES: Final = ("donations_app", "receipts", "resources")
_WRITERS: Final = ("db", "domain", "services")  # what decides how filled books look


@dataclass(frozen=True, slots=True)
class Place:
    """Where a build fills and measures its books."""

    folder: Path
    server: str = ""  # address of an empty database, where the benchmark wants one
    small: bool = False  # few rows, to try the benchmark itself

    def count(self, large: int, small: int) -> int:
        """Return how many there shall be."""
        return small if self.small else large


class Benchmark(Protocol):
    """A module that compares builds: ``ROUNDS`` of measuring, in turns, after one filling."""

    ROUNDS: int
    fill: Callable[[Place], None]
    measure: Callable[[Place], Iterator[Taken]]


def benchmark(name: str) -> Benchmark:
    """Return the benchmark of this name."""
    return cast("Benchmark", import_module(f"benchmarks.{name}"))


@dataclass(frozen=True, slots=True)
class Build:
    """The program of one commit, or as it lies here."""

    name: str
    tree: Path

    @property
    def mark(self) -> str:
        """What names the books that it fills: the same as long as nothing that writes them changes."""
        digest = hashlib.sha256()
        for part in _WRITERS:
            for path in sorted((self.tree / "donations_app" / part).rglob("*.py")):
                digest.update(path.read_bytes())
        return digest.hexdigest()[:12]

    def fill(self, name: str, place: Place) -> None:
        """Fill books for a benchmark."""
        self._run("fill", name, place)

    def measure(self, name: str, place: Place) -> list[Taken]:
        """Measure once on the books that were filled."""
        return [Taken(**json.loads(line)) for line in self._run("measure", name, place).splitlines()]

    def _run(self, step: str, name: str, place: Place) -> str:
        told = json.dumps({"folder": str(place.folder), "server": place.server, "small": place.small})
        command = [sys.executable, "-m", "benchmarks.builds", step, name, told]
        return subprocess.run(  # noqa: S603
            command, env=self._environment(), check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        path = os.pathsep.join((str(self.tree), str(ROOT)))
        return {**kept, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", "BENCHMARKED": str(self.tree)}


def present() -> Build:
    """Return the program as it lies here."""
    return Build("present", ROOT)


def older(commit: str, folder: Path) -> Build:
    """Return the program of a commit, laid out in a folder without its own benchmarks."""
    command = ["git", "-C", str(ROOT), "archive", commit, *_PACKAGES]
    packed = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return Build(commit, folder)


def main() -> None:
    """Do one step of one benchmark with the build that stands first on the path."""
    import donations_app

    if not Path(donations_app.__file__ or "").is_relative_to(os.environ["BENCHMARKED"]):
        raise RuntimeError(f"{donations_app.__file__} is of another build")
    step, name, told = sys.argv[1:]
    facts = json.loads(told)
    place = Place(Path(facts["folder"]), facts["server"], facts["small"])
    if step == "fill":
        benchmark(name).fill(place)
    else:
        for taken in benchmark(name).measure(place):
            print(json.dumps(asdict(taken)), flush=True)


if __name__ == "__main__":
    main()
