"""What a payment that was recorded wrongly shall be: its fields, filled from the payment and read as a draft."""

from collections.abc import Iterator
from uuid import uuid4

from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.parties import find_parties, party
from donations_app.db.queries.projects import Target, targets
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.payments import (
    IN_KIND_KINDS,
    AllocationDraft,
    PaymentDraft,
    whole_to,
    with_days_kept,
)
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import _, figures
from donations_app.ui.desk import Desk
from donations_app.ui.payments.allocations import Allocations, PartTyped
from donations_app.ui.payments.rare import RareChoices, RareFields, rare_texts
from donations_app.ui.payments.righted import euros_of, line_right, lines_right, whole_minor
from donations_app.ui.payments.things import ThingFields
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.ui.widgets.picker import Choice, Picker


class RightFields:
    """All of a payment that can be put right; of several lines not where each stands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.payer = Picker(self._find, name=_("Donor"))
        self.amount = MoneyEdit(_("Amount"))
        self.received, self.credited = (
            DateEdit(_("Received on"), desk.today),
            DateEdit(_("Credited on"), desk.today),
        )
        self.cheque_number = TextEdit(_("Cheque number"), limit=30)
        self.split = Allocations(lambda: desk.read(targets))
        self.thing = ThingFields()
        self.rare = RareFields(desk.today, pins=False)
        self.fields = {
            "payer": Field(_("Donor"), self.payer),
            "amount": Field(_("Amount"), self.amount),
            "received_on": Field(_("Received on"), self.received),
            "credited_on": Field(_("Credited on"), self.credited),
            "cheque_number": Field(_("Cheque number"), self.cheque_number),
            "split": Field(_("Allocation"), self.split, note=self.split.note),
            **self.thing.places(),
            **self.rare.places(),
        }
        self.fields["split"].head.addWidget(self.split.wish)
        self.amount.textChanged.connect(lambda *_: self._amount_changed())
        self.rare.money_changed.connect(self._amount_changed)

    def _find(self, typed: str) -> list[Choice]:
        return [Choice(row.ref, row.name, row.place) for row in self._desk.read(find_parties, typed)]

    def edits(self) -> Iterator[QLineEdit]:
        """Yield what is typed in."""
        yield from (self.amount, self.received, self.credited, self.cheque_number)
        yield from self.thing.edits().values()
        yield from self.rare.edits().values()

    def show_payment(self, ref: str) -> PaymentDraft:
        """Show a payment as it was recorded, and return it."""
        draft = self._draft = self._desk.read(draft_of, ref, key=uuid4())
        found = self._desk.read(party, draft.payer) if draft.payer else None
        self.payer.choose(Choice(found.ref, found.name) if found else None)
        self._show_rare(draft)
        self.amount.set_money(Money(whole_minor(draft)))
        self.received.set_day(draft.received_on)
        self.credited.set_day(draft.credited_on)
        self.cheque_number.setText(draft.cheque_number)
        self._show_split(draft)
        return draft

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

    def show(self, *, wanted: bool) -> None:
        """Show what the payment has of all this, while it is wanted."""
        for name in ("payer", "amount", "received_on", "credited_on"):
            self.fields[name].setVisible(wanted)
        is_one = len(self._draft.lines) == 1
        self.fields["cheque_number"].setVisible(wanted and self._draft.method == "cheque")
        self.fields["split"].setVisible(wanted and is_one)
        in_kind = any(line.kind in IN_KIND_KINDS for line in self._draft.lines)
        self.thing.setVisible(wanted and in_kind and is_one)
        self.rare.setVisible(wanted)

    def draft(self) -> PaymentDraft:
        """Return the payment as it shall be.

        Raises:
            InputRefused: a field cannot be taken.
        """
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


def _target(part: AllocationDraft) -> Target:
    """Return a target that can be chosen no longer, by its code."""
    return Target(part.project, *(part.project,) * 3, part.association, part.association)
