"""What stands around the pages: sidebar, place of the window, office of this computer, first steps, search."""

from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.first_steps import FirstSteps
from donations_app.machine import preferences
from donations_app.services.receipts.issue import issue_receipts
from donations_app.ui.app import App
from donations_app.ui.dashboard.beginning import are_wanted, steps_of
from donations_app.ui.dashboard.screen import DashboardScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.settings.screen import SettingsScreen
from donations_app.ui.shell.leaving import Leaving
from donations_app.ui.shell.placing import taken_back
from donations_app.ui.widgets.basic import Tool
from tests.originals import Fill
from tests.ui.looking import Open, screen_of, shown, turn_to
from tests.world import gift

pytestmark = [pytest.mark.file_only, pytest.mark.usefixtures("dashboard")]
FRAMED = 664  # pixels of 700 that a common frame leaves


def codes(window: MainWindow) -> list[str]:
    return [page.code for page in window.pages]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.usefixtures("dressed")
def test_every_page_is_seen_whole_in_its_group(open_window: Open, language: str) -> None:
    _app, window = open_window(language, size=(1200, FRAMED))
    assert codes(window) == [
        *("dashboard", "entry", "payments"), *("people", "members", "recurring"), *("projects", "bank"),
        *("receipts", "expenses", "registers"), "settings",
    ]  # fmt: skip
    sidebar = window._sidebar
    waiting = ("entry", "members", "recurring", "projects", "bank", "receipts", "registers")
    window.set_badges(dict.fromkeys(waiting, 1234))
    QApplication.processEvents()
    for page in sidebar._pages:
        assert page.name.width() >= page.name.sizeHint().width(), page.name.text()
    assert not sidebar._list.isAncestorOf(sidebar._pages[-1])  # the settings stand at the foot
    tops = [page.mapTo(window, page.rect().topLeft()).y() for page in sidebar._pages[:-1]]
    steps = [below - above for above, below in pairwise(tops)]
    assert steps == [40, 40, 53, 40, 40, 53, 40, 53, 40, 40]

    window.resize(1024, FRAMED)
    QApplication.processEvents()
    members = sidebar._pages[codes(window).index("members")]
    assert not members.name.isVisible()
    assert (members._dot.isVisible(), members.badge.isVisible()) == (True, False)
    assert members.toolTip() == f"{i18n.labelled(members._title, i18n.count(1234))} (Alt+5)"
    assert sidebar._list.verticalScrollBar().maximum() == 0
    assert sidebar._pages[-1].mapTo(window, sidebar._pages[-1].rect().bottomLeft()).y() < FRAMED


@pytest.mark.usefixtures("dressed")
def test_large_letters_scroll_the_pages_and_keep_the_foot(open_window: Open) -> None:
    _app, window = open_window(size=(1024, FRAMED), zoom=150)
    sidebar = window._sidebar
    assert sidebar._list.verticalScrollBar().maximum() > 0
    assert {page.width() for page in sidebar._pages} == {54}  # the bar takes no room from the icons
    assert sidebar._pages[-1].mapTo(window, sidebar._pages[-1].rect().bottomLeft()).y() < FRAMED
    window.go(9)
    page = sidebar._pages[9]
    assert (
        sidebar._list.viewport().rect().contains(page.mapTo(sidebar._list.viewport(), page.rect().center()))
    )


def test_who_may_only_read_has_no_page_to_type_on(people: Books, open_window: Open) -> None:
    people.read_only = True
    try:
        _app, window = open_window()
        assert codes(window)[:2] == ["dashboard", "payments"]
        assert codes(window)[7] == "audit"
        assert [one for one in window.search._search("claire") if one.name.startswith("Card")] == []
        (paid,) = [one for one in window.search._search("V-MRS-000002") if "000002" in one.name]
        paid.value()
        assert window.code == "payments"
        (card,) = [one for one in window.search._search("claire") if "Moreau" in one.name]
        card.value()
        assert window.code == "people"
    finally:
        people.read_only = False


