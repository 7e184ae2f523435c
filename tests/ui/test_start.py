"""The program as it is started, from a machine that has no books yet."""

import getpass
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.settings import signatory_on
from donations_app.machine import preferences
from donations_app.services.demo.books import SIZES
from donations_app.ui import starting
from donations_app.ui.main_window import MainWindow
from donations_app.ui.starting import start
from donations_app.ui.widgets.dialog import Dialog
from tests.originals import Originals
from tests.world import TODAY

pytestmark = pytest.mark.usefixtures("dashboard", "dressed")  # pages are gone through as a person does

ROOT = Path(__file__).parents[2]


@pytest.fixture
def does(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], list[str]]]:
    """Press a button of each question that comes, and close the window once it is there."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    seen: list[str] = []
    timer = QTimer(qapp)

    def press(wanted: str) -> list[str]:
        def look() -> None:
            for widget in QApplication.topLevelWidgets():
                if isinstance(widget, QMessageBox) and widget.isVisible():
                    seen.append(widget.text())
                    button = next((one for one in widget.buttons() if one.text() == wanted), None)
                    (button or widget.buttons()[-1]).click()
                elif isinstance(widget, Dialog) and widget.isVisible():
                    seen.append(widget.windowTitle())
                    ways = widget.findChildren(QPushButton)
                    way = next((one for one in ways if one.text() == wanted), None)
                    way.click() if way else widget.accept()
                elif isinstance(widget, MainWindow) and widget.isVisible():
                    seen.append(widget.windowTitle())
                    timer.stop()
                    widget.close()

        timer.timeout.connect(look)
        timer.start(50)
        return seen

    yield press
    timer.stop()


@pytest.mark.parametrize(("pressed", "people"), [("Try with examples", True), ("Empty books", False)])
def test_the_first_start_offers_examples_or_empty_books(
    tmp_path: Path,
    does: Callable[[str], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    pressed: str,
    people: bool,
) -> None:
    monkeypatch.setitem(SIZES, "small", (27, 120))
    location = str(tmp_path / "new" / "books.tiwizi")
    seen = does(pressed)
    assert start(location, language="en", today=TODAY, office="") == 0
    assert seen == [
        "There are no books yet.",
        "At which office do you work?",
        "Association d'exemple — Tiwizi",
    ]
    kept = preferences.load()
    assert (kept.office, kept.page, len(kept.window)) == ("MRS", "dashboard", 4)
    books = open_books(location, clock=utc_now)
    with books.read() as session:
        assert bool(find_parties(session, "a")) == people
        assert bool(signatory_on(session, TODAY)) == people  # no receipt in the name of an example
    books.close()


def test_a_first_start_that_is_left_makes_nothing(tmp_path: Path, does: Callable[[str], list[str]]) -> None:
    location = tmp_path / "books.tiwizi"
    does("Close")
    assert start(str(location), language="en", today=TODAY, office="") == 1
    assert not location.exists()


def test_books_that_cannot_be_used_are_told_and_left_as_they_are(
    tmp_path: Path, does: Callable[[str], list[str]]
) -> None:
    location = tmp_path / "books.tiwizi"
    location.write_text("a letter, no books")
    seen = does("OK")
    assert start(str(location), language="en", today=TODAY, office="") == 3
    assert "was made by another program" in seen[0]
    assert location.read_text() == "a letter, no books"


def test_books_that_another_program_holds_may_be_read(
    file_books: Books, does: Callable[[str], list[str]]
) -> None:
    file_books.close()
    holds = open_books(file_books.location, clock=utc_now, hold=True)
    seen = does("Open for reading only")
    assert start(file_books.location, language="en", today=TODAY, office="") == 0
    holds.close()
    assert "are open since" in seen[0]
    assert f"by {getpass.getuser()} on {socket.gethostname()}" in seen[0]
    assert str(os.getpid()) not in seen[0].partition("are open since")[2]
    assert seen[1] == "Migrations & Développement — Tiwizi"


def test_an_auditor_opens_the_window_on_books_that_cannot_be_written(
    file_books: Books, does: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file_books.close()
    before = Path(file_books.location).read_bytes()
    holds = open_books(file_books.location, clock=utc_now, hold=True)  # even beside somebody who works
    seen = does("OK")
    banners: list[bool] = []
    shown = MainWindow.show

    def show(window: MainWindow) -> None:
        banners.append(window.identity.read_only)
        shown(window)

    monkeypatch.setattr(MainWindow, "show", show)
    assert start(file_books.location, language="en", today=TODAY, office="", read_only=True) == 0
    holds.close()
    assert seen == ["Migrations & Développement — Tiwizi"]
    assert banners == [True]
    assert Path(file_books.location).read_bytes() == before


def test_an_auditor_is_offered_no_new_books(tmp_path: Path, does: Callable[[str], list[str]]) -> None:
    location = tmp_path / "books.tiwizi"
    seen = does("OK")
    assert start(str(location), language="en", today=TODAY, office="", read_only=True) == 3
    assert "There are no books" in seen[0]
    assert not location.exists()


_LOADED = """
import sys
def tell():
    heavy = {'reportlab', 'PIL', 'cryptography', 'pyhanko', 'openpyxl', 'xlsxwriter', 'num2words', 'alembic',
             'uharfbuzz', 'pikepdf', 'lxml', 'babel', 'email.mime', 'xml.sax', 'unittest', 'psycopg'}
    pages = {name for name in sys.modules if name.startswith('donations_app.ui.') and name.endswith('.screen')}
    tables = {name.rpartition('.')[2] for name in sys.modules if name.startswith('donations_app.db.tables.')}
    print(sorted(heavy & set(sys.modules)), sorted(pages), *sorted(tables))
import donations_app.commands.share
tell()
import donations_app.ui.starting, donations_app.ui.dashboard.screen
tell()
from donations_app.ui.dashboard import beginning, cards, figures, reading
from donations_app.services.receipts import verdicts, waiting
from donations_app.services.statements import thresholds
tell()
"""


@pytest.mark.suite
def test_the_window_is_there_with_its_figures_without_what_prints_reads_tables_or_signs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True, cwd=ROOT
    )
    of_share, of_window, of_figures = done.stdout.splitlines()
    pages = ["donations_app.ui.dashboard.screen", "donations_app.ui.screen"]
    assert of_share == "[] []"
    assert of_window == f"[] {pages} base journal legal offices"
    assert of_figures == (
        f"[] {pages} base deposits expenses funding journal legal memberships offices parties payments"
        " projects receipts recurring"
    )


def test_a_clock_that_went_back_is_told_at_the_start(
    tmp_path: Path, does: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch, originals: Originals
) -> None:
    location = str(tmp_path / "b.tiwizi")
    originals.books(location).close()
    monkeypatch.setattr(starting, "utc_now", lambda: datetime(2016, 1, 1, tzinfo=UTC))
    seen = does("Close")
    assert start(location, language="en", today=TODAY, office="") == 0
    assert [one for one in seen if "set the clock" in one]
