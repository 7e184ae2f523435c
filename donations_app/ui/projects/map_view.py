"""The drawing of the six provinces, coloured by what is missing; it says nothing that the list beside it does not."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from donations_app.domain.project_table import Verdict, step
from donations_app.formats.map_drawing import DrawnProvince, Point, map_drawing, province_at
from donations_app.formats.reference import name_of_place
from donations_app.i18n import _, language
from donations_app.ui.projects.place_sums import PlaceSum, PlaceSums
from donations_app.ui.theme import font, theme

_ROOM: Final = 6  # pixels around the drawing
_PLUS: Final = {
    False: "#DE8C82",
    True: "#A33A33",
}  # the fourth step, light and dark; the others are of the look
_THIRD: Final = {False: "#F8C9B6", True: "#5A2A22"}


def step_colour(number: int) -> str:
    """Return the colour of a step, from 0 (nothing is missing) to 3."""
    look = theme()
    return (look.ok_ground, look.warn_ground, _THIRD[look.is_dark], _PLUS[look.is_dark])[number]


def paint_dot(painter: QPainter, middle: QPointF, verdict: Verdict) -> None:
    """Draw a municipality: full where one is below, a ring where all are reached, else a broken ring."""
    look, radius = theme(), theme().px(4.5)
    colour = QColor({"below": look.bad, "soon": look.bad, "reached": look.ok, "unknown": look.muted}[verdict])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.surface))
    painter.drawEllipse(middle, radius + 1.5, radius + 1.5)
    if verdict in ("below", "soon"):
        painter.setBrush(colour)
        painter.drawEllipse(middle, radius, radius)
        return
    pen = QPen(colour, 2)
    if verdict == "unknown":
        pen.setDashPattern([1.1, 1.1])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(middle, radius - 1, radius - 1)


class MapView(QWidget):
    """West is left in every language; a click on a province tells its code."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._sums: Mapping[str, PlaceSum] = {}
        self._dots: Mapping[str, PlaceSum] = {}
        self._marked = ""
        self.setAccessibleName(_("Map of what is missing, by province"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setMinimumSize(QSize(theme().px(200), theme().px(186)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_sums(self, sums: PlaceSums, marked: str) -> None:
        """Show what is missing, with a province marked."""
        self._sums = {one.code: one for one in sums.provinces}
        self._dots = {one.code: one for some in sums.municipalities.values() for one in some}
        self._marked = marked
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide, high = map_drawing().size
        most = theme().px(240)
        self.setFixedHeight(round(min((self.width() - 2 * _ROOM) * high / wide, most)) + 2 * _ROOM)

    def _scale(self) -> tuple[float, QPointF]:
        """Return pixels for a unit of the drawing, and where its corner is."""
        wide, high = map_drawing().size
        scale = min((self.width() - 2 * _ROOM) / wide, (self.height() - 2 * _ROOM) / high)
        return scale, QPointF((self.width() - wide * scale) / 2, (self.height() - high * scale) / 2)

    def place(self, point: Point) -> QPointF:
        """Return where a point of the drawing is."""
        scale, corner = self._scale()
        return corner + QPointF(*point) * scale

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        scale, corner = self._scale()
        there = (event.position() - corner) / scale
        if code := province_at((there.x(), there.y())):
            self.chosen.emit(code)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawn = map_drawing()
        for one in sorted(drawn.provinces, key=lambda one: one.code == self._marked):
            self._province(painter, one)
        for code, point in drawn.municipalities.items():
            if code in self._dots:
                paint_dot(painter, self.place(point), self._dots[code].verdict)
        self._names(painter)
        painter.end()

    def _province(self, painter: QPainter, one: DrawnProvince) -> None:
        look = theme()
        sums = self._sums.get(one.code)
        is_marked = one.code == self._marked
        colour = step_colour(step(sums.missing.cents)) if sums and sums.projects else look.track
        painter.setPen(QPen(QColor(look.primary if is_marked else look.surface), 2))
        painter.setBrush(QColor(colour))
        painter.drawPolygon(QPolygonF([self.place(point) for point in one.corners]))

    def _names(self, painter: QPainter) -> None:
        look, drawn = theme(), map_drawing()
        painter.setFont(font(11, 500))
        painter.setPen(QColor(look.text))
        for one in drawn.provinces:
            name = name_of_place("province", one.code, language()).split("-")[0]
            self._write(painter, self.place(one.label), name)
        painter.setFont(font(11))
        painter.setPen(QColor(look.muted))
        sea = self.place(drawn.sea)
        high = QFontMetricsF(painter.font()).height()
        for number, word in enumerate(_("Atlantic Ocean").split()):
            place = QRectF(sea.x(), sea.y() - high + number * high, self.width(), high)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute, word)

    def _write(self, painter: QPainter, middle: QPointF, name: str) -> None:
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(name) + 4
        left = min(max(middle.x() - width / 2, 0), self.width() - width)
        place = QRectF(left, middle.y() - metrics.height() / 2, width, metrics.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