ROOMS = [QRect(0, 0, 1440, 860), QRect(1440, 0, 1920, 1040)]
EDGE = QMargins(4, 36, 4, 4)


@pytest.mark.parametrize(
    ("stood", "expected"),
    [
        (QRect(100, 80, 1240, 760), QRect(100, 80, 1240, 760)),
        (QRect(1500, 100, 1240, 760), QRect(1500, 100, 1240, 760)),  # on the second screen
        (QRect(2800, 500, 1240, 760), QRect(2116, 276, 1240, 760)),  # out of it: as near as may be
        (QRect(5000, 5000, 1240, 760), QRect(196, 96, 1240, 760)),  # on a screen that is gone
        (QRect(0, 0, 4000, 3000), QRect(1444, 36, 1912, 1000)),  # larger than all: on the one it covers most
    ],
)
def test_a_window_opens_where_it_stood_on_a_screen_that_is_there(stood: QRect, expected: QRect) -> None:
    assert taken_back(stood, ROOMS, EDGE) == expected


@pytest.mark.usefixtures("dressed")
def test_place_and_page_are_kept_for_the_next_start(open_window: Open, people: Books, qtbot: QtBot) -> None:
    _app, window = open_window(size=(700, 600))
    window.setGeometry(31, 45, 640, 590)
    window.show_code("recurring")
    window.close()
    kept = preferences.load()
    assert (kept.page, kept.maximised) == ("recurring", False)
    assert kept.window == window.geometry().getRect()
    app = App(people)
    again = app.show()
    assert again.code == "recurring"
    assert again.geometry().topLeft() == window.geometry().topLeft()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    again.close()
    app.desk.jobs.end()


@pytest.mark.parametrize("written", ["1 2 3", "a b c d", "1 2 0 4", "1 2 3 999999", ""])
def test_a_place_that_cannot_be_read_is_none(written: str) -> None:
    preferences.save(preferences.Preferences(page="bank"))
    place = preferences._place()
    place.write_text(place.read_text().replace("window = ", f"window = {written}"))
    assert (preferences.load().window, preferences.load().page) == ((), "bank")


def test_the_office_of_this_computer_is_chosen_in_the_settings(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    assert app.desk.author.office == "MRS"
    settings = turn_to(window, SettingsScreen)
    settings.follow("offices")
    assert settings.offices.here.value() == "MRS"
    settings.association.edits["name"].setText("Another")  # typed and not saved: asked first
    settings.offices.here.choose("LYO")
    settings.offices._choose_here()
    shown(Leaving).discard()
    qtbot.waitUntil(lambda: app.window is not window)
    assert (app.desk.author.office, preferences.load().office) == ("LYO", "LYO")
    assert app.window is not None
    assert app.window.identity.office == "Lyon"
    ref = gift(app.desk.books, 10_00, office="LYO")
    assert ref.startswith("V-")
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)


def test_what_one_does_at_a_computer_is_advice_in_a_file(people: Books, qtbot: QtBot) -> None:
    app = App(people)
    app.show()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)

    def pages() -> set[str]:
        assert app.window is not None
        return {one.code for one in app.window.screens}

    every = pages()
    for role, missing in (("clerk", {"receipts", "registers"}), ("treasurer", set())):
        app.desk.machine.role_chosen.emit(role)
        qtbot.waitUntil(lambda wanted=every - missing: pages() == wanted)  # type: ignore[misc]
        assert (app.desk.books.role, preferences.load().role) == (role, role)
        assert app.desk.author.login == people.login
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
        if role == "clerk":
            assert app.window is not None
            dashboard = screen_of(app.window, DashboardScreen)
            assert dashboard.subtitle().endswith(", all offices")  # a file hides nothing
            settings = screen_of(app.window, SettingsScreen)
            settings.build_once()
            settings.look()
            assert (settings.gaps.gaps, "is yours to set" in settings.why.text) == ([], True)
            settings.show_part("offices")
            assert (settings.offices.role.value(), settings.offices.role.isEnabled()) == ("clerk", True)
            assert app.desk.do(_issues) > 0  # nobody is held to it
    assert app.window is not None
    app.window.close()
    app.desk.jobs.end()


