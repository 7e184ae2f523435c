"""The page of people over 400 000 of them with 1 000 000 payments: painted, at its end, by what they gave, narrowed.

``PEOPLE_PAGE_BOOKS`` names books that stand. The limit of each is its query alone, asked in the same process right
after; the page is made ready beside another one first, as the window does.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any, Final

from benchmarks.builds import Place
from benchmarks.command import python
from benchmarks.taken import Taken
from benchmarks.world import filled_books

OF_PRESENT: Final = True
ROUNDS: Final = 3
_GOAL: Final = 2.0
_NAME: Final = "mor"
_NAMES: Final = {
    "open": "opened to the first rows painted, made ready",
    "end": "the End key to painted",
    "sort": "sorted by what they gave to painted",
    "name": "narrowed by the beginning of a name",
}


def fill(place: Place) -> None:
    """Import people and their payments, unless books are named that stand."""
    if not os.environ.get("PEOPLE_PAGE_BOOKS"):
        payments = place.count(1_000_000, 2_000)
        filled_books(place.folder, people=payments * 2 // 5, payments=payments, projects=10).close()


def measure(place: Place) -> Iterator[Taken]:
    """Measure the page in a program of its own."""
    books = os.environ.get("PEOPLE_PAGE_BOOKS") or str(place.folder / "b.tiwizi")
    lines = python("-m", "benchmarks.people_page", books).said.splitlines()
    found = {name: float(value) for name, _sign, value in (line.rpartition(" ") for line in lines)}
    for what, name in _NAMES.items():
        yield Taken(f"people, {name}", "ms", found[what], limit=found[f"{what} query"], share=_GOAL)


def open_page(place: str) -> None:
    """Open the page behind another one, as it stands in the window; figures on standard output."""
    from benchmarks.payments_page import asked_again, behind, end, named, opened, wait
    from donations_app.ui.people.screen import PeopleScreen

    screen, turn = behind(place, PeopleScreen)
    screen.prepare()
    wait(lambda: not screen.desk.jobs.is_busy)
    opened(screen, turn)
    wait(lambda: not screen.desk.jobs.is_busy)
    end(screen.table)
    asked_again(screen, "sort", _by_given)
    asked_again(screen, "name", lambda screen: named(screen, _NAME))
    _queries(screen.desk)
    screen.desk.jobs.end()


def _by_given(screen: Any) -> None:
    screen.table.sort_by("given", is_descending=True)
    screen.table.order_wanted.emit()


def _queries(desk: Any) -> None:
    """Tell the milliseconds of each query alone: keys in their order, and the rows of the page that is painted."""
    from donations_app.db.queries.people_list import people_keys, people_rows
    from donations_app.domain.people_filter import PeopleFilter, PeopleOrder, of_year
    from donations_app.ui.widgets.windowed import PAGE

    year = desk.today().year
    by_given = PeopleOrder(by="given", is_descending=True, year=year)

    def ask(only: PeopleFilter, order: PeopleOrder, *, is_end: bool = False) -> Callable[[], None]:
        def asked() -> None:
            with desk.books.read() as session:
                keys = people_keys(session, only, order, today=desk.today())
                people_rows(session, keys[-PAGE:] if is_end else keys[:PAGE], of_year(year))

        return asked

    everyone, by_name = PeopleFilter(), PeopleOrder(year=year)
    for name, asked in (
        ("open", ask(everyone, by_name)),
        ("end", ask(everyone, by_name, is_end=True)),
        ("sort", ask(everyone, by_given)),
        ("name", ask(PeopleFilter(name=_NAME), by_given)),
    ):
        times = []
        for _time in range(3):
            start = time.perf_counter()
            asked()
            times.append((time.perf_counter() - start) * 1000)
        print(f"{name} query {median(times):.2f}")


if __name__ == "__main__":
    from donations_app.ui.app import application
    from donations_app.ui.stylesheet import dress

    application()
    dress()
    open_page(sys.argv[1])
