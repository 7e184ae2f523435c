"""A table over a result of any size: how it is walked, chosen from, copied, ordered and arranged."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from donations_app.i18n import without_marks
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.cells import CellDelegate, paint_empty
from donations_app.ui.widgets.columns import EDGE, LEADING, MEASURED, Columns
from donations_app.ui.widgets.ordering import open_list_menu
from donations_app.ui.widgets.room import Yielding, let_scroll_sideways, room_for
from donations_app.ui.widgets.windowed import Column, Page, WindowedModel

_FEW: Final = 3  # rows that a table shows at the least
_NARROWEST: Final = 240  # pixels of a table that scrolls sideways
_MOVES: Final = {
    getattr(Qt.Key, f"Key_{name}"): getattr(QAbstractItemView.CursorAction, f"Move{name}")
    for name in ("Up", "Down", "PageUp", "PageDown", "Home", "End")
}


def _chooses_range(event: QMouseEvent) -> bool:
    """Tell whether a press or a move of the mouse chooses from the row chosen alone to where it is."""
    is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return is_shifted and bool(event.buttons() & Qt.MouseButton.LeftButton)


class Table(QTableView, Yielding):
    """A table of fixed row height, whose selection copies as a spreadsheet takes it.

    Where its page has no room for what is always shown it scrolls sideways in itself.
    """

    activated_row = Signal(int)
    order_wanted = Signal()  # ``order`` is another
    arranged = Signal()  # somebody moved a column or gave it another width

    def __init__(self, model: WindowedModel[Any], name: str, *, empty: str = "") -> None:
        super().__init__()
        self._empty = empty
        self._go: Callable[[int], object] | None = None  # where a row leads
        self._first_chosen = 0  # the row from which Shift chooses
        self.ground: Callable[[Any], str] = lambda _row: ""  # the colour below a row that is not chosen
        self.leading = LEADING  # pixels at 100 percent before the first text of a row
        self.order = ("", True)  # by what rows stand, and whether the largest is on top
        self.setAccessibleName(name)
        self._model = model
        self.setItemDelegate(CellDelegate(self))
        self.setFont(font(13))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._is_placing = False  # columns are placed by the program, not by hand
        self._is_arrangeable = False
        self._is_wide = False  # it scrolls sideways
        self._shows_all = 0  # rows, where the table is as high as they are
        self._columns = Columns(model.columns)
        self._widening = QTimer(self)
        self._widening.setSingleShot(True)
        self._widening.timeout.connect(self._fit_columns)
        self._dress_header()
        self.setModel(model)  # after all that would ask for each heading anew
        self._measure()
        model.modelReset.connect(self._measure)  # a reset forgets the widths
        self.activated.connect(lambda index: self.activated_row.emit(index.row()))
        self.horizontalHeader().sectionClicked.connect(self._ask_order)

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setFont(font(13, 500))
        header.setFixedHeight(theme().px(34))
        header.setHighlightSections(False)
        header.setSectionsClickable(bool(self.order[0]))
        header.setMinimumSectionSize(theme().px(40))  # Qt's own is as wide as our widest letter
        header.setDefaultSectionSize(theme().px(100))  # said, or the style resets all when shown

    def _measure(self) -> None:
        """Give the columns of other rows the width that they need."""
        self._columns.measure(self._model.some_rows(MEASURED))
        self._fit_columns()
        self.updateGeometry()

    def meet(self, column: int, row: Any, text: str, tone: str) -> None:
        """Take note of a cell that is drawn: where it needs more, its column is made wider when all is drawn."""
        if self._columns.meet(column, row, text, tone):
            self._widening.start(0)

    def _fit_columns(self) -> None:
        """Give each column what it needs; spare ones hide while there is no room for them."""
        if self._is_placing:
            return
        self._is_placing = True
        try:
            self._place_columns()
        finally:
            self._is_placing = False

    def _place_columns(self) -> None:
        header, columns = self.horizontalHeader(), self._columns.columns
        by_hand = QHeaderView.ResizeMode.Interactive if self._is_arrangeable else QHeaderView.ResizeMode.Fixed
        widths = self._columns.share(self.viewport().width())
        self._is_wide = self.isVisible() and sum(widths) > self.viewport().width()
        let_scroll_sideways(self, scrolls=self._is_wide)
        rest = QHeaderView.ResizeMode.Fixed if self._is_wide else QHeaderView.ResizeMode.Stretch
        for number, column in enumerate(columns):  # modes first, then widths: Qt forgets them otherwise
            mode = by_hand if column.width else rest
            if header.sectionResizeMode(number) != mode:  # to set what is set takes long, too
                header.setSectionResizeMode(number, mode)
            if self.isColumnHidden(number) is bool(widths[number]):
                self.setColumnHidden(number, not widths[number])
        for number, column in enumerate(columns):
            is_given = (column.width or self._is_wide) and widths[number]
            if is_given and header.sectionSize(number) != widths[number]:
                header.resizeSection(number, widths[number])
        self.verticalHeader().setDefaultSectionSize(self._columns.row_height())
        if self._shows_all:
            self.setFixedHeight(self._height_of(self._shows_all))

    def keep_edge(self) -> None:
        """Leave the first column its edge: the table is wider than what else stands on its card."""
        self.leading = EDGE
        self.setProperty("edge", "kept")

    def stand_high(self, height: int) -> None:
        """Give each row at the least so many pixels at 100 percent."""
        self._columns.row = height
        self._fit_columns()

    def let_arrange(self) -> None:
        """Let columns be moved and widened by hand, and chosen by their codes."""
        self._is_arrangeable = True
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.sectionMoved.connect(lambda *_: self._take_by_hand())
        header.sectionResized.connect(self._take_width)
        self._fit_columns()

    def _take_by_hand(self) -> None:
        if not self._is_placing:
            self.arranged.emit()

    def _take_width(self, number: int, before: int, width: int) -> None:
        is_by_hand = not self._is_placing and before and width and self._columns.columns[number].width
        if is_by_hand and self.isVisible():
            self._columns.given[number] = width
            self._widening.start(0)
            self.arranged.emit()

    def columns(self) -> Sequence[Column[Any]]:
        """Return all columns, shown or not."""
        return self._columns.columns

    def width_of(self, code: str) -> int:
        """Return how wide a column is, in pixels at 100 percent; what it needs at the least where it is not shown."""
        number = next(n for n, column in enumerate(self._columns.columns) if column.code == code)
        width = 0 if self.isColumnHidden(number) else self.columnWidth(number)
        return round(width * 100 / theme().zoom) or self._columns.columns[number].width

    def shown_codes(self) -> list[str]:
        """Return the codes of the columns that are chosen, from the leading side, room or not."""
        header, columns = self.horizontalHeader(), self._columns.columns
        numbers = (header.logicalIndex(place) for place in range(len(columns)))
        return [columns[number].code for number in numbers if number not in self._columns.hidden]

    def given_widths(self) -> dict[str, int]:
        """Return the widths that somebody gave, in pixels at 100 percent, by code."""
        zoom = theme().zoom
        return {
            self._columns.columns[n].code: round(width * 100 / zoom)
            for n, width in self._columns.given.items()
        }

    def arrange_columns(self, codes: Sequence[str], widths: Mapping[str, int]) -> None:
        """Show these columns in this order; those that take the rest are always among them.

        Args:
            codes: from the leading side; none: the columns and the order that the program has.
            widths: pixels at 100 percent, by code.
        """
        columns = self._columns.columns
        by_code = {column.code: number for number, column in enumerate(columns)}
        order = [by_code[code] for code in dict.fromkeys(codes) if code in by_code]
        order = order or [number for number, column in enumerate(columns) if not column.is_extra]
        must = [number for number, column in enumerate(columns) if not column.width and number not in order]
        shown = must + order
        self._columns.hidden = frozenset(range(len(columns))) - frozenset(shown)
        self._columns.given = {
            by_code[code]: max(theme().px(40), theme().px(width))
            for code, width in widths.items()
            if code in by_code
        }
        self._is_placing = True
        try:
            header = self.horizontalHeader()
            for place, number in enumerate([*shown, *sorted(self._columns.hidden)]):
                if header.logicalIndex(place) != number:  # to move one nowhere takes long, too
                    header.moveSection(header.visualIndex(number), place)
        finally:
            self._is_placing = False
        self._measure()

    def _height_of(self, rows: int) -> int:
        bar = self.horizontalScrollBar().sizeHint().height() if self._is_wide else 0
        return self.horizontalHeader().height() + self.verticalHeader().defaultSectionSize() * rows + 6 + bar

    def show_rows(self, most: int, *, least: int = 1) -> None:
        """Be as high as the rows, but for more than ``most``, through which one scrolls."""
        self._shows_all = max(least, min(self._model.rowCount(), most))
        self._fit_columns()

    def rows_in_sight(self) -> int:
        """Return how many rows are painted or measured at the most, where the table is as high as now."""
        return max(MEASURED, self.viewport().height() // self.verticalHeader().defaultSectionSize() + 2)

    def minimumSizeHint(self) -> QSize:
        """What is always shown, in all its columns, and a few of its rows; no more across than its page has."""
        bar = self.verticalScrollBar().sizeHint().width()
        needed = self._columns.least() + bar + 2 * self.frameWidth() + 4
        return QSize(min(needed, max(room_for(self), theme().px(_NARROWEST))), self._height_of(_FEW))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._dress_header()  # the style sheet gave it letters of its own
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._fit_columns()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and self._model.is_read and not self._model.rowCount():
            paint_empty(self.viewport(), self._empty)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Home and End go to the first and the last row, with Shift to choose up to it: one looks at rows."""
        if action in (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd):
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif self._go and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid() and not event.isAutoRepeat():
                self._go(self.currentIndex().row())
        elif event.modifiers() == Qt.KeyboardModifier.ShiftModifier and event.key() == Qt.Key.Key_F10:
            asks = QContextMenuEvent.Reason.Keyboard
            self.contextMenuEvent(QContextMenuEvent(asks, QPoint(), QCursor.pos()))
        elif event.modifiers() == Qt.KeyboardModifier.ShiftModifier and event.key() in _MOVES:
            self._select_to(self.moveCursor(_MOVES[event.key()], event.modifiers()))
        else:
            before = self.currentIndex().row()
            super().keyPressEvent(event)
            if (row := self.currentIndex().row()) != before:  # Shift itself is a key, too
                self._first_chosen = row

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        open_list_menu(self, event, self._ask_order)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if _chooses_range(event):
            self._select_to(self.indexAt(event.position().toPoint()))
            return
        super().mousePressEvent(event)
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._first_chosen = self.currentIndex().row()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if _chooses_range(event):
            self._select_to(self.indexAt(event.position().toPoint()))
        else:
            super().mouseMoveEvent(event)

    def _select_to(self, there: QModelIndex) -> None:
        """Select from the row that was chosen alone last; Qt's own way begins at the top in a list read again."""
        flag, chosen = QItemSelectionModel.SelectionFlag, self.selectionModel()
        if not there.isValid():
            return
        are_many = self.selectionMode() == QAbstractItemView.SelectionMode.ExtendedSelection
        first, last = sorted((max(0, self._first_chosen) if are_many else there.row(), there.row()))
        rows = QItemSelection(self.model().index(first, 0), self.model().index(last, 0))
        chosen.setCurrentIndex(there, flag.NoUpdate)
        chosen.select(rows, flag.ClearAndSelect | flag.Rows)

    def sort_by(self, order: str, *, is_descending: bool) -> None:
        """Show by what rows stand; a click on another heading that sorts asks for its order."""
        self.order = self._model.order = (order, is_descending)
        self.horizontalHeader().setSectionsClickable(True)
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._model.columns) - 1)

    def _ask_order(self, number: int) -> None:
        asked, (order, is_descending) = self._model.columns[number].order, self.order
        if asked:
            self.sort_by(asked, is_descending=not is_descending if asked == order else asked != "name")
            self.order_wanted.emit()
        else:
            self.sort_by(order, is_descending=is_descending)

    def current_row(self) -> Any:
        """Return what the current row shows, or ``None``."""
        number = self.currentIndex().row()
        return self._model.row(number) if number >= 0 else None

    def copy(self) -> None:
        """Copy the selected rows as a spreadsheet takes them."""
        QGuiApplication.clipboard().setText(self.selected_text())

    def follow(self, go: Callable[[int], object]) -> None:
        """Let each row be a link: a click or Enter goes where it leads."""
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda index: go(index.row()))
        self._go = go

    def say_when_empty(self, text: str) -> None:
        """Say something else while there is no row."""
        self._empty = text

    def show_keys(self, keys: Sequence[Any], read: Page[Any] | None = None) -> None:
        """Show other keys; ``read`` as of the model."""
        self._model.show_keys(keys, read)
        self._first_chosen = max(0, self.currentIndex().row())  # it is a row of other keys now

    def grow(self, keys: Sequence[Any]) -> bool:
        """Show more keys behind those that stand here; tell whether these do begin so."""
        return self._model.grow(keys)

    def keys(self) -> Sequence[Any]:
        """Return the keys of all rows, from the top."""
        return self._model.keys()

    def current_key(self) -> Any:
        """Return the key of the current row, or ``None``."""
        row = self.currentIndex().row()
        return self._model.key(row) if row >= 0 else None

    def selected_keys(self) -> list[Any]:
        """Return the keys of the selected rows, from the top."""
        rows, keys = self._selected(), self.keys()
        if rows and rows[-1] - rows[0] == len(rows) - 1:  # one by one, a million keys take a second
            return list(keys[rows[0] : rows[-1] + 1])
        return [keys[row] for row in rows]

    def all_keys(self) -> list[Any]:
        """Return the keys of all rows, from the top."""
        return self._model.all_keys()

    def _selected(self) -> list[int]:
        """Return the numbers of the selected rows; Qt's own way makes an index for each of a million."""
        parts = [range(part.top(), part.bottom() + 1) for part in self.selectionModel().selection().toList()]
        return sorted(set().union(*parts)) if len(parts) > 1 else [*parts[0]] if parts else []

    def choose_row(self, row: int) -> None:
        """Select a row alone, whatever keys are held; Qt's own way finds none in a mirrored table."""
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.model().index(row, 0), flag.ClearAndSelect | flag.Rows)
        self._first_chosen = row

    def selected_text(self) -> str:
        """Return the heading and the selected rows, parted by tabs, without direction marks."""
        model, header = self._model, self.horizontalHeader()
        places = (header.logicalIndex(place) for place in range(len(model.columns)))
        columns = [model.columns[number] for number in places if number not in self._columns.hidden]
        found = [row for number in self._selected() if (row := model.row(number)) is not None]
        lines = [[column.title for column in columns]]
        lines += [[column.text(row).replace("\t", " ") for column in columns] for row in found]
        return without_marks("\n".join(map("\t".join, lines)))
