"""Tab walks over lists, their dialogs and what stands beside them as one reads; Shift+Tab goes back the same."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.ui.bank.screen import BankScreen
from donations_app.ui.keeping_views import KeepView
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.widgets.chooser import ChooseColumns
from tests.slips import slip
from tests.ui.looking import Open, shown, turn_to
from tests.ui.test_people import settle
from tests.world import TODAY, gift

pytestmark = pytest.mark.usefixtures("dressed")

_MOST = 120
_TOOLS = ("Keep this view, or forget one", "Choose columns")


def _walk(first: QWidget, key: Qt.Key) -> list[QWidget]:
    """Press a key until the walk comes back to where it began."""
    window = first.window()
    window.activateWindow()
    QApplication.processEvents()
    first.setFocus()
    stops = [first]
    while len(stops) < _MOST:
        QTest.keyClick(QApplication.focusWidget() or first, key)
        widget = QApplication.focusWidget()
        assert widget is not None, [_name(one) for one in stops]
        if widget is first:
            return stops
        stops.append(widget)
    raise AssertionError([_name(one) for one in stops[-12:]])


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or getattr(widget, "text", str)() or type(widget).__name__


def _both_ways(first: QWidget) -> list[QWidget]:
    """Return all stops; the way back is the same, and none is met twice."""
    there, back = _walk(first, Qt.Key.Key_Tab), _walk(first, Qt.Key.Key_Backtab)
    assert [_name(one) for one in back[1:]] == [_name(one) for one in reversed(there[1:])]
    assert len(set(map(id, there))) == len(there)
    return there


def _within(screen: QWidget, stops: list[QWidget]) -> list[str]:
    return [_name(one) for one in stops if screen.isAncestorOf(one)]


@pytest.mark.usefixtures("people")
def test_tab_walks_over_the_lists_and_their_dialogs_as_one_reads(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    screen = turn_to(window, PaymentsScreen)
    settle(screen, qtbot)
    screen.method.choose("transfer")
    settle(screen, qtbot)
    stops = _within(screen.listed, _both_ways(window.search))
    assert [one.partition("  ")[0] for one in stops] == [
        "What is shown: All", "More filters", *_TOOLS, "Amount, cheque, day, name", "Year", "Method", "Kind", "Office",
        "Take the filter off: Method: Transfer", "Payments", "Copy", "Export ...",
    ]  # fmt: skip
    people = turn_to(window, PeopleScreen)
    settle(people, qtbot)
    assert _within(people.listed, _both_ways(window.search)) == [
        "What is shown", *_TOOLS, "Name, e-mail, telephone, town, reference", "Kind", "Language", "City",
        "Association", "People", "Doubles ...", "Write to the list ...", "Copy", "Export ...",
    ]  # fmt: skip
    people.ask_keep()
    assert [_name(one) for one in _both_ways(shown(KeepView).name)] == ["Name", "Back", "Keep"]
    shown(KeepView).reject()
    people.ask_columns()
    assert [_name(one) for one in _both_ways(shown(ChooseColumns).list)] == [
        "Columns", "Up", "Down", "Wider", "Narrower", "Back", "As at first", "Show these columns",
    ]  # fmt: skip
    shown(ChooseColumns).reject()


def test_what_stands_beside_a_list_is_walked_as_one_sees_it(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    slip(people, gift(people, received_on=TODAY))
    _app, window = open_window()
    kinds: tuple[type[PaymentsScreen | PeopleScreen | BankScreen], ...] = (
        PaymentsScreen,
        PeopleScreen,
        BankScreen,
    )
    for kind in kinds:
        screen = turn_to(window, kind)
        settle(screen, qtbot)
        stops = [one for one in _walk(screen.typed, Qt.Key.Key_Tab) if screen.panel.isAncestorOf(one)]
        assert len(stops) > 1
        middles = [one.mapTo(screen.panel, one.rect().center()).y() for one in stops]
        assert all(above <= below + 8 for above, below in pairwise(middles)), [_name(one) for one in stops]
