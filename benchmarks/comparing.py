"""One benchmark done by the present build and by an older one, in turns."""

import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.builds import Build, Place, benchmark
from benchmarks.server import database, server
from benchmarks.taken import Pair, Taken, paired, together


def compare(name: str, builds: list[Build], *, small: bool, keep: Path | None) -> list[Pair]:
    """Fill books for each build, measure in turns, and join what they took.

    Args:
        name: of the benchmark.
        builds: the present one, and perhaps an older one, which has nothing to do where the benchmark is
            ``OF_PRESENT`` alone.
        small: with few rows, to try the benchmark itself.
        keep: a folder in which filled books stay for the next time; ``None`` for none.
    """
    builds = builds[:1] if getattr(benchmark(name), "OF_PRESENT", False) else builds
    took: dict[str, list[list[Taken]]] = {build.name: [] for build in builds}
    with ExitStack() as stack:
        places = _places(name, builds, stack, small=small, keep=keep)
        for turn in range(1 if small else benchmark(name).ROUNDS):
            for build in builds if turn % 2 == 0 else reversed(builds):
                print(f"{name}: {build.name}, round {turn + 1}", file=sys.stderr)
                took[build.name].append(build.measure(name, places[build.name]))
    present, *others = (together(rounds) for rounds in took.values())
    return paired(present, others[0] if others else [])


def _places(
    name: str, builds: list[Build], stack: ExitStack, *, small: bool, keep: Path | None
) -> dict[str, Place]:
    """Return where each build has its filled books, on one server for both where it wants one."""
    wants_server = getattr(benchmark(name), "WANTS_SERVER", False)
    address = stack.enter_context(server()) if wants_server else ""
    filler = getattr(benchmark(name), "BOOKS", name)  # the benchmark whose books it measures too
    places: dict[str, Place] = {}
    for build in builds:
        if keep and not wants_server:
            folder = keep / f"{filler}-{'small' if small else 'large'}-{build.mark}"
        else:
            folder = Path(stack.enter_context(TemporaryDirectory()))
        place = Place(folder, database(address) if address else "", small)
        places[build.name] = place
        _fill(filler, build, place)
    return places


def _fill(name: str, build: Build, place: Place) -> None:
    done = place.folder / "filled"
    if done.exists():
        return
    print(f"{name}: {build.name}, filling", file=sys.stderr)
    shutil.rmtree(place.folder, ignore_errors=True)  # what a filling left that was broken off
    place.folder.mkdir(parents=True)
    build.fill(name, place)
    done.touch()
