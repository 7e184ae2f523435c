"""Agreed gifts in a table: who, for what, how much, and a box for each month of a year."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from donations_app.db.queries.agreements import agreement_rows, received_in
from donations_app.db.queries.instalments import Agreement
from donations_app.domain.instalments import Instalment
from donations_app.domain.translated import translated
from donations_app.i18n import _, isolated, language, money
from donations_app.ui.desk import Desk
from donations_app.ui.recurring.boxes import (
    Box,
    all_words,
    box_words,
    boxes_of,
    month_at,
    paint_boxes,
    paint_letters,
    step,
    width_of_boxes,
)
from donations_app.ui.theme import theme
from donations_app.ui.widgets.columns import EDGE
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import AGREEMENTS, per

_BOXES: Final = 3  # number of the column


def project_title(titles: tuple[str, str, str], code: str) -> str:
    """Return the title of a project in the chosen language; of none, the general fund."""
    if not code:
        return _("General fund")
    return isolated(translated(language(), *titles))


class AgreementTable(Table):
    """Who agreed to give what, and what became of each instalment of the year.

    The arrow keys along a line move among its boxes, Enter opens the one looked at.
    """

    looked_at = Signal(int)  # a month, 1 to 12: another box, by key or mouse
    opened = Signal(object)  # the ``Instalment`` of a box; Enter, or a double click

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.year = desk.today().year
        self.month = desk.today().month  # of the box that is looked at
        model: WindowedModel[Agreement] = WindowedModel([*self._terms(), *self._states()], self._rows)
        super().__init__(
            model, _("Recurring gifts"), empty=_("No agreed gift is like that: take a filter off.")
        )
        model.setParent(self)
        self.sort_by("name", is_descending=False)
        self._letters = _Letters(self)
        self.horizontalHeader().sectionResized.connect(lambda *_: self._letters.update())
        self.selectionModel().currentRowChanged.connect(lambda *_: self._tell())

    def _terms(self) -> list[Column[Agreement]]:
        """Return the columns of what is agreed."""
        return [
            Column(
                _("Donor"), lambda one: one.now.name, 0, weight=500, order="name", least=132, may_be_long=True
            ),
            Column(
                _("Project"),
                lambda one: project_title(one.now.titles, one.now.project),
                110,
                is_spare=True,
                may_be_long=True,
                rank=2,
            ),
            Column(
                _("Agreed"),
                lambda one: per(money(one.now.amount), one.now.frequency),
                104,
                order="amount",
            ),
        ]

    def _states(self) -> list[Column[Agreement]]:
        """Return the columns of what became of it."""
        across = round(width_of_boxes() * 100 / theme().zoom) + 2 * EDGE
        return [
            Column(" ", lambda one: all_words(self._boxes(one)), across, draws=self._draw),
            Column(
                _("Received"),
                lambda one: money(received_in(one, self.year)),
                92,
                is_amount=True,
                weight=500,
                is_spare=True,
                order="received",
                rank=1,
            ),
            Column(
                _("State"),
                lambda one: _(AGREEMENTS[one.standing][0]),
                84,
                tone=lambda one: AGREEMENTS[one.standing][1],
                is_spare=True,
                order="state",
            ),
        ]

    def _rows(self, keys: Sequence[int]) -> list[Agreement | None]:
        return self._desk.read(agreement_rows, keys, today=self._desk.today(), year=self.year)

    def _boxes(self, one: Agreement) -> tuple[Box, ...]:
        return boxes_of(one, self.year)

    def _draw(self, painter: QPainter, room: QRect, one: Agreement, is_current: bool) -> None:  # noqa: FBT001 -- the table's
        ringed = self.month if is_current and self.hasFocus() else 0
        paint_boxes(painter, room, self._boxes(one), ringed, is_chosen=is_current)

    # boxes

    def box(self) -> Box | None:
        """Return the box that is looked at."""
        one = self.current_row()
        return self._boxes(one)[self.month - 1] if one else None

    def words(self) -> str:
        """Return what the box that is looked at says."""
        box = self.box()
        return box_words(box, self.year, self.month) if box else ""

    def look_at(self, month: int) -> None:
        """Look at the box of a month."""
        if 1 <= month <= 12:
            self.month = month
            self.viewport().update()
            self._tell()
            self.looked_at.emit(month)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words())

    def _open(self) -> None:
        box = self.box()
        if box and isinstance(box.one, Instalment):
            self.opened.emit(box.one)
        elif self.currentIndex().isValid():
            self.activated_row.emit(self.currentIndex().row())

    def room(self, row: int) -> QRect:
        """Return where the boxes of a row stand."""
        place = self.visualRect(self.model().index(row, _BOXES))
        return place.adjusted(theme().px(EDGE), 0, -theme().px(EDGE), 0)

    def _month_at(self, place: QPoint) -> int:
        index = self.indexAt(place)
        if not index.isValid() or index.column() != _BOXES:
            return 0
        return month_at(self.room(index.row()), place.x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = not event.modifiers() & (
            Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
        )
        if is_plain and (moves := step(event.key())):
            self.look_at(self.month + moves)
            place = self.room(self.currentIndex().row())
            QToolTip.showText(self.viewport().mapToGlobal(place.bottomLeft()), self.words(), self)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._open()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if month := self._month_at(event.position().toPoint()):
            self.look_at(month)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self._month_at(event.position().toPoint()):
            self._open()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a box means when the mouse rests on it."""
        if isinstance(event, QHelpEvent) and (month := self._month_at(event.pos())):
            row: Any = self._model.row(self.indexAt(event.pos()).row())
            if row is not None:
                told = box_words(self._boxes(row)[month - 1], self.year, month)
                QToolTip.showText(event.globalPos(), told, self)
                return True
        return super().viewportEvent(event)

    def place_of_letters(self) -> QRect:
        """Return where the letters of the months stand in the heading."""
        header = self.horizontalHeader()
        left, width = header.sectionViewportPosition(_BOXES), header.sectionSize(_BOXES)
        return QRect(left + theme().px(EDGE), 0, width - 2 * theme().px(EDGE), header.height())


class _Letters(QWidget):
    """The letters of the months, in the heading above the boxes.

    It covers the heading and asks where the boxes stand when it is painted: a heading tells that sections change
    before they stand where they will.
    """

    def __init__(self, table: AgreementTable) -> None:
        super().__init__(table.horizontalHeader().viewport())
        self._table = table
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        table.horizontalHeader().viewport().installEventFilter(self)
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._table.horizontalHeader().viewport().rect())
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return self._table.place_of_letters().size()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        today = self._table._desk.today()  # noqa: SLF001 -- a part of the table
        paint_letters(
            painter, self._table.place_of_letters(), today.month if today.year == self._table.year else 0
        )
        painter.end()
