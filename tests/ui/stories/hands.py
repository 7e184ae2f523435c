"""What the stories told through the window share: hands on a keyboard, eyes on a page, and what is true at the end."""

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.i18n import without_marks
from donations_app.services.audit.verify import verify
from donations_app.ui.main_window import MainWindow
from donations_app.ui.widgets.dialog import Dialog
from tests.ui.looking import Page, Shown, screen_of, shown, turn_to

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
KEY = Qt.Key
_STOPS = 90  # of Tab, more than a page has


class Hands:
    """Somebody at the keyboard of a window: keys go where its focus is, in the dialog on top while one is open."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        window.setUpdatesEnabled(False)  # what is painted is looked at elsewhere, and takes half of the time
        self.come_back()

    def come_back(self) -> None:
        """Make the window the active one: its keys go nowhere else."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def settle(self) -> None:
        """Wait until the window has read what it shows."""
        for _again in range(3):  # the list, the one that it chooses, what that one leads to
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self.window.desk.jobs.is_busy and not self._reads_soon())

    def _reads_soon(self) -> bool:
        screen = self.window.screens[self.window._stack.currentIndex()]
        soon = getattr(screen, "_soon", None)
        return bool(soon and soon.isActive())

    def at(self) -> QWidget:
        """Return where the next key goes."""
        top = QApplication.activeModalWidget() or self.window
        if not top.isActiveWindow():
            top.activateWindow()
            self.qtbot.waitUntil(top.isActiveWindow)
        return top.focusWidget() or top

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _time in range(times):
            QTest.keyClick(self.at(), key, modifier)

    def write(self, text: str) -> None:
        QTest.keyClicks(self.at(), text)

    def anew(self, text: str) -> None:
        """Type over what the field holds."""
        self.press(KEY.Key_A, CONTROL)
        self.write(text)

    def enter(self) -> None:
        self.press(KEY.Key_Return)

    def to(self, name: str) -> QWidget:
        """Go with Tab to a field or a button by the name that it bears, before the number beside it if there is one."""
        QApplication.processEvents()  # what was just added is shown
        met: list[str] = []
        for _stop in range(_STOPS):
            at = self.at()
            met.append(named(at))
            if re.fullmatch(rf"{re.escape(name)}( \d+)?", met[-1]):
                return at
            self.press(KEY.Key_Tab)
        raise AssertionError((name, met))

    def page(self, number: int, kind: type[Page]) -> Page:
        """Go to a page by its number, and see that it is the one."""
        self.come_back()
        self.press(Qt.Key(KEY.Key_0 + number), ALT)
        screen = screen_of(self.window, kind)
        self.qtbot.waitUntil(screen.isVisible)
        self.settle()
        return screen

    def turn(self, kind: type[Page]) -> Page:
        """Turn to a page beyond those with a key of their own, or come back to one."""
        screen = turn_to(self.window, kind)
        self.come_back()
        self.settle()
        return screen

    def does(self, name: str) -> None:
        """Go to a button with Tab and press it with the space bar."""
        self.to(name)
        self.press(KEY.Key_Space)

    def chooses(self, button: str, act: str) -> None:
        """Open the menu of a button and choose one of its acts, with the keys."""
        self.does(button)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        acts = [one.text() for one in menu.actions()]
        assert act in acts, acts
        while (at := menu.activeAction()) is None or at.text() != act:
            QTest.keyClick(menu, KEY.Key_Down)
        QTest.keyClick(menu, KEY.Key_Return)

    def answer(self, kind: type[Shown], does: Callable[[], object] = lambda: None) -> None:
        """Answer a dialog: what is typed in it, then Enter, after which it is gone."""
        dialog = shown(kind)
        does()
        next(one for one in dialog.findChildren(QPushButton) if one.isDefault()).click()
        self.settle()
        assert not any(one is dialog and one.isVisible() for one in QApplication.topLevelWidgets()), told(
            dialog
        )
        self.come_back()


def named(widget: QWidget) -> str:
    """Return the name of a field or the text of a button, as one sees it."""
    return plain(widget.accessibleName() or getattr(widget, "text", str)())


def plain(text: str) -> str:
    """Return a text as it is read: with common spaces, without marks of direction."""
    return without_marks(text).replace("\u202f", " ").replace("\u00a0", " ")


def told(widget: QWidget) -> list[str]:
    """Return what a page, a panel or a dialog says just now."""
    QApplication.processEvents()
    return [plain(one.text()) for one in widget.findChildren(QLabel) if one.isVisible() and one.text()]


def buttons(widget: QWidget) -> list[str]:
    """Return what can be pressed just now."""
    found = [one for one in widget.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
    return [plain(one.text()) for one in found]


def close(dialog: Dialog) -> None:
    QTest.keyClick(dialog, KEY.Key_Escape)


def books_are_sound(books: Books) -> None:
    """Hold that the whole books verify: integrity, sums, numbers, trail."""
    found = verify(books)
    assert (found.faults, found.entries > 0) == ([], True)
