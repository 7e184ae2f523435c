"""The card of a person beside the list: who it is, what is recorded, and the form that changes it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from donations_app.db.queries.mandate_list import MandateRow
from donations_app.db.queries.person_card import PersonCard
from donations_app.domain.parties import PEOPLE, PartyDraft
from donations_app.formats.reference import name_of_place
from donations_app.formats.stated import cells_of
from donations_app.i18n import _, day, is_right_to_left, isolated, language
from donations_app.ui.desk import Desk
from donations_app.ui.people.addresses import Addresses
from donations_app.ui.people.consents import Consents
from donations_app.ui.people.form import ChangeForm, Changing
from donations_app.ui.people.officers import Officers
from donations_app.ui.people.recorded import Recorded
from donations_app.ui.people.situations import Situations
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, clear
from donations_app.ui.widgets.dialog import Discard
from donations_app.ui.widgets.fields import Note, shown_before
from donations_app.ui.widgets.flow import Flow, OneOf
from donations_app.ui.widgets.scrolled import Scrolled, beside_bar
from donations_app.ui.widgets.signs import Pill
from donations_app.words.codes import PARTY_KINDS, word
from donations_app.words.imports import taken_back_words
from donations_app.words.names import said_name
from donations_app.words.people import FIELDS, is_of_kind, value_words

_HEAD = frozenset((
    "kind", "title", "last_name", "first_name", "second_last_name", "second_first_name", "organisation",
    "other_script", "consent_email", "consent_post", "address", "address2", "postcode", "city", "country",
))  # fmt: skip
_ALWAYS = frozenset(("email", "phone", "language", "receipt_wish"))


class Known(Struct, frozen=True):
    """A person as he stands in the books."""

    draft: PartyDraft
    version: int
    card: PersonCard
    mandates: Sequence[MandateRow] = ()


class CardPanel(Card):
    """Shows a person, or the form in which one changes him; without the form where nothing may be written."""

    saved = Signal(str, object)  # reference, the names of the facts that were changed
    editing = Signal(bool)  # whether the form is open
    new_gift = Signal(str)  # reference
    move_wanted = Signal(str)  # reference
    consent_wanted = Signal(str)  # reference
    situation_wanted = Signal(str, str)  # reference, and what is to be noted
    situation_undone = Signal(str, str)  # reference, and the kind of change that is to be taken back
    officer_wanted = Signal(str, object)  # reference, and the office to end, or nothing to note one
    person_wanted = Signal(str)  # reference of whose card is to be shown
    erasure_wanted = Signal(str)  # reference
    data_wanted = Signal(str)  # reference
    mandate_wanted = Signal(str, object)  # the act, the ``MandateRow``
    to_association = Signal(str)  # reference of whose projects are to be shown

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=20, gap=12)
        self._read_only = desk.books.read_only
        self.found: Known | None = None
        self.form, self.recorded, self.note = ChangeForm(desk), Recorded(read_only=self._read_only), Note()
        self._pages = OneOf()
        self._pages.addWidget(self._shown())
        self._pages.addWidget(Scrolled(self.form))
        self.rows.addWidget(self._pages, 1)
        self.changer = button(_("Change ..."), "primary", clicked=self.change)
        self.gives = button(_("New gift"), "link", "plus", lambda: self._tell(self.new_gift))
        self.asks = button(
            _("Request of erasure ..."), "link", clicked=lambda: self._tell(self.erasure_wanted)
        )
        self.hands = button(_("Copy of the data ..."), "link", clicked=lambda: self._tell(self.data_wanted))
        self._links = Flow(self.gives, self.hands, self.asks)
        self.saver = button(_("Save"), "primary", clicked=self.form.save)
        self.back = button(_("Back"), clicked=self.leave)
        for widget in (self.form.note, self._links, self.changer):
            self.rows.addWidget(widget)
        self._editing_foot = Flow(self.back, self.saver, fills=True)
        self.rows.addWidget(self._editing_foot)
        self.form.saved.connect(self._after_saving)
        self.form.moved.connect(self._judge)
        self._escape = QShortcut(QKeySequence("Esc"), self, self.leave)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._turn(0)
        self.show_person(None)

    def _shown(self) -> Scrolled:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(*beside_bar())
        rows.setSpacing(theme().px(10))
        self._facts = QVBoxLayout()
        self._facts.setSpacing(theme().px(6))
        self.consents = Consents(read_only=self._read_only)
        self.consents.note_wanted.connect(lambda: self._tell(self.consent_wanted))
        self.addresses = Addresses(read_only=self._read_only)
        self.addresses.move_wanted.connect(lambda: self._tell(self.move_wanted))
        self.situations = Situations(read_only=self._read_only)
        self.situations.wanted.connect(self._want_situation)
        self.situations.undo_wanted.connect(self._want_undo)
        self.situations.to_person.connect(self.person_wanted)
        self.officers = Officers(read_only=self._read_only)
        self.officers.add_wanted.connect(lambda: self._want_officer(None))
        self.officers.end_wanted.connect(self._want_officer)
        self.recorded.mandate_wanted.connect(self.mandate_wanted)
        rows.addWidget(self.note)
        rows.addLayout(self._facts)
        rows.addWidget(self.consents)
        rows.addWidget(self.addresses)
        rows.addWidget(self.situations)
        rows.addWidget(self.officers)
        rows.addWidget(self.recorded)
        rows.addStretch(1)
        return Scrolled(page)

    @property
    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self._pages.currentIndex() == 1

    def show_person(self, found: Known | None) -> None:
        """Show somebody, or that nobody is chosen; not while somebody is being changed."""
        if self.is_editing:
            return
        if found is None or self.found is None or found.draft.ref != self.found.draft.ref:
            self.note.say("")
        self.found = found
        clear(self._facts)
        self.recorded.setVisible(found is not None)
        self.addresses.setVisible(found is not None)
        self.consents.setVisible(found is not None)
        self.situations.setVisible(found is not None)
        self.officers.setVisible(found is not None and found.draft.kind == "association")
        self.changer.setEnabled(not self.why_not())
        self.changer.setToolTip(self.why_not())
        is_open = found is not None and not found.card.taken_back and not self._read_only
        for widget in (self._links, self.consents.notes, self.addresses.moves):
            widget.setVisible(is_open)
        if found is None:
            self._facts.addWidget(Wrapped(_("Choose a person to see all of it here."), "body", "muted"))
            return
        self._show_facts(found.draft)
        if gone := found.card.taken_back:
            self._facts.insertWidget(
                0, Pill(_("Taken back"), "bad", "undo-2"), 0, Qt.AlignmentFlag.AlignLeading
            )
            self._facts.insertWidget(1, Wrapped(taken_back_words(gone), "small", "bad"))
        self.consents.show_consents(found.draft, found.card.consents)
        self.addresses.show_addresses(found.card.addresses)
        self.situations.show_situations(found.draft, found.card.situations)
        self.officers.show_officers(found.card.officers)
        draft = found.draft
        of_person = draft.kind in PEOPLE
        sought = f"{draft.first_name} {draft.last_name}".strip() if of_person else draft.organisation
        self.recorded.show_card(found.card, sought, found.mandates)
        shown_before(self.gives, self._pages.widget(0))

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what followed from a change: by the time one comes back it may be otherwise."""
        if not event.spontaneous():
            self.note.say("")
        super().hideEvent(event)

    def why_not(self) -> str:
        """Return why nobody can be changed, or nothing."""
        if self._read_only:
            return _("Read only: nothing can be changed here.")
        if self.found is None:
            return _("Choose a person first.")
        gone = self.found.card.taken_back
        return taken_back_words(gone) if gone else ""

    def _show_facts(self, draft: PartyDraft) -> None:
        self._facts.addWidget(Label(isolated(draft.ref), "small", "muted"))
        self._facts.addWidget(Wrapped(f"{draft.title} {said_name(draft)}".strip(), "card"))
        if draft.other_script:
            self._facts.addWidget(Wrapped(_beginning(isolated(draft.other_script))))
        self._facts.addWidget(Label(word(PARTY_KINDS, draft.kind), "small", "muted"))
        if draft.kind == "association":
            told = _("Its projects and private share")
            link = button(told, "link", "folder-kanban", lambda: self.to_association.emit(draft.ref))
            self._facts.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(10))
        grid.setVerticalSpacing(theme().px(4))
        grid.setColumnStretch(1, 1)
        for line, (name, value) in enumerate(_facts(draft).items()):
            grid.addWidget(Wrapped(name, "small", "muted"), line, 0)
            grid.addWidget(Wrapped(value, "small"), line, 1)
            grid.setColumnMinimumWidth(0, theme().px(110))
        inside = QWidget()
        grid.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(grid)
        self._facts.addWidget(inside)

    def _want_situation(self, kind: str) -> None:
        if self.found is not None:
            self.situation_wanted.emit(self.found.draft.ref, kind)

    def _want_undo(self, kind: str) -> None:
        if self.found is not None:
            self.situation_undone.emit(self.found.draft.ref, kind)

    def _want_officer(self, officer: object) -> None:
        if self.found is not None:
            self.officer_wanted.emit(self.found.draft.ref, officer)

    def _tell(self, signal: object) -> None:
        if self.found is not None:
            signal.emit(self.found.draft.ref)  # type: ignore[attr-defined]

    # changing

    def change(self) -> None:
        """Open the form."""
        if self.found is not None and not self.why_not() and not self.is_editing:
            self.form.begin(self.found.draft, self.found.version)
            self._turn(1)
            self.form.fields["kind"].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, left: Changing) -> None:
        """Go on with a change of another window."""
        self.form.take(left)
        self._turn(1)

    def leave(self) -> None:
        """Close the form; what is typed is asked about first."""
        if not self.is_editing:
            return
        if self.is_changed():
            Discard(self, lambda: self._turn(0)).open()
        else:
            self._turn(0)

    def is_changed(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.is_editing and bool(self.form.changes() or self.form.open)

    def _turn(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        if number == 0:
            self.form.note.say("")
        self.changer.setVisible(number == 0)
        self._links.setVisible(number == 0 and self.found is not None and not self._read_only)
        self._editing_foot.setVisible(number == 1)
        self._escape.setEnabled(number == 1)
        self.editing.emit(number == 1)

    def _judge(self) -> None:
        self.saver.setEnabled(bool(self.form.changes()) and not self.form.open)
        self.saver.setToolTip(_("Decide the marked fields first.") if self.form.open else "")

    def _after_saving(self, ref: str, names: frozenset[str]) -> None:
        self._turn(0)
        self.changer.setFocus(Qt.FocusReason.OtherFocusReason)
        self.saved.emit(ref, names)


def _beginning(text: str) -> str:
    """Return a text that stands where the lines of the window begin, whichever way its letters run."""
    return ("\u200f" if is_right_to_left() else "\u200e") + text


def _facts(draft: PartyDraft) -> Mapping[str, str]:
    """Return the facts below name and address that are known, and those that matter when they are not."""
    cells = cells_of(draft)
    shown = {
        _(told): isolated(value)
        if (value := name_of_place(name, value_words(name, cells[name]), language()))
        else "-"
        for name, told in FIELDS.items()
        if name not in _HEAD
        and is_of_kind(name, draft.kind)
        and (name in _ALWAYS or cells[name] not in ("", "no") or (name == "tax_resident_fr" and cells[name]))
    }
    for name in ("deceased_on", "second_deceased_on"):
        if died := getattr(draft, name):
            told = _("Died") if name == "deceased_on" else _("Second died")
            shown[told] = day(died)
    return shown
