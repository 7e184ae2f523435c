"""What the window asks the books for and waits for: it goes on painting."""

import gc
import time
from collections.abc import Callable
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.domain.errors import NotFound
from donations_app.domain.storage_errors import BooksBusy
from donations_app.ui.app import App
from donations_app.ui.jobs import Jobs
from donations_app.ui.main_window import MainWindow
from donations_app.ui.registers.screen import RegistersScreen

OpenWindow = Callable[..., tuple[App, MainWindow]]


def _until(may_end: Event) -> Callable[[Books], str]:
    """Return what takes its time: it answers once it may, on however busy a machine."""

    def answer(books: Books) -> str:
        assert may_end.wait(60)
        assert current_thread() is not main_thread()
        return books.author.office

    return answer


def _busy(books: Books) -> None:
    raise BooksBusy(books.name)


def _cursor() -> Qt.CursorShape | None:
    cursor = QGuiApplication.overrideCursor()
    return cursor.shape() if cursor else None


def test_a_slow_answer_comes_while_the_window_paints(open_window: OpenWindow) -> None:
    app, _window = open_window()
    seen: list[Qt.CursorShape | None] = []
    may_end = Event()

    def look() -> None:
        seen.append(_cursor())
        if len(seen) > 3:
            may_end.set()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    assert app.desk.do(_until(may_end)) == "MRS"
    timer.stop()
    assert set(seen) == {Qt.CursorShape.WaitCursor}
    assert _cursor() is None


def test_what_is_refused_is_raised_where_it_was_asked(open_window: OpenWindow) -> None:
    app, _window = open_window()

    def refused(_books: Books) -> None:
        time.sleep(0.2)
        raise NotFound("payment", "V-MRS-000001")

    with pytest.raises(NotFound, match="V-MRS-000001"):
        app.desk.do(refused)
    assert not app.desk.jobs.is_calling


def test_a_job_ends_after_the_call_that_it_could_disturb(qtbot: QtBot) -> None:
    jobs, told = Jobs(), list[str]()
    jobs.start(
        lambda _report: "read", of=jobs, done=told.append, failed=lambda error: told.append(str(error))
    )
    jobs.call(lambda: time.sleep(0.3))
    assert told == []
    qtbot.waitUntil(lambda: told == ["read"])


def test_what_waits_for_the_painting_begins_after_it_and_never_once_all_is_stopped(qtbot: QtBot) -> None:
    jobs, begun = Jobs(), list[str]()
    nobody: dict[str, Any] = {
        "of": jobs,
        "done": lambda _: None,
        "failed": lambda _: None,
        "may_be_lost": True,
    }
    jobs.start(lambda _report: begun.append("first"), waits=True, **nobody)
    time.sleep(0.05)
    assert (jobs.is_busy, begun) == (True, [])  # nothing was painted yet
    qtbot.waitUntil(lambda: not jobs.is_busy)
    jobs.start(lambda _report: begun.append("second"), waits=True, **nobody)
    jobs.stop()
    assert (jobs.is_busy, begun, gc.isenabled()) == (False, ["first"], True)
    jobs.end()


def test_what_is_quick_is_told_at_once_and_what_is_not_later(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("donations_app.ui.jobs._MOMENT", 60)
    jobs, told, may_end = Jobs(), list[str](), Event()
    ended: list[str] = []
    hears: dict[str, Any] = {"of": jobs, "done": told.append, "is_quick": True}
    hears["failed"] = lambda error: told.append(str(error))

    def fail(_report: object) -> str:
        raise NotFound("payment", "V-MRS-000001")

    jobs.started.connect(lambda job: job.finished.connect(lambda: ended.append("ended")))
    jobs.start(lambda _report: "quick", **hears)
    jobs.start(fail, **hears)
    assert (len(told), told[0], len(ended), jobs.is_busy, gc.isenabled()) == (2, "quick", 2, False, True)
    monkeypatch.setattr("donations_app.ui.jobs._MOMENT", 0.01)
    jobs.start(lambda _report: may_end.wait() and "slow", **hears)
    assert (told[2:], jobs.is_busy) == ([], True)
    may_end.set()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert (told[2:], gc.isenabled()) == (["slow"], True)
    jobs.end()


def test_a_call_asks_while_all_jobs_are_at_work(qtbot: QtBot) -> None:
    jobs, may_end = Jobs(), list[bool]()

    def long(_report: object) -> None:
        while not may_end:
            time.sleep(0.01)

    for _ in range(2):
        jobs.start(long, of=jobs, done=lambda _: None, failed=lambda _: None)
    assert jobs.call(lambda: 7) == 7
    may_end.append(True)
    qtbot.waitUntil(lambda: not jobs.is_busy)


def test_the_window_is_closed_once_what_is_written_is_saved(open_window: OpenWindow, qtbot: QtBot) -> None:
    app, window = open_window()
    closed, may_end = list[bool](), Event()

    def close() -> None:
        closed.append(window.close())
        may_end.set()

    QTimer.singleShot(0, close)
    app.desk.do(_until(may_end))
    assert closed == [False]
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible())  # it is closed after it


def test_the_answer_is_waited_for_although_the_application_is_told_to_quit(
    open_window: OpenWindow, qapp: QApplication
) -> None:
    app, _window = open_window()
    answers, may_end = list[str](), Event()

    def leave() -> None:
        qapp.exit()  # ends every loop of events at once
        may_end.set()

    QTimer.singleShot(0, lambda: answers.append(app.desk.do(_until(may_end))))
    QTimer.singleShot(1, leave)
    qapp.exec()
    assert answers == ["MRS"]


def test_another_language_waits_for_the_end_of_a_call(open_window: OpenWindow, qtbot: QtBot) -> None:
    app, window = open_window()
    may_end = Event()

    def speak() -> None:
        window.language_chosen.emit("ar")
        may_end.set()

    QTimer.singleShot(0, speak)
    app.desk.do(_until(may_end))
    assert app.window is window  # whose method waited for the answer
    qtbot.waitUntil(lambda: app.window is not window)


def test_a_page_that_could_not_be_built_is_built_at_the_next_look(
    open_window: OpenWindow, people: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, window = open_window()
    page = next(one for one in window.screens if isinstance(one, RegistersScreen))
    with monkeypatch.context() as broken:
        broken.setattr(app.desk, "do", lambda *_: _busy(people))
        with pytest.raises(BooksBusy):
            page.look()
    assert page.findChildren(QWidget) == []
    page.look()
    assert page.panes
