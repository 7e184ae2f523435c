"""`verify` of example books with 1 206 822 audit entries: seconds of the whole command, and its memory."""

import json
from collections.abc import Iterator
from typing import Final

from benchmarks.builds import Place
from benchmarks.command import command
from benchmarks.taken import Taken, timed

ROUNDS: Final = 1


def fill(place: Place) -> None:
    """Make the example books: 200 029 people and 1 000 000 payments, or 355 and 2 400."""
    command(place.folder / "b.tiwizi", "init", "--demo", "small" if place.small else "large")


def measure(place: Place) -> Iterator[Taken]:
    """Verify once; faults end the command, and the benchmark, with an error."""
    ran = command(place.folder / "b.tiwizi", "verify", "--json")
    yield timed("verify of the example books", ran.spent, times=3)
    yield Taken("its memory", "MB", ran.spent.megabytes, bound=100)
    yield Taken("entries it read, in thousands", "", json.loads(ran.said)["entries"] / 1000)
