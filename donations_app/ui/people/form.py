"""The facts of a person to be changed: as at entry, each refusal below its field, and nothing of others lost."""

from collections.abc import Mapping

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from donations_app.db.queries.drafts import party_draft
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, KindInUse, KnownError
from donations_app.domain.parties import PartyDraft
from donations_app.formats.reference import name_of_place
from donations_app.formats.stated import cells_of, stated_person
from donations_app.i18n import _, is_right_to_left, isolated, language
from donations_app.services.people.parties import change_party
from donations_app.ui import errors
from donations_app.ui.alarm import Doing, ask_first
from donations_app.ui.desk import Desk
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped, button
from donations_app.ui.widgets.fields import (
    ComboBox,
    Field,
    Note,
    TextEdit,
    YearDayEdit,
    in_order,
    say_problems,
)
from donations_app.ui.widgets.flow import Flow
from donations_app.words.names import said_name
from donations_app.words.people import FIELDS, YES_NO, choices, is_of_kind, value_words
from donations_app.words.sentences import sentence

_LONGEST = 2_000
_OF_MONEY = {"money_origin", "kind"}  # whose change moves what shares count


class Changing(Struct, frozen=True):
    """A change half typed, to be carried to another window."""

    standing: PartyDraft
    seen: int
    texts: Mapping[str, str]


class Meanwhile(QWidget):
    """What somebody else saved in a field, beside what stands in it; one of both is to be taken."""

    kept = Signal()  # what stands here
    taken = Signal()  # what was saved

    def __init__(self, field: str, mine: str, theirs: str) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(2))
        for told, cell in ((_("Here: {value}"), mine), (_("Saved meanwhile: {value}"), theirs)):
            value = isolated(value_words(field, cell)) if value_words(field, cell) else _("nothing")
            rows.addWidget(Wrapped(told.format(value=value), "small", "warn"))
        self.keeps = button(_("Keep what is here"), "small", clicked=self.kept.emit)
        self.takes = button(_("Take what was saved"), "small", clicked=self.taken.emit)
        rows.addWidget(Flow(self.keeps, self.takes))


