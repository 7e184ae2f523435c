"""A payment to be put right, found from anywhere: by its reference, its receipt's number, or its donor."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.queries.parties import find_parties, history
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payments import NamedPayment, named_payments, payments_like
from donations_app.db.queries.receipts import numbers_like
from donations_app.domain.payments import NO_BANK
from donations_app.i18n import _, day, isolated, money
from donations_app.ui.desk import Desk
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.payments.refunding import UndoRefund
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.codes import together
from donations_app.words.phrases import problem_sentence

_PEOPLE, _PAYMENTS = 2, 5  # people looked at, and payments of each


class Wrong(Struct, frozen=True):
    """What is to be put right: a receipt, or a payment that may stand on none."""

    number: str = ""
    payment: str = ""


def open_put_right(desk: Desk, parent: QWidget, wrong: Wrong, said: Callable[[str], object]) -> None:
    """Ask what happened, put it right, and say so."""
    found = desk.read(payment_detail, wrong.payment) if wrong.payment else None
    dialog: PutRight | UndoRefund
    if found and found.is_refund:
        dialog = UndoRefund(desk, parent, wrong.payment, has_bank=found.row.method not in NO_BANK)
    else:
        dialog = PutRight(desk, wrong.number, parent, payment=wrong.payment)
    dialog.done_with.connect(said)
    dialog.open()


def payment_choices(desk: Desk, typed: str) -> list[Choice]:
    """Return payments whose references are like what is typed."""
    return [named_choice(row) for row in desk.read(payments_like, typed)]


def named_choice(row: NamedPayment) -> Choice:
    """Return a payment under its reference, with payer, day and amount."""
    told = together(row.name or _("Anonymous"), day(row.on) if row.on else "", money(row.amount))
    return Choice(Wrong(row.receipt, row.ref), isolated(row.ref), told)


class FindPayment(Dialog):
    """Asks for a payment by whatever one knows of it."""

    found = Signal(object)  # what is wrong

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Put right a payment"), parent)
        self._desk = desk
        self.setMinimumWidth(theme().px(520))
        self.picker = Picker(self._find, name=_("Reference, receipt or donor"))
        self.field = Field(_("Reference, receipt or donor"), self.picker)
        self.rows.addWidget(self.field)
        told = _(
            "Refunded, returned by the bank, wrong donor, wrong day: what changes is said before it is done."
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addStretch(1)
        self.add_buttons(_("Go on ..."))
        self.picker.chosen.connect(lambda *_: self.field.say(""))
        self.setMinimumHeight(470)  # room for what is found below the field
        self.picker.setFocus()

    def _find(self, typed: str) -> list[Choice]:
        desk = self._desk
        numbers = [
            Choice(Wrong(number), isolated(number), name) for number, name in desk.read(numbers_like, typed)
        ]
        refs = [
            past.ref
            for row in desk.read(find_parties, typed, limit=_PEOPLE)
            for past in desk.read(history, row.ref, limit=_PAYMENTS)
        ]
        of_people = [named_choice(row) for row in desk.read(named_payments, list(dict.fromkeys(refs)))]
        return [*payment_choices(desk, typed), *numbers, *of_people]

    def is_typed(self) -> bool:
        """Tell that nothing is lost: what is typed only looks for a payment."""
        return False

    def accept(self) -> None:
        """Go on with what is chosen."""
        wrong = self.picker.value()
        if wrong is None:
            self.field.say(problem_sentence("missing"), "bad")
            return
        super().accept()
        self.found.emit(wrong)
