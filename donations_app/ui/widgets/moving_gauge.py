"""A gauge of a share that would move: what it is, and what is added to it or taken from it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QPen

from donations_app.domain.funding import WHOLE
from donations_app.ui.theme import theme
from donations_app.ui.widgets.charts import FULL, Gauge


class MovingGauge(Gauge):
    """What was in full colour; what is added in light green, what is taken away hatched; of a ceiling the other way.

    Args:
        before: basis points.
        after: basis points.
        mark: what is asked at least, or at most.
        state: in whose colour it is.
        name: what is heard.
        is_ceiling: at most so much is asked.
    """

    def __init__(
        self, before: int, after: int, *, mark: int, state: str, name: str, is_ceiling: bool = False
    ) -> None:
        super().__init__(before, mark=mark, state=state, name=name)
        self._after, self._is_ceiling = after, is_ceiling

    def place(self, basis_points: int) -> float:
        if self._mark < FULL:
            return super().place(basis_points)
        return min(basis_points, WHOLE) / WHOLE * self.width()

    def show_shares(self, before: int, after: int, *, state: str, name: str) -> None:
        """Show other shares, in basis points."""
        self._share, self._after, self._state = before, after, state
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, thick = self.height() / 2, theme().px(8)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(0, middle - thick / 2, self.width(), thick), thick / 2, thick / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(whole, QColor(theme().track))
        painter.setClipPath(whole)
        low, high = sorted((self._share, self._after))
        stays = QColor(theme().state(self._state)[0])
        painter.fillRect(self._stretch(0, low, middle, thick), stays)
        moves = self._stretch(low, high, middle, thick)
        if self._after != self._share and (self._after > self._share) != self._is_ceiling:
            painter.fillRect(moves, QColor(theme().chart[1]))
        elif self._after != self._share:
            painter.fillRect(moves, QColor(theme().state("bad")[1]))
            painter.fillRect(moves, QBrush(QColor(theme().bad), Qt.BrushStyle.BDiagPattern))
        painter.setClipping(False)
        self._draw_mark(painter, middle, thick)
        painter.end()

    def _from_start(self, distance: float) -> float:
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return self.width() - distance if is_mirrored else distance

    def _stretch(self, low: int, high: int, middle: float, thick: float) -> QRectF:
        ends = sorted(self._from_start(self.place(share)) for share in (low, high))
        return QRectF(ends[0], middle - thick / 2, ends[1] - ends[0], thick)

    def _draw_mark(self, painter: QPainter, middle: float, thick: float) -> None:
        x = self._from_start(self.place(self._mark))
        for colour, wide in ((theme().surface, 5), (theme().text, 2)):
            painter.setPen(QPen(QColor(colour), theme().px(wide)))
            painter.drawLine(QPointF(x, middle - thick), QPointF(x, middle + thick))
