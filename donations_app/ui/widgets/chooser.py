"""Which columns a table shows, in which order and how wide: with the mouse or the keyboard alone."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from donations_app.i18n import _, isolated
from donations_app.ui.icons import picture
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.table import Table

_CODE: Final = Qt.ItemDataRole.UserRole
_STEP, _LEAST, _MOST = 10, 40, 600  # pixels at 100 percent


class _List(QListWidget):
    """Columns; Space shows or hides one, Alt with an arrow moves it or makes it wider."""

    def __init__(self, acts: dict[int, Callable[[], object]]) -> None:
        super().__init__()
        self._acts = acts
        self.setAccessibleName(_("Columns"))
        self.setFont(font(13))
        self.setItemDelegate(_Rows(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._acts.get(event.key()) if event.modifiers() & Qt.KeyboardModifier.AltModifier else None
        if act:
            act()
        else:
            super().keyPressEvent(event)


class _Rows(QStyledItemDelegate):
    """Draws a box that is seen in both looks, and the name of the column."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, size = theme(), theme().px(16)
        place: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(look.soft))
        is_shown = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
        is_fixed = not index.flags() & Qt.ItemFlag.ItemIsUserCheckable
        box = QRect(place.left() + theme().px(6), place.top() + (place.height() - size) // 2, size, size)
        text = place.adjusted(size + theme().px(16), 0, 0, 0)
        box, text = (QStyle.visualRect(option.direction, place, part) for part in (box, text))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = look.field if is_fixed else look.primary
        painter.setPen(QColor(on if is_shown else look.field))
        painter.setBrush(QColor(on if is_shown else look.surface))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if is_shown:
            painter.drawPixmap(
                box.topLeft() + QPoint(theme().px(2), theme().px(2)), picture("check", look.on_primary, 12)
            )
        painter.setPen(QColor(look.text))
        painter.setFont(font(13))
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, theme().px(30))


class ChooseColumns(Dialog):
    """Shows the columns of a table with a box each, those shown first in their order."""

    def __init__(self, table: Table, parent: QWidget, *, chosen: Callable[[], object]) -> None:
        super().__init__(_("Columns"), parent)
        self._table, self._chosen = table, chosen
        self.widths = table.given_widths()
        key = Qt.Key
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        wider, narrower = (key.Key_Left, key.Key_Right) if is_mirrored else (key.Key_Right, key.Key_Left)
        self.list = _List(
            {
                key.Key_Up: lambda: self._move(-1),
                key.Key_Down: lambda: self._move(1),
                wider: lambda: self._widen(_STEP),
                narrower: lambda: self._widen(-_STEP),
            }
        )
        self.list.setMinimumHeight(theme().px(300))
        self._fill(table.shown_codes())
        self.rows.addWidget(self.list, 1)
        acts = (
            button(_("Up"), "small", "chevron-up", lambda: self._move(-1)),
            button(_("Down"), "small", "chevron-down", lambda: self._move(1)),
            button(_("Wider"), "small", "plus", lambda: self._widen(_STEP)),
            button(_("Narrower"), "small", clicked=lambda: self._widen(-_STEP)),
        )
        self.rows.addWidget(Flow(*acts))
        told = _("Space shows or hides a column, Alt and an arrow move it or change its width.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Show these columns"), button(_("As at first"), clicked=self._reset))
        self.list.setFocus()

    def _fill(self, shown: list[str]) -> None:
        columns = {column.code: column for column in self._table.columns()}
        others = [code for code in columns if code not in shown]
        self.list.clear()
        for code in (*shown, *others):
            item = QListWidgetItem(self.list)
            item.setData(_CODE, code)
            state = Qt.CheckState.Checked if code in shown else Qt.CheckState.Unchecked
            if not columns[code].width:  # it takes the rest, and is always there
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(state)
            self._name(item)
        self.list.setCurrentRow(0)

    def _name(self, item: QListWidgetItem) -> None:
        code = str(item.data(_CODE))
        title = next(column.title for column in self._table.columns() if column.code == code)
        if width := self.widths.get(code):
            title = _("{column}, {count} pixels wide").format(column=title, count=isolated(str(width)))
        item.setText(title)

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count() and row >= 0:
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)

    def _widen(self, by: int) -> None:
        item = self.list.currentItem()
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return
        code = str(item.data(_CODE))
        now = self.widths.get(code) or self._table.width_of(code)
        self.widths[code] = min(_MOST, max(_LEAST, now + by))
        self._name(item)

    def _reset(self) -> None:
        self.widths = {}
        self._fill([column.code for column in self._table.columns() if not column.is_extra])

    def accept(self) -> None:
        """Show the chosen columns."""
        items = [self.list.item(row) for row in range(self.list.count())]
        codes = [str(item.data(_CODE)) for item in items if item.checkState() == Qt.CheckState.Checked]
        self._table.arrange_columns(codes, self.widths)
        self._chosen()
        super().accept()
