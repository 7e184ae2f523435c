"""The real window over real books, without a screen."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, event

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.machine import preferences
from donations_app.services.people.memberships import join, set_fee
from donations_app.ui import jobs, preparing, stylesheet, theme
from donations_app.ui.app import App, application
from donations_app.ui.dashboard.screen import DashboardScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.stylesheet import dress
from tests import databases
from tests.originals import Fill, Originals
from tests.world import association, gift, person, project

_LOOK = 2  # milliseconds between two looks at what is waited for
_PATIENCE = 60_000  # milliseconds; pytest-qt's own is one second, or five


class Patient(QtBot):
    """A robot that waits as long as the suite does, on a busy machine five seconds are soon over, and no longer.

    It looks after a millisecond or two, not ten, whether what it waits for is there.
    """

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _PATIENCE) -> None:  # noqa: N802 -- its name
        self._looks = True
        try:
            super().waitUntil(callback, timeout=timeout)
        finally:
            self._looks = False

    def waitSignal(self, signal: Any, *, timeout: int = _PATIENCE, **how: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitExposed(self, widget: QWidget, *, timeout: int = _PATIENCE) -> Any:  # noqa: N802
        return super().waitExposed(widget, timeout=timeout)

    def wait(self, ms: int) -> None:
        super().wait(_LOOK if self._looks else ms)

    _looks = False


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:  # noqa: ARG001 -- the application first
    return Patient(request)


@pytest.fixture(autouse=True)
def _jobs_are_looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person does not feel a window look at its jobs every 40 ms; a test that waits for ten of them does."""
    monkeypatch.setattr(jobs, "_LOOK", 4 * _LOOK)
    monkeypatch.setattr(jobs, "_SOON", _LOOK)


@pytest.fixture(autouse=True)
def _no_page_is_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that nobody looks at would take its time from each test that has a window for a second."""
    monkeypatch.setattr(preparing, "_AFTER", 3_600_000)


@pytest.fixture
def dashboard() -> None:
    """Asked for where a window shall show the page that it begins with, as it does to a person."""


@pytest.fixture(autouse=True)
def _dashboard_waits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a window leave its first page empty where a test turns to another at once: nobody sees it."""
    if "dashboard" in request.fixturenames:
        return
    look = DashboardScreen.look
    monkeypatch.setattr(
        DashboardScreen, "look", lambda screen: look(screen) if screen.window().isVisible() else None
    )


@pytest.fixture
def dressed() -> None:
    """Asked for where one looks at a window: at where its parts stand, their room, their colours, or all of it."""


@pytest.fixture
def painted(dressed: None) -> None:
    """Asked for where all that is gone through shall be painted too; elsewhere a window is only measured."""


@pytest.fixture(autouse=True)
def _plain(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Let a window wear no style sheet where nobody looks at it: each part is styled anew with what it is put in.

    Returns:
        Whether it wears none.
    """
    asked = request.fixturenames
    is_plain = "open_window" in asked and not {"dressed", "painted"} & set(asked)
    if is_plain:
        monkeypatch.setattr(stylesheet, "stylesheet", lambda _look: "")
    return is_plain


@pytest.fixture(autouse=True)
def _letters(qapp: QApplication, request: pytest.FixtureRequest) -> None:
    # what the test before left would be styled again, which takes longer than the test
    for left in QApplication.topLevelWidgets():
        left.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    theme.use("light")
    if "open_window" not in request.fixturenames:  # which dresses the application once its window is whole
        dress()


_UI = str(Path("donations_app", "ui")) + os.sep
_WITHOUT_WINDOW = {
    "App.__init__",
    "_open",
    "ask_office",
    "ask_first_start",
    "ask_restore",
    "AskServer.accept",
}  # nobody waits before a window yet


@pytest.fixture(autouse=True)
def _nothing_is_asked_on_the_thread_of_the_window() -> Iterator[None]:
    """Whatever a test does: the window asks and writes the books on other threads, where a server may take its time."""
    asked: list[str] = []

    def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if threading.current_thread() is threading.main_thread() and (place := _place_in_the_window()):
            asked.append(f"{place}: {statement[:80]}")

    event.listen(Engine, "before_cursor_execute", look)
    yield
    event.remove(Engine, "before_cursor_execute", look)
    assert asked == []


def _place_in_the_window() -> str:
    """Return which line of a window's code asks, if one does."""
    frame, place = sys._getframe(2), ""
    while frame:
        code = frame.f_code
        if _UI in code.co_filename:
            if code.co_qualname in _WITHOUT_WINDOW:
                return ""
            place = place or f"{code.co_filename.rpartition(_UI)[2]}:{frame.f_lineno} {code.co_qualname}"
        frame = frame.f_back  # type: ignore[assignment]
    return place


def fill(books: Books) -> None:
    """Record two people, one of them a member, a project carried by an association, some gifts of last year."""
    person(books), person(books, "B2", last_name="Moreau", first_name="Claire", receipt_wish="each")
    person(books, "C3", last_name="Sans", first_name="Adresse", address="", city="")
    association(books)
    project(books, cost=1_000_00, partners={"AMAN": 500_00})
    project(books, "ECOLE", cost=2_000_00)
    set_fee(books, "ADH", name="Member", from_year=2025, fee=Money(30_00))
    join(books, [(uuid4(), "A1", date(2025, 1, 1))], kind="ADH")
    gift(books, 100_00), gift(books, 50_00, payer="B2"), gift(books, 20_00, payer="C3")


@pytest.fixture
def filling() -> Fill:
    """What fills the books that are copied for each test; a module whose tests begin with more says so."""
    return fill


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the books of a window stand: a file, or with ``WINDOW_ON=server`` a PostgreSQL (docs/tests.md)."""
    if os.environ.get("WINDOW_ON") != "server":
        yield str(tmp_path / "b.tiwizi")
        return
    if request.node.get_closest_marker("file_only"):
        pytest.skip("it is about a file, or about who it says is at work")
    address = databases.address(request.getfixturevalue("server"))
    yield address
    databases.drop(address)


@pytest.fixture
def people(place: str, originals: Originals, filling: Fill) -> Iterator[Books]:
    """The books of ``fill``, or of what the module fills them with."""
    books = originals.books(place, filling)
    yield books
    books.close()


@pytest.fixture
def open_window(
    people: Books, qtbot: QtBot, qapp: QApplication, request: pytest.FixtureRequest, *, _plain: bool
) -> Iterator[Callable[..., tuple[App, MainWindow]]]:
    """Open the window in a language and a look."""
    opened: list[App] = []

    def open_(
        language: str = "en", look: str = "light", size: tuple[int, int] = (1440, 900), zoom: int = 100
    ) -> tuple[App, MainWindow]:
        is_usual = (look, size, zoom) == ("light", (1440, 900), 100)
        assert is_usual or not _plain, "a look or a size is looked at: ask for the fixture dressed"
        i18n.set_language(language)
        if qapp.styleSheet():
            qapp.setStyleSheet("")  # as at a start: the window is dressed once, when it is whole
        app = App(people)
        app.preferences = preferences.Preferences(look=look, language=language, zoom=zoom)
        window = app.show()
        window.setUpdatesEnabled("painted" in request.fixturenames)
        window.resize(*size)
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
        opened.append(app)
        return app, window

    yield open_
    for app in opened:
        qtbot.waitUntil(lambda app=app: not app.desk.jobs.is_busy)  # type: ignore[misc]
        if app.window is not None:
            app.window.close()  # it asks first where something is typed
            app.window.deleteLater()
        app.desk.jobs.end()
    # its timers read the books, which are gone soon
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return tmp_path
