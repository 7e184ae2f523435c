"""What the bars of a project have in common: their colours, hatching, and places mirrored in Arabic."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from donations_app.i18n import without_marks
from donations_app.ui.theme import theme

_PRIVATE: Final = (
    ("#0B6B5B", "#328C78", "#5BA898", "#86CCBE", "#A9DCD1", "#CBEAE3"),
    ("#4CC2AA", "#3CA691", "#2F8A78", "#287265", "#225E53", "#1D4A42"),
)
_PUBLIC: Final = (("#DDE4F1", "#E7ECF5", "#EFF2F8"), ("#22364C", "#1C2D3F", "#182736"))
_ROUND: Final = 4


def private_colour(number: int) -> str:
    """Return the green of a source of private money, the largest darkest."""
    shades = _PRIVATE[theme().is_dark]
    return shades[min(number, len(shades) - 1)]


def public_colour(number: int) -> str:
    """Return the blue of a funder."""
    shades = _PUBLIC[theme().is_dark]
    return shades[min(number, len(shades) - 1)]


class Segment(Struct, frozen=True):
    """A stretch of a bar, from its start; lengths in cents."""

    start: int
    length: int
    fill: str  # colour; ``bad`` and ``plain`` are hatched
    told: str  # in the tooltip
    lines: tuple[str, str] = ("", "")  # inside, where there is room
    is_pale: bool = False  # promised or agreed: it did not come yet


class Drawn(QWidget):
    """A drawing over a scale of cents, mirrored in Arabic; it says nothing that a text beside does not."""

    whole = 1  # cents over the whole width

    def __init__(self, name: str) -> None:
        super().__init__()
        self.segments: Sequence[Segment] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme().px(200))

    def across(self, cents: float) -> float:
        """Return the distance of an amount from the start."""
        return cents / max(1, self.whole) * self.width()

    def mirrored(self, place: QRectF) -> QRectF:
        """Return where a place stands in the window's way of reading."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRectF(self.width() - place.right(), place.top(), place.width(), place.height())
        return place

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            x = event.pos().x()
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                x = self.width() - x
            at = x / max(1, self.width()) * self.whole
            told = [one.told for one in self.segments if one.start <= at < one.start + one.length]
            QToolTip.showText(event.globalPos(), without_marks(told[0]) if told else "", self)
            return True
        return super().event(event)

    def fill(self, painter: QPainter, place: QRectF, colour: str) -> None:
        """Fill a place, hatched where the colour is a state."""
        if colour in ("bad", "plain"):
            hatch(painter, place, colour)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRect(place)

    def mark(self, painter: QPainter, cents: float, top: float, bottom: float) -> None:
        """Draw the threshold through a bar."""
        x = self.mirrored(QRectF(self.across(cents), 0, 0, 0)).left()
        for colour, width in ((theme().surface, 5), (theme().text, 2)):
            painter.setPen(QPen(QColor(colour), theme().px(width)))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def rounded(painter: QPainter, place: QRectF) -> None:
    """Let what is drawn from now on stay within the rounded edge of a bar."""
    path = QPainterPath()
    path.addRoundedRect(place, _ROUND, _ROUND)
    painter.setClipPath(path)


def hatch(painter: QPainter, place: QRectF, state: str) -> None:
    """Hatch a place in the colour of its state, with an edge."""
    colour, ground = theme().state(state)
    painter.save()
    painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
    painter.fillRect(place, QColor(ground))
    line = QColor(colour)
    line.setAlpha(150 if state == "bad" else 60)
    painter.setPen(QPen(line, 1.4))
    step, high = theme().px(8), place.height()
    x = place.left() - high
    while x < place.right():
        painter.drawLine(QPointF(x, place.bottom()), QPointF(x + high, place.top()))
        x += step
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 1))
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()
