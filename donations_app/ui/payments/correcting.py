"""A payment on a receipt put right: returned, refunded, or recorded wrongly; what changes is said first."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget
from shiboken6 import isValid

from donations_app.db.books import Books
from donations_app.db.queries.deaths import death_before_payment
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payments import named_payments
from donations_app.db.queries.receipts import receipt
from donations_app.domain.errors import InputRefused, KnownError, Problem
from donations_app.domain.money import Money
from donations_app.domain.payments import (
    NO_BANK,
)
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import N_, _, day, isolated, labelled, money
from donations_app.services.payments.corrections import Corrected, correct_payment, take_back
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.ui import errors
from donations_app.ui.alarm import Doing, warn_of_shares
from donations_app.ui.desk import Desk
from donations_app.ui.payments.refunding import RefundFields
from donations_app.ui.payments.right_fields import RightFields
from donations_app.ui.payments.right_words import done_words, receipt_words, staying_words
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, Wrapped, button, clear
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, in_order
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import REASONS_BACK, reasons_for
from donations_app.words.effects import batch_sentence, change_sentences
from donations_app.words.people import death_sentence
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

_SHOWN_AT: Final = dict.fromkeys(("allocations", "project", "association"), "split")
_OF_REFUND: Final = {"amount": "refund", "line": "place", "project": "place"}
_WHAT: Final = {
    "return": N_("Returned by the bank"),
    "refund": N_("Refunded"),
    "correct": N_("Recorded wrongly"),
}
_ACTS: Final = {
    "return": N_("Record the return"),
    "refund": N_("Record the refund"),
    "correct": N_("Record the correction"),
}
_LOOKS: Final = 350  # milliseconds after the last key before what changes is looked at again


class PutRight(Dialog):
    """Takes back or corrects one payment of a receipt, or one that stands on none.

    Args:
        desk: the books.
        number: of the receipt; empty where there is none.
        parent: the page.
        payment: to begin with; compulsory without a receipt.
    """

    done_with = Signal(str)
    issued = Signal(list)  # numbers: what was issued instead, then what was cancelled

    def __init__(self, desk: Desk, number: str, parent: QWidget, *, payment: str = "") -> None:
        title = _("Put right receipt {number}") if number else _("Put right payment {number}")
        super().__init__(title.format(number=isolated(number or payment)), parent)
        self._desk = desk
        self._foreseen: Foreseen[Corrected] | None = None  # of what is stated now
        self.setMinimumWidth(theme().px(560))
        payments = _days_of(desk, number, payment)
        self.payment = ComboBox(
            {ref: f"{day(on)} · {self._amount_of(ref)} · {isolated(ref)}" for ref, on in payments.items()},
            _("Payment"),
        )
        self.what = Segments(
            {code: _(said) for code, said in _WHAT.items()},
            _("What happened"),
        )
        self.on = DateEdit(_("Day"), desk.today)
        self.right, self.back = RightFields(desk), RefundFields()
        self.reason = TextEdit(_("Reason"))
        self.offered = QHBoxLayout()  # reasons that fit
        self.changes = Wrapped("", "small")
        self._lay_out()
        self._connect()
        if payment:
            self.payment.choose(payment)
        self._show_payment()
        self._show_what()

    def _amount_of(self, ref: str) -> str:
        return money(self._desk.read(draft_of, ref, key=uuid4()).amount)

    def _lay_out(self) -> None:
        self.fields = {
            "on": Field(_("Day"), self.on),
            "reason": Field(_("Reason"), self.reason),
            **self.right.fields,
            **self.back.fields,
        }
        self.rows.addWidget(Field(_("Payment"), self.payment))
        self.rows.addWidget(Field(_("What happened"), self.what))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(14))
        small = ("payer", "amount", "received_on", "credited_on", "refund", "on", "cheque_number")
        for number, name in enumerate(small):
            grid.addWidget(self.fields[name], number // 2, number % 2)
        self.rows.addLayout(grid)
        self.rows.addWidget(self.fields["place"])
        self.rows.addWidget(self.right.thing)
        self.rows.addWidget(self.fields["split"])
        self.rows.addWidget(self.right.rare)
        self.rows.addWidget(self.fields["reason"])
        self.rows.addLayout(self.offered)
        self.rows.addWidget(self.changes)
        self.add_buttons(_("Put it right"))

    def _connect(self) -> None:
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LOOKS)
        self._later.timeout.connect(self._foresee)
        self.payment.chosen.connect(lambda *_: self._show_payment())
        self.what.chosen.connect(lambda *_: self._show_what())
        right = self.right
        right.payer.chosen.connect(lambda *_: self._later.start())
        self.back.place.chosen.connect(lambda *_: self._later.start())
        for edit in (self.on, self.back.amount, *right.edits()):
            edit.textChanged.connect(lambda *_: self._later.start())
        right.rare.choice_changed.connect(self._later.start)
        right.split.changed.connect(self._later.start)
        right.split.rows_changed.connect(self._order)
        right.split.wish.toggled.connect(lambda *_: self._later.start())

    def _show_payment(self) -> None:
        draft = self._draft = self.right.show_payment(self.payment.value())
        self.on.set_day(self._desk.today())
        self.back.show_payment(self._desk.read(payment_detail, self.payment.value()))
        self.what.offer([code for code in _WHAT if code != "return" or draft.method not in NO_BANK])
        self._show_what()

    def _show_what(self) -> None:
        corrects = self.what.value() == "correct"
        self.fields["on"].setVisible(not corrects)
        self.right.show(wanted=corrects)
        self.back.show(wanted=self.what.value() == "refund")
        self._offer()
        self._later.start()

    def _offer(self) -> None:
        """Offer reasons that fit what happened; one is written with a click, and edited like any."""
        clear(self.offered)
        for code in reasons_for(self.what.value(), self._draft.method):
            said = _(REASONS_BACK[code])
            self.offered.addWidget(button(said, "link", clicked=partial(self.reason.setText, said)))
        self.offered.addStretch(1)
        self._order()

    def _order(self) -> None:
        """Let Tab go as one sees the fields, to rows of the split and reasons that were added since too."""
        items = (self.offered.itemAt(place) for place in range(self.offered.count()))
        reasons = [made for item in items if item and (made := item.widget())]
        right = self.right
        small = (right.payer, right.amount, right.received, right.credited, self.back.amount, self.on)
        more = (right.cheque_number, self.back.place, *right.thing.edits().values())
        above = (self.payment, *self.what.findChildren(Button), *small, *more)
        in_order(*above, *right.split.stops(), *right.rare.stops(), self.reason, *reasons)

    def _act(self, reason: str) -> Callable[[Books], Corrected]:
        """Return the action as it is stated.

        Raises:
            InputRefused: a field cannot be taken.
        """
        ref, kind, signer = self.payment.value(), self.what.value(), self._desk.signing.signer()
        if kind == "correct":
            right = self.right.draft()
            return lambda books: correct_payment(books, ref, right, reason=reason, signer=signer)
        if code := self.on.problem():
            raise InputRefused([Problem("on", code, self.on.text())])
        on, part = self.on.parse(), self.back.part() if kind == "refund" else None
        return lambda books: take_back(books, ref, kind=kind, reason=reason, on=on, part=part, signer=signer)

    def _foresee(self) -> None:
        self._foreseen = None
        try:
            found = self._desk.do(foresee, self._act("-"))
        except InputRefused as error:
            self.changes.setText("\n".join(map(self._said, error.problems)))
            return
        except KnownError as error:
            self.changes.setText(sentence(error) or "")
            return
        if not isValid(self):  # closed while the books were asked
            return
        self._foreseen = found
        said = receipt_words(found.result, self._desk.signing.name)
        said += change_sentences(found.shares, found.receipted, found.dues, found.rules)
        if found.result.batch:
            said.append(batch_sentence(found.result.batch))
        if self.what.value() == "correct" and (
            death := self._desk.read(death_before_payment, self.right.draft(), self._desk.today())
        ):
            said.insert(0, death_sentence(death))
        self.changes.setText("\n".join(said))

    def _said(self, problem: Problem) -> str:
        """Return what stands against a field, by the name that the field bears here."""
        told = problem_sentence(problem.code, problem.value, problem.data)
        field = self.fields.get(self._shown_at(problem.field))
        return labelled(field.edit.accessibleName(), told) if field else told

    def accept(self) -> None:
        """Do it, or say beside each field what stands against it."""
        for field in self.fields.values():
            field.say("")
        try:
            reason = clean_text(self.reason.text())
        except TypedError:
            reason = ""
        if not reason:
            self.fields["reason"].say(problem_sentence("missing"), "bad")
            return
        if self._later.isActive():  # what changes was not looked at since the last key
            self._later.stop()
            self._foresee()
        if not (self._foreseen and self._warn(self._foreseen, reason)):
            self._do(reason)

    def _warn(self, found: Foreseen[Corrected], reason: str) -> bool:
        """Ask first where a share falls; tell whether it is asked."""
        kind = self.what.value()
        doing = Doing(
            self._do,
            what=f"{_(_WHAT[kind])} · {self.payment.currentText()}",
            amount=self._leaving(),
            reason=reason,
            notes=receipt_words(found.result, self._desk.signing.name),
            facts=staying_words(found.result, None if kind == "correct" else self.on.day()),
        )
        return warn_of_shares(self._desk, self, found, _(_ACTS[kind]), doing) is not None

    def _leaving(self) -> Money | None:
        """Return what goes back, below zero; of what was recorded wrongly nothing."""
        kind = self.what.value()
        if kind == "correct":
            return None
        given = self.back.given() if kind == "refund" else None
        return -(given or self._draft.amount)

    def _shown_at(self, name: str) -> str:
        """Return the name under which a problem of a field stands here."""
        known = _OF_REFUND if self.what.value() == "refund" else _SHOWN_AT
        return known.get(name, name)

    def _do(self, reason: str) -> bool:
        """Do it with a reason; tell whether it was done."""
        try:
            done = self._desk.do(self._act(reason))
        except InputRefused as error:
            self._say(error)
        except KnownError as error:
            errors.tell(error, self)
        else:
            self.issued.emit([*done.replaced_by, *done.cancelled])
            self.done_with.emit(done_words(done))
            if done.recorded:
                self._desk.payment_recorded.emit(done.recorded)
            super().accept()
            return True
        return False

    def _say(self, error: InputRefused) -> None:
        named = [(self._shown_at(one.field), one) for one in error.problems]
        told = [(name, problem) for name, problem in named if name in self.fields]
        for name, problem in told:
            said = problem_sentence(problem.code, problem.value, problem.data)
            self.fields[name].say(said, "bad")
        if not told:
            errors.tell(error, self)


def _days_of(desk: Desk, number: str, payment: str) -> dict[str, date]:
    """Return the payments of a receipt with their days; without a receipt, the payment alone."""
    if number:
        return {line.payment: line.on for line in desk.read(receipt, number).content.lines}
    return {row.ref: row.on or desk.today() for row in desk.read(named_payments, [payment])}
