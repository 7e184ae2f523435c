"""Books made once, by the program itself, and copied for each test: to make them takes twenty times as long."""

import shutil
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from donations_app.db.address import is_url
from donations_app.db.books import Books
from donations_app.services.books.settings import create_books
from tests import databases
from tests.world import NAIMA, ORIGIN, SETTINGS, TODAY, ticking, ticking_from

Fill = Callable[[Books], object]


class Originals:
    """The books that tests of one process begin with, by engine and by what made them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[bool, object], tuple[str, Any]] = {}

    def put(self, place: str, make: Callable[[str], Any], *, name: object = None) -> Any:
        """Put books at a place, copied from those that were made first.

        Args:
            place: a path, or the address of a database on the tests' server.
            make: makes the original at a place, and leaves it closed.
            name: what the original is known by; ``make`` itself when there is none.

        Returns:
            What ``make`` returned.
        """
        known = (is_url(place), name or make)
        if known not in self._made:
            original = databases.address(place) if is_url(place) else str(self._folder / uuid4().hex)
            if is_url(place):
                databases.make(original)
            self._made[known] = (original, make(original))
        original, told = self._made[known]
        (databases.copy if is_url(place) else shutil.copyfile)(original, place)
        return told

    def books(self, place: str, fill: Fill | None = None) -> Books:
        """Put books at a place, as ``create_books`` makes them and ``fill`` goes on, and open them.

        Their clock goes on from where it stood when the original was made.
        """
        make = _new if fill is None else partial(self._filled, fill)
        moment = self.put(place, make, name=fill)
        return Books(place, clock=ticking_from(moment), author=NAIMA, today=lambda: TODAY)

    def _filled(self, fill: Fill, place: str) -> datetime:
        books = self.books(place)
        fill(books)
        books.close()
        return books.clock()


def _new(place: str) -> datetime:
    books = create_books(place, SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA, origin=ORIGIN)
    books.close()
    return books.clock()
