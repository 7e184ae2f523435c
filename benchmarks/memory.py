"""Memory at most while the command `receipts issue` issues 100 000 receipts, and how many a second."""

from collections.abc import Iterator
from typing import Final

from benchmarks.builds import Place
from benchmarks.command import Ran, command
from benchmarks.taken import Taken, rated
from benchmarks.world import copied, filled_books

ROUNDS: Final = 1


def people(place: Place) -> int:
    """Return how many people there are; each made one payment."""
    return place.count(100_000, 500)


def fill(place: Place) -> None:
    """Import the people and their payments."""
    count = people(place)
    filled_books(place.folder, people=count, payments=count, projects=100).close()


def measure(place: Place) -> Iterator[Taken]:
    """Issue all on a copy of the books."""
    ran = issue_all(place)
    yield Taken("memory while 100 000 receipts are issued", "MB", ran.spent.megabytes, bound=200)
    yield rated("receipts issued by the command", people(place), ran.spent)


def issue_all(place: Place) -> Ran:
    """Issue the receipts of all people on a copy of the books, ``issued.tiwizi``."""
    issued = copied(place.folder / "b.tiwizi", place.folder / "issued.tiwizi")
    return command(issued, "receipts", "issue", "--year", "2025", "--accept", "all")
