"""What a screen is to the main window."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.page import page_title

T = TypeVar("T")


class Screen(QWidget):
    """One page of the window; it refreshes itself when it is next looked at after a change.

    Attributes:
        code: what this computer and the manual call the page.
        title: above the page.
        nouns: what it shows; a change of one of them makes it stale.
        action: text and icon of the header's button, if the screen has one.
    """

    code = ""
    title = ""
    nouns: frozenset[str] = frozenset()
    retitled = Signal()  # the title, the line below it or the button are others
    said = Signal(str)  # for the status bar: what was done

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self.title = page_title(self.code)
        self.is_stale = True
        self.room = 0  # pixels across, known once the page stands in the window
        self._is_built = False
        self._from_before: object = (
            None  # by the page of the window before, to go on with once this one is built
        )
        desk.changed.connect(self._on_change)
        desk.changed_elsewhere.connect(self._on_change_elsewhere)

    def subtitle(self) -> str:
        """Return the line below the title."""
        return ""

    def header_title(self) -> str:
        """Return what stands above the page."""
        return self.title

    def manual_code(self) -> str:
        """Return which page of the manual tells of what is shown."""
        return self.code

    def way_back(self) -> bool:
        """Tell whether the page lies over another one of its own."""
        return False

    def go_back(self) -> None:
        """Show the page that lies below."""

    def header_action(self) -> "Action | None":
        """Return what the header's button does here, or nothing."""
        return None

    def build(self) -> None:
        """Make the widgets: not before the page is first looked at, so that the window opens fast."""

    def refresh(self) -> None:
        """Read again what is shown."""

    def give(self) -> object:
        """Return what the page that takes this one's place should go on with, or nothing."""
        return None

    def take(self, state: object) -> None:
        """Go on with what a page of the window before gave."""

    def unsaved(self) -> str:
        """Say what would be lost if the window closed now, or nothing."""
        return ""

    def save_unsaved(self) -> bool:
        """Save what would be lost; tell whether all of it is saved."""
        return True

    def build_once(self) -> None:
        """Make the widgets if they are not there yet."""
        if self._is_built:
            return
        self._is_built = True
        try:
            self.build()
        except BaseException:
            self._is_built = False
            self._take_down()
            raise
        self.arrange()
        left, self._from_before = self._from_before, None
        if left is not None:
            self.take(left)

    def prepare(self) -> None:
        """Make ready what the first look at the page would wait for; it stays stale."""
        self.build_once()

    def leave(self) -> object:
        """Return what the page that takes this one's place goes on with, also where this one was never looked at."""
        return self.give() if self._from_before is None else self._from_before

    def take_over(self, state: object, *, at_once: bool) -> None:
        """Go on where the page of the window before was left: at once, or when this one is first looked at.

        To build every page that was looked at before took seconds, in which the window stood still.
        """
        if at_once:
            self.take(state)
        else:
            self._from_before = state

    def _take_down(self) -> None:
        """Throw away what was built before something failed: the next look builds it anew."""
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            part.setParent(None)
            part.deleteLater()
        if layout := self.layout():
            QWidget().setLayout(layout)  # a widget takes no second layout while it has one

    def fit(self, width: int) -> None:
        """Take note of the width there is, which may be less than the page would take."""
        self.room = width
        if self._is_built:
            self.arrange()

    def arrange(self) -> None:
        """Stand beside each other, or under each other where there is no room."""

    def look(self) -> None:
        """Called when the page comes into view."""
        self.build_once()
        if self.is_stale:
            self.is_stale = False
            try:
                self.refresh()
            except BaseException:
                self.is_stale = True
                raise

    def read_off(
        self,
        ask: Callable[[Any], T],
        done: Callable[[T], None],
        *,
        waits: bool = False,
        is_quick: bool = False,
    ) -> None:
        """Ask the books in a view of their own, off the window's thread; nobody minds when the page goes meanwhile.

        Args:
            ask: a question of ``db.queries``, given the view; it touches nothing of the page.
            done: takes the answer, back on the window's thread.
            waits: it is asked once what is shown now is painted.
            is_quick: it is answered in a moment, for which the painting waits.
        """
        books = self.desk.books

        def work(_report: object) -> T:
            with books.read() as session:
                return ask(session)

        self.desk.jobs.start(
            work, of=self, done=done, failed=self.fail, may_be_lost=True, waits=waits, is_quick=is_quick
        )

    def fail(self, error: BaseException) -> None:
        """Tell why something could not be done."""
        errors.tell(error, self)

    def _on_change(self, nouns: frozenset[str]) -> None:
        if nouns & self.nouns:
            self.is_stale = True
            if self.isVisible():
                self.look()

    def _on_change_elsewhere(self, nouns: frozenset[str]) -> None:
        """Read again what is in sight, unless something typed there is not saved yet: then when it is looked at."""
        if nouns & self.nouns:
            self.is_stale = True
            if self.isVisible() and not self.unsaved():
                self.look()


class Action(Struct, frozen=True):
    """A button: its text, its icon, and what it does; with choices it opens their menu, the first one marked."""

    text: str
    icon_name: str
    do: Callable[[], object]
    is_primary: bool = False
    choices: tuple[tuple[str, Callable[[], object]], ...] = ()
    only_reads: bool = False  # it is there for who may only read, too
