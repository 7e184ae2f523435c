"""All payments: found by whatever one knows of them, summed, exported, each with all that is known of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.code_words import KINDS, METHODS, word
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payment_list import (
    PaymentList,
    PaymentRow,
    PaymentSums,
    payment_counts,
    payment_keys,
    payment_list,
    payment_sum,
)
from donations_app.db.queries.settings import offices
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payment_filter import (
    PaymentFilter,
    PaymentOrder,
    asked_for,
    narrowed,
    payment_views,
)
from donations_app.i18n import _, count, money, ngettext, pgettext
from donations_app.ui.asked_list import TYPED, VIEW, AskedList
from donations_app.ui.desk import Desk
from donations_app.ui.payments.detail import PaymentPanel
from donations_app.ui.payments.table import PaymentTable
from donations_app.ui.screen import Action
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.table import PAGE
from donations_app.ui.widgets.views import Views

_YEARS: Final = 8
_NOTHING: Final = PaymentFilter(state="stands", ref="-")  # lets none through
_NONE: Final = PaymentList((), PaymentSums(0, ZERO))


class PaymentsScreen(AskedList):
    """The table of payments, its filters above, their sums below, the chosen one beside."""

    code = "payments"
    icon_name = "hand-coins"
    list_name = "payments"
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
        self._sums = _NONE.sums
        self._wanted = ""  # reference of the payment that the panel is to show
        self._shown_first: object = None  # the question whose first page is shown already
        self._shown_last: object = None  # the question that is shown whole

    def subtitle(self) -> str:
        return _("Found by amount, cheque, day, name or reference")

    def header_action(self) -> Action | None:
        return None if self.desk.books.read_only else Action(_("New gift"), "plus", self.new_gift.emit)

    def build(self) -> None:
        this = self.desk.today().year
        years = {str(year): str(year) for year in range(this, this - _YEARS, -1)}
        self.ready = {
            "all": pgettext("payments", "All"),
            "uncredited": _("Credit expected"),
            "unreceipted": _("No receipt"),
            "undeposited": _("Cheques to deposit"),
            "taken_back": pgettext("payments", "Taken back"),
        }
        self.view = Views(self.ready, _("What is shown"))
        self.empty = _("No payment is recorded yet.")
        typed = TextEdit(_("Amount, cheque, day, name"))
        typed.setPlaceholderText(_("150,00, 50-200, 0004417, 11/2026, name ..."))
        self.year = ComboBox({"": _("Every year")} | years, _("Year"))
        self.method = _choice(_("Method"), _("Every method"), {code: word(METHODS, code) for code in METHODS})
        self.kind = _choice(_("Kind"), _("Every kind"), {code: word(KINDS, code) for code in KINDS})
        codes = {office.code: office.name for office in self.desk.read(offices)}
        self.office = _choice(_("Office"), _("Every office"), codes)
        self.table = PaymentTable(self.desk)
        self.panel = PaymentPanel(read_only=self.desk.books.read_only)
        self.fields = {"year": self.year, "method": self.method, "kind": self.kind, "office": self.office}
        self.lay_out_asked(typed)
        self._connect()

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_payment())
        self.table.activated_row.connect(lambda *_: self.panel.righter.setFocus())
        self.panel.to_receipt.connect(self.to_receipt)
        self.panel.to_person.connect(self.to_person)
        self.panel.to_slip.connect(self.to_slip)
        self.panel.wrong.connect(self._put_right)

    def foot(self) -> QWidget:
        return Flow(self.chosen, None, self.copier, self.exporter)

    # what is asked

    def filter_of(self, asked: Mapping[str, str]) -> PaymentFilter | None:
        only = PaymentFilter(method=asked["method"], kind=asked["kind"], office=asked["office"])
        if year := asked["year"]:
            only = replace(only, first_on=date(int(year), 1, 1), last_on=date(int(year), 12, 31))
        typed = narrowed(only, asked_for(asked[TYPED], PaymentFilter()))
        return typed and narrowed(payment_views(self.desk.today())[asked[VIEW]], typed)

    def count_of(self, session: Any, filters: Mapping[str, PaymentFilter]) -> dict[str, int]:
        return payment_counts(session, filters)

    def read_list(self, key: int | None = None) -> None:
        chosen = key if key is not None else self.table.current_key()
        asked, order = self.asked(), PaymentOrder(*self.table.order)
        only = self.filter_of(asked)
        self.show_chips()

        def ask(session: Any) -> tuple[PaymentList, dict[str, int]]:
            found = payment_list(session, only, order) if only else _NONE
            return found, {} if found.keys else self.without_each(session, asked)

        self.question, self._shown_first = ask, None
        self.shows_first = bool(only) and order.by == "day" and asked[VIEW] == "all"
        if not self.shows_first or only is None or asked[TYPED] or asked["kind"]:
            self.shows_first = False
            self._read_whole(ask, asked, chosen)
            return
        self.read_off(
            lambda session: payment_keys(session, only, order, most=PAGE),
            lambda keys: self._show_first(keys, asked, chosen, ask),
        )

    def _read_whole(self, ask: Callable[[Any], Any], asked: dict[str, str], chosen: int | None) -> None:
        self.read_off(ask, lambda found: self._show(found[0], found[1], asked, chosen, ask))

    def _show_first(
        self, keys: Sequence[int], asked: dict[str, str], chosen: int | None, ask: Callable[[Any], Any]
    ) -> None:
        """Show the first page, which an index gives at once; then the keys of all are read."""
        if ask is not self.question or asked != self.asked():
            return  # something else was asked meanwhile
        if chosen is None or chosen in keys:
            self.show_list(keys, chosen)
            self._shown_first = ask
        self._read_whole(ask, asked, chosen)
        self.shows_first = False
        self.count_soon()

    def _show(
        self,
        found: PaymentList,
        without: dict[str, int],
        asked: dict[str, str],
        chosen: int | None,
        ask: object,
    ) -> None:
        if ask is not self.question or asked != self.asked():
            return  # something else was asked meanwhile
        self._sums, self._shown_last = found.sums, ask
        told = ngettext("{count} payment, {amount}", "{count} payments, {amount}", found.sums.count)
        self.summary.setText(told.format(count=count(found.sums.count), amount=money(found.sums.amount)))
        if not found.keys:
            self.say_what_to_take_off(asked, without)
        if not (self._shown_first is ask and self.table.grow(found.keys)):
            self.show_list(found.keys, chosen)
        if not found.keys:
            self._show_payment()
        self._sum_chosen()

    def _show_payment(self) -> None:
        """Show the payment that is looked at, read off the window's thread; of several asked for, the last."""
        row = self.table.current_row()
        self._wanted = ref = row.ref if row else ""
        if not ref:
            self.panel.show_payment(None)
            return
        self.read_off(
            lambda session: payment_detail(session, ref) if ref == self._wanted else None,
            lambda found: self.panel.show_payment(found) if found and ref == self._wanted else None,
        )

    def _sum_chosen(self) -> None:
        keys = self.table.selected_keys()
        self.chosen.setVisible(len(keys) > 1)
        if len(keys) > 1:
            are_all = len(keys) == self._sums.count
            amount: Money = self._sums.amount if are_all else self.desk.read(payment_sum, keys)
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
        only, order = self.filter() or _NOTHING, PaymentOrder(*self.table.order)
        return lambda: write_payments(books, path, form=form, only=only, order=order, force=True)


def _choice(name: str, every: str, words: dict[str, str]) -> ComboBox:
    return ComboBox({"": every} | words, name)
