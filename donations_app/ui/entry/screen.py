"""Rapid entry: payment after payment from the keyboard, with the batch beside."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from donations_app.db.books import Books
from donations_app.db.queries.payments import payments_like
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.payments import PaymentDraft
from donations_app.i18n import _, isolated, money
from donations_app.services.payments.doubts import YEAR_CLOSED
from donations_app.services.payments.records import record_payment
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.entry.kept_line import line_of, text_of
from donations_app.ui.entry.line import Standing
from donations_app.ui.entry.page import EntryPage
from donations_app.ui.entry.person import Person
from donations_app.ui.entry.reopening import Reopened, receipt_on, reopen, righting
from donations_app.ui.entry.saved import Saved, SavedLines
from donations_app.ui.entry.thrown import Thrown

_KEEPS = 1000  # milliseconds: at most once in each the line is kept as it stands


class EntryState(Struct, frozen=True):
    """What another window goes on with."""

    line: Standing
    saved: tuple[Saved, ...]
    person: Person
    has_panel: bool
    reopened: Reopened | None


class EntryScreen(EntryPage):
    """What the clerk works in all day."""

    code = "entry"
    nouns = frozenset(("payments", "batches"))
    to_person = Signal(str)  # reference
    batch_closed = Signal(str, str)  # name and method

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._saved = SavedLines(desk)
        self._reopened: Reopened | None = None
        self._thrown = Thrown()
        self._is_for_line = True  # the new person is wanted for the line, not for a card

    def build(self) -> None:
        super().build()
        self.save_button.clicked.connect(self.save)
        self._emptier.clicked.connect(self.empty)
        self._connect()
        self._order()
        self._keeps = QTimer(self)
        self._keeps.timeout.connect(self._keep)
        if not self.desk.books.read_only:
            self._keeps.start(_KEEPS)

    def _connect(self) -> None:
        self.form.submitted.connect(self.save)
        self.form.take_back.connect(self.take_back)
        self.form.stops_moved.connect(self._order)
        self.batch.read.connect(self._order)
        lines = self.batch.table
        lines.opened.connect(self.reopen)
        lines.refused.connect(self.ask_take_back)
        lines.said.connect(self.said)
        self.form.past.erasure_wanted.connect(self._ask_erasure)
        self.form.past.death_wanted.connect(self._ask_death)
        self.form.past.card_wanted.connect(self.to_person)
        self.batch.closed.connect(self.batch_closed)
        self.batch.method_counted.connect(self.form.method.choose)
        self.person.saved.connect(self._use_person)
        self.person.closed.connect(self._close_person)
        for key, does in (("F4", self.new_person), ("Ctrl+D", self.same_again), ("Ctrl+Z", self.take_back)):
            shortcut = QShortcut(QKeySequence(key), self, does)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
        self._escape = QShortcut(QKeySequence("Esc"), self, self._go_back)
        self._escape.setEnabled(False)

    def _ask_erasure(self, ref: str) -> None:
        from donations_app.ui.people.erasing import open_erasure

        open_erasure(self.desk, self, ref, self.said.emit)

    def _ask_death(self, ref: str) -> None:
        from donations_app.ui.people.deaths import open_deaths

        def noted(told: str) -> None:
            self.said.emit(told)
            self.form.look_again()

        open_deaths(self.desk, self, ref, noted)

    def look(self) -> None:
        super().look()
        self._find_again()
        if self.has_panel:
            self.person.focus_first()
        else:
            self.form.focus_first()

    # what is not saved

    def _keep(self) -> None:
        """Keep the line on this computer as it stands, or nothing where nothing would be lost."""
        self.desk.kept.keep(text_of(self.form) if self._is_worth_keeping() else None)

    def _is_worth_keeping(self) -> bool:
        is_as_recorded = self._reopened is not None and self._reopened.filled == self.form.typed()
        return self.form.is_begun and not is_as_recorded

    def _find_again(self) -> None:
        """Go on with a line that was being typed when the program ended in its midst."""
        text = self.desk.kept.take()
        kept = line_of(self.desk, self.form, text) if text and not self.form.is_begun else None
        if kept is None:
            return
        stands = {row.ref for row in self.desk.read(payments_like, kept.stands_for)}
        if kept.stands_for in stands:
            self._show_reopened(reopen(self.desk, self.form, kept.stands_for, self.batch.key))
        self.form.take(kept.line, stands_for=self._reopened.ref if self._reopened else "")
        self.said.emit(_("Found again: the line that was being typed"))

    def give(self) -> object:
        if not self._is_built:
            return None
        return EntryState(
            self.form.standing(), self._saved.give(), self.person.give(), self.has_panel, self._reopened
        )

    def take(self, state: object) -> None:
        if isinstance(state, EntryState):
            self.build_once()
            self._saved.take(state.saved)
            self.person.take(state.person)
            self.form.take(state.line, stands_for=state.reopened.ref if state.reopened else "")
            self._show_reopened(state.reopened)
            self._show_panel(shown=state.has_panel)

    def unsaved(self) -> str:
        if not self._is_built or self.desk.books.read_only:
            return ""
        if self.person.is_begun:
            return _("A new person is typed and not saved.")
        return _("A line is typed and not saved.") if self._is_worth_keeping() else ""

    def save_unsaved(self) -> bool:
        if self.person.is_begun:
            self._show_panel(shown=True)
            self.person.save()
        if self.form.is_begun and not self.person.is_begun:
            self.save()
        return not self.unsaved()

    # lines

    def start_with(self, ref: str, nature: str = "") -> None:
        """Begin a line of somebody; a line that was begun with somebody else is not turned into his."""
        if self.desk.books.read_only:
            return
        is_his = self.form.payer.value() == ref and not self.form.has_more
        if self.form.payer.text().strip() and not is_his:
            self.said.emit(_("A line is begun: save it or empty it first."))
            return
        self.form.start_with(ref, nature)

    def save(self) -> None:
        """Save the line and go to the next; a line that is refused stays as typed."""
        if self.desk.books.read_only:
            return
        before = self._reopened
        if before and before.filled == self.form.typed():
            self.give_up()
            return
        draft = self.form.draft(before.batch if before else self.batch.key)
        if draft is None:
            return
        if doubt := self.form.look_again():
            self.said.emit(doubt + " " + _("Enter once more saves this one too."))
            return
        try:
            if before and self._falls_first(before, draft):
                return
        except KnownError as error:
            self._refuse(error)
            return
        self._record(draft, before)

    def _falls_first(self, before: Reopened, draft: PaymentDraft) -> bool:
        """Ask first where a share falls by a line that is put right; tell whether it is asked."""
        from donations_app.ui.alarm import Doing, ask_first

        doing = Doing(
            lambda _reason: self._record(draft, before),
            what=f"{self.form.payer.text()} · {isolated(before.ref)}",
            asks_reason=False,
        )
        return ask_first(self.desk, self, righting(self.desk, before, draft), _("Put it right"), doing)

    def _record(self, draft: PaymentDraft, before: Reopened | None) -> bool:
        """Save the line, in the place of the one opened again if there is one; tell whether it is saved."""
        typed, late = self.form.typed(), self.form.was_told(YEAR_CLOSED)
        try:
            ref = self.desk.do(
                righting(self.desk, before, draft)
                if before
                else lambda books: record_payment(books, draft, late=late).ref
            )
        except KnownError as error:
            self._refuse(error)
            return False
        self._thrown.forget()
        told = _("Put right: {ref}, {amount}") if before else _("Saved: {ref}, {amount}")
        self.said.emit(told.format(ref=isolated(ref), amount=money(draft.amount)))
        if before:
            self._saved.replace(before.ref, Saved(ref, typed, draft.batch))
            self._end_reopened()
        else:
            self._saved.add(Saved(ref, typed, draft.batch))
            self.form.begin()
        self._keep()
        self.form.focus_first()
        self.desk.tell()  # before the next key: told later, it would take the focus from what is typed
        if before:
            self.batch.table.choose_line(ref)
        return True

    def _refuse(self, error: KnownError) -> None:
        """Say beside each field what stands against the line."""
        if not (isinstance(error, InputRefused) and self.form.say_problems(error.problems)):
            errors.tell(error, self)

    def empty(self) -> None:
        """Empty the form without saving; a line opened again stays as it was."""
        if self._reopened:
            self.give_up()
            return
        if self._thrown.keep(self.form):
            self.said.emit(_("Emptied. Ctrl+Z brings the line back."))
        self.form.begin()
        self._keep()
        self.form.focus_first()

    # lines of the batch, opened again and taken back

    def reopen(self, ref: str) -> None:
        """Show a line of the batch in the form; one that a receipt stands on, or that says more, in a dialog."""
        if self._reopened and self._reopened.filled == self.form.typed():
            self._end_reopened()
        if self.has_panel or self.form.is_begun:
            self.said.emit(_("A line is begun: save it or empty it first."))
            return
        number = receipt_on(self.desk, ref)
        try:
            found = None if number else reopen(self.desk, self.form, ref, self.batch.key)
        except KnownError as error:
            errors.tell(error, self)
            return
        if found is None:
            self._ask_right(number, ref)
            return
        self._show_reopened(found)
        self.form.focus_first()
        told = _("Opened again: {ref}. Enter puts it right, Esc leaves it as it was.")
        self.said.emit(told.format(ref=isolated(ref)))

    def give_up(self) -> None:
        """Leave the line that was opened again as it was."""
        if self._reopened:
            ref = self._reopened.ref
            self._end_reopened()
            self._keep()
            self.batch.table.setFocus()
            self.said.emit(_("Left as it was: {ref}").format(ref=isolated(ref)))

    def _end_reopened(self) -> None:
        if self._reopened:
            self.form.fill(self._reopened.before)  # pinned fields keep what they kept
        self._show_reopened(None)

    def _show_reopened(self, reopened: Reopened | None) -> None:
        self._reopened = reopened
        self.say_reopened(reopened.ref if reopened else "")
        self._escape.setEnabled(self.has_panel or reopened is not None)

    def _ask_right(self, number: str, ref: str) -> None:
        from donations_app.ui.payments.finding import Wrong, open_put_right

        open_put_right(self.desk, self, Wrong(number, ref), self.said.emit)

    def ask_take_back(self, ref: str) -> None:
        """Ask whether a line of the batch is taken back, and why."""
        from donations_app.ui.entry.refusing import TakeBack

        if self._reopened and self._reopened.ref == ref:
            self.said.emit(_("A line is begun: save it or empty it first."))
        elif number := receipt_on(self.desk, ref):
            self._ask_right(number, ref)
        else:
            dialog = TakeBack(self.desk, self.batch.table.line(ref), self)
            dialog.taken.connect(self._taken_back)
            dialog.open()

    def _taken_back(self, ref: str) -> None:
        self._saved.forget(ref)
        self.said.emit(_("Taken back: {ref}").format(ref=isolated(ref)))
        self.desk.tell()

    def same_again(self) -> None:
        """Fill in from the line before what is still empty."""
        if (last := self._saved.last) and not self.has_panel:
            self.form.fill_empty(last.typed)
            self.form.focus_first()

    def take_back(self) -> None:
        """Bring back what was thrown away; else reverse the line saved last in this window, into the form."""
        if self.desk.books.read_only:
            return
        if not self.has_panel and self._thrown.bring_back(self.form):
            return
        last = self._saved.last
        if (refused := self._why_not_back()) or last is None:
            self.said.emit(refused)
            return
        from donations_app.ui.alarm import Doing, ask_first
        from donations_app.ui.entry.refusing import taking_back

        act = taking_back(self.desk, last.ref, _("Taken back right after it was typed"))
        doing = Doing(lambda _reason: self._take_last(act, last), what=isolated(last.ref), asks_reason=False)
        try:
            if not ask_first(self.desk, self, act, _("Take it back"), doing):
                self._take_last(act, last)
        except KnownError as error:
            errors.tell(error, self)

    def _take_last(self, act: Callable[[Books], object], last: Saved) -> bool:
        """Take the last line back into the form; tell whether it was done."""
        try:
            self.desk.do(act)
        except KnownError as error:
            errors.tell(error, self)
            return False
        self._saved.forget(last.ref)
        self.desk.tell()  # before the next key, as when it is saved
        self.form.fill(last.typed)
        self._thrown.came_back(self.form)
        self.form.focus_first()
        told = _("Taken back: {ref}. Correct the line and save it again.")
        self.said.emit(told.format(ref=isolated(last.ref)))
        return True

    def _why_not_back(self) -> str:
        """Say why the last line is not taken back, or nothing."""
        if self.has_panel:
            return _("Nothing is taken back while the panel of a new person is open.")
        if self.form.is_begun:
            return _("Nothing is taken back over a line that is begun: save it or empty it first.")
        return self._saved.why_not_back()

    # the panel of a new person

    def _show_panel(self, *, shown: bool) -> None:
        self.show_beside(panel=shown)
        self._escape.setEnabled(shown or self._reopened is not None)

    def new_person(self, *, for_line: bool = True) -> None:
        """Open the panel of a new person, with what was typed there and not saved.

        Args:
            for_line: the line goes on with who is recorded; otherwise the card is shown, and no line begun or changed.
        """
        if self.desk.books.read_only:
            return
        self._is_for_line = for_line
        if not self.has_panel:
            self._show_panel(shown=True)
            if not self.person.is_begun:
                self.person.start(self.form.payer.text() if self.form.payer.value() is None else "")
        self.person.focus_first()

    def _go_back(self) -> None:
        """Close the panel, or leave a line that was opened again as it was."""
        if self.has_panel:
            self._close_person()
        else:
            self.give_up()

    def _use_person(self, ref: str) -> None:
        self._close_person()
        if self._is_for_line:
            self.form.start_with(ref)
        else:
            self.desk.tell()  # before the card is asked for: told later, the list would choose its first again
            self.to_person.emit(ref)

    def _close_person(self) -> None:
        if self.person.is_begun:
            self.said.emit(_("The new person is not saved yet: F4 goes on with it."))
        self._show_panel(shown=False)
        self.form.focus_first()
