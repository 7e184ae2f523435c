"""The form of one payment: what it finds in the books while one types, and what it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from donations_app.db.queries.deaths import deaths_before
from donations_app.db.queries.dues import dues_of
from donations_app.db.queries.instalments import Agreement, agreements_of
from donations_app.db.queries.parties import find_parties, history, party
from donations_app.db.queries.payments import duplicates
from donations_app.db.queries.projects import targets
from donations_app.domain.deaths import Given
from donations_app.domain.dues import DuesYear
from donations_app.domain.errors import Problem
from donations_app.domain.folding import fold
from donations_app.domain.instalments import EARLY, to_be_met
from donations_app.domain.payments import ASK_AGAIN_ABOVE, Duplicate, LineDraft, PaymentDraft
from donations_app.i18n import _, day, isolated, money
from donations_app.person_words import death_sentence
from donations_app.phrases import problem_sentence
from donations_app.ui.desk import Desk
from donations_app.ui.entry.drafting import days_of, draft_of, say_unreadable, unreadable
from donations_app.ui.entry.line import PaymentLine, Typed
from donations_app.ui.widgets.fields import Field
from donations_app.ui.widgets.picker import Choice, Picker

ANONYMOUS = ""


class PaymentForm(PaymentLine):
    """Types one payment after another."""

    submitted = Signal()
    take_back = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(today=desk.today, find=self._find, targets=lambda: desk.read(targets))
        self._desk = desk
        self.key = uuid4()
        self._years: Sequence[DuesYear] = ()
        self._agreed: Sequence[Agreement] = ()  # gifts of the payer
        self._instalment_told = ""
        self._proposed = ""  # the amount that was filled in for dues
        self._warned: set[str] = set()  # payments like this line and large sums, shown already
        self._looking_again = QTimer(self)
        self._looking_again.setSingleShot(True)
        self._looking_again.setInterval(150)
        self._looking_again.timeout.connect(self.look_again)
        self._connect()

    def _connect(self) -> None:
        self.payer.chosen.connect(self._show_payer)
        self.nature.chosen.connect(self.choose_nature)
        self.method.chosen.connect(self.show_method)
        self.amount.textChanged.connect(self._amount_changed)
        self.dues_amount.textChanged.connect(self._amount_changed)
        for edit in (self.cheque_number, self.on, self.credited_on, self.amount):
            edit.textChanged.connect(lambda *_: self._looking_again.start())
        for field in self.findChildren(QLineEdit):
            field.installEventFilter(self)
        for key, does in (("F2", self.toggle_pin), ("F6", self.next_pinned)):
            shortcut = QShortcut(QKeySequence(key), self, does)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)

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
        edit = self.amount if self.nature.isAncestorOf(button) else self.allocations.free_row()
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
        row = self._desk.read(party, ref) if ref else None
        self._years = self._desk.read(dues_of, row.ref, today=self._desk.today()) if row else ()
        self._agreed = ()
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
            self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_nature(self, nature: str) -> None:
        super().choose_nature(nature)
        self._propose_dues()
        self._amount_changed()

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
        self.dues_year.setText(str(owed.year if owed else self._desk.today().year))
        field, edit = (
            (self.amount_field, self.amount) if nature == "dues" else (self.dues_field, self.dues_amount)
        )
        if self.owes_nothing:
            told = _("No dues are owed up to {year}.")
            field.say(told.format(year=isolated(str(self._years[-1].year))), "ok")
        elif owed and owed.missing and not edit.text():
            edit.set_money(owed.missing)
            self._proposed = edit.text()

    def _amount_changed(self) -> None:
        amount, dues = self.amount.money(), self.dues_amount.money()
        both = self.nature.value() == "both"
        self.allocations.set_amount(amount - dues if both and amount and dues else amount)
        self._propose_instalment()

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
        amount, on = self.amount.money(), self.on.day()
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

    def start_with(self, ref: str) -> None:
        """Choose a payer and go to the amount."""
        row = self._desk.read(party, ref)
        if row is not None:
            self.payer.choose(Choice(row.ref, row.name))
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
        self.say_nothing()
        found = unreadable(self)
        if not found:
            return draft_of(self, office=self._desk.author.office, batch=batch)
        say_unreadable(found)
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
        }  # fmt: skip
        found = [(places.get(problem.field.rpartition(".")[2]), problem) for problem in problems]
        for field, problem in found:
            if field is not None:
                field.say(problem_sentence(problem.code, problem.value, problem.data), "bad")
        return all(field is not None for field, _problem in found)

    def look_again(self) -> str:
        """Warn of payments that look like this one and of a large sum; return what was not said before."""
        self._looking_again.stop()
        found = self._duplicates()
        for field, same_cheque in ((self.number_field, True), (self.amount_field, False)):
            like = next((one for one in found if one.same_cheque == same_cheque), None)
            if like is not None:
                told = _("Recorded already: {ref}, {day}, {amount}").format(
                    ref=isolated(like.ref),
                    day=day(like.received_on) if like.received_on else "",
                    amount=money(like.amount),
                )
                field.say(told, "warn")
            elif field.state == "warn":
                field.say("")
        said = {one.ref: _("Something like it is recorded already.") for one in found}
        said |= self._deaths()
        amount = self.amount.money()
        if amount is not None and amount > ASK_AGAIN_ABOVE:
            large = said[str(amount.cents)] = _("The sum is above 50 000 euros. Check the figures.")
            if self.amount_field.state != "warn":
                self.amount_field.say(large, "warn")
        new = next((told for name, told in said.items() if name not in self._warned), "")
        self._warned |= said.keys()
        return new

    def _deaths(self) -> dict[str, str]:
        """Say beside the payer that the gift came after a death; return it by what it is known as."""
        payer, nature = self.payer.value(), self.nature.value()
        death = None
        if payer:
            kind = self.other_kind.value() if nature == "other" else "donation"
            gift = Given(kind, self.method.value(), *days_of(self))
            (death,) = self._desk.read(deaths_before, [(payer, gift)], self._desk.today())
        if death is None:
            if self.payer_field.state == "warn":
                self.payer_field.say("")
            return {}
        told = death_sentence(death)
        self.payer_field.say(told, "warn")
        return {f"{payer} {death.code} {death.on}": told}

    def _duplicates(self) -> Sequence[Duplicate]:
        amount, method = self.amount.money(), self.method.value()
        draft = PaymentDraft(
            key=self.key,
            office=self._desk.author.office,
            method=method,
            payer=self.payer.value() or "",
            lines=(LineDraft(kind="donation", amount=amount),) if amount else (),
            received_on=self.on.day(),
            cheque_number=self.cheque_number.text().strip() if method == "cheque" else "",
        )
        if not draft.cheque_number and not (draft.payer and amount):
            return ()
        found = [
            one for one in self._desk.read(duplicates, draft) if one.ref != self.stands_for
        ]  # which is like itself
        number = draft.cheque_number
        # two cheques of different numbers are two cheques, however alike
        return [one for one in found if one.same_cheque or not (number and one.cheque_number)]
