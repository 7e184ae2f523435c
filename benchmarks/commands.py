"""Commands on small books, shell to shell: the start of Python and of the program is most of it."""

from collections.abc import Iterator
from statistics import median
from typing import Final

from benchmarks.builds import Place
from benchmarks.command import command
from benchmarks.measuring import Spent, of_all
from benchmarks.taken import Taken, timed

ROUNDS: Final = 3
_ASKED: Final = {
    "share --json": ("share", "--json"),
    "declaration --json": ("declaration", "--year", "2025", "--json"),
    "control --json": ("control", "--year", "2025", "--json"),
    "receipts plan --json": ("receipts", "plan", "--year", "2025", "--json"),
    "--help": ("share", "--help"),
}


def fill(place: Place) -> None:
    """Make the small example books."""
    command(place.folder / "b.tiwizi", "init", "--demo", "small")


def measure(place: Place) -> Iterator[Taken]:
    """Run each three times."""
    for name, words in _ASKED.items():
        ran = [command(place.folder / "b.tiwizi", *words).spent for _time in range(3)]
        most = max(one.megabytes or 0 for one in ran)
        took = of_all(ran, median)
        yield timed(f"{name} on small books", Spent(took.seconds, took.used, most), times=2)
