"""Rapid entry: payment after payment from the keyboard, with the batch beside."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from donations_app.db.queries.batches import open_batches
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.i18n import _, isolated, money
from donations_app.services.payments.records import record_payment
from donations_app.services.payments.reversals import reverse_payment
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.entry.batch import BatchPane
from donations_app.ui.entry.form import PaymentForm
from donations_app.ui.entry.line import Standing, Typed
from donations_app.ui.entry.person import Person, PersonPanel
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, picture_label, set_kind
from donations_app.ui.widgets.fields import Scrolled, in_order
from donations_app.ui.widgets.signs import KeyCap

_FORM = 456  # pixels of the form's card: three fields beside each other
_NARROW = 800  # pixels; below, the batch stands under the form


@dataclass(frozen=True, slots=True)
class Saved:
    """A line saved in this window, to be taken back or repeated."""

    ref: str
    typed: Typed
    batch: UUID | None


@dataclass(frozen=True, slots=True)
class EntryState:
    """What another window goes on with."""

    line: Standing
    saved: tuple[Saved, ...]
    person: Person
    has_panel: bool


class EntryScreen(Screen):
    """What the clerk works in all day."""

    icon_name = "square-pen"
    nouns = frozenset(("payments", "batches"))
    to_person = Signal(str)  # reference

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Rapid entry")
        self._saved: list[Saved] = []

    def build(self) -> None:
        self.form = PaymentForm(self.desk)
        self.batch = BatchPane(self.desk)
        self.person = PersonPanel(self.desk)
        self._beside = QStackedWidget()
        self._beside.addWidget(self._batch_and_past())
        self._beside.addWidget(self.person)
        self._sides = QHBoxLayout()
        self._sides.setSpacing(theme().px(16))
        self._card = self._form_card()
        self._sides.addWidget(self._card, 9)
        self._sides.addWidget(self._beside, 11)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 12))
        rows.setSpacing(theme().px(10))
        rows.addLayout(self._sides, 1)
        if not self.desk.books.read_only:
            rows.addWidget(_keys())
            in_order(self.form.last_stop, self.save_button, self._emptier)
        self._connect()

    def _batch_and_past(self) -> QWidget:
        """The batch, and below it what the payer gave before."""
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.batch, 1)
        rows.addWidget(self.form.past)
        return whole

    def _form_card(self) -> Card:
        card = Card(padding=20, gap=10)
        self._fields = Scrolled(self.form)
        card.rows.addWidget(self._fields, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme().px(10))
        self.save_button = button(_("Save and next"), "primary", "corner-down-left", self.save)
        self._emptier = button(_("Empty"), clicked=self.empty)
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self._emptier)
        card.rows.addLayout(buttons)
        if self.desk.books.read_only:
            for hidden in (self._fields, self.save_button, self._emptier):
                hidden.hide()
            card.rows.insertLayout(0, _explanation())
            card.rows.addStretch(1)
        return card

    def _connect(self) -> None:
        self.form.submitted.connect(self.save)
        self.form.take_back.connect(self.take_back)
        self.form.past.erasure_wanted.connect(self._ask_erasure)
        self.form.past.death_wanted.connect(self._ask_death)
        self.form.past.card_wanted.connect(self.to_person)
        self.batch.method_counted.connect(self.form.method.choose)
        self.person.saved.connect(self._use_person)
        self.person.closed.connect(self._close_person)
        for key, does in (("F4", self.new_person), ("Ctrl+D", self.same_again), ("Ctrl+Z", self.take_back)):
            shortcut = QShortcut(QKeySequence(key), self, does)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
        self._escape = QShortcut(QKeySequence("Esc"), self, self._close_person)
        self._escape.setEnabled(False)

    def arrange(self) -> None:
        narrow = self.room < theme().px(_NARROW)
        ways = QBoxLayout.Direction
        self._sides.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._card.setMinimumWidth(0 if narrow else theme().px(_FORM))
        self._fields.setMinimumHeight(theme().px(230) if narrow else 0)

    def _ask_erasure(self, ref: str) -> None:
        from donations_app.ui.people.erasing import open_erasure

        open_erasure(self.desk, self, ref, self.said.emit)

    def _ask_death(self, ref: str) -> None:
        from donations_app.ui.people.deaths import open_deaths

        def noted(told: str) -> None:
            self.said.emit(told)
            self.form.look_again()

        open_deaths(self.desk, self, ref, noted)

    def subtitle(self) -> str:
        return (
            self.batch.batch.name
            if self.batch.batch
            else _("Office {code}").format(code=isolated(self.desk.author.office))
        )

    def refresh(self) -> None:
        self.batch.refresh()

    def look(self) -> None:
        super().look()
        if self.has_panel:
            self.person.focus_first()
        else:
            self.form.focus_first()

    # what is not saved

    def give(self) -> object:
        if not self._is_built:
            return None
        return EntryState(self.form.standing(), tuple(self._saved), self.person.give(), self.has_panel)

    def take(self, state: object) -> None:
        if isinstance(state, EntryState):
            self.build_once()
            self._saved = list(state.saved)
            self.person.take(state.person)
            self.form.take(state.line)
            self._show_panel(shown=state.has_panel)

    def unsaved(self) -> str:
        if not self._is_built or self.desk.books.read_only:
            return ""
        if self.person.is_begun:
            return _("A new person is typed and not saved.")
        return _("A line is typed and not saved.") if self.form.is_begun else ""

    def save_unsaved(self) -> bool:
        if self.person.is_begun:
            self._show_panel(shown=True)
            self.person.save()
        if self.form.is_begun and not self.person.is_begun:
            self.save()
        return not self.unsaved()

    # lines

    def start_with(self, ref: str) -> None:
        """Begin a line of somebody; a line that was begun with somebody else is not turned into his."""
        if self.desk.books.read_only:
            return
        if self.form.is_begun and self.form.payer.text().strip():
            self.said.emit(_("A line is begun: save it or empty it first."))
            return
        self.form.start_with(ref)

    def save(self) -> None:
        """Save the line and go to the next; a line that is refused stays as typed."""
        if self.desk.books.read_only:
            return
        draft = self.form.draft(self.batch.key)
        if draft is None:
            return
        if doubt := self.form.look_again():
            self.said.emit(doubt + " " + _("Enter once more saves this one too."))
            return
        typed = self.form.typed()
        try:
            recorded = self.desk.do(record_payment, draft)
        except InputRefused as error:
            if not self.form.say_problems(error.problems):
                errors.tell(error, self)
            return
        except KnownError as error:
            errors.tell(error, self)
            return
        self._saved.append(Saved(recorded.ref, typed, draft.batch))
        told = _("Saved: {ref}, {amount}")
        self.said.emit(told.format(ref=isolated(recorded.ref), amount=money(draft.amount)))
        self.form.begin()
        self.form.focus_first()
        self.desk.tell()  # before the next key: told later, it would take the focus from what is typed

    def empty(self) -> None:
        """Empty the form without saving."""
        self.form.begin()
        self.form.focus_first()

    def same_again(self) -> None:
        """Fill in from the line before what is still empty."""
        if self._saved and not self.has_panel:
            self.form.fill_empty(self._saved[-1].typed)
            self.form.focus_first()

    def take_back(self) -> None:
        """Reverse the line saved last in this window, and put it back into the form."""
        if self.desk.books.read_only:
            return
        if refused := self._why_not_back():
            self.said.emit(refused)
            return
        last = self._saved[-1]
        try:
            self.desk.do(
                reverse_payment,
                last.ref,
                kind="correction",
                reason=_("Taken back right after it was typed"),
                on=self.desk.today(),
            )
        except KnownError as error:
            errors.tell(error, self)
            return
        self._saved.pop()
        self.form.fill(last.typed)
        self.form.focus_first()
        told = _("Taken back: {ref}. Correct the line and save it again.")
        self.said.emit(told.format(ref=isolated(last.ref)))

    def _why_not_back(self) -> str:
        """Say why the last line is not taken back, or nothing."""
        if self.has_panel:
            return _("Nothing is taken back while the panel of a new person is open.")
        if self.form.is_begun:
            return _("Nothing is taken back over a line that is begun: save it or empty it first.")
        if not self._saved:
            return _("No line was saved in this window: nothing to take back.")
        batch = self._saved[-1].batch
        still_open = {row.key for row in self.desk.read(open_batches, self.desk.author.office)}
        if batch is not None and batch not in still_open:
            return _("The batch of the last line is closed: the line is not taken back.")
        return ""

    # the panel of a new person

    @property
    def has_panel(self) -> bool:
        """Whether the panel of a new person is open."""
        return self._beside.currentIndex() == 1

    def _show_panel(self, *, shown: bool) -> None:
        self._beside.setCurrentIndex(int(shown))
        self._escape.setEnabled(shown)
        set_kind(self.save_button, "" if shown else "primary", "corner-down-left")  # one filled button

    def new_person(self) -> None:
        """Open the panel of a new person beside the line, with what was typed there and not saved."""
        if self.desk.books.read_only:
            return
        if not self.has_panel:
            self._show_panel(shown=True)
            if not self.person.is_begun:
                self.person.start(self.form.payer.text() if self.form.payer.value() is None else "")
        self.person.focus_first()

    def _use_person(self, ref: str) -> None:
        self._close_person()
        self.form.start_with(ref)

    def _close_person(self) -> None:
        if self.person.is_begun:
            self.said.emit(_("The new person is not saved yet: F4 goes on with it."))
        self._show_panel(shown=False)
        self.form.focus_first()


def _explanation() -> QVBoxLayout:
    """Say why nothing can be typed."""
    rows = QVBoxLayout()
    rows.setSpacing(theme().px(8))
    rows.addWidget(picture_label("lock", theme().muted, 24))
    rows.addWidget(Label(_("These books are open for reading only"), "card"))
    told = _("Payments are typed in a window that may write. What was recorded is shown beside.")
    rows.addWidget(Wrapped(told, "body", "muted"))
    return rows


def _keys() -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().px(8))
    for key, does in (
        ("⏎", _("next")),
        ("Ctrl+Z", _("take back")),
        ("Ctrl+D", _("same again")),
        ("F2", _("pin")),
        ("F4", _("new person")),
    ):
        row.addWidget(KeyCap(key))
        row.addWidget(Label(does, "small", "muted"))
        row.addSpacing(theme().px(10))
    row.addStretch(1)
    return whole
