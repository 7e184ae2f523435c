"""How the cells of a table are drawn, fast, and what their tooltips say."""

from typing import Any, Protocol, cast

from PySide6.QtCore import (
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from donations_app.i18n import own_way
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import elided
from donations_app.ui.widgets.columns import EDGE, ROW, cell_width, said
from donations_app.ui.widgets.signs import paint_pill, pill_width
from donations_app.ui.widgets.windowed import Index, WindowedModel, alignment


class _View(Protocol):
    """The table whose cells they are."""

    leading: int

    def currentIndex(self) -> QModelIndex: ...
    def ground(self, row: Any) -> str: ...
    def meet(self, column: int, row: Any, text: str, tone: str) -> None: ...


class CellDelegate(QStyledItemDelegate):
    """Draws a cell with one question to the model and one text."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, WindowedModel):
            return
        place: QRect = option.rect
        row = model.row_to_draw(index.row())
        look = theme()
        view = cast("_View", self.parent())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(look.soft))
        elif row is not None and (ground := view.ground(row)):
            painter.fillRect(place, QColor(ground))
        painter.setPen(QColor(look.border))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        if row is None:
            return
        column = model.columns[index.column()]
        text, tone = said(column, row)
        inner = self._within(place, option)
        painter.setFont(font(13, column.weight))
        if column.draws:
            is_current = view.currentIndex().row() == index.row()
            painter.save()
            column.draws(painter, inner, row, is_current)
            painter.restore()
            return
        view.meet(index.column(), row, text, tone)
        if tone and tone != "muted" and text:
            sign = column.sign(row) if column.sign else ""
            self._pill(painter, inner, (text, tone, sign), option)
            return
        colour = column.colour(row) if column.colour else ""
        painter.setPen(QColor(look.muted if tone else colour or look.text))
        if column.wraps:
            leads = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inner, leads | Qt.TextFlag.TextWordWrap, own_way(text))
            return
        shown = elided(painter.fontMetrics(), text, inner.width())
        painter.drawText(inner, alignment(column), shown)

    def _within(self, place: QRect, option: QStyleOptionViewItem) -> QRect:
        """Return where a cell's text may stand: that of the first column begins sooner than in others."""
        is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        end = cast("QAbstractItemView", self.parent()).viewport().width() - 1
        is_first = place.right() >= end if is_mirrored else place.left() <= 0
        leading, edge = (
            theme().px(cast("_View", self.parent()).leading if is_first else EDGE),
            theme().px(EDGE),
        )
        return place.adjusted(*((edge, 0, -leading, 0) if is_mirrored else (leading, 0, -edge, 0)))

    @staticmethod
    def _pill(
        painter: QPainter, inner: QRect, told: tuple[str, str, str], option: QStyleOptionViewItem
    ) -> None:
        text, tone, sign = told
        painter.setFont(font(12, 500))
        width = min(pill_width(painter.fontMetrics(), text, sign), inner.width())
        height = theme().px(22)
        pill = QRect(inner.left(), inner.top() + (inner.height() - height) // 2, width, height)
        shown = QStyle.visualRect(option.direction, inner, pill)
        painter.save()
        paint_pill(painter, QRectF(shown), text, tone, sign)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, theme().px(ROW))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Say a name whole where its column had no room for it."""
        model = index.model()
        if isinstance(model, WindowedModel) and (row := model.row_to_draw(index.row())) is not None:
            column = model.columns[index.column()]
            if column.told and (told := column.told(row)):
                QToolTip.showText(event.globalPos(), told, view)
                return True
            if (
                not column.wraps
                and (column.may_be_long or not column.draws)
                and cell_width(column, row) > view.visualRect(index).width()
            ):
                QToolTip.showText(event.globalPos(), column.text(row), view)
                return True
        return super().helpEvent(event, view, option, index)


def paint_empty(view: QWidget, text: str) -> None:
    """Say in an empty table why nothing stands there."""
    painter = QPainter(view)
    painter.setFont(font(13))
    painter.setPen(QColor(theme().muted))
    place = view.rect().adjusted(24, 24, -24, -24)
    painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, text)
    painter.end()
