"""The pairs that may be one person, each with both names and its score."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from donations_app.db.queries.doubles import Double
from donations_app.domain.doubles import SURE
from donations_app.i18n import _, is_right_to_left, isolated
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import elided
from donations_app.ui.widgets.signs import paint_pill, pill_width

_ROW: Final = 54
_FAIR: Final = 70  # from which a score is blue, below grey
Index = QModelIndex | QPersistentModelIndex


def score_state(score: int) -> str:
    """Return the state that gives a score its colour."""
    return "ok" if score >= SURE else "info" if score >= _FAIR else "plain"


def score_words(score: int) -> str:
    """Return a score as it stands in a pill."""
    return isolated(f"{score}\u00a0%")


class PairsModel(QAbstractListModel):
    """Pairs, the likeliest first."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[Double] = []

    def show_pairs(self, pairs: Sequence[Double]) -> None:
        """Show other pairs."""
        self.beginResetModel()
        self.pairs = list(pairs)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.pairs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.pairs):
            return None
        pair = self.pairs[index.row()]
        told = _("{one} and {other}, {score} of 100").format(
            one=pair.one.name, other=pair.other.name, score=isolated(str(pair.likeness.score))
        )
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        return told if role in roles else None


class _PairDelegate(QStyledItemDelegate):
    """Draws both names below each other and the score beside the first."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme().px(160), theme().px(_ROW))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        model = index.model()
        if not isinstance(model, PairsModel):
            return
        look, pair = theme(), model.pairs[index.row()]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.soft))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 6, 6)
        edge, score = look.px(10), score_words(pair.likeness.score)
        inside = option.rect.adjusted(edge, look.px(7), -edge, -look.px(7))
        width = pill_width(QFontMetrics(font(12, 500)), score)
        pill = QRect(inside.right() - width + 1, inside.top(), width, look.px(22))
        first = QRect(inside.left(), inside.top(), inside.width() - width - edge, look.px(22))
        second = QRect(inside.left(), inside.top() + look.px(22), inside.width(), look.px(20))
        pill, first, second = (
            QStyle.visualRect(option.direction, option.rect, place) for place in (pill, first, second)
        )
        painter.setFont(font(12, 500))
        paint_pill(painter, QRectF(pill), score, score_state(pair.likeness.score))
        _write(painter, first, pair.one.name, 13, look.soft_text if is_chosen else look.text)
        _write(painter, second, pair.other.name, 12, look.soft_text if is_chosen else look.muted)
        painter.restore()


def _write(painter: QPainter, place: QRect, text: str, size: int, colour: str) -> None:
    painter.setFont(font(size, 500 if size > 12 else 400))
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
    flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, flags, elided(painter.fontMetrics(), text, place.width()))


class PairsList(QListView):
    """The list of pairs: up and down move in it, and the pair is shown at once; left, right and Enter go to it."""

    entered_pair = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pairs_model = PairsModel()
        self.setModel(self.pairs_model)
        self.setItemDelegate(_PairDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Possible pairs"))
        self.setObjectName("pairs")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.entered_pair.emit()
        else:
            super().keyPressEvent(event)

    def choose(self, row: int) -> None:
        """Choose a pair, or none."""
        self.setCurrentIndex(self.pairs_model.index(row, 0))
