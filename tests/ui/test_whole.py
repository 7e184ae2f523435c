"""What is shown can be read: on every page, in small windows and with large letters, nothing that matters is cut."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMargins, QPoint, QRect, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.share_tally import parts_of
from donations_app.db.queries.shares import project_shares
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.books.settings import create_books
from donations_app.services.demo.books import SIZES, example_settings, fill, story_clock
from donations_app.ui.audit.screen import AuditScreen
from donations_app.ui.bank.screen import BankScreen
from donations_app.ui.dashboard.screen import DashboardScreen
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.expenses.screen import ExpensesScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.projects.screen import ProjectsScreen
from donations_app.ui.receipts.actions import VIEWS
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.registers.screen import RegistersScreen
from donations_app.ui.screen import Screen
from donations_app.ui.settings.screen import PARTS, SettingsScreen
from donations_app.ui.shell.placing import bounded, within
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Elided, elided
from donations_app.ui.widgets.charts import Gauge
from donations_app.ui.widgets.columns import edges
from donations_app.ui.widgets.signs import IconBadge
from donations_app.words.codes import FREQUENCIES, KINDS, METHODS, REVERSALS
from tests.bank_files import Op, camt, put
from tests.originals import Originals
from tests.ui.looking import Open, screen_of, turn_to
from tests.ui.whole import cut
from tests.world import NAIMA, TODAY, gift, ticking_from

pytestmark = pytest.mark.usefixtures("dashboard", "painted")  # pages are gone through as a person does

Room = tuple[int, tuple[int, int]]
FRAME = QSize(8, 40)  # that a desktop draws around a window
# letters in percent, and the window: as it opens, on a small screen, on 1440x900 pixels at 150 %, twice, and large
# letters on a small screen, where tables may scroll in themselves and pages may not
ROOMS = ((100, (1240, 820)), (100, (1016, 660)), (100, (952, 560)), (150, (1432, 860)), (150, (1024, 700)))
TIGHT = (150, (1024, 700))
SMALLEST = (100, (952, 560))


@pytest.fixture
def people(originals: Originals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Books]:
    """The example books, with fewer people and payments."""
    monkeypatch.setitem(SIZES, "small", (53, 400))
    place = str(tmp_path / "b.tiwizi")
    moment = originals.put(place, _examples)
    books = open_books(place, clock=ticking_from(moment), author=NAIMA, today=lambda: TODAY)
    yield books
    books.close()


def _examples(place: str) -> datetime:
    books = create_books(
        place, example_settings(), today=lambda: TODAY, clock=story_clock(TODAY), author=NAIMA
    )
    fill(books, size="small", seed=1)
    ops = [Op(TODAY, 50_00, "M OU MME DURAND", "VIR INST"), Op(TODAY, -12_00, "", "FRAIS SUR IMPAYE")]
    import_bank(books, read_bank(put(Path(place).parent, "k.xml", camt(ops))))
    books.close()
    return books.clock()


def views(screen: Screen) -> Iterator[tuple[str, Callable[[], object]]]:
    """Return each part of a page by name, and what shows it."""
    if isinstance(screen, ReceiptsScreen):
        yield from ((view, lambda view=view: _show_receipts(screen, view)) for view in VIEWS)
    elif isinstance(screen, RegistersScreen):
        yield from ((code, lambda code=code: screen.show_view(code)) for code in screen.panes)
    elif isinstance(screen, SettingsScreen):
        yield from ((part, lambda part=part: screen.follow(part)) for part in PARTS)
    elif isinstance(screen, ExpensesScreen):
        yield "list", lambda: None
        yield "form", screen.open_form
    elif isinstance(screen, EntryScreen):
        yield "line", lambda: screen.start_with(str(screen.batch.table.current_key() or "D000249"))
        yield "person", screen.new_person
    elif isinstance(screen, PeopleScreen):
        yield "card", lambda: screen.show_ref("D000249")
        if not screen.desk.books.read_only:
            yield "change", screen.panel.change
            yield "card again", screen.panel.leave
    elif isinstance(screen, BankScreen):
        parts = ("slips", "matching", "statements")
        yield from ((part, lambda part=part: screen.show_part(part)) for part in parts)
    elif isinstance(screen, AuditScreen):
        yield "sample", lambda: _draw(screen)
    else:
        yield "all", lambda: None


def deeper(screen: Screen) -> Iterator[tuple[str, Callable[[], object]]]:
    """Return what lies over the page of all projects by name, and what shows it."""
    if isinstance(screen, ProjectsScreen):
        parts = parts_of(screen.desk.read(project_shares, today=screen.desk.today()))
        one = max(parts, key=lambda part: len(part.project.rules))
        yield "project", lambda: screen.show_project(one.project.code)
        yield (
            "association",
            lambda: screen.show_association(next(p.association for p in parts if p.association)),
        )
        yield "allocating", screen.show_allocating


def _show_receipts(screen: ReceiptsScreen, view: str) -> None:
    screen._show_view(view)
    for table in (screen.ready, screen.issued, screen.sending.table):
        if table.isVisible() and table.model().rowCount():
            table.choose_row(0)


def _draw(screen: AuditScreen) -> None:
    screen.sample.form.seed.setText("4711")
    screen.sample.form.ask()


def still(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing moves any more."""
    for _again in range(3):
        qtbot.waitUntil(lambda: not window.desk.jobs.is_busy)
        for _event in range(4):
            QApplication.processEvents()


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("fr", 100),
        *(pytest.param(*one, marks=pytest.mark.long) for one in (("ar", 100), ("fr", 150), ("ar", 150))),
    ],
)
def test_nothing_that_matters_is_cut_on_any_page(
    open_window: Open, qtbot: QtBot, language: str, letters: int
) -> None:
    rooms = [room for room in ROOMS if room[0] == letters]
    assert walk(open_window, qtbot, language, rooms) == set()


