"""Waived expenses: the claims of a year, and the form of a new one."""

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from donations_app.domain.errors import InputRefused, KnownError
from donations_app.i18n import _, isolated, money
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.expenses.claim_words import provisional_sentence
from donations_app.ui.expenses.counting import Reckoned
from donations_app.ui.expenses.form import ClaimForm, ClaimTyped
from donations_app.ui.expenses.listed import ClaimsList
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.signs import key_row
from donations_app.words.expenses import joined_sentence, sum_sentence

# pixels; below, things stand under each other
_NARROW_LIST, _NARROW_FORM, _TIGHT_FORM = 760, 1_010, 690


class ExpensesState(Struct, frozen=True):
    """What another window goes on with."""

    typed: ClaimTyped
    is_open: bool
    ref: str  # of the claim looked at


class ExpensesScreen(Screen):
    """What volunteers drove and paid for the association, and waive."""

    code = "expenses"
    nouns = frozenset(("expenses", "payments", "receipts", "parties"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)

    def build(self) -> None:
        self.listed = ClaimsList(self.desk, self.open_form)
        self.form = ClaimForm(self.desk)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.listed)
        self._page = self._form_page()
        self._stack.addWidget(self._page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 16))
        rows.addWidget(self._stack)
        self.listed.said.connect(self.said)
        self.form.submitted.connect(self.save)
        self.form.reckoned.connect(self._show_sum)
        self.form.reckon()
        self._escape = QShortcut(QKeySequence("Esc"), self, self.close_form)
        new = QShortcut(QKeySequence("Ctrl+N"), self, self.open_form)
        for shortcut in (self._escape, new):
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._show_form(shown=False)

    def _form_page(self) -> QWidget:
        card = Card(padding=24, gap=12)
        self._fields = Scrolled(self.form)
        self.sums = Wrapped("", "small", "muted")
        self.provisional = Note()
        self.total = Label("", "figure")
        card.rows.addWidget(self._fields, 1)
        card.rows.addWidget(self.sums)
        card.rows.addWidget(self.provisional)
        card.rows.addLayout(self._foot())
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(10))
        rows.addWidget(card, 1)
        rows.addWidget(key_row(("⏎", _("next line")), ("Ctrl+⏎", _("save")), ("Esc", _("back to the list"))))
        self.form.order(self.closer, self.emptier, self.save_button)
        return whole

    def _foot(self) -> QHBoxLayout:
        self.save_button = button(_("Save the claim"), "primary", "check", self.save)
        self.emptier = button(_("Empty"), clicked=self.empty)
        self.closer = button(_("Back to the list"), clicked=self.close_form)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(10))
        foot.addWidget(Label(_("Total"), "body", "muted"))
        foot.addWidget(self.total)
        foot.addStretch(1)
        for made in (self.closer, self.emptier, self.save_button):
            foot.addWidget(made)
        return foot

    def arrange(self) -> None:
        self.listed.arrange(narrow=self.room < theme().px(_NARROW_LIST))
        self.form.arrange(
            narrow=self.room < theme().px(_NARROW_FORM), tight=self.room < theme().px(_TIGHT_FORM)
        )
        self._fields.updateGeometry()  # a scroll area does not tell that what it holds became narrower

    def subtitle(self) -> str:
        if self._is_built and self.has_form:
            return _("A new claim; each trip is counted by the scale of its year")
        return _("What volunteers spent for the association and do not ask back")

    def refresh(self) -> None:
        self.listed.refresh()
        self.form.read_distances()

    def look(self) -> None:
        super().look()
        if self.has_form:
            self._focus_form()

    # the form

    @property
    def has_form(self) -> bool:
        """Whether the form is open."""
        return self._stack.currentIndex() == 1

    def open_form(self) -> None:
        """Open the form, with what was typed there and not saved."""
        if not self.desk.books.read_only and not self.has_form:
            self._show_form(shown=True)
            self._focus_form()

    def _focus_form(self) -> None:
        is_new = self.form.payer.value() is None
        first = self.form.payer if is_new else self.form.trips.rows[0].on
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def show_ref(self, ref: str) -> None:
        """Show the claim of a reference, whatever the list showed; what is typed stays in the form."""
        self.build_once()
        if self.has_form:
            self.close_form()
        self.listed.show_new(ref)

    def close_form(self) -> None:
        """Go back to the list; what is typed stays in the form."""
        if self.form.is_begun:
            self.said.emit(_("The claim is not saved yet: “New claim” goes on with it."))
        self._show_form(shown=False)
        self.listed.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_form(self, *, shown: bool) -> None:
        policy = QSizePolicy.Policy
        for number, page in enumerate((self.listed, self._page)):  # the hidden one asks for no room
            asks = policy.Preferred if number == int(shown) else policy.Ignored
            page.setSizePolicy(asks, asks)
        self._stack.setCurrentIndex(int(shown))
        self._escape.setEnabled(shown)
        self.retitled.emit()

    def _show_sum(self, found: Reckoned) -> None:
        self.total.setText(money(found.total))
        self.sums.setText("\n".join(map(sum_sentence, found.sums)))
        self.sums.setVisible(bool(found.sums))
        said = (provisional_sentence(found.sums), joined_sentence(found.joined) if found.joined else "")
        self.provisional.say("\n".join(filter(None, said)), "warn")

    def empty(self) -> None:
        """Empty the form without saving."""
        self.form.begin()
        self._focus_form()

    def save(self) -> None:
        """Save the claim and show its page; a claim that is refused stays as typed."""
        from donations_app.services.expenses.claims import record_claim

        if self.desk.books.read_only or not self.has_form:
            return
        draft = self.form.draft()
        if draft is None:
            return
        try:
            done = self.desk.do(record_claim, draft)
        except InputRefused as error:
            self.form.say_problems(error.problems)
            return
        except KnownError as error:
            errors.tell(error, self)
            return
        told = _("Saved: {ref}, {amount}")
        self.said.emit(told.format(ref=isolated(done.ref), amount=money(done.amount)))
        self.form.begin()
        self._show_form(shown=False)
        self.listed.show_new(done.ref)
        self.listed.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # what is not saved

    def give(self) -> object:
        if not self._is_built:
            return None
        claim = self.listed.claim
        return ExpensesState(self.form.give(), self.has_form, claim.ref if claim else "")

    def take(self, state: object) -> None:
        if isinstance(state, ExpensesState):
            self.build_once()
            self.form.take(state.typed)
            if state.ref:
                self.listed.show_new(state.ref)
                self.is_stale = False
            if state.is_open and not self.desk.books.read_only:
                self._show_form(shown=True)

    def unsaved(self) -> str:
        if not self._is_built or self.desk.books.read_only or not self.form.is_begun:
            return ""
        return _("A claim of expenses is typed and not saved.")

    def save_unsaved(self) -> bool:
        self._show_form(shown=True)
        self.save()
        return not self.unsaved()
