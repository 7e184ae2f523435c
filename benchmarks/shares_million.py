"""The private shares of 2 000 projects of 400 associations on 1 000 000 payments: all, as on a day, and one.

The present build asks twelve rules of each, the older one a single rule, which is all it knows.
"""

import csv
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks import product
from benchmarks.builds import Place
from benchmarks.command import command
from benchmarks.measuring import each, of_all
from benchmarks.taken import Taken, timed
from benchmarks.world import add_people

ROUNDS: Final = 2
ASSOCIATIONS: Final = 400
PROJECTS: Final = 2_000
_A_FILE: Final = 125_000
_ASKED: Final = 20  # times
_ANSWERS: Final = 3
_DAY: Final = product.TODAY  # up to which all was decided, so that nothing is passed over


def fill(place: Place) -> None:
    """Import associations, a public body, projects of two associations each, people and payments."""
    books = product.make(str(place.folder / "b.tiwizi"))
    people, payments = place.count(20_000, 200), place.count(1_000_000, 4_000)
    add_people(books, place.folder, people)
    product.take_in(books, "people", _carriers(place.folder))
    product.take_in(books, "projects", _projects(place.folder))
    for first in range(0, payments, _A_FILE):
        some = range(first, min(first + _A_FILE, payments))
        product.take_in(books, "payments", _payments(place.folder, some, people))
    product.add_rules(books, range(500, 1_600, 100))  # with that of each project twelve
    books.close()


def measure(place: Place) -> Iterator[Taken]:
    """Ask again and again, after a first time that warms what is read."""
    books = product.opened(str(place.folder / "b.tiwizi"))
    answers = product.shares(books), product.shares(books, project="P7")
    if answers != (PROJECTS, 1):
        raise RuntimeError(f"{answers} projects instead of {PROJECTS} and 1")
    yield _taken("shares of 2 000 projects on 1 000 000 payments", lambda: product.shares(books), 1000)
    day = "the same as on a day"
    if product.knows_days():
        yield _taken(day, lambda: product.shares_on(books, _DAY), 1000)
    else:
        yield Taken(day, "ms", None, bound=1000)
    yield _taken("one project of them", lambda: product.shares(books, project="P7"), 50)
    books.close()
    told = [command(place.folder / "b.tiwizi", "share", "--json") for _ in range(_ANSWERS)]
    took = of_all([one.spent for one in told], statistics.median)
    yield timed("share --json of all of it, shell to shell", took, times=1 / 3)
    yield Taken("its memory", "MB", max(one.spent.megabytes or 0 for one in told), bound=200)


def _taken(name: str, ask: Callable[[], object], bound: float) -> Taken:
    return timed(f"{name}, p95", of_all(each(ask for _ in range(_ASKED))), unit="ms", bound=bound)


def _carriers(folder: Path) -> Path:
    path = folder / "carriers.csv"
    lines = [f"A{n};association;Association du village {n}" for n in range(ASSOCIATIONS)]
    lines.append("BP;public_body;Collectivité")
    path.write_text("\n".join(("ref;kind;organisation", *lines)), encoding="utf-8")
    return path


def _projects(folder: Path) -> Path:
    path = folder / "projects.csv"
    lines = [
        f"P{n};Projet {n};{100_000 + n};A{association};40000"
        for n in range(PROJECTS)
        for association in _carried_by(n)
    ]
    header = "code;title_fr;cost;association;association_cost"
    path.write_text("\n".join((header, *lines)), encoding="utf-8")
    return path


def _carried_by(project: int) -> tuple[int, int]:
    return project % ASSOCIATIONS, (project + 7) % ASSOCIATIONS


def _payments(folder: Path, numbers: range, people: int) -> Path:
    """Write gifts of people, and of twenty payments one of an association and one of the public body."""
    path = folder / "payments.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        header = "ref;office;payer;received_on;method;kind;amount;project;association"
        rows.writerow(header.split(";"))
        for n in numbers:
            project = n * 7 % PROJECTS
            carrier = f"A{_carried_by(project)[n // PROJECTS % 2]}"
            payer, kind = _giver(n, people, carrier)
            day = f"2025-{1 + n % 12:02}-{1 + n % 28:02}"
            named = "" if kind == "subsidy" else carrier
            rows.writerow(
                (f"V{n}", "MRS", payer, day, "cheque", kind, f"{10 + n % 90},50", f"P{project}", named)
            )
    return path


def _giver(n: int, people: int, carrier: str) -> tuple[str, str]:
    """Return who gave, and what kind of money it is."""
    if n % 20 == 3:
        return carrier, "participation"
    return ("BP", "subsidy") if n % 20 == 11 else (f"D{n % people}", "donation")
