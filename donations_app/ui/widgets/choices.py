"""The list of what was found: each name with the words that tell it from others."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from donations_app.i18n import without_marks
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import elided

_DETAIL: Final = Qt.ItemDataRole.UserRole
_ROWS: Final = 8


class Choice(Struct, frozen=True):
    """Something found: what it is, its name, and the words that tell it from others."""

    value: Any
    name: str
    detail: str = ""
    shown: str = ""  # in the field once it is chosen; the name when empty

    @property
    def whole(self) -> str:
        """Name and detail."""
        return f"{self.name}   {self.detail}".rstrip()


class ChoiceList(QFrame):
    """The choices below or above a field; the focus stays in the field."""

    def __init__(self, window: QWidget, taken: Callable[[], object]) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list = QListWidget(self)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFont(font(13))
        self._list.setItemDelegate(_Rows(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.entered.connect(self._list.setCurrentIndex)
        self._list.clicked.connect(lambda *_: taken())
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(4, 4, 4, 4))
        rows.addWidget(self._list)

    def tell(self, words: str) -> None:
        """Show words that are no choice."""
        self.show_choices([Choice(None, words)])
        self._list.setCurrentRow(-1)
        self._list.item(0).setFlags(Qt.ItemFlag.ItemIsEnabled)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show other choices and mark the first."""
        self._list.clear()
        for choice in choices:
            item = QListWidgetItem(choice.name, self._list)
            item.setData(_DETAIL, choice.detail)
            item.setToolTip(without_marks(choice.whole))
        self._list.setCurrentRow(0)

    def wanted_height(self) -> int:
        """Return the height for the choices, eight of them at most."""
        return min(self._list.count(), _ROWS) * theme().px(32) + theme().px(12)

    def marked(self) -> int:
        """Return the number of the marked row."""
        return self._list.currentRow()

    def move_mark(self, by: int) -> None:
        """Mark another row."""
        self._list.setCurrentRow(max(0, min(self.marked() + by, self._list.count() - 1)))


class _Rows(QStyledItemDelegate):
    """Draws a name, shortened where it must be, and its detail at the end in grey."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        place: QRect = option.rect
        look, name, detail = theme(), str(index.data()), str(index.data(_DETAIL) or "")
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.soft))
            painter.drawRoundedRect(place, 6, 6)
        inner = place.adjusted(8, 0, -8, 0)
        for text, part, size, colour in (
            (name, self._part(option, inner, name, detail, is_detail=False), 13, look.text),
            (detail, self._part(option, inner, name, detail, is_detail=True), 12, look.muted),
        ):
            painter.setFont(font(size))
            painter.setPen(QColor(look.soft_text if is_marked else colour))
            shown = elided(painter.fontMetrics(), text, part.width())
            flag = Qt.AlignmentFlag
            painter.drawText(
                part, (flag.AlignLeft if text is name else flag.AlignRight) | flag.AlignVCenter, shown
            )

    @staticmethod
    def _part(
        option: QStyleOptionViewItem, inner: QRect, name: str, detail: str, *, is_detail: bool
    ) -> QRect:
        """Share the width: the detail takes what it needs, up to half where the name needs more too."""
        wanted = option.fontMetrics.horizontalAdvance(detail) + 4 if detail else 0
        free = inner.width() - option.fontMetrics.horizontalAdvance(name) - 16
        width = min(wanted, max(free, inner.width() // 2))
        part = QRect(inner)
        if is_detail:
            part.setLeft(inner.right() - width + 1)
        else:
            part.setRight(inner.right() - width - (12 if detail else 0))
        return QStyle.visualRect(option.direction, inner, part)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, theme().px(32))
