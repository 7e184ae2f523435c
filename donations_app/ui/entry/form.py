"""The form of one payment: what it shows, what it refuses, what it hands to be saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from donations_app.db.queries.dues import dues_of
from donations_app.db.queries.parties import PartyRow, PastPayment, find_parties, history, party
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
from donations_app.ui.entry.allocations import Allocations, PartTyped
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Segments, clear, picture_label
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, Note, TextEdit
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.ui.words import KINDS, METHODS, kind_word, together, word

ANONYMOUS = ""
_TYPED_METHODS = ("cheque", "cash", "transfer", "card", "online", "direct_debit")
_OTHER_KINDS = ("participation", "collection", "sale", "subsidy", "grant")
_WIDE = 400  # pixels; below, two fields stand beside each other instead of three
_BANKED = ("transfer", "card", "direct_debit")


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


class PaymentForm(QWidget):
    """Types one payment after another; pinned fields stay."""

    submitted = Signal()
    take_back = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._key = uuid4()
        self._years: Sequence[DuesYear] = ()
        self._make_fields()
        self._fields = QGridLayout()
        self._fields.setHorizontalSpacing(14)
        self._fields.setVerticalSpacing(12)
        self._arrange(3)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addWidget(self.payer_field)
        rows.addWidget(self.nature_field)
        rows.addLayout(self._fields)
        rows.addWidget(self.allocation_field)
        rows.addWidget(self.past)
        self._look_again = QTimer(self)
        self._look_again.setSingleShot(True)
        self._look_again.setInterval(150)
        self._look_again.timeout.connect(self.look_for_duplicates)
        self._connect()
        self._show_nature(self.nature.value())
        self._show_method(self.method.value())

    def _make_fields(self) -> None:
        today = self._desk.today
        self.payer = Picker(self._find, name=_("Donor"))
        self.payer.setPlaceholderText(_("Name or reference; F4 for a new person"))
        self.nature = Segments(
            {"donation": _("Gift"), "dues": _("Dues"), "both": _("Both"), "other": _("Other")},
            _("Nature"),
        )
        self.other_kind = ComboBox({code: word(KINDS, code) for code in _OTHER_KINDS}, _("Kind"))
        self.amount = MoneyEdit(_("Amount"), large=True)
        self.on = DateEdit(_("Received on"), today)
        self.credited_on = DateEdit(_("Credited on"), today)
        self.method = ComboBox({code: word(METHODS, code) for code in _TYPED_METHODS}, _("Method"))
        self.dues_year = TextEdit(_("Year of the dues"), limit=4)
        self.dues_amount = MoneyEdit(_("Dues of it"))
        self.cheque_number = TextEdit(_("Cheque number"), limit=30)
        self.cheque_date = DateEdit(_("Date on the cheque"), today)
        self.cheque_date.setPlaceholderText(_("the same"))
        self.bank = TextEdit(_("Bank"))
        self.allocations = Allocations(lambda: self._desk.read(targets))
        self.past = _Past()
        self.payer_field = Field(_("Donor"), self.payer)
        self.nature_field = Field(_("Nature"), self.nature)
        self.amount_field = Field(_("Amount"), self.amount)
        self.on_field = Field(_("Received on"), self.on, pinned=True)
        self.method_field = Field(_("Method"), self.method, pinned=True)
        self.credited_field = Field(_("Credited on"), self.credited_on, pinned=False)
        self.other_field = Field(_("Kind"), self.other_kind)
        self.year_field = Field(_("Year of the dues"), self.dues_year)
        self.dues_field = Field(_("Dues of it"), self.dues_amount)
        self.number_field = Field(_("Cheque number"), self.cheque_number)
        self.cheque_date_field = Field(_("Date on the cheque"), self.cheque_date, pinned=True)
        self.bank_field = Field(_("Bank"), self.bank, pinned=True)
        self.allocation_field = Field(_("Allocation"), self.allocations)
        self.allocation_field.head.addWidget(self.allocations.wish)
        self.on.set_day(today())
        self.dues_year.setText(str(today().year))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(3 if self.width() >= theme().px(_WIDE) else 2)

    def _arrange(self, columns: int) -> None:
        """Put the small fields beside each other, as many as have room."""
        if self._fields.property("columns") == columns:
            return
        self._fields.setProperty("columns", columns)
        fields = (
            self.amount_field, self.on_field, self.method_field, self.number_field, self.cheque_date_field,
            self.bank_field,
        )  # fmt: skip
        if columns == 2:  # what is typed for each cheque first
            fields = (fields[0], fields[3], fields[1], fields[4], fields[2], fields[5])
        for number, field in enumerate(fields):
            self._fields.addWidget(field, number // columns, number % columns)
        below = (self.dues_field, self.year_field, self.credited_field)
        for number, field in enumerate(below):
            self._fields.addWidget(field, 4 + number // columns, number % columns)
        self._fields.addWidget(self.other_field, 6, 0, 1, columns)
        for column in range(3):
            self._fields.setColumnStretch(column, int(column < columns))

    def _connect(self) -> None:
        self.payer.chosen.connect(self._show_payer)
        self.nature.chosen.connect(self._show_nature)
        self.method.chosen.connect(self._show_method)
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

    def _show_nature(self, nature: str) -> None:
        for field, shown in (
            (self.year_field, nature in ("dues", "both")),
            (self.dues_field, nature == "both"),
            (self.other_field, nature == "other"),
        ):
            field.setVisible(shown)
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

    def _show_method(self, method: str) -> None:
        is_cheque, is_banked = method == "cheque", method in _BANKED
        for field in (self.number_field, self.cheque_date_field, self.bank_field):
            field.setVisible(is_cheque)
        self.credited_field.setVisible(method == "online")
        self.on_field.name.setText(_("Credited on") if is_banked else _("Received on"))
        self.on.setAccessibleName(self.on_field.name.text())

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
        self.nature.choose("donation")
        self._show_nature("donation")
        self.allocations.clear()
        if not self.on_field.is_pinned:
            self.on.set_day(self._desk.today())
        if not self.method_field.is_pinned:
            self.method.choose(_TYPED_METHODS[0])
        for field in (self.credited_field, self.cheque_date_field, self.bank_field):
            if not field.is_pinned and isinstance(field.edit, QLineEdit):
                field.edit.clear()
        self.say_nothing()

    def say_nothing(self) -> None:
        """Take all notes away."""
        for field in self.findChildren(Field):
            field.say("")

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
        self._show_nature(typed.nature)
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
        is_cheque, is_banked = method == "cheque", method in _BANKED
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


class _Past(QWidget):
    """What is known of the payer: wish, dues, the last payments."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(5)
        self.show_nobody()

    def show_nobody(self) -> None:
        """Show nothing of anybody."""
        clear(self._rows)
        self.hide()

    def show_person(self, row: PartyRow, years: Sequence[DuesYear], past: Sequence[PastPayment]) -> None:
        """Show what is known of a payer."""
        clear(self._rows)
        facts = Note()
        facts.say(" · ".join(_facts(row, years)), _standing(years))
        self._rows.addWidget(facts)
        if past:
            self._rows.addWidget(Label(_("Last payments"), "label", "muted"))
        for paid in past:
            line = QHBoxLayout()
            line.setSpacing(14)
            said = together(kind_word(paid.kind, paid.dues_year), word(METHODS, paid.method).lower())
            line.addWidget(Label(day(paid.on), "body", "muted"))
            line.addWidget(Label(said), 1)
            line.addWidget(Label(money(paid.amount), "name"))
            self._rows.addLayout(line)
        wish = QHBoxLayout()
        wish.setSpacing(8)
        wish.addWidget(picture_label("receipt-text", theme().muted, 16))
        wish.addWidget(Label(_receipt_note(row), "small", "muted"), 1)
        self._rows.addLayout(wish)
        self.setVisible(True)


def _facts(row: PartyRow, years: Sequence[DuesYear]) -> list[str]:
    facts = [isolated(row.ref)]
    if years:
        late = [year.year for year in years if year.missing]
        named = together(*(isolated(str(year)) for year in late))
        facts.append(_("dues to pay: {years}").format(years=named) if late else _("dues paid"))
    return facts


def _standing(years: Sequence[DuesYear]) -> str:
    if not years:
        return ""
    return "warn" if any(year.missing for year in years) else "ok"


def _receipt_note(row: PartyRow) -> str:
    if row.kind not in ("individual", "couple"):
        return _("No receipt yet for organisations")
    if row.receipt_wish == "none":
        return _("Wishes no receipt")
    if not row.has_address:
        return _("No receipt until the address is complete")
    return (
        _("One receipt for the year") if row.receipt_wish == "annual" else _("One receipt for each payment")
    )
