"""Figures with the page that is printed of them beside, where there is room."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.books import Books
from donations_app.i18n import _
from donations_app.services.statements.files import AnnualStatement, printed
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.ledger import Figure
from donations_app.ui.registers.pane import Pane, filling, saving_statement
from donations_app.ui.theme import theme
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.scrolled import Scrolled

_NARROW: Final = 900  # pixels of the page
_StatementT = TypeVar("_StatementT", bound=AnnualStatement)


class Printed(QWidget):
    """Fill ``rows``; ``page`` shows what is printed."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = 0
        whole = QWidget()
        self.rows = QVBoxLayout(whole)
        self.rows.setContentsMargins(*theme().margins(4, 0, 4, 0))
        self.rows.setSpacing(theme().px(14))
        self.page = PdfView(empty=_("What is printed is shown here."))
        self.page.setMinimumWidth(theme().px(240))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(16))
        self._fields = Scrolled(whole)
        row.addWidget(self._fields, 4)
        row.addWidget(self.page, 3)

    def arrange(self, room: int) -> None:
        """Stand as the room of the screen allows."""
        self.page.setVisible(room >= theme().px(_NARROW))
        self._fields.setMinimumWidth(0)
        self._share()

    def keep(self, width: int) -> None:
        """Let what stands in ``rows`` have a width before the page takes what it would like."""
        self._kept = width
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        layout = self.layout()
        if layout is not None and not self.page.isHidden():
            least = self._fields.minimumSizeHint().width()
            room = self.width() - self.page.minimumWidth() - layout.spacing()
            bar = self._fields.verticalScrollBar().sizeHint().width() + theme().px(8)
            self._fields.setMinimumWidth(max(least, min(self._kept + bar, room)))


class FigureRow(QWidget):
    """Figures beside each other, or under each other where their values have no room."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        self._figures = figures
        self._ways = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._ways.setContentsMargins(0, 0, 0, 0)
        self._ways.setSpacing(theme().px(12))
        for figure in figures:
            self._ways.addWidget(figure, 1)

    def wanted(self) -> int:
        """Return how wide they are beside each other."""
        widest = max(figure.minimumSizeHint().width() for figure in self._figures)
        return widest * len(self._figures) + self._ways.spacing() * (len(self._figures) - 1)

    def arrange(self, room: int) -> None:
        """Stand as the room allows."""
        ways = QBoxLayout.Direction
        self._ways.setDirection(ways.TopToBottom if room < self.wanted() else ways.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        widest = max(figure.minimumSizeHint().width() for figure in self._figures)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(event.size().width())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # other values
            self.arrange(self.width())
        return super().event(event)


class StatementPane(Pane, Generic[_StatementT]):
    """A statement of a year in figures, and the page that is printed of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: _StatementT | None = None
        self.whole = Printed()
        filling(self, self.whole)

    def reckon(self, books: Books, year: int) -> _StatementT:
        """Return the statement; off the thread."""
        raise NotImplementedError

    def show_statement(self, found: _StatementT) -> None:
        """Show its figures."""
        raise NotImplementedError

    def arrange(self, width: int) -> None:
        self.whole.arrange(width)

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(_report: Callable[[int, int], None]) -> tuple[_StatementT, bytes]:
            found = self.reckon(books, year)
            return found, printed(found)

        return read

    def show_found(self, found: Any) -> None:
        self.found, content = found
        self.whole.page.show_document(content, self.file_name())
        self.show_statement(found[0])

    def saving(self, path: Path) -> Work:
        if self.found is None:
            raise RuntimeError("nothing is shown yet")
        return saving_statement(self.found, path)