def _issues(books: Books) -> int:
    return len(issue_receipts(books, 2025).issued)


def test_an_office_said_at_the_start_goes_before_that_of_the_computer(people: Books, qtbot: QtBot) -> None:
    preferences.save(preferences.Preferences(office="LYO"))
    assert App(people).desk.author.office == "LYO"
    app = App(people, office="mrs")
    window = app.show()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    assert app.desk.author.office == "MRS"
    app.desk.machine.office_chosen.emit("LYO")
    assert "from the next start on" in window.status_bar.told.text()
    qtbot.wait(20)
    assert (app.window, app.desk.author.office) == (window, "MRS")
    assert preferences.load().office == "LYO"
    window.close()
    app.desk.jobs.end()


NEW = FirstSteps(
    association=False, signatory=False, offices=("MRS", "LYO"), kinds=False, people=False, payments=False
)


def test_each_first_step_is_ticked_by_what_the_books_hold() -> None:
    assert [step.is_done for step in steps_of(NEW, "")] == [False] * 5
    done = FirstSteps(
        association=True, signatory=True, offices=("MRS",), kinds=True, people=True, payments=False
    )
    assert [step.is_done for step in steps_of(done, "")] == [True] * 5
    assert steps_of(NEW, "lyo")[2].is_done
    assert not steps_of(NEW, "XYZ")[2].is_done
    assert are_wanted(NEW, steps_of(NEW, ""))
    assert not are_wanted(done, steps_of(done, ""))


class TestNewBooks:
    @pytest.fixture
    def filling(self) -> Fill:
        return lambda _books: None

    @pytest.mark.usefixtures("dressed")
    def test_the_first_steps_lead_to_their_places_until_they_are_put_away(
        self, open_window: Open, qtbot: QtBot, people: Books
    ) -> None:
        app, window = open_window(size=(1024, 700))
        dashboard = screen_of(window, DashboardScreen)
        assert dashboard._steps is not None
        for step, code in (("association", "settings"), ("people", "entry"), ("members", "members")):
            dashboard.to_first.emit(step)
            assert window.code == code
        window.go(0)
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
        next(one for one in dashboard.findChildren(Tool) if "no more" in one.toolTip()).click()
        assert dashboard._steps is None
        assert len(preferences.load().begun) == 1
        dashboard.refresh()
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
        assert dashboard._steps is None


def test_books_with_payments_have_no_first_steps(open_window: Open) -> None:
    _app, window = open_window()
    assert screen_of(window, DashboardScreen)._steps is None


def test_the_search_finds_amounts_cheques_days_and_says_when_nothing_is_found(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    gift(people, 150_00, cheque_number="0004417", received_on=date(2025, 11, 23))
    app, window = open_window()
    for typed in ("150", "150,00", "0004417", "23/11/2025", "11/2025"):
        window.search.clear()
        QTest.keyClicks(window.search, typed)
        assert i18n.without_marks("\n".join(window.search.found())).splitlines()[0] == f"Payments: {typed}"
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.code == "payments"
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    window.activateWindow()
    for typed in ("151", "0004418", "24/11/1999", "zzz", "V-MRS-999999", "D-MRS-000001"):
        QTest.keyClick(
            window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier
        )  # what stands there gives way
        QTest.keyClicks(window.search, typed)
        assert window.search.found() == [], typed
        assert not window.search.is_open
        QTest.keyClick(window.search, Qt.Key.Key_Return)
        assert window.search.is_open
        assert window.search._popup is not None
        told = i18n.without_marks(window.search._popup._list.item(0).text())
        assert told == f"Nothing is found for “{typed}”."
        assert window.search._popup.marked() == -1
        window.search.take()  # the words are not a choice
        assert window.search.text() == typed
    assert window.code == "payments"
