"""A window over books that are behind what is known outside of them asks, and issues nothing before it is told how."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.register import continuity
from donations_app.domain.outside import NumbersKnownOutside
from donations_app.machine.noted import place_of
from donations_app.services.exchange.sight import held_against_sight, note_sight
from donations_app.ui import errors
from donations_app.ui.behind import Behind
from donations_app.ui.desk import Desk
from tests.world import gift, issue

pytestmark = pytest.mark.file_only
SERIES = "2025-MRS-P"


def test_an_older_copy_is_told_and_numbering_goes_on_after_what_was_given_out(
    people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    older = shutil.copy(people.location, tmp_path / "older.tiwizi")
    gift(people, 100_00)
    given = len(issue(people).issued)
    note_sight(people)
    people.close()
    shutil.copy(older, people.location)

    books = open_books(people.location, clock=people.clock)
    desk = Desk(books)
    behind = Behind(desk, lambda: None)
    behind.look()
    qtbot.waitUntil(lambda: behind.box is not None)
    box, goes_on = behind.box, behind.goes_on
    assert box is not None
    assert goes_on is not None
    said = i18n.without_marks(box.text())
    assert "These books are older than this computer last saw them on 23/11/2026" in said
    assert f"{SERIES} 1-{given}" in said
    QTest.keyClick(box, Qt.Key.Key_Escape)
    gift(books, 50_00)
    with pytest.raises(NumbersKnownOutside) as refused:
        desk.do(issue)
    behind.box = None
    errors.tell(refused.value)  # asked again
    qtbot.waitUntil(lambda: behind.box is not None)
    assert behind.goes_on is not None
    QTest.mouseClick(behind.goes_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)
    assert held_against_sight(books) is None
    assert [one.number for one in desk.do(issue).issued] == [
        f"{SERIES}-{given + 1:06}", f"{SERIES}-{given + 2:06}",
    ]  # fmt: skip
    with books.read() as session:
        (series,) = continuity(session)
    assert (series.is_whole, series.lost) == (True, tuple(range(1, given + 1)))
    memory = place_of("seen")
    qtbot.waitUntil(
        lambda: f'"{SERIES}": {given + 2}' in memory.read_text()
    )  # at once: a program may end without a word
    errors.ANSWERS.clear()
    desk.end()
    books.close()
