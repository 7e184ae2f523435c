"""Twenty recorders of three offices at once on a server, one payment a transaction.

Each under a login of his own with the rights of a clerk, where the build knows rights; so all policies hold.
Alone, as fast as they can; then while Marseille imports a file of 30 000 payments, again as fast as they
can, and at the pace of people, one payment a second each. A wait is the time of one payment recorded.
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks import product
from benchmarks.builds import Place
from benchmarks.crowd import Work, Worked, rate, work_together
from benchmarks.measuring import p95
from benchmarks.taken import Taken
from benchmarks.world import add_people, add_projects, draft_of, payments_file

WANTS_SERVER: Final = True
ROUNDS: Final = 2
PEOPLE: Final = 20
OFFICES: Final = ("MRS", "LYO", "PAR")
_DONORS, _PROJECTS = 1_000, 10


def fill(place: Place) -> None:
    """Make books of three offices with donors and projects."""
    books = product.make(place.server)
    add_people(books, place.folder, _DONORS)
    add_projects(books, place.folder, _PROJECTS)
    books.close()
    product.give_logins(place.server, {_login(n): _office(n) for n in range(PEOPLE)})


def measure(place: Place) -> Iterator[Taken]:
    """Record alone, then beside an import at full speed, then beside another at the pace of people."""
    count = place.count(100, 5)
    alone = work_together([Work(partial(_recorder, place.server, n, count)) for n in range(PEOPLE)])
    times = [time for one in alone for time in one.times]
    yield Taken("20 recorders at once on a server", "/s", rate(alone), times=4)
    yield Taken("one payment of theirs, p95", "ms", p95(times))
    yield Taken("the longest of theirs", "ms", max(times), is_worst=True)
    for name, pause in (("at full speed", 0.0), ("at the pace of people", 1.0)):
        *crowd, importer = _beside_import(place, pause)
        yield Taken(f"beside an import, {name}", "/s", rate(crowd))
        yield _longest(f"  other offices' longest wait, {name}", crowd, OFFICES[1:], bound=200)
        yield _longest(f"  own office's longest wait, {name}", crowd, OFFICES[:1])
        given_up = sum(one.given_up for one in (*crowd, importer))
        yield Taken(f"  gave up after a wait, {name}", "", given_up, is_worst=True)
        yield Taken(f"  the import, {name}", "s", sum(importer.times) / 1000)


def _login(n: int) -> str:
    return f"recorder_{n}"


def _office(n: int) -> str:
    return OFFICES[n % len(OFFICES)]


def _beside_import(place: Place, pause: float) -> list[Worked]:
    """Return what the recorders did until the import had ended, and last what the importer did."""
    over = multiprocessing.get_context("fork").Event()
    crowd = [Work(partial(_recorder, place.server, n, over), pause) for n in range(PEOPLE)]
    return work_together([*crowd, Work(partial(_importer, place, over))])


def _longest(name: str, crowd: Sequence[Worked], offices: Sequence[str], bound: float = 0) -> Taken:
    times = [time for n, one in enumerate(crowd) if _office(n) in offices for time in one.times]
    return Taken(name, "ms", max(times, default=None), bound=bound, is_worst=True)


def _recorder(location: str, n: int, until: Any) -> Iterator[None]:
    """Record as many payments as ``until`` says, or until that event."""
    office = _office(n)
    books = product.opened(product.as_login(location, _login(n)), office=office)
    product.record(books, draft_of(n, office=office, people=_DONORS, projects=_PROJECTS), office=office)
    yield
    done = 0
    while done < until if isinstance(until, int) else not until.is_set():
        draft = draft_of(n + PEOPLE * done, office=office, people=_DONORS, projects=_PROJECTS)
        product.record(books, draft, office=office)
        done += 1
        yield
    books.close()


def _importer(place: Place, over: Any) -> Iterator[None]:
    """Import payments whose references nobody used yet."""
    count = place.count(30_000, 500)
    books = product.opened(place.server, office="MRS")
    first = _next_number(place.folder, count)
    file = payments_file(place.folder, range(first, first + count), people=_DONORS, projects=_PROJECTS)
    yield
    try:
        product.take_in(books, "payments", file)
    finally:
        over.set()
    yield
    books.close()


def _next_number(folder: Path, count: int) -> int:
    """Return the first of ``count`` numbers that no earlier file of this folder has."""
    counter = folder / "numbers"
    first = int(counter.read_text(encoding="ascii")) if counter.exists() else 0
    counter.write_text(str(first + count), encoding="ascii")
    return first