class ChangeForm(QWidget):
    """All facts of one person in fields; ``save`` records what is changed of them."""

    saved = Signal(str, object)  # reference, the names of the facts that were changed
    moved = Signal()  # what is typed, or what is to be decided, is another

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._standing: PartyDraft | None = None
        self._seen = 0
        self._begun: dict[str, str] = {}
        self.open: dict[str, Meanwhile] = {}  # what nobody decided yet
        self.note = Note()  # to stand where it does not scroll
        self.fields = {name: Field(_(told), _edit(name, _(told))) for name, told in FIELDS.items()}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(10))
        for field in self.fields.values():
            rows.addWidget(field)
        rows.addStretch(1)
        in_order(*(field.edit for field in self.fields.values()))
        self._listen()

    def _listen(self) -> None:
        for name, field in self.fields.items():
            edit = field.edit
            if isinstance(edit, ComboBox):
                edit.chosen.connect(lambda *_: self.moved.emit())
                if name == "kind":
                    edit.chosen.connect(lambda *_: self._show_kind())
            elif isinstance(edit, CheckBox):
                edit.toggled.connect(lambda *_: self.moved.emit())
            elif isinstance(edit, (TextEdit, QPlainTextEdit)):
                edit.textChanged.connect(lambda *_: self.moved.emit())

    def begin(self, standing: PartyDraft, seen: int) -> None:
        """Show a person as he stands; ``seen`` is the version."""
        self._forget()
        self._standing, self._seen, self._begun = standing, seen, cells_of(standing)
        for name in ("municipality", "province"):  # by their names, which are read as their codes are
            self._begun[name] = name_of_place(name, self._begun[name], language())
        for name in self.fields:
            self._put(name, self._begun[name])
        self._show_kind()
        self.moved.emit()

    def _forget(self) -> None:
        self.note.say("")
        for field in self.fields.values():
            field.say("")
        for name in list(self.open):
            self._close(name)

    def give(self) -> Changing | None:
        """Return what is typed, if somebody is being changed."""
        texts = {name: self.text(name) for name in self.fields}
        return Changing(self._standing, self._seen, texts) if self._standing else None

    def take(self, left: Changing) -> None:
        """Go on with a change of another window."""
        self.begin(left.standing, left.seen)
        for name, text in left.texts.items():
            self._put(name, text)

    def text(self, name: str) -> str:
        """Return a fact as the cell of a file."""
        edit = self.fields[name].edit
        if isinstance(edit, ComboBox):
            return edit.value()
        if isinstance(edit, CheckBox):
            return "yes" if edit.isChecked() else "no"
        if isinstance(edit, QPlainTextEdit):
            return edit.toPlainText().strip()
        return edit.text().strip() if isinstance(edit, TextEdit) else ""

    def _put(self, name: str, cell: str) -> None:
        edit = self.fields[name].edit
        if isinstance(edit, ComboBox):
            edit.choose(cell)
        elif isinstance(edit, CheckBox):
            edit.setChecked(cell == "yes")
        elif isinstance(edit, QPlainTextEdit):
            edit.setPlainText(cell)
        elif isinstance(edit, TextEdit):
            edit.setText(cell)

    def changes(self) -> dict[str, str]:
        """Return the facts that are other than they stand in the books, as cells."""
        begun = self._begun
        if self._standing is None:
            return {}
        return {name: text for name in self.fields if (text := self.text(name)) != begun[name].strip()}

    def _show_kind(self) -> None:
        for name, field in self.fields.items():
            field.setVisible(is_of_kind(name, self.text("kind")) or name in self.open)

    def save(self, *, warned: bool = False) -> bool:
        """Save what is changed, or say beside each field what stands against it; tell whether it is saved.

        Args:
            warned: that a share falls was told, and it is to be done.
        """
        if self._standing is None or self.open:
            return False
        for field in self.fields.values():
            field.say("")
        changes, standing = self.changes(), self._standing
        try:
            draft = stated_person(changes, standing)
            if not warned and self._warn(changes, draft):
                return False
            if changes:
                self._desk.do(change_party, standing.ref, draft, seen=self._seen)
        except InputRefused as error:
            self._say_problems(error)
        except ChangedMeanwhile:
            return self._compare()
        except KindInUse as error:
            self.fields["kind"].say(sentence(error) or "", "bad")
            self.fields["kind"].edit.setFocus(Qt.FocusReason.OtherFocusReason)
        except KnownError as error:
            errors.tell(error, self)
        else:
            self._standing = None
            self.saved.emit(standing.ref, frozenset(changes))
            return True
        return False

    def _warn(self, changes: Mapping[str, str], draft: PartyDraft) -> bool:
        """Ask first where other money than before makes a share fall; tell whether it is asked."""
        if not changes.keys() & _OF_MONEY:
            return False
        seen, ref = self._seen, draft.ref
        doing = Doing(lambda _reason: self.save(warned=True), what=said_name(draft), asks_reason=False)
        return ask_first(
            self._desk,
            self,
            lambda books: change_party(books, ref, draft, seen=seen),
            _("Save the change"),
            doing,
        )

    def _say_problems(self, error: InputRefused) -> None:
        if field := say_problems(self.fields, error.problems):
            field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            errors.tell(error, self)

    def _compare(self) -> bool:
        """Show what somebody else saved beside what stands here; save at once where nothing is to be decided."""
        if self._standing is None:
            return False
        standing, self._seen = self._desk.read(party_draft, self._standing.ref)
        theirs, before = cells_of(standing), self._begun
        self._standing, self._begun = standing, theirs
        for name in self.fields:
            if theirs[name] not in (before[name], self.text(name)):
                self._ask(name, theirs[name])
        if not self.open:
            return self.save()
        self.note.say(
            _("Somebody else changed this person meanwhile. Decide each field that is marked, then save."),
            "warn",
        )
        self._show_kind()
        next(iter(self.open.values())).keeps.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moved.emit()
        return False

    def _ask(self, name: str, theirs: str) -> None:
        asked = self.open[name] = Meanwhile(name, self.text(name), theirs)
        self.fields[name].edit.setEnabled(False)  # until it is decided
        self.fields[name].add_below(asked)
        asked.kept.connect(lambda: self._decide(name, None))
        asked.taken.connect(lambda: self._decide(name, theirs))

    def _decide(self, name: str, taken: str | None) -> None:
        self._close(name)
        if taken is not None:
            self._put(name, taken)
        self.fields[name].edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.open:
            self.note.say("")
        self._show_kind()
        self.moved.emit()

    def _close(self, name: str) -> None:
        asked = self.open.pop(name)
        asked.hide()
        asked.deleteLater()
        self.fields[name].edit.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)


def _edit(name: str, told: str) -> QWidget:
    if named := choices(name):
        return ComboBox(named, told)
    if name in YES_NO:
        return CheckBox(_("Yes"))
    if name == "fiscal_year_end":
        return YearDayEdit(told)
    if name != "notes":
        return TextEdit(told, limit=_LONGEST)
    edit = QPlainTextEdit()
    if is_right_to_left():  # an empty one, too: Qt would go by the keyboard
        ends = QTextOption(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        ends.setWrapMode(QTextOption.WrapMode.WordWrap)
        edit.document().setDefaultTextOption(ends)
    edit.setFont(font(13))
    edit.setTabChangesFocus(True)
    edit.setFixedHeight(theme().px(84))
    return edit
