"""The drawing of the six provinces, coloured by what is missing; it says nothing that the list beside it does not."""

from collections.abc import Mapping, Sequence
from itertools import product
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
_EDGE: Final = 70  # of 255, how dark the ground stands around the letters of a name, eight times
_ASIDE: Final = (
    0,
    -6,
    6,
    -12,
    12,
    -18,
    18,
    -25,
    25,
    -32,
    32,
)  # pixels by which a name may stand beside its place
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
        taken = [
            _around(self.place(point), theme().px(13), theme().px(13))
            for code, point in drawn.municipalities.items()
            if code in self._dots
        ]
        for one in drawn.provinces:
            name = name_of_place("province", one.code, language()).split("-")[0]
            place = self._room_for(QFontMetricsF(painter.font()), self.place(one.label), name, taken)
            taken.append(place)
            self._write(painter, place, name)
        painter.setFont(font(11))
        painter.setPen(QColor(look.muted))
        sea = self.place(drawn.sea)
        high = QFontMetricsF(painter.font()).height()
        for number, word in enumerate(_("Atlantic Ocean").split()):
            place = QRectF(sea.x(), sea.y() - high + number * high, self.width(), high)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute, word)

    @staticmethod
    def _write(painter: QPainter, place: QRectF, name: str) -> None:
        """Write a name with an edge of the ground around its letters, so that it is read over a border."""
        around = QColor(theme().surface)
        around.setAlpha(_EDGE)
        painter.save()
        painter.setPen(around)
        for across, down in product((-1, 0, 1), (-1, 0, 1)):
            painter.drawText(place.translated(across, down), Qt.AlignmentFlag.AlignCenter, name)
        painter.restore()
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)

    def _room_for(
        self, metrics: QFontMetricsF, middle: QPointF, name: str, taken: Sequence[QRectF]
    ) -> QRectF:
        """Return where a name stands: as near to its place as it covers no dot and no other name."""
        width, high = metrics.horizontalAdvance(name) + 4, metrics.ascent() + 1
        best, least = QRectF(), (len(taken) + 1, 0.0)
        for across, down in sorted(product(_ASIDE, _ASIDE), key=lambda by: abs(by[0]) + abs(by[1])):
            place = _around(middle + QPointF(theme().px(across), theme().px(down)), width, high)
            place.moveLeft(min(max(place.left(), 0), self.width() - width))
            found = (sum(place.intersects(one) for one in taken), float(abs(across) + abs(down)))
            if found < least:
                best, least = place, found
        return best


def _around(middle: QPointF, width: float, high: float) -> QRectF:
    return QRectF(middle.x() - width / 2, middle.y() - high / 2, width, high)
