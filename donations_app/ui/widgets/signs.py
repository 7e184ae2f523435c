"""Signs: a state as a pill or a badge, a key as it stands on a keyboard."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from donations_app.ui.icons import picture
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import ROLES, Label
from donations_app.ui.widgets.flow import Flow

_SIGN: Final = 13  # pixels of the icon of a pill


class Pill(QWidget):
    """A state in a word, on a ground of its colour, with an icon where it has one."""

    def __init__(self, text: str, state: str, icon_name: str = "") -> None:
        super().__init__()
        self._text, self._state, self._icon = text, state, icon_name
        self.setFont(font(12, 500))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self.fontMetrics(), self._text, self._icon), theme().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_pill(painter, QRectF(self.rect()), self._text, self._state, self._icon)
        painter.end()


def pill_width(metrics: QFontMetrics, text: str, icon_name: str = "") -> int:
    """Return how wide a pill is."""
    return metrics.horizontalAdvance(text) + 2 * theme().px(11) + (theme().px(_SIGN + 5) if icon_name else 0)


def paint_pill(painter: QPainter, place: QRectF, text: str, state: str, icon_name: str = "") -> None:
    """Draw a pill that fills ``place``; the icon stands where reading begins."""
    colour, ground = theme().state(state)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    painter.setPen(QColor(colour))
    if icon_name:
        size = theme().px(_SIGN)
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        edge = theme().px(10)
        left = place.right() - edge - size if is_mirrored else place.left() + edge
        top = place.top() + (place.height() - size) / 2
        painter.drawPixmap(QPointF(left, top), picture(icon_name, colour, _SIGN))
        room = theme().px(_SIGN + 5)
        place = place.adjusted(0, 0, -room, 0) if is_mirrored else place.adjusted(room, 0, 0, 0)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class IconBadge(QWidget):
    """An icon on a rounded ground of its state."""

    def __init__(self, icon_name: str, state: str) -> None:
        super().__init__()
        self._icon, self._state = icon_name, state
        self.setFixedSize(theme().px(34), theme().px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        colour, ground = theme().state(self._state)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect(), 8, 8)
        edge = theme().px(8)
        painter.drawPixmap(edge, edge, picture(self._icon, colour))
        painter.end()


class KeyCap(QFrame):
    """A key as it stands on a keyboard, with what it does."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setObjectName("keycap")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(*theme().margins(7, 1, 7, 1))
        shown = QLabel(key)
        shown.setFont(font(*ROLES["key"]))
        row.addWidget(shown)


def key_row(*hints: tuple[str, str]) -> QWidget:
    """Return keys beside each other, each with what it does; where there is no room, on more than one line."""
    return Flow(*(_hint(key, does) for key, does in hints))


def _hint(key: str, does: str) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().px(8))
    row.addWidget(KeyCap(key))
    row.addWidget(Label(does, "small", "muted"))
    row.addSpacing(theme().px(8))
    return whole
