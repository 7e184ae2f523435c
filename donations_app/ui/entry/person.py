"""The panel of a new person, beside the line being typed."""

from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.doubles import doubles_of
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.parties import ORGANISATIONS, PartyDraft
from donations_app.domain.typed import TypedError, clean_text
from donations_app.formats.reference import places
from donations_app.i18n import _
from donations_app.services.people.parties import record_party
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, Card, Label, button
from donations_app.ui.widgets.fields import ComboBox, Field, Note, TextEdit, say_problems
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import PARTY_KINDS, word
from donations_app.words.doubles import looks_like


class Person(Struct, frozen=True):
    """What stands in the panel, to be carried to another window."""

    key: UUID
    kind: str
    wish: str
    texts: Mapping[str, str]
    begun_with: tuple[object, ...]


_PEOPLE = ("last_name", "first_name")
_SECOND = ("second_last_name", "second_first_name")
_PAIRS = (
    _PEOPLE, _SECOND, ("organisation", "siren"), ("address", "address2"), ("postcode", "city"),
    ("country", "email"), ("phone", "municipality"),
)  # fmt: skip


class PersonPanel(Card):
    """Records somebody new; what is typed on the line stays as it is."""

    saved = Signal(str)  # reference
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=24, gap=12)
        self._desk = desk
        self._key: UUID = uuid4()
        self._warned_of: tuple[object, ...] = ()  # what stood here when it was said whom it looks like
        head = QHBoxLayout()
        head.addWidget(Label(_("New person"), "card"), 1)
        self._emptier = button(_("Empty"), "link", clicked=lambda: self.start(""))
        head.addWidget(self._emptier)
        self.rows.addLayout(head)
        self.kind = ComboBox({code: word(PARTY_KINDS, code) for code in PARTY_KINDS}, _("Kind"))
        self.wish = Segments(
            {"annual": _("One a year"), "each": _("One a gift"), "none": _("No receipt")}, _("Receipt")
        )
        self._fields = self._make_fields()
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(Field(_("Kind"), self.kind))
        rows.addLayout(self._grid())
        rows.addWidget(Field(_("Receipt"), self.wish))
        rows.addStretch(1)
        self.rows.addWidget(Scrolled(inside), 1)
        self.warning = Note()
        self.rows.addWidget(self.warning)
        buttons = QHBoxLayout()
        self._saver = button(_("Save the person"), "primary", clicked=self.save)
        self._closer = button(_("Close"), clicked=self.closed.emit)
        buttons.addWidget(self._saver, 1)
        buttons.addWidget(self._closer)
        self.rows.addLayout(buttons)
        self.kind.chosen.connect(self._show_kind)
        self._show_kind(self.kind.value())
        self._begun_with = self._stands()

    def _make_fields(self) -> dict[str, Field]:
        names = {
            "last_name": _("Last name"), "first_name": _("First name"),
            "second_last_name": _("Last name of the second"), "second_first_name": _("First name of the second"),
            "organisation": _("Name of the organisation"), "siren": _("SIREN"),
            "address": _("Address"), "address2": _("More of the address"), "postcode": _("Postcode"), "city": _("City"),
            "country": _("Country (FR, MA ...)"), "email": _("E-mail"), "phone": _("Telephone"),
            "municipality": _("Municipality"),
        }  # fmt: skip
        return {code: Field(name, TextEdit(name)) for code, name in names.items()}

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(14))
        grid.setVerticalSpacing(theme().px(10))
        fields = self._fields
        for line, pair in enumerate(_PAIRS):
            for column, code in enumerate(pair):
                grid.addWidget(fields[code], line, column)
        return grid

    def stops(self) -> list[QWidget]:
        """Return what Tab goes to, as one sees it."""
        fields = [self._fields[code].edit for pair in _PAIRS for code in pair]
        ends = (*self.wish.findChildren(Button), self._saver, self._closer)
        return [self._emptier, self.kind, *fields, *ends]

    def start(self, typed: str) -> None:
        """Begin with the name that was searched in vain."""
        self._key = uuid4()
        self._warned_of = ()
        self.warning.say("")
        for field in self._fields.values():
            self._edit(field).setText("")
            field.say("")
        self._edit(self._fields["country"]).setText("FR")
        self.kind.choose("individual")
        self.wish.choose("annual")
        words = typed.split()
        if words:
            self._edit(self._fields["first_name"]).setText(" ".join(words[:-1]))
            self._edit(self._fields["last_name"]).setText(words[-1])
        self._begun_with = self._stands()
        self.focus_first()

    def focus_first(self) -> None:
        """Go to the first field that is shown."""
        first = next(field for field in self._fields.values() if field.isVisibleTo(self))
        first.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stands(self) -> tuple[object, ...]:
        texts = (self._edit(field).text() for field in self._fields.values())
        return self.kind.value(), self.wish.value(), *texts

    @property
    def is_begun(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._stands() != self._begun_with

    def give(self) -> Person:
        """Return what stands in the panel."""
        texts = {code: self._edit(field).text() for code, field in self._fields.items()}
        return Person(self._key, self.kind.value(), self.wish.value(), texts, self._begun_with)

    def take(self, person: Person) -> None:
        """Go on with a person of another window."""
        self._key, self._begun_with = person.key, person.begun_with
        self.kind.choose(person.kind)
        self.wish.choose(person.wish)
        for code, text in person.texts.items():
            self._edit(self._fields[code]).setText(text)

    @staticmethod
    def _edit(field: Field) -> TextEdit:
        if not isinstance(field.edit, TextEdit):
            raise TypeError("a field of text was expected")
        return field.edit

    def _show_kind(self, kind: str) -> None:
        is_organisation = kind in ORGANISATIONS
        for code in _PEOPLE:
            self._fields[code].setVisible(not is_organisation)
        for code in _SECOND:
            self._fields[code].setVisible(kind == "couple")
        for code in ("organisation", "siren"):
            self._fields[code].setVisible(is_organisation)
        self._fields["municipality"].setVisible(kind == "association")

    def save(self) -> None:
        """Save the person, or say beside each field what stands against it."""
        for field in self._fields.values():
            field.say("")
        try:
            draft = self._draft()
            if self._looks_recorded(draft):
                return
            recorded = self._desk.do(record_party, draft)
        except InputRefused as error:
            self._say_problems(error)
        except KnownError as error:
            errors.tell(error, self)
        else:
            self._begun_with = self._stands()
            self.saved.emit(recorded.ref)

    def _looks_recorded(self, draft: PartyDraft) -> bool:
        """Say once of whom somebody new looks to be a double; saved again as it stands, it is somebody else."""
        stands = self._stands()
        alike = () if draft.problems() or stands == self._warned_of else self._desk.read(doubles_of, draft)
        said = [looks_like(one.name, one.ref, found) for one, found in alike]
        if said:
            self._warned_of = stands
            said.append(_("Save once more if it is somebody else."))
        self.warning.say("\n".join(said), "warn")
        return bool(said)

    def _draft(self) -> PartyDraft:
        def typed(code: str, clean: Callable[[str], str] = clean_text) -> str:
            field = self._fields[code]
            text = self._edit(field).text()
            try:
                return clean(text) if field.isVisibleTo(self) else ""
            except TypedError:
                return text  # the draft refuses it with its field

        place = places(typed("municipality"), "")
        return PartyDraft(
            key=self._key, kind=self.kind.value(), receipt_wish=self.wish.value(),
            last_name=typed("last_name"), first_name=typed("first_name"),
            second_last_name=typed("second_last_name"), second_first_name=typed("second_first_name"),
            organisation=typed("organisation"), siren=typed("siren"),
            address=typed("address"), address2=typed("address2"), postcode=typed("postcode"), city=typed("city"),
            country=typed("country").upper(), email=typed("email"), phone=typed("phone"),
            municipality=place["municipality"], province=place["province"],
        )  # fmt: skip

    def _say_problems(self, error: InputRefused) -> None:
        if field := say_problems(self._fields, error.problems):
            field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            errors.tell(error, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)
