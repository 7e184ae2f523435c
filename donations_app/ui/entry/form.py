"""The form of one payment: what it shows, what it refuses, what it hands to be saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from donations_app.db.queries.dues import dues_of
from donations_app.db.queries.parties import find_parties, history, party
from donations_app.db.queries.payments import duplicates
from donations_app.db.queries.projects import targets
from donations_app.domain.dues import DuesYear
from donations_app.domain.errors import Problem
from donations_app.domain.folding import fold
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import LineDraft, PaymentDraft
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import _, day, isolated, money
from donations_app.sentences import problem_sentence
from donations_app.ui.desk import Desk
from donations_app.ui.entry.allocations import PartTyped
from donations_app.ui.entry.fields import BANKED, METHODS_TYPED, PaymentFields
from donations_app.ui.widgets.fields import Field
from donations_app.ui.widgets.picker import Choice, Picker

ANONYMOUS = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """Everything that stands in the form, to fill it in again."""

    payer: str | None
    nature: str
    other_kind: str
    amount: Money | None
    dues_amount: Money | None
    dues_year: str
    method: str
    on: date | None
    credited_on: date | None
    cheque_number: str
    cheque_date: date | None
    bank: str
    parts: tuple[PartTyped, ...]
    by_wish: bool


class PaymentForm(PaymentFields):
    """Types one payment after another; pinned fields stay."""

    submitted = Signal()
    take_back = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(today=desk.today, find=self._find, targets=lambda: desk.read(targets))
        self._desk = desk
        self._key = uuid4()
        self._years: Sequence[DuesYear] = ()
        self._look_again = QTimer(self)
        self._look_again.setSingleShot(True)
        self._look_again.setInterval(150)
        self._look_again.timeout.connect(self.look_for_duplicates)
        self._connect()

    def _connect(self) -> None:
        self.payer.chosen.connect(self._show_payer)
        self.nature.chosen.connect(self._nature_chosen)
        self.method.chosen.connect(self.show_method)
        self.amount.textChanged.connect(self._amount_changed)
        self.dues_amount.textChanged.connect(self._amount_changed)
        for edit in (self.cheque_number, self.on, self.amount):
            edit.textChanged.connect(lambda *_: self._look_again.start())
        for field in self.findChildren(QLineEdit):
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the last line back with Ctrl+Z where there is no typing to undo."""
        if (
            isinstance(watched, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Undo)
            and not watched.isUndoAvailable()
        ):
            self.take_back.emit()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    # what is shown for the choices made

    def _find(self, typed: str) -> list[Choice]:
        found = [Choice(row.ref, row.name, row.place) for row in self._desk.read(find_parties, typed)]
        if fold(_("Anonymous")).startswith(fold(typed)):
            found.append(Choice(ANONYMOUS, _("Anonymous")))
        return found

    def _show_payer(self, ref: str | None) -> None:
        self.payer_field.say("")
        self._years = ()
        if not ref:
            self.past.show_nobody()
            if ref is not None:
                self._next_from_payer()
            return
        row = self._desk.read(party, ref)
        if row is None:
            return
        today = self._desk.today()
        self._years = self._desk.read(dues_of, ref, today=today)
        past = self._desk.read(history, ref, limit=3)
        self.past.show_person(row, self._years, past)
        self._propose_dues()
        self._look_again.start()
        self._next_from_payer()

    def _next_from_payer(self) -> None:
        if self.payer.hasFocus():
            self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def _nature_chosen(self, nature: str) -> None:
        self.show_nature(nature)
        self._propose_dues()
        self._amount_changed()

    def _propose_dues(self) -> None:
        """Fill in the oldest year that is not paid, and what is missing of it."""
        owed = next((year for year in self._years if year.missing), None)
        nature = self.nature.value()
        if nature not in ("dues", "both"):
            return
        self.dues_year.setText(str(owed.year if owed else self._desk.today().year))
        edit = self.amount if nature == "dues" else self.dues_amount
        if owed and not edit.text():
            edit.set_money(owed.missing)

    def _amount_changed(self) -> None:
        amount, dues = self.amount.money(), self.dues_amount.money()
        both = self.nature.value() == "both"
        self.allocations.set_amount(amount - dues if both and amount and dues else amount)

    # what is typed

    def focus_first(self) -> None:
        """Go to the first field that waits."""
        edit = self.payer if self.payer.value() is None else self.amount
        edit.setFocus(Qt.FocusReason.TabFocusReason)

    def start_with(self, ref: str) -> None:
        """Choose a payer and go to the amount."""
        row = self._desk.read(party, ref)
        if row is not None:
            self.payer.choose(Choice(row.ref, row.name))
            self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def begin(self) -> None:
        """Empty the form for the next line; pinned fields stay."""
        self._key = uuid4()
        self.payer.choose(None)
        self.amount.clear()
        self.dues_amount.clear()
        self.cheque_number.clear()
        if not self.nature_field.is_pinned:
            self.nature.choose("donation")
        self._nature_chosen(self.nature.value())
        self.allocations.clear()
        if not self.on_field.is_pinned:
            self.on.set_day(self._desk.today())
        if not self.method_field.is_pinned:
            self.method.choose(METHODS_TYPED[0])
        for field in (self.credited_field, self.cheque_date_field, self.bank_field):
            if not field.is_pinned and isinstance(field.edit, QLineEdit):
                field.edit.clear()
        self.say_nothing()

    def typed(self) -> Typed:
        """Return what stands in the form."""
        return Typed(
            self.payer.value(), self.nature.value(), self.other_kind.value(), self.amount.money(),
            self.dues_amount.money(), self.dues_year.text(), self.method.value(), self.on.day(),
            self.credited_on.day(), self.cheque_number.text(), self.cheque_date.day(), self.bank.text(),
            self.allocations.typed(), self.allocations.wish.isChecked(),
        )  # fmt: skip

    def fill(self, typed: Typed, *, with_number: bool) -> None:
        """Show a line typed before, under a new key; a cheque's number is not one's own to repeat."""
        self._key = uuid4()
        self.nature.choose(typed.nature)
        self.other_kind.choose(typed.other_kind)
        self._nature_chosen(typed.nature)
        self.method.choose(typed.method)
        row = self._desk.read(party, typed.payer) if typed.payer else None
        if row is not None:
            self.payer.choose(Choice(row.ref, row.name))
        else:
            self.payer.choose(None if typed.payer is None else Choice(ANONYMOUS, _("Anonymous")))
        self.amount.set_money(typed.amount)
        self.dues_amount.set_money(typed.dues_amount)
        self.dues_year.setText(typed.dues_year)
        self.on.set_day(typed.on)
        self.credited_on.set_day(typed.credited_on)
        self.cheque_date.set_day(typed.cheque_date)
        self.bank.setText(typed.bank)
        self.cheque_number.setText(typed.cheque_number if with_number else "")
        self.allocations.fill(typed.parts, by_wish=typed.by_wish)
        self.say_nothing()

    # what is handed over

    def draft(self, batch: UUID | None) -> PaymentDraft | None:
        """Return the payment typed; ``None`` when some field cannot be taken, which then says why."""
        self.say_nothing()
        problems = list(self._problems())
        if problems:
            self._say(problems)
            return None
        return self._draft(batch)

    def _problems(self) -> Sequence[tuple[Field, str, str]]:
        """Return field, code and text of what cannot be read; rules of the payment come after."""
        found: list[tuple[Field, str, str]] = []
        if self.payer.value() is None:
            found.append((self.payer_field, "payer", ""))
        nature, is_cheque = self.nature.value(), self.method.value() == "cheque"
        days = [(self.on_field, self.on, True), (self.credited_field, self.credited_on, False)]
        days += [(self.cheque_date_field, self.cheque_date, False)] if is_cheque else []
        for field, edit, needed in days:
            if (problem := edit.problem()) and (needed or problem != "missing"):
                found.append((field, problem, edit.text()))
        amounts = [(self.amount_field, self.amount)]
        amounts += [(self.dues_field, self.dues_amount)] if nature == "both" else []
        found += [(field, problem, edit.text()) for field, edit in amounts if (problem := edit.problem())]
        if (
            not found
            and nature == "both"
            and (self.dues_amount.money() or ZERO) >= (self.amount.money() or ZERO)
        ):
            found.append((self.dues_field, "dues_above", ""))
        if nature in ("dues", "both") and not self.dues_year.text().isdecimal():
            found.append((self.year_field, "number_unreadable", self.dues_year.text()))
        if problem := self.allocations.problem():
            found.append((self.allocation_field, problem, ""))
        for field, text_edit in ((self.number_field, self.cheque_number), (self.bank_field, self.bank)):
            try:
                clean_text(text_edit.text())
            except TypedError as error:
                found.append((field, error.problem, text_edit.text()))
        return found

    def _draft(self, batch: UUID | None) -> PaymentDraft:
        method, on = self.method.value(), self.on.day()
        is_cheque, is_banked = method == "cheque", method in BANKED
        return PaymentDraft(
            key=self._key, office=self._desk.office, method=method, lines=self._lines(),
            payer=self.payer.value() or "", batch=batch,
            received_on=None if is_banked else on,
            credited_on=on if is_banked else self.credited_on.day() if method == "online" else None,
            cheque_number=clean_text(self.cheque_number.text()) if is_cheque else "",
            cheque_date=(self.cheque_date.day() or on) if is_cheque else None,
            bank=clean_text(self.bank.text()) if is_cheque else "",
        )  # fmt: skip

    def _lines(self) -> tuple[LineDraft, ...]:
        amount, nature = self.amount.money() or ZERO, self.nature.value()
        allocations, wish = self.allocations.drafts(), self.allocations.wish.isChecked()
        year = int(self.dues_year.text() or 0)
        if nature == "dues":
            return (LineDraft(kind="dues", amount=amount, dues_year=year, allocations=allocations),)
        kind = self.other_kind.value() if nature == "other" else "donation"
        if nature != "both":
            return (
                LineDraft(kind=kind, amount=amount, allocations=allocations,
                          earmarked_by_donor=wish and bool(allocations)),
            )  # fmt: skip
        dues = self.dues_amount.money() or ZERO
        return (
            LineDraft(kind="dues", amount=dues, dues_year=year),
            LineDraft(kind="donation", amount=amount - dues, allocations=allocations,
                      earmarked_by_donor=wish and bool(allocations)),
        )  # fmt: skip

    def say_problems(self, problems: Sequence[Problem]) -> bool:
        """Show what the services refuse beside its field; tell whether a field was found for each."""
        places = {
            "received_on": self.on_field, "credited_on": self.on_field, "amount": self.amount_field,
            "payer": self.payer_field, "dues_year": self.year_field, "allocations": self.allocation_field,
            "project": self.allocation_field, "association": self.allocation_field, "batch": self.payer_field,
        }  # fmt: skip
        found = [(places.get(problem.field.rpartition(".")[2]), problem) for problem in problems]
        for field, problem in found:
            if field is not None:
                field.say(problem_sentence(problem.code, problem.value, problem.data), "bad")
        return all(field is not None for field, _problem in found)

    def _say(self, problems: Sequence[tuple[Field, str, str]]) -> None:
        own = {
            "payer": _("Choose who gave, type “anonymous”, or press F4 for a new person."),
            "dues_above": _(
                "The dues take all of the amount: choose “Dues” alone, or correct one of the two."
            ),
        }
        for field, code, text in problems:
            said = own.get(code) or problem_sentence(code, text)
            field.say(said, "bad")
        edit = problems[0][0].edit
        first = edit if edit is not self.allocations else edit.findChild(Picker)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_for_duplicates(self) -> None:
        """Warn of payments that look like this one; saving stays allowed."""
        amount, method = self.amount.money(), self.method.value()
        draft = PaymentDraft(
            key=self._key, office=self._desk.office, method=method, payer=self.payer.value() or "",
            lines=(LineDraft(kind="donation", amount=amount),) if amount else (),
            received_on=self.on.day(),
            cheque_number=self.cheque_number.text().strip() if method == "cheque" else "",
        )  # fmt: skip
        found = self._desk.read(duplicates, draft) if draft.cheque_number or (draft.payer and amount) else []
        for field, same_cheque in ((self.number_field, True), (self.amount_field, False)):
            like = next((one for one in found if one.same_cheque == same_cheque), None)
            if like is None:
                if field.note.text and field.edit.property("state") == "warn":
                    field.say("")
                continue
            told = _("Recorded already: {ref}, {day}, {amount}").format(
                ref=isolated(like.ref),
                day=day(like.received_on) if like.received_on else "",
                amount=money(like.amount),
            )
            field.say(told, "warn")