def test_large_letters_hold_no_small_window_wider(open_window: Open, qtbot: QtBot) -> None:
    """Where many buttons stand in a row, and where a job tells how far it is."""
    kinds = (BankScreen, RegistersScreen, SettingsScreen)
    assert walk(open_window, qtbot, "fr", [TIGHT], kinds) == set()
    app, window = open_window("fr", zoom=150)
    window.status_bar.show_backup("Dernière sauvegarde il y a 11 jours", is_late=True)
    goes_on = Event()

    def work(report: Callable[[int, int], None]) -> None:
        report(1_077_000, 1_077_000)
        goes_on.wait(30)

    window.resize(1024, 700)
    app.desk.jobs.start(work, of=window, done=lambda _done: None, failed=print)
    qtbot.waitUntil(window.status_bar._progress.isVisible)
    qtbot.waitUntil(lambda: not cut(window, is_tight=True))  # once what is read for the page stands on it
    assert window.width() == 1024
    goes_on.set()
    still(window, qtbot)
    assert window.status_bar.backup.isVisible()


@pytest.mark.suite
def test_nothing_that_matters_is_cut_on_any_page_in_the_smallest_window_in_arabic(
    open_window: Open, qtbot: QtBot
) -> None:
    assert walk(open_window, qtbot, "ar", [SMALLEST]) == set()


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("ar", 100),
        *(pytest.param(*one, marks=pytest.mark.long) for one in (("fr", 100), ("fr", 150), ("ar", 150))),
    ],
)
def test_nothing_that_matters_is_cut_on_the_pages_of_the_auditor(
    open_window: Open, people: Books, qtbot: QtBot, language: str, letters: int
) -> None:
    people.read_only = True
    rooms = [room for room in ROOMS if room[0] == letters]
    found = walk(open_window, qtbot, language, rooms, (AuditScreen, EntryScreen, PeopleScreen))
    people.read_only = False
    assert found == set()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_words_of_the_dashboard_stand_whole(
    open_window: Open, people: Books, qtbot: QtBot, language: str
) -> None:
    for kind, payer in (("waived_expenses", "D000001"), ("in_kind", "D000002")):
        gift(people, 1_234_45, kind=kind, method="none", payer=payer, evidence="x", received_on=TODAY)
    _app, window = open_window(language)
    page = screen_of(window, DashboardScreen)
    for room in ((1024, 700), (1240, 820), (1440, 900)):
        window.resize(*room)
        still(window, qtbot)
        names = [name for card in page._figures for name in card.findChildren(Elided)]
        assert not [name._whole for name in names if name.text().endswith("…")], room
        table = page._last._table
        metrics, number = (
            QFontMetrics(font(13)),
            next(n for n, column in enumerate(table._model.columns) if column.title == i18n._("Method")),
        )
        shown = [table._model.columns[number].text(table._model.row(n)) for n in range(2)]
        assert shown == [i18n._("Without a payment")] * 2
        if not table.isColumnHidden(number):
            width = table.columnWidth(number) - edges()
            assert [elided(metrics, text, width) for text in shown] == shown


def test_what_has_the_room_that_it_measures_is_not_cut() -> None:
    i18n.set_language("fr")
    metrics = QFontMetrics(font(13))
    for words in (METHODS, KINDS, REVERSALS, FREQUENCIES):
        for said in map(i18n._, words.values()):
            width = metrics.horizontalAdvance(said)
            assert elided(metrics, said, width) == said
            assert elided(metrics, said, width - 9).endswith("…")


def walk(
    open_window: Open, qtbot: QtBot, language: str, rooms: Sequence[Room], kinds: tuple[type, ...] = (Screen,)
) -> set[str]:
    """Return what is cut on the pages of some kinds, in each of the rooms, which have letters of one size."""
    found: set[str] = set()
    letters = rooms[0][0]
    _app, window = open_window(language, zoom=letters)
    still(window, qtbot)
    for number, screen in enumerate(window.screens):
        if not isinstance(screen, kinds):
            continue
        window.go(number)
        for name, show in (*views(screen), *(deeper(screen) if letters > 100 else ())):
            show()
            still(window, qtbot)
            found |= look(window, f"{type(screen).__name__} {name}", rooms, qtbot)
    return found


