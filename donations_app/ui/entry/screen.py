"""Rapid entry: payment after payment from the keyboard, with the batch beside."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from donations_app.domain.errors import InputRefused, KnownError
from donations_app.i18n import _, isolated, money
from donations_app.services.recording import record_payment, reverse_payment
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.entry.batch import BatchPane
from donations_app.ui.entry.form import PaymentForm, Typed
from donations_app.ui.entry.person import PersonPanel
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, KeyCap, Label, button
from donations_app.ui.widgets.fields import Scrolled

_CHANGES = ("payments", "batches", "projects")


class EntryScreen(Screen):
    """What the clerk works in all day."""

    icon_name = "square-pen"
    nouns = frozenset(("payments", "batches"))
    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Rapid entry")
        self._saved: list[tuple[str, Typed]] = []

    def build(self) -> None:
        self.form = PaymentForm(self.desk)
        self.batch = BatchPane(self.desk)
        self.person = PersonPanel(self.desk)
        self._beside = QStackedWidget()
        self._beside.addWidget(self.batch)
        self._beside.addWidget(self.person)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._form_card(), 9)
        row.addWidget(self._beside, 11)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(28, 4, 28, 12)
        rows.setSpacing(10)
        rows.addLayout(row, 1)
        rows.addLayout(_keys())
        self._connect()

    def _form_card(self) -> Card:
        card = Card(padding=24, gap=12)
        card.rows.addWidget(Scrolled(self.form), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        self.save_button = button(_("Save and next"), "primary", "corner-down-left", self.save)
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(button(_("Empty"), clicked=self.empty))
        card.rows.addLayout(buttons)
        card.setEnabled(not self.desk.books.read_only)
        card.setMinimumWidth(theme().px(380))
        return card

    def _connect(self) -> None:
        self.form.submitted.connect(self.save)
        self.form.take_back.connect(self.take_back)
        self.batch.method_counted.connect(self.form.method.choose)
        self.person.saved.connect(self._use_person)
        self.person.closed.connect(self._close_person)
        for key, does in (("F4", self.new_person), ("Ctrl+D", self.same_again), ("Ctrl+Z", self.take_back)):
            shortcut = QShortcut(QKeySequence(key), self, does)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def subtitle(self) -> str:
        return self.batch.batch.name if self.batch.batch else _("Office {code}").format(
            code=isolated(self.desk.office)
        )  # fmt: skip

    def refresh(self) -> None:
        self.batch.refresh()

    def look(self) -> None:
        super().look()
        self.form.focus_first()

    def start_with(self, ref: str) -> None:
        """Begin a line of somebody."""
        self.form.start_with(ref)

    def save(self) -> None:
        """Save the line and go to the next; a line that is refused stays as typed."""
        if self.desk.books.read_only:
            return
        draft = self.form.draft(self.batch.key)
        if draft is None:
            return
        typed = self.form.typed()
        try:
            recorded = record_payment(self.desk.books, draft, today=self.desk.today(), user=self.desk.user)
        except InputRefused as error:
            if not self.form.say_problems(error.problems):
                errors.tell(error, self)
            return
        except KnownError as error:
            errors.tell(error, self)
            return
        self._saved.append((recorded.ref, typed))
        told = _("Saved: {ref}, {amount}")
        self.said.emit(told.format(ref=isolated(recorded.ref), amount=money(draft.amount)))
        self.form.begin()
        self.form.focus_first()
        self.desk.tell(*_CHANGES)

    def empty(self) -> None:
        """Empty the form without saving."""
        self.form.begin()
        self.form.focus_first()

    def same_again(self) -> None:
        """Fill in the line before once more."""
        if self._saved:
            self.form.fill(self._saved[-1][1], with_number=False)
            self.form.focus_first()

    def take_back(self) -> None:
        """Reverse the line saved last in this window, and put it back into the form."""
        if not self._saved or self.desk.books.read_only:
            return
        ref, typed = self._saved[-1]
        try:
            reverse_payment(
                self.desk.books, ref, kind="correction", reason=_("Taken back right after it was typed"),
                on=self.desk.today(), office=self.desk.office, user=self.desk.user,
            )  # fmt: skip
        except KnownError as error:
            errors.tell(error, self)
            return
        self._saved.pop()
        self.form.fill(typed, with_number=True)
        self.form.focus_first()
        self.said.emit(_("Taken back: {ref}. Correct the line and save it again.").format(ref=isolated(ref)))
        self.desk.tell(*_CHANGES)

    def new_person(self) -> None:
        """Open the panel of a new person beside the line."""
        if self.desk.books.read_only:
            return
        typed = self.form.payer.text() if self.form.payer.value() is None else ""
        self._beside.setCurrentIndex(1)
        self.person.start(typed)

    def _use_person(self, ref: str) -> None:
        self._close_person()
        self.form.start_with(ref)

    def _close_person(self) -> None:
        self._beside.setCurrentIndex(0)
        self.form.focus_first()


def _keys() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for key, does in (
        ("⏎", _("next")), ("Ctrl+Z", _("take back")),
        ("Ctrl+D", _("same again")), ("F4", _("new person")),
    ):  # fmt: skip
        row.addWidget(KeyCap(key))
        row.addWidget(Label(does, "small", "muted"))
        row.addSpacing(10)
    row.addStretch(1)
    return row
