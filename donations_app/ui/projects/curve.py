"""The private share of a project's associations month by month, in steps, with what is expected after the day."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from donations_app.db.queries.project_money import Curve, CurveLine
from donations_app.i18n import _, day, labelled, limit_percent, percent
from donations_app.ui.theme import font, theme
from donations_app.words.codes import MONTHS, together
from donations_app.words.names import short_name

_TOP: Final = 3_000  # basis points that the axis shows at the least
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ShareCurve(QWidget):
    """Steps, one line an association; arrow keys and the mouse say day and share."""

    told = Signal(str)  # of the day looked at; empty when none is

    def __init__(self, curve: Curve, minimum: int) -> None:
        super().__init__()
        self._curve, self._minimum = curve, minimum
        self._at: date | None = None
        highest = max((points for one in curve.lines for _on, points in (*one.stood, *one.coming)), default=0)
        self._high = max(_TOP, -(-highest // 1_000) * 1_000)
        days = {on for one in curve.lines for on, _points in (*one.stood, *one.coming)}
        self._days = sorted({*days, curve.day}) if days else []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Private share, month by month"))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(190))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(170))

    # where things stand

    def _room(self) -> QRectF:
        side = theme().px(44)
        return QRectF(
            side, theme().px(8), self.width() - side - theme().px(8), self.height() - theme().px(32)
        )

    def _x(self, on: date) -> float:
        curve = self._curve
        whole = max(1, (curve.last - curve.first).days + (30 if curve.last > curve.day else 12))
        x = self._room().left() + (on - curve.first).days / whole * self._room().width()
        return self.width() - x if self._is_mirrored() else x

    def _y(self, points: int) -> float:
        return self._room().bottom() - min(max(points, 0), self._high) / self._high * self._room().height()

    def _is_mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _mirrored(self, place: QRectF) -> QRectF:
        if not self._is_mirrored():
            return place
        return QRectF(self.width() - place.right(), place.top(), place.width(), place.height())

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().primary), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        self._ground(painter)
        self._axis(painter)
        placed: list[QRectF] = []
        for n, line in enumerate(self._curve.lines):
            self._line(painter, line, self._colour(n, line), placed)
        self._looked_at(painter)
        painter.end()

    def _colour(self, n: int, line: CurveLine) -> str:
        shades = (theme().primary, theme().chart[1], theme().info, theme().muted)
        return theme().bad if line.is_below else shades[n % len(shades)]

    def _ground(self, painter: QPainter) -> None:
        """Darken what lies after the day: it is expected."""
        curve, room = self._curve, self._room()
        if curve.last > curve.day:
            start = self._x(curve.day)
            after = QRectF(start, room.top(), room.right() - start, room.height())
            if self._is_mirrored():
                left = self.width() - room.right()
                after = QRectF(left, room.top(), start - left, room.height())
            painter.fillRect(after, QColor(theme().sunken))

    def _axis(self, painter: QPainter) -> None:
        room, ticks = self._room(), [0, 1_000, 2_000, 3_000]
        if self._high > _TOP:
            ticks = [self._high * n // 4 for n in range(5)]
        marks = [one for one in ticks if abs(one - self._minimum) * 30 > self._high or not self._minimum]
        painter.setFont(font(11))
        for points in [*marks, self._minimum] if self._minimum else marks:
            is_threshold = points == self._minimum and bool(self._minimum)
            y, high = self._y(points), theme().px(16)
            pen = QPen(QColor(theme().text if is_threshold else theme().border), 1.5 if is_threshold else 1)
            if is_threshold:
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            line = self._mirrored(QRectF(room.left(), y, room.width(), 0))
            painter.drawLine(QPointF(line.left(), y), QPointF(line.right(), y))
            painter.setPen(QColor(theme().text if is_threshold else theme().muted))
            place = self._mirrored(QRectF(0, y - high / 2, room.left() - theme().px(6), high))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, limit_percent(points))
        self._months(painter)

    def _months(self, painter: QPainter) -> None:
        """Write as many months as have room below their first day."""
        room = self._room()
        painter.setPen(QColor(theme().muted))
        metrics = QFontMetricsF(painter.font())
        one, edge = (self._curve.first + timedelta(days=1)).replace(day=1), -1.0
        while one <= self._curve.last + timedelta(days=25):
            name = _(MONTHS[one.month - 1]).lower()
            wide = metrics.horizontalAdvance(name) + theme().px(8)
            x = self._x(one)
            start = (self.width() - x if self._is_mirrored() else x) - wide / 2
            if start > edge and start + wide <= self.width():
                place = self._mirrored(QRectF(start, room.bottom() + theme().px(5), wide, theme().px(18)))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
                edge = start + wide + theme().px(10)
            one = (one + timedelta(days=32)).replace(day=1)

    def _line(self, painter: QPainter, line: CurveLine, colour: str, placed: list[QRectF]) -> None:
        pen = QPen(QColor(colour), 2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(self._steps(line.stood))
        last = line.stood[-1]
        if line.coming:
            pen.setDashPattern([2, 2])
            painter.setPen(pen)
            painter.drawPolyline(self._steps((last, *line.coming)))
            painter.setPen(QPen(QColor(colour), 2))
            painter.setBrush(QColor(theme().surface))
            painter.drawEllipse(QPointF(self._x(line.coming[-1][0]), self._y(line.coming[-1][1])), 3.5, 3.5)
        painter.setBrush(QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(self._x(last[0]), self._y(last[1])), 3.5, 3.5)
        self._name(painter, line, colour, placed)

    def _steps(self, points: Sequence[tuple[date, int]]) -> QPolygonF:
        shape = QPolygonF()
        for n, (on, share) in enumerate(points):
            if n:
                shape.append(QPointF(self._x(on), self._y(points[n - 1][1])))
            shape.append(QPointF(self._x(on), self._y(share)))
        return shape

    def _name(self, painter: QPainter, line: CurveLine, colour: str, placed: list[QRectF]) -> None:
        """Write whose line it is above its end; where others stand already, above or below them."""
        name = short_name(line.name)
        painter.setFont(font(11, 500))
        wide, high = QFontMetricsF(painter.font()).horizontalAdvance(name) + 4, float(theme().px(15))
        on, points = line.stood[-1]
        x = self.width() - self._x(on) if self._is_mirrored() else self._x(on)
        beside = self._curve.last > self._curve.day and not line.coming
        start = x + theme().px(6) if beside else x - wide - theme().px(6)
        start = max(self._room().left(), min(start, self.width() - wide))
        y = self._y(points)
        for top in (y + 2 if points > self._high * 0.9 else y - high - 2, y - 2 * high, y + 2, y + high + 2):
            place = QRectF(start, top, wide, high)
            if not any(place.intersects(one) for one in placed) and 0 <= top <= self.height() - high:
                break
        placed.append(place)
        painter.setPen(QColor(colour if line.is_below else theme().text))
        painter.drawText(self._mirrored(place), Qt.AlignmentFlag.AlignCenter, name)

    def _looked_at(self, painter: QPainter) -> None:
        if self._at is not None:
            painter.setPen(QPen(QColor(theme().muted), 1))
            x, room = self._x(self._at), self._room()
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))

    # looking at a day

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self._days:
            super().keyPressEvent(event)
            return
        step = -step if self._is_mirrored() else step
        at = self._days.index(self._at) if self._at in self._days else self._days.index(self._curve.day)
        self._look(self._days[max(0, min(len(self._days) - 1, at + step if self._at else at))])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._days:
            x = event.position().x()
            self._look(min(self._days, key=lambda on: abs(self._x(on) - x)))

    def leaveEvent(self, event: object) -> None:
        del event
        self._look(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def _look(self, on: date | None) -> None:
        if on == self._at:
            return
        self._at = on
        said = self.says(on) if on else ""
        self.setAccessibleDescription(said)
        self.told.emit(said)
        self.update()

    def says(self, on: date) -> str:
        """Return the shares of a day, or what is expected of it."""
        parts = []
        for line in self._curve.lines:
            known = [*line.stood, *(line.coming if on > self._curve.day else ())]
            n = bisect_right([one for one, _points in known], on)
            has_left = line.stood[-1][0] < min(on, self._curve.day)
            if n and not has_left:
                name = short_name(line.name)
                parts.append(labelled(name or _("Project"), percent(known[n - 1][1])))
        return f"{day(on)} – {together(*parts)}"
