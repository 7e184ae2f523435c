"""The form of one payment: what it finds in the books while one types, and what it refuses."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from donations_app.db.queries.drafts import draft_of as recorded_as
from donations_app.db.queries.dues import dues_of
from donations_app.db.queries.instalments import Agreement, agreements_of
from donations_app.db.queries.parties import PartyRow, find_parties, history, party
from donations_app.db.queries.projects import targets
from donations_app.domain.currency_words import split_currency
from donations_app.domain.dues import DuesYear
from donations_app.domain.dues_years import parse_years
from donations_app.domain.entering import fees_of
from donations_app.domain.errors import Problem
from donations_app.domain.folding import fold
from donations_app.domain.instalments import EARLY, to_be_met
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.typed import TypedError
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.ui.desk import Desk
from donations_app.ui.entry.doubts import doubts_about
from donations_app.ui.entry.drafting import draft_of, parts_of, say_unreadable, unreadable, worth_of
from donations_app.ui.entry.line import PaymentLine, Typed
from donations_app.ui.payments.rare import EURO
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import Field
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.codes import together
from donations_app.words.payments import amount_in
from donations_app.words.phrases import problem_sentence

ANONYMOUS = ""


class PaymentForm(PaymentLine):
    """Types one payment after another."""

    submitted = Signal()
    take_back = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(today=desk.today, find=self._find, targets=lambda: desk.read(targets))
        self._desk = desk
        self.key = uuid4()
        self._row: PartyRow | None = None  # the payer
        self._years: Sequence[DuesYear] = ()
        self._agreed: Sequence[Agreement] = ()  # gifts of the payer
        self._instalment_told = ""
        self._proposed = ""  # the amount that was filled in for dues
        self._proposed_year = self.dues_year.text()
        self._warned: set[str] = set()  # payments like this line and large sums, shown already
        self._looking_again = QTimer(self)
        self._looking_again.setSingleShot(True)
        self._looking_again.setInterval(150)
        self._looking_again.timeout.connect(self.look_again)
        self._connect()

    def _connect(self) -> None:
        self.payer.chosen.connect(self._show_payer)
        self.nature.chosen.connect(self.choose_nature)
        for choice in (self.method, self.other_kind):
            choice.chosen.connect(lambda *_: self._kind_changed())
        self.rare.choice_changed.connect(self._looking_again.start)
        self.rare.money_changed.connect(self._kind_changed)
        self.amount.textChanged.connect(self._amount_changed)
        self.dues_amount.textChanged.connect(self._amount_changed)
        self.dues_year.textChanged.connect(self._years_changed)
        self.amount.editingFinished.connect(self._take_currency)
        looked_at = (self.cheque_number, self.on, self.credited_on, self.amount, self.rare.counterpart)
        for edit in (*looked_at, self.thing.evidence):
            edit.textChanged.connect(lambda *_: self._looking_again.start())
        self.allocations.rows_changed.connect(self._watch)
        self._watch()
        keys = (
            ("F2", self.toggle_pin), ("F6", self.next_pinned), ("F7", self.allocations.go_to_free),
            ("F8", self.rare.go_there),
        )  # fmt: skip
        for key, does in keys:
            shortcut = QShortcut(QKeySequence(key), self, does)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)

    def _watch(self) -> None:
        """See to Ctrl+Z in every field, those of new rows too."""
        for field in self.findChildren(QLineEdit):
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the last line back with Ctrl+Z where there is no typing to undo; holding it takes back one."""
        if (
            isinstance(watched, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Undo)
            and not watched.isUndoAvailable()
        ):
            if not event.isAutoRepeat():
                self.take_back.emit()
            return True
        return super().eventFilter(watched, event)

    def type_on(self, button: QWidget, text: str) -> None:
        """Take what was typed onto a button into the field that comes next; no button may swallow it."""
        edit: QLineEdit
        if self.nature.isAncestorOf(button):
            edit = self.amount
        elif button is self.rare.opener and self.rare.is_open:
            edit = self.rare.currency
        else:
            edit = self.allocations.free_row()
        edit.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.sendEvent(edit, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.submitted.emit()
        else:
            super().keyPressEvent(event)

    # pins

    def toggle_pin(self) -> None:
        """Pin the field that has the focus, or let it go."""
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, Field):
            widget = widget.parentWidget()
        if widget is not None and widget.pin is not None:
            widget.pin.toggle()

    def next_pinned(self) -> None:
        """Go to the next pinned field: Tab passes over them."""
        pinned = [field for field in self.pinnable().values() if field.is_pinned and field.isVisible()]
        if pinned:
            now = next((place for place, field in enumerate(pinned) if field.edit.hasFocus()), -1)
            pinned[(now + 1) % len(pinned)].edit.setFocus(Qt.FocusReason.TabFocusReason)

    # what is shown for the choices made

    def _find(self, typed: str) -> list[Choice]:
        found = [Choice(row.ref, row.name, row.place) for row in self._desk.read(find_parties, typed)]
        if fold(_("Anonymous")).startswith(fold(typed)):
            found.append(Choice(ANONYMOUS, _("Anonymous")))
        return found

    def _show_payer(self, ref: str | None) -> None:
        self.payer_field.say("")
        row = self._row = self._desk.read(party, ref) if ref else None
        self._years = self._desk.read(dues_of, row.ref, today=self._desk.today()) if row else ()
        self._agreed = ()
        self.fees = self._read_fees()
        self._propose_dues()
        if row is None:
            self.past.show_nobody()
        else:
            self._agreed = self._read_agreed(row.ref)
            past = self._desk.read(history, row.ref, limit=3)
            self.past.show_person(row, self._years, past, self._agreed)
            self._propose_instalment()
            self._looking_again.start()
        if ref is not None and self.payer.hasFocus():
            self.follow_day()
            self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_nature(self, nature: str) -> None:
        super().choose_nature(nature)
        self._propose_dues()
        self._kind_changed()

    def _kind_changed(self) -> None:
        """Show what is asked for now, and what the amount is worth now; euros proposed are no other currency."""
        if self.rare.is_foreign and self._proposed:
            self._propose_dues()
        self.show_asked()
        self._amount_changed()
        self._looking_again.start()

    def _take_currency(self) -> None:
        """Take the currency that is typed beside the amount: ``500 DH``."""
        if code := self.amount.other_currency():
            self.rare.currency.setText("" if code == EURO else code)
            self.amount.setText(split_currency(self.amount.text())[0])
            self.rare.unfold()

    def _propose_dues(self) -> None:
        """Fill in the oldest year that is not paid, and what is missing of it; take an older proposal back."""
        for field, edit in ((self.amount_field, self.amount), (self.dues_field, self.dues_amount)):
            if self._proposed and edit.text() == self._proposed:
                edit.setText("")
            if field.state == "ok":
                field.say("")
        self._proposed = ""
        owed = next((year for year in self._years if year.is_open), None)
        self.owes_nothing = bool(self._years) and owed is None
        nature = self.nature.value()
        if nature not in ("dues", "both"):
            return
        if self.dues_year.text() in ("", self._proposed_year):
            self._proposed_year = str(owed.year if owed else self._desk.today().year)
            self.dues_year.setText(self._proposed_year)
        field, edit = self._paid_as_dues()
        if self.owes_nothing:
            told = _("No dues are owed up to {year}.")
            field.say(told.format(year=isolated(str(self._years[-1].year))), "ok")
        elif owed and owed.missing and not edit.text() and not self.rare.is_foreign:
            edit.set_money(owed.missing)
            self._proposed = edit.text()

    def _paid_as_dues(self) -> tuple[Field, MoneyEdit]:
        """Return where the amount of the dues is typed."""
        if self.nature.value() == "dues":
            return self.amount_field, self.amount
        return self.dues_field, self.dues_amount

    def _years_changed(self) -> None:
        """Fill in what the years typed cost, where nobody typed an amount, and say what each of them gets."""
        if self.nature.value() not in ("dues", "both"):
            return
        _field, edit = self._paid_as_dues()
        try:
            years = parse_years(self.dues_year.text())
        except TypedError:
            years = ()
        costs = [stated or self.fees.get(year, ZERO) for year, stated in years]
        if len(years) > 1 and edit.text() == self._proposed and not self.rare.is_foreign and all(costs):
            edit.set_money(Money.total(costs))
            self._proposed = edit.text()
        self._amount_changed()

    def _read_fees(self) -> dict[int, Money]:
        """Return what is to be paid of each year; what the payment that is put right paid of it is free again."""
        own: dict[int, Money] = {}
        if self._years and self.stands_for:
            for line in self._desk.read(recorded_as, self.stands_for, key=self.key).lines:
                if line.dues_year:
                    own[line.dues_year] = line.amount
        return fees_of(self._years, own)

    def _amount_changed(self) -> None:
        worth = worth_of(self)
        whole = worth[0] if worth else None
        self.allocations.set_amount(worth[1] if worth else None)
        told = _("{amount} at this rate").format(amount=money(whole)) if whole else ""
        self.worth_note.say(told if self.rare.is_foreign else "")
        self._say_years()
        self._propose_instalment()

    def _say_years(self) -> None:
        """Say what each of several years gets."""
        field = self.year_field
        if field.state == "ok":
            field.say("")
        try:
            parts = [part for part in parts_of(self) if part.dues_year] if self.amount.money() else []
        except TypedError:
            return
        if len(parts) > 1 and min(part.minor for part in parts) > 0:
            code = self.rare.currency.code()
            told = (labelled(isolated(str(part.dues_year)), amount_in(part.minor, code)) for part in parts)
            field.say(together(*told), "ok")

    def _read_agreed(self, ref: str) -> Sequence[Agreement]:
        """Return what somebody agreed to give regularly and has not stopped, with what is due about now."""
        today = self._desk.today()
        found = self._desk.read(agreements_of, ref, today=today, until=today + EARLY)
        return [one for one in found if one.standing != "ended"]

    def _propose_instalment(self) -> None:
        """Say which instalment of an agreed gift the amount meets; what was said before goes."""
        field = self.amount_field
        if field.note.text and field.note.text == self._instalment_told:
            field.say("")
        self._instalment_told = ""
        worth, on = worth_of(self), self.on.day()
        amount = worth[0] if worth else None
        if amount is None or on is None or self.nature.value() != "donation" or field.note.text:
            return
        for gift in self._agreed:
            if one := to_be_met(gift.instalments, on, amount):
                project, due = gift.now.project, day(one.due_on)
                told = _("Instalment of {day}, for {project}") if project else _("Instalment of {day}")
                told = told.format(day=due, project=isolated(project))
                self._instalment_told = told
                field.say(told, "ok")
                return

    # what is typed

    def focus_first(self) -> None:
        """Go to the first field that waits."""
        edit = self.payer if self.payer.value() is None else self.amount
        edit.setFocus(Qt.FocusReason.TabFocusReason)

    def start_with(self, ref: str, nature: str = "") -> None:
        """Choose a payer, and what he pays where that is known, and go to the amount."""
        row = self._desk.read(party, ref)
        if row is not None:
            self.payer.choose(Choice(row.ref, row.name))
            self.follow_day()
            if nature:
                self.choose_nature(nature)
            self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def begin(self) -> None:
        super().begin()
        self._warned.clear()
        self._looking_again.stop()

    def fill(self, typed: Typed, *, stands_for: str = "") -> None:
        if typed.payer is not None and typed.payer.value == ANONYMOUS:
            typed = replace(typed, payer=Choice(ANONYMOUS, _("Anonymous")))  # in the language of this window
        super().fill(typed, stands_for=stands_for)
        self._warned.clear()

    def fill_texts(self, texts: Mapping[str, str]) -> None:
        super().fill_texts(texts)
        self._amount_changed()

    # what is handed over

    def draft(self, batch: UUID | None) -> PaymentDraft | None:
        """Return the payment typed; ``None`` when some field cannot be taken, which then says why."""
        self._take_currency()
        self.say_nothing()
        found = unreadable(self)
        if not found:
            return draft_of(self, office=self._desk.author.office, batch=batch)
        say_unreadable(found)
        self.rare.unfold()  # what is wrong there is filled in
        edit = found[0][0].edit
        first = edit if edit is not self.allocations else edit.findChild(Picker)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return None

    def say_problems(self, problems: Sequence[Problem]) -> bool:
        """Show what the services refuse beside its field; tell whether a field was found for each."""
        places = {
            "received_on": self.on_field, "credited_on": self.on_field, "amount": self.amount_field,
            "payer": self.payer_field, "dues_year": self.year_field, "allocations": self.allocation_field,
            "project": self.allocation_field, "association": self.allocation_field, "batch": self.payer_field,
            "method": self.method_field, **self.rare.places(), **self.thing.places(),
        }  # fmt: skip
        found = [(places.get(problem.field.rpartition(".")[2]), problem) for problem in problems]
        for field, problem in found:
            if field is not None:
                field.say(problem_sentence(problem.code, problem.value, problem.data), "bad")
        return all(field is not None for field, _problem in found)

    def was_told(self, code: str) -> bool:
        """Tell whether a doubt of that code was said of the line."""
        return any(name.startswith(code) for name in self._warned)

    def look_again(self) -> str:
        """Say each doubt about the line beside its field; return what was not said before."""
        self._looking_again.stop()
        said = doubts_about(self._desk, self, self._row)
        new = next((told for name, told in said.items() if name not in self._warned), "")
        self._warned |= said.keys()
        return new
