"""`python -m benchmarks.growth`: how jobs grow over 10 000, 100 000 and 1 000 000 payments: a table and a picture.

Each size has books of its own: two people on five payments, two hundred projects. Each job works in a process of its
own; its seconds are those of the processor, so that a busy machine is told apart, its megabytes what it took at most.
``slope`` is the power of the number of payments by which the time grew from one size to the next, at the most: 1 is in
proportion. ``--copied N`` goes on with the last size N times, made in minutes instead of hours, without a trail: what
imports or verifies is left out of it. ``docs/scale.md`` holds what it told of 1, 4 and 16 million.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import log10
from pathlib import Path
from typing import Any, Final

from benchmarks.copies import multiply
from benchmarks.drawing import drawing
from benchmarks.measuring import Spent, alone
from benchmarks.product import TODAY, Books, annual, find_people, opened, plan, shares
from benchmarks.world import filled_books

SIZES: Final = (10_000, 100_000, 1_000_000)
_PROJECTS: Final = 200
_BOOKS: Final = "b.tiwizi"
_STEEP: Final = 1.1  # above it a job grows more than in proportion; measurements differ by some hundredths


def main() -> int:
    """Measure, print the table, write the picture; return 1 when a job grows more than in proportion."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("--out", type=Path, metavar="FILE.svg", help="where the picture goes")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="payments")
    parser.add_argument("--copied", type=int, default=1, metavar="N", help="then the last size so many times")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where filled books stay for the next time"
    )
    parser.add_argument(
        "--without", nargs="+", default=(), choices=_JOBS, metavar="JOB", help="jobs that are left out"
    )
    asked = parser.parse_args()
    jobs = {name: job for name, job in _JOBS.items() if name not in asked.without}
    found: dict[str, list[Spent]] = {}
    disk: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        kept, sizes = asked.keep or Path(folder), list(asked.sizes)
        if asked.copied > 1:
            sizes.append(sizes[-1] * asked.copied)
        for size in sizes:
            if size not in asked.sizes:
                _multiplied(kept, asked.sizes[-1], asked.copied)
                jobs.pop("verify", None)
            for name, took in _measured(kept, size, jobs):
                found.setdefault(name, []).append(took)
                print(f"{size} {name}: {_said(took)}", file=sys.stderr, flush=True)
            disk.append((_place(kept, size) / _BOOKS).stat().st_size)
    grown = {name: times for name, times in found.items() if len(times) == len(sizes)}
    print(_table(sizes, grown, disk))
    if asked.out:
        lines = {name: [one.used for one in times] for name, times in grown.items()}
        asked.out.write_text(drawing(sizes, lines), encoding="utf-8")
    return 1 if any(_slope(sizes, times) > _STEEP for times in grown.values()) else 0


def _measured(
    folder: Path, size: int, jobs: Mapping[str, Callable[[Any, Path], object]]
) -> Iterator[tuple[str, Spent]]:
    """Yield what each job takes on books of so many payments."""
    place = _place(folder, size)
    books = place / _BOOKS
    if not books.exists():
        place.mkdir(parents=True, exist_ok=True)
        people = size * 2 // 5
        filling = partial(filled_books, place, people=people, payments=size, projects=_PROJECTS)
        yield "people and payments imported", alone(lambda: lambda: filling().close())
    for name, job in jobs.items():
        yield name, alone(lambda job=job: partial(job, opened(str(books)), place))  # type: ignore[misc]


def _multiplied(folder: Path, size: int, times: int) -> None:
    """Make books of so many times those of a size, unless they are kept."""
    books = _place(folder, size * times) / _BOOKS
    if not books.exists():
        books.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_place(folder, size) / _BOOKS, books)
        alone(lambda: partial(multiply, books, times))  # what it keeps in memory is its own


def _place(folder: Path, size: int) -> Path:
    return folder / str(size)


def _listed(books: Books, _place: Path) -> None:
    from donations_app.db.queries.payment_list import payment_list
    from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder

    with books.read() as session:
        payment_list(session, PaymentFilter(), PaymentOrder("amount", is_descending=True))


def _people(books: Books, _place: Path) -> None:
    from donations_app.db.queries.people_list import people_keys
    from donations_app.domain.people_filter import PeopleFilter, PeopleOrder

    with books.read() as session:
        order = PeopleOrder(by="given", is_descending=True, year=2025)
        people_keys(session, PeopleFilter(), order, today=TODAY)


def _written(books: Books, place: Path) -> None:
    from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
    from donations_app.services.payments.listing import write_payments

    file = place / "payments.csv"
    write_payments(books, file, form="csv", only=PaymentFilter(), order=PaymentOrder(), force=True)


def _sought(books: Books, _place: Path) -> None:
    with books.read() as session:
        for typed in ("mo", "moreau cl", "d 12", "el idrissi 7"):
            find_people(session, typed)


def _checked(books: Books, _place: Path) -> None:
    from donations_app.services.audit.verify import verify

    if verify(books).faults:
        raise RuntimeError("the books do not verify")


_JOBS: Final[Mapping[str, Callable[[Any, Path], object]]] = {
    "payments by amount, with their sum": _listed,
    "people by what they gave": _people,
    "payments as CSV": _written,
    "four words sought": _sought,
    "shares of all projects": lambda books, _place: shares(books),
    "plan of the year's receipts": lambda books, _place: plan(books, 2025),
    "control of the year": lambda books, _place: annual("control", books),
    "verify": _checked,
}


def _slope(sizes: Sequence[int], times: Sequence[Spent]) -> float:
    """Return the power by which a job grew from one size to the next, at the most."""
    steps = zip(sizes, sizes[1:], times, times[1:], strict=False)
    return max(log10(two.used / one.used) / log10(large / small) for small, large, one, two in steps)


def _said(took: Spent) -> str:
    return f"{took.used:.2f} s, {took.megabytes or 0:.0f} MB"


def _table(sizes: Sequence[int], grown: Mapping[str, Sequence[Spent]], disk: Sequence[int]) -> str:
    heads = [f"{size:,}".replace(",", " ") for size in sizes]
    lines = [f"| job | {' | '.join(heads)} | slope |", "|---" * (len(sizes) + 2) + "|"]
    for name, times in grown.items():
        took = " | ".join(map(_said, times))
        lines.append(f"| {name} | {took} | {_slope(sizes, times):.2f} |")
    lines.append(f"| on disk | {' | '.join(f'{size / 1e6:.0f} MB' for size in disk)} | |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
