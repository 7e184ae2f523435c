"""Private money by its kind: a name, its sum, a bar, the largest first."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from donations_app.domain.money import Money
from donations_app.i18n import money
from donations_app.ui.projects.drawing import private_colour
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Label
from donations_app.words.association_page import bar_name


class KindBar(QWidget):
    """A part of a whole, from where reading begins; the amount beside its name says the same."""

    def __init__(self, part: float, number: int) -> None:
        super().__init__()
        self.part, self._number = part, number
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(80), theme().px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        round_, wide = self.height() / 2, self.part * self.width()
        painter.setBrush(QColor(theme().track))
        painter.drawRoundedRect(QRectF(self.rect()), round_, round_)
        if wide > 0:
            wide = max(wide, self.height())
            start = self.width() - wide if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0.0
            painter.setBrush(QColor(private_colour(self._number)))
            painter.drawRoundedRect(QRectF(start, 0, wide, self.height()), round_, round_)
        painter.end()


def kind_rows(kinds: Sequence[tuple[str, Money]]) -> QVBoxLayout:
    """Return a line and a bar for each kind, against the sum of all."""
    rows = QVBoxLayout()
    rows.setSpacing(theme().px(4))
    whole = sum(max(0, amount.cents) for _kind, amount in kinds) or 1
    for number, (kind, amount) in enumerate(kinds):
        line = QHBoxLayout()
        line.addWidget(Elided(bar_name(kind), "small"), 1)
        said = Label(money(amount), "label")
        line.addWidget(said)
        rows.addLayout(line)
        rows.addWidget(KindBar(max(0, amount.cents) / whole, number))
        rows.addSpacing(theme().px(6))
    return rows
