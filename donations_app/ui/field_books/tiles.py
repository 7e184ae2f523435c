"""The verdicts of a field book as tiles, each with how many payments and how much money; the first is their sum."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from donations_app.domain.field_books import VERDICTS, Judged, Review, total
from donations_app.i18n import count, money, pgettext
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label
from donations_app.ui.widgets.flow import Flow
from donations_app.words.codes import together
from donations_app.words.field_books import verdict_words


class _Tile(QPushButton):
    """How many payments have a verdict, and what they come to."""

    def __init__(self, verdict: str, name: str) -> None:
        super().__init__()
        self.verdict, self.name = verdict, name
        self.setObjectName("tile")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.number, self.sum = Label("0", "card"), Label("", "label")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(12, 7, 12, 8))
        rows.setSpacing(theme().px(1))
        for shown in (self.number, Label(name, "small", "muted"), self.sum):
            rows.addWidget(shown)

    def show_payments(self, payments: tuple[Judged, ...]) -> None:
        """Show some payments."""
        self.number.setText(count(len(payments)))
        self.sum.setText(money(total(payments)))
        self.setAccessibleName(together(self.name, self.number.text(), self.sum.text()))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Tiles(QWidget):
    """A click shows the payments of a verdict alone, the first tile all of them."""

    chosen = Signal(str)  # a verdict; empty: all

    def __init__(self) -> None:
        super().__init__()
        self.tiles = [
            _Tile("", pgettext("payments", "All")),
            *(_Tile(one, verdict_words(one)) for one in VERDICTS),
        ]
        self._group = QButtonGroup(self)
        for one in self.tiles:
            self._group.addButton(one)
            one.clicked.connect(lambda *_, one=one: self.chosen.emit(one.verdict))
        self.tiles[0].setChecked(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(Flow(*self.tiles, fills=True))

    @property
    def verdict(self) -> str:
        """The verdict whose payments are shown."""
        return next(one.verdict for one in self.tiles if one.isChecked())

    def show_review(self, review: Review) -> None:
        """Count the payments of each verdict."""
        for one in self.tiles:
            one.show_payments(tuple(_of(review, one.verdict)))


def _of(review: Review, verdict: str) -> Iterable[Judged]:
    return (one for one in review.payments if verdict in ("", one.verdict))
