"""A slip is made: which payments, on which account, on which day; of cash, its notes and coins."""

from collections.abc import Sequence
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from donations_app.db.queries.deposits import WaitingPayment, waiting_payments
from donations_app.db.queries.settings import accounts, own_account
from donations_app.domain.deposits import EURO, SlipDraft, is_taken_on
from donations_app.domain.errors import KnownError
from donations_app.domain.identifiers import spaced
from donations_app.domain.money import ZERO, Money
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.deposits.slips import make_slip
from donations_app.ui import errors
from donations_app.ui.acting import day_is_missing
from donations_app.ui.bank.counting import Counting
from donations_app.ui.bank.table import WaitingTable
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import ComboBox, Field, Note
from donations_app.words.bank_amounts import amount_words
from donations_app.words.phrases import problem_sentence

_SHOWN = 8  # payments without scrolling
_FEWER = 4  # above the notes and coins


class MakeSlip(Dialog):
    """Shows what waits at the office, all chosen but cheques of a later day, and makes a slip of what is chosen."""

    made = Signal(str)  # its number

    def __init__(
        self, desk: Desk, method: str, parent: QWidget, *, batch: str = "", currency: str = ""
    ) -> None:
        title = _("Slip of cheques") if method == "cheque" else _("Slip of cash")
        super().__init__(title, parent)
        self._desk, self._method, self._key = desk, method, uuid4()
        self.setMinimumWidth(theme().px(760))
        found = desk.read(
            waiting_payments,
            office=desk.author.office,
            method=method,
            batch=batch,
            currency=currency,
            today=desk.today(),
        )
        self._currency = currency or (found[0].currency if found else EURO)
        found = [one for one in found if one.currency == self._currency]
        self.table = WaitingTable(found, method)
        self.table.show_rows(_SHOWN if method == "cheque" else _FEWER, least=3)
        self.rows.addWidget(self.table)
        told = _("Space takes a payment off or on, Ctrl+A takes all.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.sum = Wrapped("", "strong")
        self.rows.addWidget(self.sum)
        self._add_fields()
        self.counting = Counting(self._currency)
        self.counting.setVisible(method == "cash")
        self.rows.addWidget(self.counting)
        self.note = Note()
        self.rows.addWidget(self.note)
        self.makes = self.add_buttons(_("Make the slip"))
        self._choose(found)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_sum())
        self.counting.changed.connect(self._show_sum)
        self._show_sum()
        self.table.setFocus()

    def _add_fields(self) -> None:
        known = [one for one in self._desk.read(accounts) if is_taken_on(one.iban, self._currency)]
        self.account = ComboBox(
            {one.iban: f"{one.label} · {isolated(spaced(one.iban))}" for one in known}, _("Bank account")
        )
        self.account.choose(
            self._desk.read(own_account, self._desk.author.office, self._desk.today()) or self.account.value()
        )
        self.day = DateEdit(_("Day of the slip"), self._desk.today)
        self.day.set_day(self._desk.today())
        self.account_field = Field(_("Bank account"), self.account)
        self.day_field = Field(_("Day of the slip"), self.day)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(14))
        grid.addWidget(self.account_field, 0, 0)
        grid.addWidget(self.day_field, 0, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        self.rows.addLayout(grid)
        if not known:
            self.account_field.say(_("No bank account is in the settings yet."), "bad")
            leads = button(_("Add one ..."), "link", clicked=self._to_settings)
            self.rows.addWidget(leads, 0, Qt.AlignmentFlag.AlignLeading)

    def _to_settings(self) -> None:
        self.reject()
        self._desk.setting_wanted.emit("accounts")

    def _choose(self, found: Sequence[WaitingPayment]) -> None:
        """Choose all but cheques that bear a later day."""
        self.table.selectAll()
        today = self._desk.today()
        for number, one in enumerate(found):
            if one.cheque_date and one.cheque_date > today:
                self.table.take_off(number)

    def _amount(self) -> Money:
        return Money.total(one.amount for one in self.table.chosen())

    def _words(self, amount: Money) -> str:
        """Return an amount in the currency of the slip."""
        return amount_words(amount.cents, self._currency)

    def _show_sum(self) -> None:
        chosen, amount = self.table.chosen(), self._amount()
        told = ngettext("{count} payment, {amount}", "{count} payments, {amount}", len(chosen))
        self.sum.setText(told.format(count=count(len(chosen)), amount=self._words(amount)))
        self.note.say(*self._difference(amount))
        self.makes.setEnabled(bool(chosen) and self.account.count() > 0)

    def _difference(self, amount: Money) -> tuple[str, str]:
        """Return what counted cash lacks or has too much, and its state."""
        if self._method != "cash":
            return "", ""
        if bad := self.counting.problem():
            return problem_sentence("number_unreadable", bad), "bad"
        left = amount - self.counting.amount()
        if left == ZERO:
            return _("Counted: {amount}, as the payments.").format(amount=self._words(amount)), "ok"
        told = (
            _("Counted: {counted}. {amount} to go.")
            if left > ZERO
            else _("Counted: {counted}. {amount} too much.")
        )
        return told.format(
            counted=self._words(self.counting.amount()), amount=self._words(max(left, -left))
        ), "warn"

    def accept(self) -> None:
        """Make the slip, or say what stands against it."""
        if day_is_missing(self.day_field):
            return
        draft = SlipDraft(
            key=self._key,
            account=self.account.value(),
            method=self._method,
            payments=tuple(one.ref for one in self.table.chosen()),
            made_on=self.day.parse(),
            cash=self.counting.pieces() if self._method == "cash" else (),
            currency=self._currency,
        )
        try:
            number = self._desk.do(make_slip, draft)
        except KnownError as error:
            errors.tell(error, self)
            return
        self.made.emit(number)
        super().accept()
