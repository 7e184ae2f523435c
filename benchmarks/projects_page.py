"""The page of all projects over 2 000 of them, of 400 associations, with payments: painted beside its query.

Books are those of ``shares_million`` with fewer payments (``PROJECTS_PAGE_PAYMENTS``; a sum over them is the
query's part, not the page's); ``PROJECTS_PAGE_BOOKS`` names some that stand. The limit is the query of the page
alone, on its own thread, asked in the same process right after.
"""

import os
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any, Final

from benchmarks import shares_million
from benchmarks.builds import Place
from benchmarks.command import python
from benchmarks.taken import Taken

OF_PRESENT: Final = True
ROUNDS: Final = 3
_GOAL: Final = 2.0
_NAMES: Final = {
    "first": "looked at for the first time to the first rows painted",
    "again": "looked at again, after something changed",
    "day": "as on a day",
}


class _Fewer(Place):
    """A place with as many payments as are wanted, and people for them."""

    def count(self, large: int, small: int) -> int:
        wanted = int(os.environ.get("PROJECTS_PAGE_PAYMENTS", "100000"))
        return max(small // 20, large * wanted // 1_000_000)


def fill(place: Place) -> None:
    """Import the projects and their payments, unless books are named that stand."""
    if not os.environ.get("PROJECTS_PAGE_BOOKS"):
        shares_million.fill(_Fewer(place.folder, place.server, place.small))


def measure(place: Place) -> Iterator[Taken]:
    """Measure the page in a program of its own."""
    books = os.environ.get("PROJECTS_PAGE_BOOKS") or str(place.folder / "b.tiwizi")
    lines = python("-m", "benchmarks.projects_page", books).said.splitlines()
    found = {name: float(value) for name, _sign, value in (line.rpartition(" ") for line in lines)}
    for what, name in _NAMES.items():
        painted, asked = (found[f"{what} {part}"] for part in ("painted", "query"))
        yield Taken(f"projects, {name}", "ms", painted, limit=asked, share=_GOAL)


def _painted(page: Any, ask: Any) -> float:
    """Ask the page for all projects; return the milliseconds until it is painted with what was found."""
    from benchmarks.payments_page import wait

    before, start = getattr(page, "_found", None), time.perf_counter()  # built when it is first looked at
    ask()
    wait(lambda: page._found is not before)  # noqa: SLF001 -- it looks inside
    page.grab()
    took = (time.perf_counter() - start) * 1000
    wait(lambda: not page.desk.jobs.is_busy)
    return took


def _query(desk: Any, **asked: Any) -> float:
    """Return the milliseconds of the query of the page, after one that warms it."""
    from benchmarks.measuring import each
    from donations_app.db.queries.project_overview import project_overview
    from donations_app.formats.reference import place_names

    names = place_names()

    def ask() -> None:
        with desk.books.read() as session:
            project_overview(session, today=desk.today(), places=names, **asked)

    return median(one.seconds * 1000 for one in each(ask for _time in range(3)))


def open_page(place: str) -> None:
    """Open the page behind another one, as it stands in the window; figures on standard output."""
    from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

    from benchmarks.payments_page import warm
    from donations_app.db.books import utc_now
    from donations_app.db.open import open_books
    from donations_app.ui.desk import Desk
    from donations_app.ui.projects.overview import Overview
    from donations_app.ui.projects.screen import ProjectsScreen

    warm()
    desk = Desk(open_books(place, clock=utc_now, read_only=True))
    desk.read(lambda _session: desk.author)  # as the window asks at its start
    screen, pages = ProjectsScreen(desk), QStackedWidget()
    pages.addWidget(QWidget())
    pages.addWidget(screen)
    pages.resize(1200, 800)
    pages.show()
    QApplication.processEvents()  # the window stands
    screen.build_once()
    page = screen.view
    if not isinstance(page, Overview):
        raise TypeError(page)
    pages.setCurrentIndex(1)
    print(f"first painted {_painted(page, screen.look):.2f}")
    day = desk.today()
    for name, ask, asked in (
        ("again", page.refresh, {}),
        ("day", page.refresh, {"on": day}),
    ):
        if asked:
            page.filters.day = lambda: day  # type: ignore[method-assign]
        print(f"{name} painted {median(_painted(page, ask) for _time in range(3)):.2f}")
        print(f"{name} query {_query(desk, **asked):.2f}")
        if name == "again":
            print(f"first query {_query(desk):.2f}")
    desk.jobs.end()


if __name__ == "__main__":
    from donations_app.ui.app import application
    from donations_app.ui.stylesheet import dress

    application()
    dress()
    open_page(sys.argv[1])
