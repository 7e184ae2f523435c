"""All payments: found by whatever one knows of them, summed, exported, each with all that is known of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.code_words import KINDS, METHODS, word
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payment_list import (
    PaymentList,
    PaymentRow,
    PaymentSums,
    payment_list,
    payment_sum,
)
from donations_app.db.queries.settings import offices
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder, asked_for
from donations_app.i18n import _, count, money, ngettext, pgettext
from donations_app.ui.desk import Desk
from donations_app.ui.list_screen import ListScreen
from donations_app.ui.payments.detail import PaymentPanel
from donations_app.ui.payments.table import PaymentTable
from donations_app.ui.screen import Action
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Segments
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place

_YEARS: Final = 8
# a view of the page -> what it asks for
VIEWS: Final = {
    "all": PaymentFilter(),
    "uncredited": PaymentFilter(state="stands", is_credited=False),
    "unreceipted": PaymentFilter(state="stands", has_receipt=False),
    "taken_back": PaymentFilter(state="taken_back"),
}


class PaymentsScreen(ListScreen):
    """The table of payments, its filters above, their sums below, the chosen one beside."""

    code = "payments"
    icon_name = "hand-coins"
    nouns = frozenset(("payments", "receipts", "parties", "batches", "deposits"))
    new_gift = Signal()
    to_receipt = Signal(str)  # number
    to_person = Signal(str)  # reference
    to_slip = Signal(str)  # number
    table: PaymentTable
    panel: PaymentPanel

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Payments")

    def subtitle(self) -> str:
        return _("Found by amount, cheque, day, name or reference")

    def header_action(self) -> Action | None:
        return None if self.desk.books.read_only else Action(_("New gift"), "plus", self.new_gift.emit)

    def build(self) -> None:
        this = self.desk.today().year
        years = {str(year): str(year) for year in range(this, this - _YEARS, -1)}
        self.view = Segments(
            {
                "all": pgettext("payments", "All"),
                "uncredited": _("Credit expected"),
                "unreceipted": _("No receipt"),
                "taken_back": pgettext("payments", "Taken back"),
            },
            _("What is shown"),
        )
        typed = TextEdit(_("Amount, cheque, day, name"))
        typed.setPlaceholderText(_("150,00, 50-200, 0004417, 11/2026, name ..."))
        self.year = ComboBox({"": _("Every year")} | years, _("Year"))
        self.method = _choice(_("Method"), _("Every method"), {code: word(METHODS, code) for code in METHODS})
        self.kind = _choice(_("Kind"), _("Every kind"), {code: word(KINDS, code) for code in KINDS})
        codes = {office.code: office.name for office in self.desk.read(offices)}
        self.office = _choice(_("Office"), _("Every office"), codes)
        self.table = PaymentTable(self.desk)
        self.chosen = Label("", "small", "soft")
        self.panel = PaymentPanel(read_only=self.desk.books.read_only)
        self.lay_out(typed, (self.year, self.method, self.kind, self.office), above=self.view)
        self._connect()

    def _connect(self) -> None:
        self.view.chosen.connect(lambda *_: self.refresh())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_payment())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._sum_chosen())
        self.table.activated_row.connect(lambda *_: self.panel.righter.setFocus())
        self.panel.to_receipt.connect(self.to_receipt)
        self.panel.to_person.connect(self.to_person)
        self.panel.to_slip.connect(self.to_slip)
        self.panel.wrong.connect(self._put_right)

    def foot(self) -> QWidget:
        self.chosen.setStyleSheet(f"background: {theme().soft}; border-radius: 11px; padding: 3px 10px;")
        return Flow(self.chosen, None, self.copier, self.exporter)

    # what is asked

    def filter(self) -> PaymentFilter:
        """Return what the page asks for."""
        only = replace(
            VIEWS[self.view.value()],
            method=self.method.value(),
            kind=self.kind.value(),
            office=self.office.value(),
        )
        if year := self.year.value():
            only = replace(only, first_on=date(int(year), 1, 1), last_on=date(int(year), 12, 31))
        return asked_for(self.typed.text(), only)

    def ask_for(self, typed: str, *, key: int | None = None) -> None:
        self.build_once()
        self.view.choose("all")
        super().ask_for(typed, key=key)

    def read_list(self, key: int | None = None) -> None:
        chosen = key if key is not None else self.table.current_key()
        only, order = self.filter(), PaymentOrder(*self.table.order)
        self.read_off(
            lambda session: payment_list(session, only, order), lambda found: self._show(found, only, chosen)
        )

    def _show(self, found: PaymentList, only: PaymentFilter, chosen: int | None) -> None:
        if only != self.filter():
            return  # something else was asked meanwhile
        told = ngettext("{count} payment, {amount}", "{count} payments, {amount}", found.sums.count)
        self.summary.setText(told.format(count=count(found.sums.count), amount=money(found.sums.amount)))
        self.show_list(found.keys, chosen)
        if not found.keys:
            self._show_payment()
        self._sum_chosen()

    def _show_payment(self) -> None:
        row = self.table.current_row()
        self.panel.show_payment(self.desk.read(payment_detail, row.ref) if row else None)

    def _sum_chosen(self) -> None:
        keys = self.table.selected_keys()
        self.chosen.setVisible(len(keys) > 1)
        if len(keys) > 1:
            amount: Money = self.desk.read(payment_sum, keys)
            told = ngettext("{count} chosen, {amount}", "{count} chosen, {amount}", len(keys))
            self.chosen.setText(told.format(count=count(len(keys)), amount=money(amount)))

    # what it does

    def _put_right(self, row: PaymentRow) -> None:
        from donations_app.ui.payments.finding import Wrong, open_put_right

        open_put_right(self.desk, self, Wrong(row.receipt, row.ref), self.said.emit)

    def ask_export(self) -> None:
        from donations_app.formats.writing import TABLES

        ask_place(self, _("Export payments"), _("payments"), TABLES, then=self.export)

    def exporting(self, path: Path) -> Callable[[], PaymentSums]:
        from donations_app.services.payments.listing import write_payments

        form, books = path.suffix[1:].lower(), self.desk.books
        only, order = self.filter(), PaymentOrder(*self.table.order)
        return lambda: write_payments(books, path, form=form, only=only, order=order, force=True)


def _choice(name: str, every: str, words: dict[str, str]) -> ComboBox:
    return ComboBox({"": every} | words, name)
