"""A button that holds what is done more rarely, in a menu."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QPushButton

from donations_app.i18n import _
from donations_app.ui.widgets.basic import Button, set_kind
from donations_app.ui.widgets.menu import Menu


def open_below(opener: QPushButton, menu: Menu) -> None:
    """Open a menu below a button at the end of a line: within the window, its first choice chosen."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setActiveAction(next((one for one in menu.actions() if one.isEnabled()), menu.actions()[0]))
    size = menu.sizeHint()
    corner = QPoint(0 if opener.isRightToLeft() else opener.width() - size.width(), opener.height())
    place = opener.mapToGlobal(corner)
    if place.y() + size.height() > opener.window().mapToGlobal(opener.window().rect().bottomLeft()).y():
        place.setY(place.y() - opener.height() - size.height())
    menu.popup(place)


class More(Button):
    """Opens what is done more rarely: by a click, Enter, Space or the arrow down."""

    def __init__(self, *, small: bool = False) -> None:
        super().__init__(_("More"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_kind(self, "small" if small else "", "chevron-down")
        self.acts: list[QAction] = []
        self.clicked.connect(lambda *_: self.open())

    def hold(self, text: str, does: Callable[[], object]) -> QAction:
        """Hold something more that is done, and return it: its text, whether it can be, whether it is shown."""
        made = QAction(text, self)
        made.triggered.connect(lambda *_: does())
        self.acts.append(made)
        return made

    def open(self) -> None:
        """Open the menu."""
        if shown := [one for one in self.acts if one.isVisible()]:
            menu = Menu(self)
            menu.addActions(shown)
            open_below(self, menu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open()
        else:
            super().keyPressEvent(event)
