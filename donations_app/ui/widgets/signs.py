"""Signs: a state as a pill or a badge, a key as it stands on a keyboard."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from donations_app.ui.icons import picture
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import ROLES


class Pill(QWidget):
    """A state in a word, on a ground of its colour."""

    def __init__(self, text: str, state: str) -> None:
        super().__init__()
        self._text, self._state = text, state
        self.setFont(font(12, 500))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 22, theme().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_pill(painter, QRectF(self.rect()), self._text, self._state)
        painter.end()


def paint_pill(painter: QPainter, place: QRectF, text: str, state: str) -> None:
    """Draw a pill that fills ``place``."""
    colour, ground = theme().state(state)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    painter.setPen(QColor(colour))
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
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 1, 7, 1)
        shown = QLabel(key)
        shown.setFont(font(*ROLES["key"]))
        row.addWidget(shown)
