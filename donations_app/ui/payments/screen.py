"""All payments: found by whatever one knows of them, summed, exported, each with all that is known of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout

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
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.payments.detail import PaymentPanel, panel_width
from donations_app.ui.payments.table import PaymentTable
from donations_app.ui.screen import Action, Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Segments, Wrapped, button
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place

_NARROW: Final = 900  # pixels; below, the payment stands below the list
_YEARS: Final = 8
_WAITS: Final = 200  # milliseconds after the last key
# a view of the page -> what it asks for
VIEWS: Final = {
    "all": PaymentFilter(),
    "uncredited": PaymentFilter(state="stands", is_credited=False),
    "unreceipted": PaymentFilter(state="stands", has_receipt=False),
    "taken_back": PaymentFilter(state="taken_back"),
}


class PaymentsScreen(Screen):
    """The table of payments, its filters above, their sums below, the chosen one beside."""

    icon_name = "hand-coins"
    nouns = frozenset(("payments", "receipts", "parties", "batches"))
    new_gift = Signal()
    to_receipt = Signal(str)  # number
    to_person = Signal(str)  # reference

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
        self.typed = TextEdit(_("Amount, cheque, day, name"))
        self.typed.setPlaceholderText(_("150,00, 50-200, 0004417, 11/2026, name ..."))
        self.year = ComboBox({"": _("Every year")} | years, _("Year"))
        self.method = _choice(_("Method"), _("Every method"), {code: word(METHODS, code) for code in METHODS})
        self.kind = _choice(_("Kind"), _("Every kind"), {code: word(KINDS, code) for code in KINDS})
        codes = {office.code: office.name for office in self.desk.read(offices)}
        self.office = _choice(_("Office"), _("Every office"), codes)
        self.table = PaymentTable(self.desk)
        self.summary, self.chosen = Wrapped("", "body", "muted"), Label("", "small", "soft")
        self.copier = button(_("Copy"), icon_name="copy", clicked=self.copy)
        self.exporter = button(_("Export ..."), icon_name="download", clicked=self.ask_export)
        self.panel = PaymentPanel(read_only=self.desk.books.read_only)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        self._soon.timeout.connect(self.refresh)
        self.typed.textChanged.connect(lambda *_: self._soon.start(_WAITS))
        self.typed.returnPressed.connect(self._go_to_table)
        self.view.chosen.connect(lambda *_: self.refresh())
        for choice in (self.year, self.method, self.kind, self.office):
            choice.chosen.connect(lambda *_: self.refresh())
        self.table.order_wanted.connect(lambda *_: self.refresh())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_payment())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._sum_chosen())
        self.table.activated_row.connect(lambda *_: self.panel.righter.setFocus())
        self.panel.to_receipt.connect(self.to_receipt)
        self.panel.to_person.connect(self.to_person)
        self.panel.wrong.connect(self._put_right)

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        card.rows.addWidget(self.view)
        card.rows.addWidget(self.typed)
        choices = (self.year, self.method, self.kind, self.office)
        for choice in choices:
            choice.setProperty("size", "small")
        card.rows.addWidget(Flow(*choices, fills=True))
        card.rows.addWidget(self.table, 1)
        card.rows.addWidget(self.summary)
        card.rows.addWidget(self._foot())
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.setContentsMargins(0, 0, 1, 0)  # mirrored, Qt puts all one pixel too far
        self._split.setHandleWidth(16)
        self._split.addWidget(card)
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([theme().px(760), panel_width()])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 16))
        rows.addWidget(self._split)

    def _foot(self) -> Flow:
        self.chosen.setStyleSheet(f"background: {theme().soft}; border-radius: 11px; padding: 3px 10px;")
        return Flow(self.chosen, None, self.copier, self.exporter)

    def arrange(self) -> None:
        narrow = self.room < theme().px(_NARROW)
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self.table.setMinimumHeight(theme().px(200))
        self.panel.setMinimumSize(QSize(theme().px(280), theme().px(300) if narrow else 0))

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

    def find_typed(self, typed: str, key: int | None = None) -> None:
        """Show what is typed elsewhere, among all payments, with one of them chosen."""
        self.build_once()
        self.view.choose("all")
        for choice in (self.year, self.method, self.kind, self.office):
            choice.choose("")
        self.typed.setText(typed)
        self._soon.stop()
        self.refresh(key)

    def refresh(self, key: int | None = None) -> None:
        """Read the list again; the payment looked at stays chosen."""
        chosen = key if key is not None else self.table.current_key()
        only, order = self.filter(), PaymentOrder(*self.table.order)
        desk = self.desk

        def work(_report: object) -> PaymentList:
            with desk.books.read() as session:
                return payment_list(session, only, order)

        desk.jobs.start(
            work,
            of=self,
            done=lambda found: self._show(found, only, chosen),
            failed=self._fail,
            may_be_lost=True,
        )

    def _fail(self, error: BaseException) -> None:
        errors.tell(error, self)

    def _show(self, found: PaymentList, only: PaymentFilter, chosen: int | None) -> None:
        if only != self.filter():
            return  # something else was asked meanwhile
        self.table.show_keys(found.keys)
        told = ngettext("{count} payment, {amount}", "{count} payments, {amount}", found.sums.count)
        self.summary.setText(told.format(count=count(found.sums.count), amount=money(found.sums.amount)))
        rows = [number for number, key in enumerate(found.keys) if key == chosen] if chosen else []
        if found.keys:
            self.table.choose_row(rows[0] if rows else 0)
        else:
            self._show_payment()
        self._sum_chosen()

    def _go_to_table(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self.refresh()
        self.table.setFocus()

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

    def copy(self) -> None:
        """Copy the chosen rows as a table."""
        self.table.copy()
        told = ngettext("{count} row copied.", "{count} rows copied.", len(self.table.selected_keys()))
        self.said.emit(told.format(count=count(len(self.table.selected_keys()))))

    def ask_export(self) -> None:
        """Ask where to write what is shown, in its order."""
        from donations_app.services.payments.listing import FORMATS

        ask_place(self, _("Export payments"), _("payments"), FORMATS, then=self.export)

    def export(self, path: Path) -> None:
        """Write what is shown to a table, as its ending says."""
        from donations_app.services.payments.listing import write_payments

        only, order, desk = self.filter(), PaymentOrder(*self.table.order), self.desk

        def work(_report: object) -> PaymentSums:
            form = path.suffix[1:].lower()
            return write_payments(desk.books, path, form=form, only=only, order=order, force=True)

        desk.jobs.start(work, of=self, done=lambda _sums: self._exported(path), failed=self._fail)

    def _exported(self, path: Path) -> None:
        self.said.emit(_("Written: {path}").format(path=str(path)))


def _choice(name: str, every: str, words: dict[str, str]) -> ComboBox:
    return ComboBox({"": every} | words, name)
