"""Dialogs that note a change of situation: what it does to dues, agreed gifts and receipts stands above the button."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.situations import running_on
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.situations import Kind
from donations_app.i18n import _, day, isolated, pgettext
from donations_app.services.people.situations import come_of_age, rename
from donations_app.services.people.situations_undone import undo_situation
from donations_app.ui import errors
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.people.waiting import count_waiting
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, clear
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit, in_order, say_problems
from donations_app.words.names import said_name
from donations_app.words.situations import age_lines, rename_lines


class NoteChange(Act):
    """Asks for the day of a change; ``fields`` are those below which a problem is said."""

    def __init__(self, desk: Desk, ref: str, title: str, parent: QWidget) -> None:
        self.draft, self.seen = desk.read(party_draft, ref)
        super().__init__(desk, title.format(name=said_name(self.draft)), parent)
        self.key = uuid4()
        self.day = DateEdit(_("From which day on"), desk.today)
        self.day.set_day(desk.today())
        self.fields = {"on": Field(_("From which day on"), self.day)}
        self.rows.addWidget(self.fields["on"])
        self._effects = QVBoxLayout()
        self._effects.setSpacing(theme().px(4))
        self.effects: list[str] = []

    def ask(self, name: str, told: str, edit: QWidget) -> None:
        """Add a field."""
        self.fields[name] = Field(told, edit)
        self.rows.addWidget(self.fields[name])

    def ask_beside(self, *asked: tuple[str, str, QWidget]) -> None:
        """Add fields side by side."""
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        for name, told, edit in asked:
            self.fields[name] = Field(told, edit)
            row.addWidget(self.fields[name], 1)
        self.rows.addLayout(row)

    def end(self, does: str) -> None:
        """Add what it does and the buttons, below all fields."""
        self.rows.addWidget(Label(_("What it does"), "strong"))
        self.rows.addLayout(self._effects)
        self.rows.addStretch(1)
        self.saves = self.add_buttons(does)
        in_order(*(field.edit for field in self.fields.values()))
        self.day.textChanged.connect(lambda *_: self.say_effects())
        self.say_effects()
        self.day.setFocus(Qt.FocusReason.TabFocusReason)

    def say_effects(self) -> None:
        """Say what the change does, as it is chosen now; nothing while the day is none."""
        clear(self._effects)
        self.effects = list(self.lines()) if not self.day.problem() else []
        for line in self.effects:
            self._effects.addWidget(Wrapped(line, "small", "muted"))

    def lines(self) -> Iterable[str]:
        """Return what the change does."""
        raise NotImplementedError

    def note(self, does: Callable[..., object], *arguments: Any, told: str, **options: Any) -> None:
        """Do it; what stands against a field is said below it."""
        for field in self.fields.values():
            field.say("")
        if day_is_missing(self.fields["on"]):
            return
        try:
            self.desk.do(does, self.draft.ref, *arguments, **options, key=self.key, seen=self.seen)
        except InputRefused as error:
            first = say_problems(self.fields, error.problems)
            if first is None:
                errors.tell(error, self)
            else:
                first.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        except KnownError as error:
            errors.tell(error, self)
            return
        self.done_with.emit(told)
        super(Act, self).accept()


class NoteAge(NoteChange):
    """Asks since when somebody is of age."""

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        super().__init__(desk, ref, _("Of age: {name}"), parent)
        self.end(_("Note it"))

    def lines(self) -> Iterable[str]:
        return age_lines()

    def accept(self) -> None:
        """Note that he is of age."""
        if day_is_missing(self.fields["on"]):
            return
        on = self.day.parse()
        name = isolated(said_name(self.draft))
        self.note(come_of_age, on=on, told=_("{name} is of age since {day}.").format(name=name, day=day(on)))


class NoteName(NoteChange):
    """Asks for the new name and legal form of an organisation."""

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        super().__init__(desk, ref, _("Another name: {name}"), parent)
        self._waiting = 0
        self.name, self.legal_form = TextEdit(_("New name")), TextEdit(_("Legal form"))
        self.legal_form.setText(self.draft.legal_form)
        self.ask("organisation", _("New name"), self.name)
        self.ask("legal_form", _("Legal form"), self.legal_form)
        self.end(_("Note the name"))
        count_waiting(
            self.desk, ref, of=self, done=self._say_waiting, failed=lambda error: errors.tell(error, self)
        )

    def _say_waiting(self, waiting: int) -> None:
        self._waiting = waiting
        self.say_effects()

    def lines(self) -> Iterable[str]:
        today = self.desk.today()
        running = self.desk.read(running_on, [self.draft.ref], self.day.parse(), today=today)
        return rename_lines(running, self._waiting)

    def accept(self) -> None:
        """Note the name."""
        if day_is_missing(self.fields["on"]):
            return
        name, legal_form = self.name.text().strip(), self.legal_form.text().strip()
        told = _("{ref} is called {name} now.").format(ref=isolated(self.draft.ref), name=isolated(name))
        self.note(rename, name, legal_form, on=self.day.parse(), told=told)


def take_back(desk: Desk, parent: QWidget, ref: str, kind: Kind, said: Callable[[str], object]) -> None:
    """Take the last change of a kind of somebody back, once that is confirmed; what holds it is told."""
    box = QMessageBox(parent)
    box.setWindowTitle("Tiwizi")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(_("Take this change back?"))
    box.setInformativeText(
        _("All is as it was before; what it brought, records, memberships and agreed gifts, counts nowhere.")
    )
    yes = box.addButton(pgettext("situation", "Take it back"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Leave it"), QMessageBox.ButtonRole.RejectRole)

    def act() -> None:
        try:
            on = desk.do(undo_situation, ref, kind)
        except KnownError as error:
            errors.tell(error, parent)
            return
        told = _("{ref}: the change of {day} is taken back, all is as it was before.")
        said(told.format(ref=isolated(ref), day=day(on)))

    box.buttonClicked.connect(lambda pressed: act() if pressed is yes else None)
    box.open()
