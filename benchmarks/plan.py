"""The plan of a year of 50 000, 100 000 and 200 000 people who made two and a half payments each."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Figure, seconds
from benchmarks.world import TODAY, filled_books
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.db.queries.gifts import gifts_by_payer
from donations_app.services.receipts.planning import plan_each

PEOPLE = (50_000, 100_000, 200_000)
YEAR = 2025


def run(folder: Path) -> Iterator[Figure]:
    """Plan a year of growing books, each in a process of its own, beside the bare reading of its lines."""
    taken: list[tuple[int, float, float]] = []
    for people in PEOPLE:
        payments = people * 5 // 2
        place = folder / str(people)
        place.mkdir()
        filled_books(place, people=people, payments=payments, projects=100).close()
        read, _ = _measured(place, "read")
        plan, memory = _measured(place, "plan")
        taken.append((payments, plan, memory))
        print(f"{payments:9,} payments of {people:7,} people: {plan:6.2f} s, {memory:5.0f} MB at most")
        yield Figure(f"plan of {payments:,} payments", "ms", plan * 1000, read * 1000, 2)
    (few, quick, small), (many, slow, large) = taken[0], taken[-1]
    yield Figure(f"time from {few:,} to {many:,}", "x", slow / quick, many / few, 1.1)
    yield Figure(f"memory from {few:,} to {many:,}", "x", large / small, 1, 1.1)


def _measured(folder: Path, what: str) -> tuple[float, float]:
    """Return the seconds and the megabytes of one job in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.plan", str(folder), what]
    taken, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    return float(taken), float(memory)


def _job(folder: Path, what: str) -> None:
    books = open_books(str(folder / "b.tiwizi"), clock=utc_now, today=lambda: TODAY, read_only=True)
    if what == "plan":
        took = seconds(lambda: plan_each(books, YEAR, lambda _plan: None))
    else:
        with books.read() as session:
            took = seconds(lambda: sum(len(lines) for _, lines in gifts_by_payer(session, YEAR)))
    print(took, _most_memory())


def _most_memory() -> float:
    """Return the megabytes that this process took at most; ``getrusage`` would count its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    _job(Path(sys.argv[1]), sys.argv[2])
