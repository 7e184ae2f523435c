"""Cold start: the window painted, and with its first data, beside a bare Qt window.

``python -m benchmarks.start PLACE painted|data`` is one start of the program.
"""

import gc
import os
import sys
import time
from collections.abc import Iterator
from typing import Final

from benchmarks.builds import Place
from benchmarks.command import command, python
from benchmarks.taken import Taken, timed

ROUNDS: Final = 7
_BARE: Final = """
from PySide6.QtWidgets import QApplication, QWidget
{more}
app = QApplication([])
window = QWidget()
window.resize(1240, 820)
window.show()
app.processEvents()
window.grab()
"""


def fill(place: Place) -> None:
    """Make the small example books, and start once, which fills the cache of the disk."""
    command(place.folder / "b.tiwizi", "init", "--demo", "small")
    python("-m", "benchmarks.start", str(place.folder / "b.tiwizi"), "data")


def measure(place: Place) -> Iterator[Taken]:
    """Start to the painted window, then to that with its first data, each beside its limit."""
    books = str(place.folder / "b.tiwizi")
    for what, name, more in (
        ("painted", "cold start, window painted", ""),
        ("data", "cold start, with its first data", "import sqlalchemy.orm"),
    ):
        limit = python("-c", _BARE.format(more=more)).spent
        took = python("-m", "benchmarks.start", books, what).spent
        yield timed(name, took, unit="ms", limit=limit, times=2)


def main(location: str, what: str) -> None:
    """Open the window on books that stand, paint it, and once more with its first data if that is wanted."""
    gc.disable()  # as the program does until it is loaded
    from benchmarks.product import window
    from donations_app.ui.app import application

    gc.freeze()
    gc.enable()
    qt = application()
    app = window(location)
    shown = app.show()
    qt.processEvents()
    shown.grab()
    if what == "data":
        while app.desk.jobs.is_busy:
            qt.processEvents()
            time.sleep(0.002)
        shown.grab()
    os._exit(0)  # what is read from then on, and the end, are no part of the start


if __name__ == "__main__":
    main(*sys.argv[1:])
