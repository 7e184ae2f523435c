"""The money from which one gives: line by line, what of it is free and what is taken."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QStyle

from donations_app.db.queries.allotting import may_move
from donations_app.db.queries.free_money import GENERAL, StandingMoney
from donations_app.domain.allotting import Allotment, Place
from donations_app.domain.money import Money
from donations_app.i18n import N_, _, count, day, figures, money, ngettext
from donations_app.ui.icons import picture
from donations_app.ui.projects.fund_filters import FundFilters
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, elided, rule
from donations_app.ui.widgets.fields import ComboBox
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together

_BOX, _ROW = 16, 41  # pixels
LOCKS = {
    "earmarked": N_("wish of its donor"),
    "public": N_("public money, closes no gap"),
    "free": N_("in kind, stays where it was given"),
}


class FundTable(Table):
    """Lines of money; Space or a click on the box takes those that are marked, or leaves them."""

    ticked = Signal(list)  # rows that Space or a click is meant for

    def __init__(self) -> None:
        self._money: Sequence[StandingMoney] = ()
        self._on: frozenset[int] = frozenset()  # rows
        self._taken: dict[int, int] = {}  # cents by row
        self._open: frozenset[int] = frozenset()
        columns: list[Column[int]] = [
            Column(" ", self._sign, 26, draws=self._draw),
            Column(_("Received on"), lambda n: day(self._money[n].on), 100, tone=lambda _n: "muted"),
            Column(
                _("Donor"), self._from, 0, weight=500, may_be_long=True, least=130, draws=self._draw_donor
            ),
            Column(_("Free, €"), lambda n: figures(self._money[n].amount), 84, is_amount=True, weight=500),
            Column(_("Taken, €"), self._taken_text, 84, is_amount=True, weight=500),
        ]
        model: WindowedModel[int] = WindowedModel(columns, list)
        super().__init__(model, _("Money that can be given"), empty=_("Nothing stands here."))
        model.setParent(self)

    def show_money(self, found: Sequence[StandingMoney]) -> None:
        """Show other money."""
        self._money, self._on, self._taken = found, frozenset(), {}
        self.show_keys(range(len(found)))
        if found:
            self.choose_row(0)

    def show_taken(self, on: frozenset[int], taken: dict[int, int], may_be_taken: frozenset[int]) -> None:
        """Show which rows are ticked, what is taken of each, and which may be."""
        self._on, self._taken, self._open = on, taken, may_be_taken
        self.viewport().update()

    def _place_columns(self) -> None:
        super()._place_columns()
        self.verticalHeader().setDefaultSectionSize(theme().px(_ROW))

    def _name(self, n: int) -> str:
        return self._money[n].payer_name or _("Anonymous")

    def _lock(self, n: int) -> str:
        """Return why money is locked, or nothing."""
        one = self._money[n]
        return "" if n in self._open or may_move(one) else _(LOCKS[one.freedom])

    def _from(self, n: int) -> str:
        return together(*filter(None, (self._name(n), self._lock(n))))

    def _draw_donor(self, painter: QPainter, inner: QRect, n: int, _is_current: bool) -> None:  # noqa: FBT001 -- the table's
        """Draw the name, and below it why the money is locked."""
        lock, flags = self._lock(n), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        above = inner.adjusted(0, theme().px(4), 0, -inner.height() // 2) if lock else inner
        painter.setPen(QColor(theme().muted if lock else theme().text))
        painter.drawText(above, flags, elided(painter.fontMetrics(), self._name(n), inner.width()))
        if lock:
            painter.setFont(font(12))
            painter.setPen(QColor(theme().muted))
            below = inner.adjusted(0, inner.height() // 2, 0, -theme().px(3))
            painter.drawText(below, flags, elided(painter.fontMetrics(), lock, inner.width()))

    def _taken_text(self, n: int) -> str:
        return figures(Money(self._taken[n])) if self._taken.get(n) else "–"

    def _sign(self, n: int) -> str:
        if n not in self._open:
            return _("Locked")
        return _("Taken") if n in self._on else _("Left")

    def _draw(self, painter: QPainter, inner: QRect, n: int, _is_current: bool) -> None:  # noqa: FBT001 -- the table's
        size, look = theme().px(_BOX), theme()
        at = QRect(inner.left(), inner.center().y() - size // 2, size, size)
        place = QStyle.visualRect(painter.layoutDirection(), inner, at)
        if n not in self._open:
            painter.drawPixmap(place.topLeft(), picture("lock", look.muted, 15))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = n in self._on
        painter.setPen(QPen(QColor(look.primary if on else look.field), 1))
        painter.setBrush(QColor(look.primary if on else look.surface))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if on:
            corner = place.topLeft() + QPoint(theme().px(2), theme().px(2))
            painter.drawPixmap(corner, picture("check", look.on_primary, 12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            rows = self.selected_keys() or [row for row in [self.currentIndex().row()] if row >= 0]
            self.ticked.emit(list(rows))
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0 and event.button() == Qt.MouseButton.LeftButton:
            self.ticked.emit([index.row()])


class FundCard(Card):
    """Where money comes from, its lines, and what is left of it."""

    source_chosen = Signal(str)  # ``GENERAL``, or the code of a project
    ticked = Signal(list)  # places in the allotment's stacks

    def __init__(self) -> None:
        super().__init__(gap=10)
        self._rows: dict[int, int] = {}  # row of the table by place in the stacks
        self._stacks: dict[int, int] = {}  # and back
        self.source = ComboBox({GENERAL: _("General fund")}, _("Money comes from"))
        self.sum = Label("", "strong")
        self.filters = FundFilters()
        head = QHBoxLayout()
        head.addWidget(self.source, 1)
        head.addWidget(self.sum)
        self.table = FundTable()
        self.table.setMinimumHeight(theme().px(260))
        self.chosen, self.taken = Label("", "body", "muted"), Label("", "strong", "ok")
        self.rest = Label("", "strong")
        told = _("Space takes a payment, or leaves it. A donor's wish is not moved without consent.")
        self.hint = Wrapped(told, "small", "muted")
        self.rows.addWidget(Label(_("Money that can be given"), "card"))
        self.rows.addLayout(head)
        self.rows.addWidget(self.filters)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(rule())
        left = Label(_("Left there"), "body", "muted")
        for one, amount in ((self.chosen, self.taken), (left, self.rest)):
            row = QHBoxLayout()
            row.addWidget(one, 1)
            row.addWidget(amount)
            self.rows.addLayout(row)
        self.rows.addWidget(self.hint)
        self.source.chosen.connect(lambda *_: self.source_chosen.emit(self.source.value()))
        self.table.ticked.connect(self._tell)

    def offer(self, sources: dict[str, str], chosen: str) -> None:
        """Offer sources by code, without telling that one is chosen."""
        self.source.blockSignals(True)  # noqa: FBT003 -- Qt's
        self.source.clear()
        for code, text in sources.items():
            self.source.addItem(text, code)
        self.source.choose(chosen)
        self.source.blockSignals(False)  # noqa: FBT003 -- Qt's

    def show_money(self, found: Sequence[StandingMoney], allotment: Allotment) -> None:
        """Show money that was read."""
        self._link(found, allotment)
        self.table.show_money(found)
        self.show_allotment(allotment)

    def link(self, found: Sequence[StandingMoney], allotment: Allotment) -> None:
        """Show the same money, of which other lines may be taken."""
        self._link(found, allotment)
        self.show_allotment(allotment)

    def _link(self, found: Sequence[StandingMoney], allotment: Allotment) -> None:
        places = {stack[:3]: n for n, stack in enumerate(allotment.stacks)}
        keys = ((one.payment, one.position, Place(one.project, one.association)) for one in found)
        self._stacks = {row: places[key] for row, key in enumerate(keys) if key in places}
        self._rows = {n: row for row, n in self._stacks.items()}

    def show_allotment(self, allotment: Allotment) -> None:
        """Show what is taken."""
        taken = {self._rows[n]: cents for n, cents in allotment.taken().items()}
        ticked = frozenset(self._rows[n] for n in allotment.ticked)
        self.table.show_taken(ticked, taken, frozenset(self._stacks))
        self.sum.setText(_("{amount} free").format(amount=money(Money(allotment.free))))
        told = ngettext("{count} payment chosen, taken", "{count} payments chosen, taken", len(ticked))
        self.chosen.setText(told.format(count=count(len(ticked))))
        amount = sum(taken.values())
        self.taken.setText(money(Money(amount)))
        self.rest.setText(money(Money(allotment.free - amount)))

    def _tell(self, rows: Sequence[int]) -> None:
        places = [self._stacks[row] for row in rows if row in self._stacks]
        if places:
            self.ticked.emit(places)
        else:
            self.hint.set_tone("warn")
