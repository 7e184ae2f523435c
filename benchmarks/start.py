"""Cold start: the window painted, and with its first data, beside a bare Qt window."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Figure
from benchmarks.world import TODAY
from donations_app.services.books.settings import create_books
from donations_app.services.demo.books import example_settings, fill, story_clock

ROOT = Path(__file__).parents[1]
BARE = """
from PySide6.QtWidgets import QApplication, QWidget
{more}
app = QApplication([])
window = QWidget()
window.resize(1240, 820)
window.show()
app.processEvents()
window.grab()
"""
OURS = """
import gc, sys, time
gc.disable()  # as the program does until it is loaded
from datetime import date
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.ui.app import App, application
gc.freeze()
gc.enable()
qt = application()
books = open_books(sys.argv[1], clock=utc_now, today=lambda: date(2026, 11, 23), hold=True)
app = App(books)
window = app.show()
qt.processEvents()
window.grab()
if len(sys.argv) > 2:
    while app.desk.jobs.is_busy:
        qt.processEvents()
        time.sleep(0.002)
    window.grab()
"""


def run(folder: Path) -> Iterator[Figure]:
    """Start each seven times in turn; ours opens the demo books, paints, and paints again with the data."""
    place = str(folder / "demo.tiwizi")
    books = create_books(place, example_settings(), today=lambda: TODAY, clock=story_clock(TODAY))
    fill(books, size="small", seed=1)
    books.close()
    bare_code, orm_code = BARE.format(more=""), BARE.format(more="import sqlalchemy.orm")
    starts = {
        "bare": (bare_code,),
        "orm": (orm_code,),
        "painted": (OURS, place),
        "data": (OURS, place, "data"),
    }
    times: dict[str, list[float]] = {name: [] for name in starts}
    for turn in range(8):
        for name, arguments in starts.items():
            time = _milliseconds(*arguments)
            if turn:  # the first fills the disk's cache
                times[name].append(time)
    bare, orm, painted, data = (statistics.median(times[name]) for name in starts)
    yield Figure("cold start, window painted", "ms", painted, bare, 1.5)
    yield Figure("cold start, with its first data", "ms", data, orm, 1.3)


def _milliseconds(*arguments: str) -> float:
    from benchmarks.measuring import seconds

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["QT_QPA_PLATFORM"] = "offscreen"

    def start() -> None:
        subprocess.run([sys.executable, "-c", *arguments], check=True, cwd=ROOT, env=environment)  # noqa: S603

    return seconds(start) * 1000
