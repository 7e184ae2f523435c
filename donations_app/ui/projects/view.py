"""One of the pages about projects, which lie over one another: all projects, one, an association, the general fund."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.ui.desk import Desk
from donations_app.ui.screen import Action, Screen

T = TypeVar("T")


class View(QWidget):
    """A page over the page of projects; it reads itself when it is shown and when what it shows was changed.

    Attributes:
        key: of what is shown: the code of a project, the reference of an association; empty for all.
    """

    to_project = Signal(str)  # code
    to_association = Signal(str)  # reference
    to_allocating = Signal(str)  # code of a project whose gap one wants to close; empty: all
    to_payment = Signal(str)  # reference
    to_person = Signal(str)  # reference
    retitled = Signal()
    said = Signal(str)  # for the status bar

    def __init__(self, desk: Desk, page: Screen) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk, self.page, self.key = desk, page, ""
        self.room = 0
        self._is_built = False

    @property
    def title(self) -> str:
        """The title of the page."""
        return ""

    def subtitle(self) -> str:
        """Return the line below the title."""
        return ""

    def action(self) -> Action | None:
        """Return what the header's button does here."""
        return None

    def build(self) -> None:
        """Make the widgets: not before the page is first shown."""

    def refresh(self) -> None:
        """Read again what is shown."""

    def arrange(self) -> None:
        """Stand beside each other, or under each other where there is no room."""

    def show_key(self, key: str) -> None:
        """Show what a key names."""
        self.key = key
        if not self._is_built:
            self._is_built = True
            self.build()
            self.arrange()
        self.refresh()

    def fit(self, width: int) -> None:
        """Take note of the width there is."""
        self.room = width
        if self._is_built:
            self.arrange()

    def read_off(self, ask: Callable[[Any], T], done: Callable[[T], None], *, waits: bool = False) -> None:
        """Ask the books off the window's thread; an answer that comes when something else is shown is dropped."""
        key = self.key
        self.page.read_off(ask, lambda found: done(found) if self.key == key else None, waits=waits)
