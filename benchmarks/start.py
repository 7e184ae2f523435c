"""Cold start: the window painted, and with its first data, beside a bare Qt window."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Figure
from benchmarks.world import TODAY
from donations_app.services.demo import example_settings, fill, story_clock
from donations_app.services.settings import create_books

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
import sys
from datetime import date
from donations_app.db.engine import open_books, utc_now
from donations_app.ui.app import App, application
qt = application()
books = open_books(sys.argv[1], clock=utc_now, hold=True)
window = App(books, today=lambda: date(2026, 11, 23)).show()
qt.processEvents()
window.grab()
"""


def run(folder: Path) -> Iterator[Figure]:
    """Start each seven times in turn; ours opens the demo books and paints the dashboard with its data."""
    place = str(folder / "demo.tiwizi")
    books = create_books(place, example_settings(), today=TODAY, clock=story_clock(TODAY))
    fill(books, size="small", seed=1, today=TODAY)
    books.close()
    times: dict[str, list[float]] = {"bare": [], "orm": [], "ours": []}
    codes = {"bare": BARE.format(more=""), "orm": BARE.format(more="import sqlalchemy.orm"), "ours": OURS}
    for turn in range(8):
        for name, code in codes.items():
            time = _milliseconds(code, place)
            if turn:  # the first fills the disk's cache
                times[name].append(time)
    bare, orm, ours = (statistics.median(times[name]) for name in ("bare", "orm", "ours"))
    yield Figure("cold start, window painted with its data", "ms", ours, bare, 1.5)
    yield Figure("the same, beside Qt and SQLAlchemy", "ms", ours, orm, 1.3)


def _milliseconds(code: str, place: str) -> float:
    from benchmarks.measuring import seconds

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["QT_QPA_PLATFORM"] = "offscreen"

    def start() -> None:
        subprocess.run([sys.executable, "-c", code, place], check=True, cwd=ROOT, env=environment)  # noqa: S603

    return seconds(start) * 1000
