"""A payment on a receipt put right: returned, refunded, or recorded wrongly; what changes is said first."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final
from uuid import uuid4

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget
from shiboken6 import isValid

from donations_app.code_words import REASONS_BACK, reasons_for
from donations_app.db.books import Books
from donations_app.db.queries.deaths import death_before_payment
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.parties import find_parties, party
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payments import named_payments
from donations_app.db.queries.projects import Target, targets
from donations_app.db.queries.receipts import receipt
from donations_app.domain.errors import InputRefused, KnownError, Problem
from donations_app.domain.money import Money
from donations_app.domain.payments import (
    IN_KIND_KINDS,
    NO_BANK,
    AllocationDraft,
    PaymentDraft,
    whole_to,
    with_days_kept,
)
from donations_app.domain.typed import TypedError, clean_text
from donations_app.effect_words import batch_sentence, change_sentences
from donations_app.i18n import N_, _, day, figures, isolated, labelled, money
from donations_app.person_words import death_sentence
from donations_app.phrases import problem_sentence
from donations_app.sentences import sentence
from donations_app.services.payments.corrections import Corrected, correct_payment, take_back
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.ui import errors
from donations_app.ui.alarm import Doing, warn_of_shares
from donations_app.ui.desk import Desk
from donations_app.ui.payments.allocations import Allocations, PartTyped
from donations_app.ui.payments.rare import RareChoices, RareFields, rare_texts
from donations_app.ui.payments.refunding import RefundFields
from donations_app.ui.payments.right_words import done_words, receipt_words, staying_words
from donations_app.ui.payments.righted import euros_of, line_right, lines_right, whole_minor
from donations_app.ui.payments.things import ThingFields
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, Wrapped, button, clear
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, in_order
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.ui.widgets.segments import Segments

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
        self.payer = Picker(self._find, name=_("Donor"))
        self.amount = MoneyEdit(_("Amount"))
        self.received, self.credited = (
            DateEdit(_("Received on"), desk.today),
            DateEdit(_("Credited on"), desk.today),
        )
        self.cheque_number = TextEdit(_("Cheque number"), limit=30)
        self.back = RefundFields()
        self.split = Allocations(lambda: desk.read(targets))
        self.thing = ThingFields()
        self.rare = RareFields(desk.today, pins=False)
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

    def _find(self, typed: str) -> list[Choice]:
        return [Choice(row.ref, row.name, row.place) for row in self._desk.read(find_parties, typed)]

    def _lay_out(self) -> None:
        self.fields = {
            "on": Field(_("Day"), self.on),
            "payer": Field(_("Donor"), self.payer),
            "amount": Field(_("Amount"), self.amount),
            "received_on": Field(_("Received on"), self.received),
            "credited_on": Field(_("Credited on"), self.credited),
            "cheque_number": Field(_("Cheque number"), self.cheque_number),
            "split": Field(_("Allocation"), self.split, note=self.split.note),
            "reason": Field(_("Reason"), self.reason),
            **self.back.fields,
        }
        self.rows.addWidget(Field(_("Payment"), self.payment))
        self.rows.addWidget(Field(_("What happened"), self.what))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(14))
        small = ("payer", "amount", "received_on", "credited_on", "refund", "on", "cheque_number")
        for number, name in enumerate(small):
            grid.addWidget(self.fields[name], number // 2, number % 2)
        self.fields |= {**self.thing.places(), **self.rare.places()}
        self.fields["split"].head.addWidget(self.split.wish)
        self.rows.addLayout(grid)
        self.rows.addWidget(self.fields["place"])
        self.rows.addWidget(self.thing)
        self.rows.addWidget(self.fields["split"])
        self.rows.addWidget(self.rare)
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
        self.payer.chosen.connect(lambda *_: self._later.start())
        self.back.place.chosen.connect(lambda *_: self._later.start())
        of_payment = (
            self.on,
            self.back.amount,
            self.amount,
            self.received,
            self.credited,
            self.cheque_number,
        )
        for edit in (*of_payment, *self.thing.edits().values(), *self.rare.edits().values()):
            edit.textChanged.connect(lambda *_: self._later.start())
        self.rare.choice_changed.connect(self._later.start)
        self.amount.textChanged.connect(lambda *_: self._amount_changed())
        self.rare.money_changed.connect(self._amount_changed)
        self.split.changed.connect(self._later.start)
        self.split.rows_changed.connect(self._order)
        self.split.wish.toggled.connect(lambda *_: self._later.start())

    def _show_payment(self) -> None:
        draft = self._draft = self._desk.read(draft_of, self.payment.value(), key=uuid4())
        found = self._desk.read(party, draft.payer) if draft.payer else None
        self.payer.choose(Choice(found.ref, found.name) if found else None)
        self._show_rare(draft)
        self.amount.set_money(Money(whole_minor(draft)))
        self.received.set_day(draft.received_on)
        self.credited.set_day(draft.credited_on)
        self.on.set_day(self._desk.today())
        self.back.show_payment(self._desk.read(payment_detail, self.payment.value()))
        self.what.offer([code for code in _WHAT if code != "return" or draft.method not in NO_BANK])
        self.cheque_number.setText(draft.cheque_number)
        self._show_split(draft)
        self._show_what()

    def _show_split(self, draft: PaymentDraft) -> None:
        """Show where the one line of a payment stands: what is on projects as amounts, one alone as the rest."""
        if len(draft.lines) != 1:
            return
        (line,) = draft.lines
        known = {(one.project, one.association): one for one in self._desk.read(targets)}
        meant = [part for part in whole_to(line) if part.project]
        is_whole = len(meant) == 1 and meant[0].amount == line.amount
        rows = [
            PartTyped(
                known.get((part.project, part.association)) or _target(part),
                "" if is_whole else figures(part.amount),
                part.project,
            )
            for part in meant
        ]
        self.split.fill(rows, by_wish=line.earmarked_by_donor)
        self.split.set_amount(line.amount)

    def _show_rare(self, draft: PaymentDraft) -> None:
        """Show currency, valuation, return and platform; what was given in return is of one line."""
        line = draft.lines[0]
        texts = rare_texts(draft, line)
        self.rare.show_texts(texts, RareChoices.of(line))
        for name, edit in self.thing.edits().items():
            edit.setText(texts[name])
        self.rare.show_line(is_one=len(draft.lines) == 1)

    def _amount_changed(self) -> None:
        """Say the currency of the amount, and let the split be of what it is in euros."""
        self.rare.name_amount(self.fields["amount"], self.amount, _("Amount"))
        typed = self.amount.money()
        self.split.set_amount(self.rare.in_euros(typed.cents) if typed else None)

    def _show_what(self) -> None:
        corrects = self.what.value() == "correct"
        for name in ("payer", "amount", "received_on", "credited_on"):
            self.fields[name].setVisible(corrects)
        self.fields["on"].setVisible(not corrects)
        self.back.show(wanted=self.what.value() == "refund")
        self.fields["cheque_number"].setVisible(corrects and self._draft.method == "cheque")
        self.fields["split"].setVisible(corrects and len(self._draft.lines) == 1)
        in_kind = any(line.kind in IN_KIND_KINDS for line in self._draft.lines)
        self.thing.setVisible(corrects and in_kind and len(self._draft.lines) == 1)
        self.rare.setVisible(corrects)
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
        small = (self.payer, self.amount, self.received, self.credited, self.back.amount, self.on)
        more = (self.cheque_number, self.back.place, *self.thing.edits().values())
        above = (self.payment, *self.what.findChildren(Button), *small, *more)
        in_order(*above, *self.split.stops(), *self.rare.stops(), self.reason, *reasons)

    def _act(self, reason: str) -> Callable[[Books], Corrected]:
        """Return the action as it is stated.

        Raises:
            InputRefused: a field cannot be taken.
        """
        ref, kind, signer = self.payment.value(), self.what.value(), self._desk.signing.signer()
        if kind == "correct":
            right = self._right()
            return lambda books: correct_payment(books, ref, right, reason=reason, signer=signer)
        if code := self.on.problem():
            raise InputRefused([Problem("on", code, self.on.text())])
        on, part = self.on.parse(), self.back.part() if kind == "refund" else None
        return lambda books: take_back(books, ref, kind=kind, reason=reason, on=on, part=part, signer=signer)

    def _right(self) -> PaymentDraft:
        problems = [
            Problem(name, code, edit.text())
            for name, edit in (
                ("amount", self.amount),
                ("received_on", self.received),
                ("credited_on", self.credited),
            )
            if (code := edit.problem()) and not (code == "missing" and name != "amount")
        ]
        problems += self._unreadable()
        if problems:
            raise InputRefused(problems)
        received, credited = self.received.day(), self.credited.day()
        draft = replace(
            self._draft,
            payer=self.payer.value() or "",
            received_on=received,
            credited_on=credited,
            cheque_number=self._cheque_number(),
            **self.rare.of_payment(self._draft.rate_on if self._keeps_rate() else credited or received),
        )
        minor = self.amount.parse().cents
        if len(draft.lines) != 1:
            return replace(draft, lines=lines_right(self._draft, draft, minor, self.rare))
        parts = self._parts(euros_of(minor, self.rare))
        line = line_right(draft.lines[0], minor, parts, self.rare, self.thing)
        line = replace(line, earmarked_by_donor=self.split.wish.isChecked())
        return with_days_kept(replace(draft, lines=(line,)), self._draft)

    def _unreadable(self) -> list[Problem]:
        """Return what of the rare fields cannot be taken; a rate that stays as it was may lack its source."""
        names = {id(field): name for name, field in self.fields.items()}
        found = self.rare.unreadable(needs_source=not self._keeps_rate())
        return [Problem(names[id(field)], code, text) for field, code, text in found]

    def _keeps_rate(self) -> bool:
        before = rare_texts(self._draft, self._draft.lines[0])
        return all(self.rare.edits()[name].text() == before[name] for name in ("currency", "rate"))

    def _cheque_number(self) -> str:
        try:
            return clean_text(self.cheque_number.text())
        except TypedError as error:
            raise InputRefused(
                [Problem("cheque_number", error.problem, self.cheque_number.text())]
            ) from error

    def _parts(self, amount: Money) -> tuple[AllocationDraft, ...]:
        if code := self.split.problem():
            raise InputRefused([Problem("split", code)])
        return self.split.drafts() or (AllocationDraft(amount=amount),)

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
            death := self._desk.read(death_before_payment, self._right(), self._desk.today())
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


def _target(part: AllocationDraft) -> Target:
    """Return a target that can be chosen no longer, by its code."""
    return Target(part.project, *(part.project,) * 3, part.association, part.association)


def _days_of(desk: Desk, number: str, payment: str) -> dict[str, date]:
    """Return the payments of a receipt with their days; without a receipt, the payment alone."""
    if number:
        return {line.payment: line.on for line in desk.read(receipt, number).content.lines}
    return {row.ref: row.on or desk.today() for row in desk.read(named_payments, [payment])}
