"""Drawn figures: the gauge of a private share and the stacked months; both mirrored in Arabic."""

import math
from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from donations_app.i18n import isolated
from donations_app.ui.theme import font, theme

FULL = 3_000  # basis points at the end of the gauge


class Gauge(QWidget):
    """A private share from 0 to 30 %, with the threshold's mark."""

    def __init__(self, basis_points: int, *, mark: int, state: str, name: str) -> None:
        super().__init__()
        self._share, self._mark, self._state = basis_points, mark, state
        self.setMinimumSize(theme().px(80), theme().px(22))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def place(self, basis_points: int) -> float:
        """Return the distance of a share from the start of the bar."""
        return _distance(basis_points, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint_gauge(painter, QRectF(self.rect()), self._share, mark=self._mark, state=self._state)
        painter.end()


def paint_gauge(painter: QPainter, place: QRectF, share: int, *, mark: int, state: str) -> None:
    """Draw a gauge that fills a place across.

    Args:
        painter: in whose direction it grows.
        place: where.
        share: basis points, of which the gauge shows up to ``FULL``.
        mark: of the threshold, basis points.
        state: in whose colour it is.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, thick = place.center().y(), theme().px(8)
    _bar(painter, place, place.width(), theme().track)
    if share > 0:
        _bar(painter, place, max(_distance(share, place.width()), thick), theme().state(state)[0])
    x = _from_start(painter, place, _distance(mark, place.width()))
    for colour, width in ((theme().surface, 5), (theme().text, 2)):
        painter.setPen(QPen(QColor(colour), theme().px(width)))
        painter.drawLine(QPointF(x, middle - thick), QPointF(x, middle + thick))


def _distance(basis_points: int, width: float) -> float:
    return min(basis_points, FULL) / FULL * width


def _from_start(painter: QPainter, place: QRectF, distance: float) -> float:
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return place.right() - distance if mirrored else place.left() + distance


def _bar(painter: QPainter, place: QRectF, length: float, colour: str) -> None:
    thick = theme().px(8)
    ends = sorted((_from_start(painter, place, 0), _from_start(painter, place, length)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    bar = QRectF(ends[0], place.center().y() - thick / 2, length, thick)
    painter.drawRoundedRect(bar, thick / 2, thick / 2)


class Bar(Struct, frozen=True):
    """One stacked bar: its name below, its parts from the ground up, in euros; what was taken back goes down."""

    name: str
    parts: tuple[float, ...]
    strong: bool = False

    @property
    def span(self) -> tuple[float, float]:
        """How far it goes down and up, in thousands of euros, neither below zero."""
        down = math.fsum(part for part in self.parts if part < 0)
        return -down / 1000, math.fsum(part for part in self.parts if part > 0) / 1000


class BarChart(QWidget):
    """Stacked bars over an axis in thousands of euros."""

    def __init__(self, bars: Sequence[Bar], name: str) -> None:
        super().__init__()
        self._bars = bars
        self.setAccessibleName(name)
        self.setMinimumSize(QSize(theme().px(240), theme().px(180)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, top = (max(ends) for ends in zip((0.0, 1.0), *(bar.span for bar in self._bars), strict=True))
        step = _step(max(low, top))
        ticks = [step * n for n in range(-int(low // step), int(-(-top // step)) + 1)]
        painter.setFont(font(11))
        beside = max(painter.fontMetrics().horizontalAdvance(_written(tick)) for tick in ticks) + theme().px(
            12
        )
        room = QRectF(beside, theme().px(16), self.width() - beside, self.height() - theme().px(16 + 24))
        scale = room.height() / (low + ticks[-1])  # pixels of a thousand euros
        ground = room.bottom() - low * scale
        self._axis(painter, room, ticks, (ground, scale))
        width = room.width() / max(len(self._bars), 1)
        for index, bar in enumerate(self._bars):
            middle = room.left() + width * (index + 0.5)
            self._bar(painter, QRectF(middle, ground, width, scale), room.right(), bar)
        self._names(painter, room, width)
        painter.end()

    def _names(self, painter: QPainter, room: QRectF, width: float) -> None:
        """Write the names below, counted back from the last; only as many as have room."""
        painter.setFont(font(11))
        widest = max((painter.fontMetrics().horizontalAdvance(bar.name) for bar in self._bars), default=0)
        step = math.ceil((widest + 2) / max(width, 1))
        for index in range(len(self._bars) - 1, -1, -step):
            bar = self._bars[index]
            painter.setFont(font(11, 600 if bar.strong else 400))
            painter.setPen(QColor(theme().text if bar.strong else theme().muted))
            middle = room.left() + width * (index + 0.5)
            below = QRectF(middle - widest / 2 - 4, room.bottom() + 4, widest + 8, theme().px(18))
            painter.drawText(self._mirrored(below), Qt.AlignmentFlag.AlignCenter, bar.name)

    def _mirrored(self, place: QRectF) -> QRectF:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRectF(self.width() - place.right(), place.top(), place.width(), place.height())
        return place

    def _axis(
        self, painter: QPainter, room: QRectF, ticks: Sequence[float], heights: tuple[float, float]
    ) -> None:
        painter.setFont(font(11))
        ground, scale = heights
        for tick in ticks:
            y = ground - tick * scale
            painter.setPen(QPen(QColor(theme().border), 1))
            line = self._mirrored(QRectF(room.left(), y, room.width(), 0))
            painter.drawLine(QPointF(line.left(), y), QPointF(line.right(), y))
            painter.setPen(QColor(theme().muted))
            high = theme().px(16)
            place = self._mirrored(QRectF(0, y - high / 2, room.left() - theme().px(8), high))
            flag = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flag, isolated(_written(tick)))

    def _bar(self, painter: QPainter, on: QRectF, end: float, bar: Bar) -> None:
        """Draw a bar.

        Args:
            painter: of the widget.
            on: its middle and the ground in pixels, the pixels that it has across, and those of a thousand euros.
            end: the trailing edge of all bars.
            bar: what it says.
        """
        ground, scale, thick = on.top(), on.height(), min(on.width() * 0.56, theme().px(26))
        left, up, down = on.left() - thick / 2, ground, ground
        painter.setPen(Qt.PenStyle.NoPen)
        for part, colour in zip(bar.parts, theme().chart, strict=False):
            height = abs(part) / 1000 * scale
            painter.setBrush(QColor(colour))
            if part > 0:
                up -= height
            place = QRectF(left, up if part > 0 else down + 1, thick, max(height - 1, 1 if part < 0 else 0))
            painter.drawRoundedRect(self._mirrored(place), 2, 2)
            if part < 0:
                down += height
        total = round(math.fsum(bar.parts) / 1000, 1)
        if bar.strong and total:
            painter.setFont(font(11, 600))
            painter.setPen(QColor(theme().text))
            shown = isolated(_written(total, places=1))
            wide = painter.fontMetrics().horizontalAdvance(shown) + 4
            start = min(on.left() - wide / 2, end - wide)  # the last bar stands at the edge
            above = self._mirrored(QRectF(start, up - theme().px(18), wide, theme().px(16)))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, shown)


def _step(top: float) -> float:
    """Return a round distance between ticks that gives three to five of them."""
    scale = 10.0 ** math.floor(math.log10(top))
    return next(step for part in (0.25, 0.5, 1, 2, 3) if top / (step := part * scale) <= 4.2)


def _written(thousands: float, places: int = 2) -> str:
    """Return a number as the window writes it, without zeros at its end unless ``places`` is one."""
    text = f"{thousands:,.{places}f}"
    if places > 1:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\u202f").replace(".", ",")
