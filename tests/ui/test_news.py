"""News of what changed comes from the write itself, once for each action, on the window's thread."""

from collections.abc import Callable
from threading import get_ident

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.tables import mapped_classes
from donations_app.domain.errors import InputRefused
from donations_app.ui.app import App
from donations_app.ui.desk import NOUNS, Desk
from donations_app.ui.main_window import MainWindow
from tests.world import gift, person, project


class Heard(list[frozenset[str]]):
    """What was told, and on which threads."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.threads: set[int] = set()
        desk.changed.connect(self.hear)

    def hear(self, nouns: frozenset[str]) -> None:
        self.append(nouns)
        self.threads.add(get_ident())


@pytest.fixture
def desk(people: Books, qapp: QApplication) -> Desk:  # noqa: ARG001 -- it has to stand
    return Desk(people)


@pytest.fixture
def heard(desk: Desk) -> Heard:
    return Heard(desk)


def test_each_journalled_table_has_its_noun_or_is_named_as_having_none() -> None:
    tables = {name for name, one in mapped_classes().items() if one.is_journalled}
    assert set(NOUNS) == tables


def test_every_noun_is_shown_by_a_page_and_every_page_hears_of_its_own(
    open_window: Callable[..., tuple[App, MainWindow]],
) -> None:
    _app, window = open_window()
    shown = frozenset().union(*(screen.nouns for screen in window.screens))
    assert shown == {noun for nouns in NOUNS.values() for noun in nouns}


def test_what_one_action_writes_is_told_once_after_it(people: Books, heard: Heard, qtbot: QtBot) -> None:
    person(people, "D4", last_name="Idir")
    gift(people, 10_00, payer="D4")
    assert heard == []  # the action goes on
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.wait(50)
    assert heard == [frozenset(("parties", "payments", "projects"))]


def test_a_copy_in_other_hands_tells_too(people: Books, heard: Heard, qtbot: QtBot) -> None:
    project(people.acting(login="somebody"), "PUITS")
    qtbot.waitUntil(lambda: heard == [frozenset(("projects",))])


def test_a_job_is_told_once_when_it_has_ended_on_the_thread_of_the_window(
    desk: Desk, people: Books, heard: Heard, qtbot: QtBot
) -> None:
    threads: set[int] = set()
    done: list[int] = []
    failed: list[BaseException] = []

    def work(_report: object) -> None:
        for _n in range(3):
            gift(people, 10_00)
        threads.add(get_ident())

    desk.jobs.start(work, of=desk, done=lambda _none: done.append(len(heard)), failed=failed.append)
    desk.tell()  # an action meanwhile does not tell of it
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)
    qtbot.wait(50)
    assert (heard, done, failed) == ([frozenset(("payments", "projects"))], [0], [])
    assert heard.threads == {get_ident()}
    assert threads != heard.threads


def test_what_a_job_wrote_before_it_failed_is_told(
    desk: Desk, people: Books, heard: Heard, qtbot: QtBot
) -> None:
    failed: list[BaseException] = []

    def work(_report: object) -> None:
        gift(people, 10_00)
        raise ValueError

    desk.jobs.start(work, of=desk, done=pytest.fail, failed=failed.append)
    qtbot.waitUntil(lambda: heard == [frozenset(("payments", "projects"))])
    assert len(failed) == 1


def test_a_rehearsal_and_what_fails_tell_nothing(people: Books, heard: Heard, qtbot: QtBot) -> None:
    tables: list[frozenset[str]] = []
    with people.rehearsal() as twin:
        twin.on_change(tables.append)
        gift(twin, 10_00)
        gift(twin.acting(login="somebody"), 10_00)
        with twin.rehearsal() as part:
            gift(part, 10_00)
    with pytest.raises(InputRefused):
        gift(people, 0)
    qtbot.wait(50)
    assert (heard, tables) == ([], [])