def look(window: MainWindow, name: str, rooms: Sequence[Room], qtbot: QtBot) -> set[str]:
    """Return what is cut in each of the rooms; it is painted in the last of them."""
    found = set()
    for percent, room in rooms:
        window.setUpdatesEnabled((percent, room) == rooms[-1])
        window.resize(*room)
        still(window, qtbot)
        assert (window.width(), window.height()) == room  # it is not held larger
        found |= {
            f"{name}, {percent} % in {room}: {said}"
            for said in cut(window, is_tight=(percent, room) == TIGHT)
        }
    return found


@pytest.mark.parametrize(
    ("room", "wanted"),
    [
        ((1920, 1080), (1240, 820)),  # what it would like
        ((1024, 700), (1016, 660)),  # the frame has its room
        ((1240, 820), (1232, 780)),
        ((960, 600), (952, 560)),
    ],
)
def test_the_first_size_leaves_room_for_the_frame(room: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert bounded(QSize(1240, 820), QSize(*room), QMargins(4, 36, 4, 4)) == QSize(*wanted)


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        (QRect(100, 100, 800, 500), (100, 100)),  # it fits where it is
        (QRect(-20, -30, 800, 500), (0, 24)),  # below what stands at the top of the screen
        (QRect(900, 600, 800, 500), (224, 224)),
    ],
)
def test_a_window_that_stands_out_of_its_screen_is_moved_in(frame: QRect, place: tuple[int, int]) -> None:
    assert within(frame, QRect(0, 24, 1024, 700)) == QPoint(*place)


_PROGRAM = """
import sys
from donations_app.machine import preferences
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.db.queries.share_tally import parts_of
from donations_app.db.queries.shares import project_shares
from donations_app.ui.app import App, application
qt = application()
app = App(open_books(sys.argv[1], clock=utc_now))
app.preferences = preferences.Preferences(language="fr", zoom=int(sys.argv[2]))
window = app.show()
for _again in range(50):
    qt.processEvents()
room, frame = window.screen().availableGeometry(), window.frameGeometry()
print(room.contains(frame), window.height(), room.size().toTuple())
window.close()
"""


@pytest.mark.parametrize(
    ("screen", "scale", "letters", "room"),
    [
        pytest.param((1024, 700), "1", "100", "(1024, 700)", marks=pytest.mark.long),
        pytest.param((1440, 900), "1.5", "100", "(960, 600)", marks=pytest.mark.long),
        pytest.param((1440, 900), "1", "150", "(1440, 900)", marks=pytest.mark.long),
        ((1440, 900), "1.5", "150", "(960, 600)"),
    ],
)
def test_the_window_opens_within_its_screen_with_its_frame(
    people: Books, tmp_path: Path, screen: tuple[int, int], scale: str, letters: str, room: str
) -> None:
    width, height = screen
    shape = {"name": "one", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96,
             "logicalBaseDpi": 96, "dpr": 1}  # fmt: skip
    config = tmp_path / "screen.json"
    config.write_text(json.dumps({"windowFrameMargins": True, "screens": [shape]}))
    beside = {"QT_QPA_PLATFORM": f"offscreen:configfile={config}", "QT_SCALE_FACTOR": scale}
    command = [sys.executable, "-c", _PROGRAM, people.location, letters]
    done = subprocess.run(command, env=os.environ | beside, capture_output=True, text=True, check=True)
    is_within, _height, seen = done.stdout.strip().split(" ", 2)
    assert (is_within, seen) == ("True", room)


def test_all_grows_with_the_letters(open_window: Open, qtbot: QtBot) -> None:
    """Icons, rows, badges, gauges, edges: of one window at 100 and one at 150 percent."""
    sizes = {}
    for letters in (100, 150):
        _app, window = open_window("fr", size=(1920, 1080), zoom=letters)
        still(window, qtbot)
        dashboard = screen_of(window, DashboardScreen)
        entry = turn_to(window, EntryScreen)
        still(window, qtbot)
        search, amount, save = window.search, entry.form.amount, entry.save_button
        sizes[letters] = [
            save.iconSize().width(),
            window._sidebar._menu_button.iconSize().width(),
            icon_width(search),
            icon_width(amount),
            entry._card.rows.contentsMargins().left(),
            entry.batch.table.verticalHeader().defaultSectionSize(),
            dashboard.findChildren(Gauge)[0].minimumHeight(),
            dashboard.findChildren(IconBadge)[0].width(),
            window.status_bar.height(),
        ]
        assert search.height() >= theme().px(36)  # it is dressed as the others
    assert sizes[100] == [20, 16, 16, 16, 20, 36, 22, 34, 30]
    assert sizes[150] == [30, 24, 24, 24, 30, 54, 33, 51, 45]


def icon_width(field: QLineEdit) -> int:
    return field.style().pixelMetric(QStyle.PixelMetric.PM_LineEditIconSize, None, field)
