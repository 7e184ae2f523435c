"""What each part of the page is to the page: what it reads off the thread, shows, and saves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from donations_app.domain.statements import Heading
from donations_app.i18n import day
from donations_app.services.statements.files import AnnualStatement, write_statement
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work

Said = tuple[str, str]  # a sentence and its state


class Pane(QWidget):
    """One part of the page, of one year at a time.

    Attributes:
        endings: of the files it can be saved as; the first is the filled button where none of ``leads`` is.
        year: that of what is shown; ``None`` before the first reading.
        is_fresh: whether what is shown is what stands in the books, as far as the page was told.
        asked: how often it was asked for anew: an answer to an older question is thrown away.
        chosen: something is asked for that must be read: a filter was chosen.
    """

    endings: tuple[str, ...] = (".pdf",)
    is_of_year = True  # else the year that is chosen says nothing here
    opened = Signal(str)  # the number of a receipt
    chosen = Signal()
    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.year: int | None = None
        self.is_fresh = False
        self.asked = 0

    def work(self, year: int) -> Work:
        """Return what is read off the thread."""
        raise NotImplementedError

    def show_found(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def headline(self) -> str:
        """Sum up what is shown in a line."""
        raise NotImplementedError

    def note(self) -> Said:
        """Say what one must know, and its state."""
        return "", ""

    def file_name(self) -> str:
        """Return the name proposed for a file, without its ending; French, as what it holds."""
        raise NotImplementedError

    def saving(self, path: Path) -> Work:
        """Return what writes the file off the thread; by its ending."""
        raise NotImplementedError

    @property
    def may_save(self) -> bool:
        """Whether there is something to save."""
        return True

    def why_not(self) -> str:
        """Say why what the filled button does cannot be done, or nothing."""
        return ""

    def leads(self) -> list[QPushButton]:
        """Return the buttons beside those that save: after them where the last is the filled one, else before."""
        return []

    def arrange(self, width: int) -> None:
        """Stand beside each other, or under each other where there is no room."""

    def ask_again(self) -> None:
        """Let what is shown be read anew."""
        self.is_fresh = False
        self.asked += 1

    def first_field(self) -> QWidget | None:
        """Return where filtering begins."""
        return None


def filling(pane: QWidget, whole: QWidget) -> None:
    """Let a widget fill a pane."""
    rows = QVBoxLayout(pane)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.addWidget(whole)


def saving_statement(statement: AnnualStatement, path: Path) -> Work:
    """Return what writes a statement as it is shown."""

    def work(_report: Callable[[int, int], None]) -> None:
        write_statement(statement, path, force=True)  # the dialog asked before replacing

    return work


def period_of(heading: Heading) -> str:
    """Return the first and the last day of a statement."""
    return f"{day(heading.first_on)} – {day(heading.last_on)}"
