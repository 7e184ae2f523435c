"""The page of members: who owes what of a year, and what one does with a member, with clicks and keys."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.dues import members
from donations_app.db.queries.dues_facts import kinds_of_members
from donations_app.db.tables import DuesExemption
from donations_app.services.people.memberships import join, leave
from donations_app.ui.dashboard.screen import DashboardScreen
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.members.acts import Exempt, Join, Leave
from donations_app.ui.members.fees import Fees
from donations_app.ui.members.screen import MembersScreen
from donations_app.ui.members.table import next_words
from donations_app.ui.widgets.dialog import Dialog
from tests.ui.looking import Open, none_shown, screen_of, shown, turn_to
from tests.world import TODAY, gift, person

_KEY = Qt.Key
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def more(people: Books) -> Books:
    """Beside A1, who paid nothing since 2025: B2 who paid all, and C3 who joined this year and paid a part."""
    join(people, [(uuid4(), "B2", date(2025, 1, 1)), (uuid4(), "C3", date(2026, 2, 1))], kind="ADH")
    for payer, cents, year in (("B2", 30_00, 2025), ("B2", 30_00, 2026), ("C3", 10_00, 2026)):
        gift(people, cents, payer=payer, kind="dues", dues_year=year, received_on=date(2026, 3, 1))
    return people


def page(window: MainWindow, qtbot: QtBot) -> MembersScreen:
    screen = turn_to(window, MembersScreen)
    settle(screen, qtbot)
    return screen


def settle(screen: MembersScreen, qtbot: QtBot) -> None:
    for _again in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy)


def refs(screen: MembersScreen) -> list[str]:
    model = screen.table._model
    return [row.ref for number in range(model.rowCount()) if (row := model.row(number))]


def said(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").lstrip("\u200f")


def figures(screen: MembersScreen) -> list[tuple[str, str]]:
    return [(said(one._shown.text()), said(one._details[0].text())) for one in screen.figures.each]


def segments(screen: MembersScreen) -> list[str]:
    return [made.text() for made in screen.view._buttons.values() if not made.isHidden()]


def badge(window: MainWindow) -> str:
    return window._sidebar._pages[list(window.screens).index(screen_of(window, MembersScreen))].badge.text()


def press(button: QWidget) -> None:
    QTest.mouseClick(button, _LEFT)


def confirm(dialog: Dialog) -> None:
    press(next(one for one in dialog.findChildren(QPushButton) if one.isDefault()))


def choose(screen: MembersScreen, ref: str) -> None:
    screen.table.choose_row(refs(screen).index(ref))


@pytest.mark.usefixtures("dashboard")
def test_figures_list_and_badge_say_the_same(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    qtbot.waitUntil(lambda: badge(window) == "1")  # as the dashboard has read it
    screen = page(window, qtbot)
    assert figures(screen) == [
        ("1 of 3", ""),
        ("40 €", "of 90 € expected"),
        ("50 €", "1 overdue, 1 paid in part"),
        ("+1, \u22120", "since 01/01/2026"),
    ]
    assert said(screen.figures.each[2]._details[1].text()) == "30 € more of earlier years"
    assert segments(screen) == ["All 3", "Up to date 1", "Paid in part 1", "Overdue 1"]
    assert badge(window) == "1"
    assert refs(screen) == ["C3", "B2", "A1"]
    assert said(screen.summary.text()) == "3 members, 80,00 € still to be paid"
    for view, wanted in (
        ("late", ["A1"]),
        ("partly_paid", ["C3"]),
        ("paid", ["B2"]),
        ("all", ["C3", "B2", "A1"]),
    ):
        press(screen.view._buttons[view])
        assert refs(screen) == wanted


def test_another_year_shows_its_members(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    screen.year.setFocus()
    QTest.keyClick(screen.year, _KEY.Key_Down)
    settle(screen, qtbot)
    assert screen.year.value() == "2025"
    assert refs(screen) == ["B2", "A1"]
    assert segments(screen) == ["All 2", "Up to date 1", "Overdue 1"]
    assert figures(screen)[1] == ("30 €", "of 60 € expected")
    assert "2025" in screen.run.title.text()


def test_a_heading_sorts(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    column = next(n for n, one in enumerate(screen.table._model.columns) if one.order == "missing")
    screen.table.horizontalHeader().sectionClicked.emit(column)
    assert refs(screen) == ["A1", "C3", "B2"]


def test_the_payment_of_a_member_is_typed_in_rapid_entry(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    choose(screen, "C3")
    press(screen.taker)
    entry = screen_of(window, EntryScreen)
    assert entry.isVisible()
    form = entry.form
    assert (form.payer.value(), form.nature.value(), form.dues_year.text()) == ("C3", "dues", "2026")
    assert form.amount.text() == "20,00"  # what is left of the year


def test_somebody_is_freed_of_a_year_with_a_reason(open_window: Open, people: Books, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    choose(screen, "B2")
    assert not screen.exempter.isEnabled()  # nothing is owed
    choose(screen, "A1")
    QTest.keyClick(screen.more, _KEY.Key_Down)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [(one.text(), one.isEnabled()) for one in menu.actions()] == [
        ("Exempt ...", True), ("Suspend ...", True), ("Honorary ...", True), ("Leave ...", True),
    ]  # fmt: skip
    QTest.keyClick(menu, _KEY.Key_Return)
    dialog = shown(Exempt)
    assert [dialog.year.itemData(n) for n in range(dialog.year.count())] == ["2026", "2025"]
    dialog.year.choose("2025")
    confirm(dialog)
    assert dialog.field.note.text  # it wants a reason
    QTest.keyClicks(dialog.reason, "Student")
    confirm(dialog)
    settle(screen, qtbot)
    with people.read() as session:
        (made,) = session.query(DuesExemption.year, DuesExemption.reason)
    assert tuple(made) == (2025, "Student")
    assert segments(screen)[2:] == ["Paid in part 1", "To be paid 1", "Overdue 0"]
    assert badge(window) == ""


def test_somebody_joins_by_his_name_and_leaves(open_window: Open, people: Books, qtbot: QtBot) -> None:
    person(people, "D4", last_name="Zidane", first_name="Yanis")
    screen = page(open_window()[1], qtbot)
    screen.ask_join()
    dialog = shown(Join)
    confirm(dialog)
    assert dialog.fields[0].note.text  # nobody is chosen
    QTest.keyClicks(dialog.party, "zidane")
    QTest.keyClick(dialog.party, _KEY.Key_Return)
    confirm(dialog)
    settle(screen, qtbot)
    assert refs(screen) == ["C3", "B2", "A1", "D4"]
    choose(screen, "D4")
    screen.leaver.trigger()
    leaving = shown(Leave)
    leaving.on.setText("1/1/2020")
    confirm(leaving)
    told = shown(QMessageBox)
    assert "begins on" in told.text() + told.informativeText()
    told.close()
    leaving.on.setText("23/11/2026")
    QTest.keyClicks(leaving.reason, "Moved")
    confirm(leaving)
    settle(screen, qtbot)
    assert none_shown(Leave)
    with people.read() as session:
        (found,) = members(session, day=TODAY, today=TODAY, ref="D4")
    assert found.until == TODAY
    leave(people, "A1", on=date(2026, 11, 22))  # who owes two years: nobody writes to him any more
    screen.refresh()
    settle(screen, qtbot)
    rest = "60 € of who left, asked of nobody"
    assert (figures(screen)[2][0], said(screen.figures.each[2]._details[1].text())) == ("50 €", rest)
    press(screen.view._buttons["left"])
    assert said(screen.summary.text()) == f"1 member, 0,00 € still to be paid; {rest.replace('60', '60,00')}"
    why = "60,00 € left, asked of nobody: no member any more"
    assert why in said(screen.chosen_one._whole)
    assert said(next_words(screen.several()[0])) == f"until 22/11/2026, {why}"


def test_a_fee_and_a_new_kind_are_decided(open_window: Open, people: Books, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    press(screen.fees)
    dialog = shown(Fees)
    assert not dialog.code.isVisible()
    confirm(dialog)
    assert dialog.fields["fee"].note.text
    dialog.year.choose("2027")
    QTest.keyClicks(dialog.fee, "35")
    confirm(dialog)
    settle(screen, qtbot)
    press(screen.fees)
    dialog = shown(Fees)
    dialog.kind.choose("")
    assert dialog.code.isVisible()
    for edit, typed in ((dialog.code, "HON"), (dialog.name, "Honorary"), (dialog.fee, "0")):
        QTest.keyClicks(edit, typed)
    confirm(dialog)
    settle(screen, qtbot)
    with people.read() as session:
        found = {
            kind.code: [(year, fee.cents) for year, fee in kind.fees] for kind in kinds_of_members(session)
        }
    assert found == {"ADH": [(2025, 30_00), (2027, 35_00)], "HON": [(2026, 0)]}


@pytest.mark.usefixtures("dashboard")
def test_the_figure_of_what_is_owed_leads_to_the_page(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    dashboard = screen_of(window, DashboardScreen)
    qtbot.waitUntil(lambda: bool(dashboard._figures))
    figure = dashboard._figures[1]
    assert "2 members still owe" in figure._details[0].text()
    press(figure)
    assert screen_of(window, MembersScreen).isVisible()


@pytest.fixture
def read_only(people: Books) -> Iterator[Books]:
    people.read_only = True
    yield people
    people.read_only = False


@pytest.mark.usefixtures("read_only")
def test_an_auditor_reads_the_page_and_changes_nothing(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    assert refs(screen) == ["C3", "B2", "A1"]
    assert screen.header_action() is None
    acts = (screen.taker, screen.more, screen.more_of_list, screen.fees)
    assert not any(act.isVisible() for act in acts)
