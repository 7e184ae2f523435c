"""Deposit slips in a table, and the payments that wait for one."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle

from donations_app.db.queries.deposits import WaitingPayment
from donations_app.db.queries.slips import SlipRow
from donations_app.i18n import _, count, day, isolated
from donations_app.ui.theme import theme
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import METHODS, SLIP_STATES, word

_ORDERS: Final[dict[str, Any]] = {
    "number": lambda row: row.number,
    "day": lambda row: (row.made_on, row.id),
    "amount": lambda row: (row.amount, row.id),
}


class SlipTable(Table):
    """Slips with their sums and states; one sorts by some of the headings."""

    def __init__(self) -> None:
        self._found: dict[int, SlipRow] = {}
        columns: list[Column[SlipRow]] = [
            Column(_("Slip"), lambda row: isolated(row.number), 0, weight=500, order="number", least=130),
            Column(_("Day"), lambda row: day(row.made_on), 92, tone=lambda _row: "muted", order="day"),
            Column(_("Method"), lambda row: word(METHODS, row.method), 90, is_spare=True),
            Column(_("Payments"), lambda row: count(row.count), 84, is_amount=True, is_spare=True),
            Column(
                _("Amount"),
                lambda row: amount_words(row.amount.cents, row.currency),
                112,
                is_amount=True,
                weight=500,
                order="amount",
            ),
            Column(_("Office"), lambda row: isolated(row.office), 70, is_spare=True),
            Column(_("State"), state_word, 96, tone=state_tone),
        ]
        model: WindowedModel[SlipRow] = WindowedModel(columns, self._rows)
        super().__init__(model, _("Deposit slips"), empty=_("No slip is like that."))
        model.setParent(self)
        self.sort_by("day", is_descending=True)

    def show_slips(self, found: Sequence[SlipRow]) -> list[int]:
        """Take slips in the order asked for, and return their keys."""
        order, is_descending = self.order
        ordered = sorted(found, key=_ORDERS[order], reverse=is_descending)
        self._found = {row.id: row for row in ordered}
        return list(self._found)

    def _rows(self, keys: Sequence[int]) -> list[SlipRow | None]:
        return [self._found.get(key) for key in keys]


def state_word(row: SlipRow) -> str:
    """Return the word of a slip's state."""
    return _(SLIP_STATES[row.state][0])


def state_tone(row: SlipRow) -> str:
    """Return the tone of a slip's state."""
    return SLIP_STATES[row.state][1]


class WaitingTable(Table):
    """The payments that wait for a slip: a click or Space takes one off, or on again; arrows only move."""

    def __init__(self, found: Sequence[WaitingPayment], method: str) -> None:
        self._found = {one.id: one for one in found}
        self._chosen: set[int] = set()
        model: WindowedModel[WaitingPayment] = WindowedModel(self._made_columns(method), self._rows)
        super().__init__(model, _("What waits for a slip"), empty=_("Nothing waits for a slip."))
        model.setParent(self)
        self.show_keys(list(self._found))
        self.selectionModel().selectionChanged.connect(lambda *_: self._note_chosen())

    def _made_columns(self, method: str) -> list[Column[WaitingPayment]]:
        columns: list[Column[WaitingPayment]] = [
            Column(_("On the slip"), self._sign, 96, tone=lambda _one: "ok", sign=lambda _one: "check"),
            Column(_("Received on"), _received, 92, tone=lambda _one: "muted"),
            Column(
                _("Donor"), lambda one: one.name or _("Anonymous"), 0, weight=500, least=150, may_be_long=True
            ),
            Column(
                _("Amount"),
                lambda one: amount_words(one.amount.cents, one.currency),
                100,
                is_amount=True,
                weight=500,
            ),
            Column(_("Batch"), lambda one: _written(one.batch), 110, is_spare=True, may_be_long=True),
        ]
        if method == "cheque":
            columns[3:3] = [
                Column(_("Cheque"), lambda one: _written(one.cheque_number), 90),
                Column(_("Bank"), lambda one: _written(one.bank), 150, is_spare=True, may_be_long=True),
            ]
        return columns

    def _sign(self, one: WaitingPayment) -> str:
        return _("Chosen") if one.id in self._chosen else ""

    def _note_chosen(self) -> None:
        self._chosen = set(self.selected_keys())
        self.viewport().update()

    def chosen(self) -> list[WaitingPayment]:
        """Return the payments chosen, in their order."""
        return [self._found[key] for key in self.selected_keys()]

    def take_off(self, row: int) -> None:
        """Leave a row out."""
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self.model().index(row, 0), flag.Deselect | flag.Rows)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        flag = QItemSelectionModel.SelectionFlag
        is_click = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        return flag.Toggle | flag.Rows if (is_click and index.isValid()) or is_space else flag.NoUpdate

    def paintEvent(self, event: QPaintEvent) -> None:
        """Mark the row on which Space would act, beside those chosen."""
        super().paintEvent(event)
        index = self.currentIndex()
        if not index.isValid() or not self.hasFocus():
            return
        row, bar = self.visualRect(index), theme().px(3)
        across = self.viewport().rect()
        place = QRect(across.left(), row.top(), bar, row.height())
        painter = QPainter(self.viewport())
        painter.fillRect(QStyle.visualRect(self.layoutDirection(), across, place), QColor(theme().primary))
        painter.end()

    def _rows(self, keys: Sequence[int]) -> list[WaitingPayment | None]:
        return [self._found.get(key) for key in keys]


def _written(text: str) -> str:
    return isolated(text) if text else ""


def _received(one: WaitingPayment) -> str:
    return day(one.received_on) if one.received_on else ""
