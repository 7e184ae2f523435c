"""All payments: found by whatever one knows of them, summed, exported, each with all that is known of it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payment_list import (
    PaymentRow,
    PaymentSums,
    begins_at_once,
    payment_counts,
    payment_keys,
    payment_rows,
    payment_sum,
    sums_of,
)
from donations_app.db.queries.projects import ProjectName
from donations_app.db.queries.settings import OfficeRow, offices
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payment_filter import (
    SELDOM,
    PaymentFilter,
    PaymentOrder,
    payments_by_fields,
)
from donations_app.i18n import _, count, money, ngettext, pgettext
from donations_app.ui.asked_list import AskedList, Found
from donations_app.ui.desk import Desk
from donations_app.ui.list_screen import place_of
from donations_app.ui.payments.detail import PaymentPanel
from donations_app.ui.payments.table import PaymentTable, named_rows
from donations_app.ui.screen import Action
from donations_app.ui.widgets.basic import tool
from donations_app.ui.widgets.fields import ComboBox, TextEdit, before_in_order
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.views import FilledBox, Views
from donations_app.ui.widgets.windowed import PAGE, Page
from donations_app.words.codes import KINDS, METHODS, word

if TYPE_CHECKING:
    from donations_app.ui.payments.more_filters import MoreFilters

_YEARS: Final = 8
_NOTHING: Final = PaymentFilter(state="stands", ref="-")  # lets none through


class _Question(Struct, frozen=True, eq=False):
    """What is asked of the list: answers to a question before come too late."""

    asked: dict[str, str]
    only: PaymentFilter | None  # none: what is asked excludes itself
    order: PaymentOrder
    chosen: int | None  # key of the payment that is looked at


class _Named(NamedTuple):
    """What was found, and what the projects are called on which it stands."""

    found: Found
    names: Mapping[str, ProjectName]


class PaymentsScreen(AskedList):
    """The table of payments, its filters above, their sums below, the chosen one beside."""

    code = "payments"
    list_name = "payments"
    foot_is_short = True
    nouns = frozenset(("payments", "receipts", "parties", "batches", "deposits"))
    new_gift = Signal()
    to_receipt = Signal(str)  # number
    to_person = Signal(str)  # reference
    to_slip = Signal(str)  # number
    to_project = Signal(str)  # code
    table: PaymentTable
    panel: PaymentPanel

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sums: PaymentSums | None = None  # of the list that is shown, once they are read
        self._wanted = ""  # reference of the payment that the panel is to show
        self._shown_last: object = None  # the question that is shown whole
        self.more: MoreFilters | None = None  # made when they are first wanted

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
        self.office = FilledBox({"": _("Every office")}, _("Office"))
        self.table = PaymentTable(self.desk)
        self.panel = PaymentPanel(read_only=self.desk.books.read_only)
        self.fields = {"year": self.year, "method": self.method, "kind": self.kind, "office": self.office}
        self.widener = tool("list-filter", _("More filters"), self.ask_more)
        self.lay_out_asked(typed)
        self._connect()

    def tools(self) -> Sequence[QWidget]:
        return self.widener, *super().tools()

    def ask_more(self) -> None:
        """Show the filters that are seldom set, or put them away; what is set stays so."""
        if self.more is not None and self.more.isVisible():
            self.more.hide()
            self.widener.setFocus()
            return
        self._show_more()
        self.fields["project"].setFocus()

    def _show_more(self) -> None:
        if self.more is None:
            from donations_app.ui.payments.more_filters import MoreFilters

            self.more = MoreFilters(self.desk)
            self.more.changed.connect(self.read_list)
            self.listed.rows.insertWidget(self.listed.rows.indexOf(self.chips), self.more)
            before_in_order(self.table, list(self.more.fields.values()))
            self.fields = {**self.fields, **self.more.fields}
        self.more.show()

    def set_asked(self, asked: Mapping[str, str]) -> None:
        if any(asked.get(code) for code in SELDOM):
            self._show_more()
        super().set_asked(asked)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_payment())
        self.table.activated_row.connect(lambda *_: self.panel.righter.setFocus())
        self.panel.to_receipt.connect(self.to_receipt)
        self.panel.to_person.connect(self.to_person)
        self.panel.to_slip.connect(self.to_slip)
        self.panel.to_project.connect(self.to_project)
        self.panel.wrong.connect(self._put_right)
        self.panel.elsewhere.connect(self._move_money)
        self.panel.acknowledged.connect(self._acknowledge)

    def foot(self) -> QWidget:
        return Flow(self.chosen, None, self.copier, self.exporter)

    # what is asked

    def prepare(self) -> None:
        """Have the statements of a first page put together, too, which takes as long as to make the widgets."""
        if self.is_stale:
            super().prepare()
            books, order = self.desk.books, PaymentOrder(*self.table.order)
            self.desk.jobs.start(
                lambda _report: _begin(books, order),
                of=self,
                done=_nothing,
                failed=_nothing,
                may_be_lost=True,
            )

    def refresh(self) -> None:
        super().refresh()
        self.read_off(offices, self._offer_offices, waits=True)

    def _offer_offices(self, found: Sequence[OfficeRow]) -> None:
        self.office.fill(self.office_choices({one.code: one.name for one in found}), {})

    def filter_of(self, asked: Mapping[str, str]) -> PaymentFilter | None:
        return payments_by_fields(asked, self.desk.today())

    def count_of(self, session: Any, filters: Mapping[str, PaymentFilter]) -> dict[str, int]:
        return payment_counts(session, filters)

    def read_list(self, key: int | None = None) -> None:
        chosen = key if key is not None else self.table.current_key()
        asked, order = self.asked(), PaymentOrder(*self.table.order)
        self.show_chips()
        self.question = question = _Question(asked, self.filter_of(asked), order, chosen)
        self.counts_later = True
        # of what is chosen far down, a first page would hardly hold it
        is_far = key is None and self.table.currentIndex().row() >= PAGE
        at_once = not is_far and question.only is not None and begins_at_once(question.only, order)
        self._ask(question, PAGE if at_once else None)

    def _ask(self, question: "_Question", most: int | None) -> None:
        """Read the keys with the page that is seen first; of the first keys alone, no more of it than is seen."""
        seen = self.table.rows_in_sight()

        def ask(session: Any) -> _Named:
            only = question.only
            keys = payment_keys(session, only, question.order, most=most) if only else ()
            place = place_of(question.chosen, keys)
            start = place - place % PAGE
            end = start + PAGE if most is None else place + seen
            rows, names = named_rows(session, keys[start:end])
            without = {} if keys else self.without_each(session, question.asked)
            return _Named(Found(keys, place, Page(place // PAGE, rows), without), names)

        self.read_off(ask, lambda named: self._show(question, named, most), is_quick=most is not None)

    def _is_late(self, question: "_Question") -> bool:
        """Tell whether something else was asked meanwhile."""
        return question is not self.question or question.asked != self.asked()

    def _show(self, question: "_Question", named: "_Named", most: int | None) -> None:
        """Show what was read; of the first page alone, which an index gives at once, all keys are asked then."""
        if self._is_late(question):
            return
        found = named.found
        is_whole = most is None or len(found.keys) < most
        if not is_whole and question.chosen is not None and question.chosen not in found.keys:
            self._ask(question, None)  # the list stays where it is until the chosen one is found
            return
        self._sums = None
        self.summary.setText("…")
        if not found.keys:
            self.say_what_to_take_off(question.asked, found.without)
        self.table.know(named.names)
        self.table.show_keys(found.keys, found.page)
        if found.keys:
            self.table.choose_row(found.place)
        else:
            self._show_payment()
        if is_whole:
            self._after_keys(question)
            return
        self.read_off(
            lambda session: payment_keys(session, question.only or _NOTHING, question.order),
            lambda keys: self._grow(question, keys),
            waits=True,
        )

    def _grow(self, question: "_Question", keys: Sequence[int]) -> None:
        """Show all keys behind the first ones."""
        if self._is_late(question):
            return
        if not self.table.grow(keys):  # one was recorded or taken back meanwhile
            self.show_list(keys, self.table.current_key())
        self._after_keys(question)

    def _after_keys(self, question: "_Question") -> None:
        """Ask what the list comes to, and what the views have, once the list is painted."""
        self._shown_last, self.counts_later = question, False
        keys, only = self.table.keys(), question.only
        if only is None or not keys:
            self._say_sums(question, PaymentSums(0, ZERO))
        else:
            self.read_off(
                lambda session: sums_of(session, only, keys),
                lambda sums: self._say_sums(question, sums),
                waits=True,
            )
        self.count_soon()

    def _say_sums(self, question: "_Question", sums: PaymentSums) -> None:
        if self._is_late(question):
            return
        self._sums = sums
        told = ngettext("{count} payment, {amount}", "{count} payments, {amount}", sums.count)
        self.summary.setText(told.format(count=count(sums.count), amount=money(sums.amount)))
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
            waits=True,
        )

    def _sum_chosen(self) -> None:
        keys = self.table.selected_keys()
        self.chosen.setVisible(len(keys) > 1)
        if len(keys) > 1:
            sums = self._sums
            are_all = sums is not None and len(keys) == sums.count
            amount: Money = sums.amount if sums and are_all else self.desk.read(payment_sum, keys)
            told = ngettext("{count} chosen, {amount}", "{count} chosen, {amount}", len(keys))
            self.chosen.setText(told.format(count=count(len(keys)), amount=money(amount)))

    # what it does

    def _put_right(self, row: PaymentRow) -> None:
        from donations_app.ui.payments.finding import Wrong, open_put_right

        open_put_right(self.desk, self, Wrong(row.receipt, row.ref), self.said.emit)

    def _move_money(self, ref: str) -> None:
        from donations_app.ui.payments.moving import open_move

        open_move(self.desk, self, ref, self.said.emit)

    def _acknowledge(self, ref: str) -> None:
        from donations_app.ui.field_books.acknowledging import ask_acknowledgement

        ask_acknowledgement(self.desk, self, ref, self.said.emit)

    def ask_export(self) -> None:
        from donations_app.formats.writing import TABLES

        ask_place(self, _("Export payments"), _("payments"), TABLES, then=self.export)

    def exporting(self, path: Path) -> Callable[[], PaymentSums]:
        from donations_app.services.payments.listing import write_payments

        form, books = path.suffix[1:].lower(), self.desk.books
        only, order = self.filter() or _NOTHING, PaymentOrder(*self.table.order)
        return lambda: write_payments(books, path, form=form, only=only, order=order, force=True)


def _begin(books: Books, order: PaymentOrder) -> None:
    """Ask what a first look at the page asks."""
    with books.read() as session:
        payment_rows(session, payment_keys(session, PaymentFilter(), order, most=PAGE))


def _nothing(_found: object) -> None:
    """Nobody waits for what was found; a first look says what fails."""


def _choice(name: str, every: str, words: dict[str, str]) -> ComboBox:
    return ComboBox({"": every} | words, name)
