"""Another language, look or reader builds the window anew: fast, since a page is built when it is looked at."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from donations_app.ui.app import App
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.registers.screen import RegistersScreen
from donations_app.ui.shell.leaving import Leaving
from donations_app.ui.stylesheet import is_dressed
from tests.ui.looking import Open, shown

pytestmark = pytest.mark.usefixtures("dashboard", "dressed")  # pages are gone through as a person does


class Styled(QObject):
    """Counts what is styled anew."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's name
        self.number += event.type() == QEvent.Type.StyleChange
        return False


@pytest.fixture
def speak(qtbot: QtBot) -> Callable[[App, str], MainWindow]:
    def speak(app: App, language: str) -> MainWindow:
        old = app.window
        assert old is not None
        old.language_chosen.emit(language)
        qtbot.waitUntil(lambda: app.window is not old and not app.desk.jobs.is_busy)
        window: MainWindow | None = app.window
        assert window is not None
        return window

    return speak


def look_at_all(app: App, window: MainWindow, qtbot: QtBot) -> None:
    for number in range(len(window.screens)):
        window.go(number)
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)


def built(window: MainWindow) -> list[int]:
    return [number for number, screen in enumerate(window.screens) if screen._is_built]


def registers(window: MainWindow) -> RegistersScreen:
    return next(one for one in window.screens if isinstance(one, RegistersScreen))


def test_another_language_builds_the_page_in_sight_alone_and_styles_nothing_of_the_window_before(
    open_window: Open, qtbot: QtBot, speak: Callable[[App, str], MainWindow]
) -> None:
    app, window = open_window()
    look_at_all(app, window, qtbot)
    registers(window).show_view("thresholds")
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    window.go(0)
    styled = Styled()
    for label in window.findChildren(QLabel):
        label.installEventFilter(styled)
    french = speak(app, "fr")
    assert styled.number == 0
    assert built(french) == [0]
    arabic = speak(app, "ar")  # what was left stays, although nobody looked at it in French
    assert built(arabic) == [0]
    arabic.show_screen(registers(arabic))
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    assert registers(arabic).view.value() == "thresholds"
    assert arabic.title.text().endswith("السجلات والمراقبة")
    for label in arabic.findChildren(QLabel):
        label.installEventFilter(styled)
    arabic.look_chosen.emit("dark")  # another look throws away the window before first
    qtbot.waitUntil(lambda: app.window is not arabic and not app.desk.jobs.is_busy)
    assert not isValid(arabic)
    assert styled.number == 0
    assert is_dressed()
    QApplication.processEvents()


def test_what_is_typed_and_not_saved_is_asked_about_although_its_page_is_not_in_sight(
    open_window: Open, speak: Callable[[App, str], MainWindow]
) -> None:
    app, window = open_window()
    window.go(1)
    entry = window.screens[1]
    assert isinstance(entry, EntryScreen)
    QTest.keyClicks(entry.form.payer, "Moreau")
    entry.form.payer.take()
    assert entry.unsaved()
    window.go(0)
    french = speak(app, "fr")
    assert built(french) == [0, 1]
    french.close()
    assert shown(Leaving)
    shown(Leaving).discard()
