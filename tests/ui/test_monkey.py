"""Keys and clicks at random over all pages and dialogs: nothing fails, and the books verify after."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from donations_app.domain.errors import Cancelled
from donations_app.machine import preferences
from donations_app.services.audit.verify import verify
from donations_app.ui import errors
from donations_app.ui.app import App
from donations_app.ui.main_window import MainWindow
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.words.sentences import sentence
from tests.ui.looking import Open

pytestmark = pytest.mark.usefixtures("dashboard", "painted")  # pages are gone through as a person does

_KEY: Final = Qt.Key
_KEYS: Final = (
    _KEY.Key_Tab, _KEY.Key_Backtab, _KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Home,
    _KEY.Key_End, _KEY.Key_Return, _KEY.Key_Escape, _KEY.Key_Space, _KEY.Key_Backspace, _KEY.Key_Delete,
    _KEY.Key_F2, _KEY.Key_F4, _KEY.Key_F7, _KEY.Key_F8, _KEY.Key_PageDown, _KEY.Key_PageUp,
)  # fmt: skip
_WITH_CONTROL: Final = (_KEY.Key_A, _KEY.Key_C, _KEY.Key_Z, _KEY.Key_K, _KEY.Key_Return, _KEY.Key_End)
_LETTERS: Final = "ae1205,-/ 'xM@"  # Qt's keys of tests are those of ASCII
_WORDS: Final = ("é", "€", "م", "\u202f", "Aït")
_OTHERS: Final = 400  # after so many events all dialogs are left and another page is turned to
_ROLES: Final = ("treasurer", "clerk", "auditor")


class Monkey:
    """Does whatever comes to its mind, the same for the same seed as far as jobs end alike."""

    def __init__(self, app: App, seed: int) -> None:
        self._app, self._random = app, Random(seed)
        self.done = 0

    @property
    def window(self) -> MainWindow:
        assert self._app.window is not None
        return self._app.window

    def play(self, events: int) -> None:
        """Do so many things."""
        for number in range(events):
            if number % _OTHERS == _OTHERS - 1:
                self.turn()
            self._leave_files()  # whose questions of their own would wait for a person
            self._act()
            self.done += 1
            QApplication.processEvents()
        self.leave()

    def turn(self) -> None:
        """Leave what is open and turn to another page."""
        self.leave()
        self.window.show_screen(self._random.choice(self.window.screens))

    def leave(self) -> None:
        """Close dialogs and menus."""
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and isinstance(widget, QDialog):
                widget.reject()
            elif widget.isVisible() and isinstance(widget, QMenu):
                widget.close()
        QApplication.processEvents()

    @staticmethod
    def _leave_files() -> None:
        """Choose no file of this machine."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QFileDialog) and widget.isVisible():
                widget.reject()

    def _act(self) -> None:
        chance = self._random.random()
        if chance < 0.05:
            screens = self.window.screens
            if QApplication.activeModalWidget() is None:
                self.window.show_screen(self._random.choice(screens))
        elif chance < 0.45:
            self._click()
        else:
            self._press()

    def _top(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def _click(self) -> None:
        top = self._top()
        if isinstance(top, QMenu):
            QTest.keyClick(top, self._random.choice((_KEY.Key_Down, _KEY.Key_Escape, _KEY.Key_Escape)))
            return
        found = [
            one
            for one in top.findChildren(QWidget)
            if one.isVisible() and one.isEnabled() and one.focusPolicy() != Qt.FocusPolicy.NoFocus
            and self._is_ours(one)
        ]  # fmt: skip
        if not found:
            return
        widget = self._random.choice(found)
        inner = getattr(widget, "viewport", lambda: widget)()
        place = QPoint(
            self._random.randrange(max(1, inner.width())), self._random.randrange(max(1, inner.height()))
        )
        control = Qt.KeyboardModifier.ControlModifier
        held = control if self._random.random() < 0.1 else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(inner, Qt.MouseButton.LeftButton, held, place)

    @staticmethod
    def _is_ours(widget: QWidget) -> bool:
        """Leave to other tests what builds the window anew, or leaves it."""
        named = widget.accessibleName() + (widget.text() if isinstance(widget, QAbstractButton) else "")
        return "look" not in named.lower() and "Menu" not in named

    def _press(self) -> None:
        widget = QApplication.focusWidget() or self._top()
        chance = self._random.random()
        if isinstance(widget, QLineEdit) and chance < 0.5:
            QTest.keyClicks(widget, "".join(self._random.choices(_LETTERS, k=self._random.randrange(1, 4))))
        elif isinstance(widget, QLineEdit) and chance < 0.55:
            widget.insert(self._random.choice(_WORDS))
        elif chance < 0.65:
            self._strike(widget, self._random.choice(_WITH_CONTROL), Qt.KeyboardModifier.ControlModifier)
        elif chance < 0.72:
            key = self._random.choice((_KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Up, _KEY.Key_Down))
            held = self._random.choice((Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier))
            self._strike(widget, key, held)
        else:
            self._strike(widget, self._random.choice(_KEYS))

    @staticmethod
    def _strike(
        widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key and let it go, which a widget that the key itself disabled or took away does not hear.

        A key that is pressed on a widget that takes none is told by Qt, and fails the walk: F2 that turns to
        another card while a list is open is none of these, an open menu that no key closes is one.
        """
        QTest.keyPress(widget, key, held)
        if shiboken6.isValid(widget) and widget.isEnabled():
            QTest.keyRelease(widget, key, held)


@pytest.fixture
def bugs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """What the window would call a mistake of the program; nothing leaves the window meanwhile."""
    found: list[BaseException] = []
    tell = errors.tell

    def look(error: BaseException, parent: Any = None) -> None:
        if not isinstance(error, Cancelled) and sentence(error) is None:
            found.append(error)
        tell(error, parent)

    monkeypatch.setattr(errors, "tell", look)
    monkeypatch.setattr(PdfView, "print_document", lambda _view: None)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    yield found
    assert found == []


@pytest.fixture
def loose(
    open_window: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, int, int], None]:
    """Let a monkey loose in the window of a role."""
    monkeypatch.chdir(tmp_path)

    def run(role: str, seed: int, events: int) -> None:
        if role == "clerk":  # who records at another office than the head office
            preferences.save(preferences.Preferences(office="LYO"))
        app, window = open_window()
        assert app.desk.author.office in ("LYO" if role == "clerk" else "MRS", "")
        if role == "auditor":
            app.open_as_auditor()
        QApplication.processEvents()
        monkey = Monkey(app, seed)
        monkey.window.activateWindow()
        monkey.play(events)
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
        monkey.leave()
        for screen in monkey.window.screens:  # what was half typed is not asked about at the end
            monkeypatch.setattr(screen, "unsaved", lambda: "")
        assert (monkey.done, window is not None) == (events, True)
        assert verify(app.desk.books).faults == []

    return run


@pytest.mark.usefixtures("bugs")
@pytest.mark.parametrize("role", _ROLES)
def test_a_short_walk_at_random_breaks_nothing(loose: Callable[[str, int, int], None], role: str) -> None:
    loose(role, 7, 120)


@pytest.mark.long
@pytest.mark.timeout(3_600)  # five minutes on two quiet cores
@pytest.mark.usefixtures("bugs")
@pytest.mark.parametrize("role", _ROLES)
def test_twenty_thousand_keys_and_clicks_break_nothing(
    loose: Callable[[str, int, int], None], role: str
) -> None:
    loose(role, 2026, 20_000)
