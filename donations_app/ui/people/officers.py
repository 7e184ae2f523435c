"""Officers of an association on its card: those of today with a link that ends the office, those of before below."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from donations_app.db.queries.officers import officers_of
from donations_app.db.queries.parties import find_parties
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.officers import Former, Officer, held_with, last_day_before
from donations_app.i18n import _, day, isolated
from donations_app.services.people.officers import end_officer, note_officer
from donations_app.ui import errors
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.people.section import Section
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button, clear
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, in_order, say_problems
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.ui.widgets.views import FilledBox
from donations_app.words.officers import ROLES, officer_line


class Officers(Section):
    """The officers, and the links that note another one and end an office."""

    add_wanted = Signal()
    end_wanted = Signal(object)  # an ``Officer``

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(_("Officers"), _("Add an officer ..."), read_only=read_only)
        self._read_only = read_only
        self.link.clicked.connect(lambda *_: self.add_wanted.emit())

    def show_officers(self, found: Sequence[Officer]) -> None:
        """Show those of today first."""
        clear(self.list)
        for one in found:
            made = QWidget()
            row = QHBoxLayout(made)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(Wrapped(officer_line(one), "small", "muted" if one.until else ""), 1)
            if one.until is None and not self._read_only:
                ends = button(_("End ..."), "link", clicked=partial(self.end_wanted.emit, one))
                ends.setAccessibleName(f"{ends.text()} {officer_line(one)}")
                row.addWidget(ends)
            self.list.addWidget(made)
        if not found:
            self.list.addWidget(Wrapped(_("No officer is noted."), "small", "muted"))


class AddOfficer(Act):
    """Asks for the office, who holds it, recorded or not, and since when."""

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        super().__init__(desk, _("An officer of the association"), parent)
        self._ref, self._key = ref, uuid4()
        self._noted = desk.read(officers_of, ref, today=desk.today())
        self.role = ComboBox({code: _(text) for code, text in ROLES.items()}, _("Office held"))
        self.person = Picker(self._find, name=_("Who, where recorded"))
        self.name, self.since = TextEdit(_("Name")), DateEdit(_("First day"), desk.today)
        self.since.set_day(desk.today())
        self.former = FilledBox({}, _("Who holds it already"))
        self.fields = {
            "role": Field(_("Office held"), self.role),
            "person": Field(_("Who, where recorded"), self.person),
            "name": Field(_("Name"), self.name),
            "since": Field(_("First day"), self.since),
            "former": Field(_("Who holds it already"), self.former),
        }
        for field in self.fields.values():
            self.rows.addWidget(field)
        in_order(self.role, self.person, self.name, self.since, self.former)
        self.person.chosen.connect(self._take)
        self.role.chosen.connect(lambda *_: self._look())
        self.since.textChanged.connect(lambda *_: self._look())
        self._look()
        self.rows.addStretch(1)
        self.add_buttons(_("Note the officer"))
        self.setMinimumHeight(theme().px(460))  # room for what is found below the field
        self.role.setFocus()

    def _find(self, typed: str) -> list[Choice]:
        found = self.desk.read(find_parties, typed)
        return [Choice(row.ref, row.name, row.place) for row in found if row.kind == "individual"]

    def _take(self, ref: str | None) -> None:
        self.name.setEnabled(ref is None)
        self.name.setText(self.person.text() if ref else "")

    def _look(self) -> None:
        """Say who holds the office already, where one holds it alone, and ask what becomes of him."""
        field, since = self.fields["former"], self.since.day()
        asked = Officer(role=self.role.value(), since=since) if since else None
        others = held_with(asked, self._noted) if asked else []
        field.setVisible(bool(others))
        ends = asked is not None and all(one.since < asked.since for one in others)
        choices = {"": _("Choose ...")}
        if asked is not None and ends:
            choices["ends"] = _("That office ends on {day}").format(day=day(last_day_before(asked)))
        choices["stays"] = _("Both hold the office")
        if self.former.value() not in choices:
            self.former.choose("")
        self.former.fill(choices, {})
        field.say("\n".join(officer_line(one) for one in others), "warn")

    def accept(self) -> None:
        """Note the officer."""
        if day_is_missing(self.fields["since"]):
            return
        person = self.person.value() or ""
        name = "" if person else self.name.text().strip()
        officer = Officer(role=self.role.value(), person=person, name=name, since=self.since.parse())
        told = _("{name} is noted.").format(name=isolated(self.name.text().strip()))
        try:
            former = cast("Former", self.former.value() if self.fields["former"].isVisibleTo(self) else "")
            self.desk.do(note_officer, self._ref, officer, key=self._key, former=former)
        except InputRefused as error:
            say_problems(self.fields, error.problems)
        except KnownError as error:
            errors.tell(error, self)
        else:
            self.done_with.emit(told)
            super(Act, self).accept()


class EndOfficer(Act):
    """Asks for the last day of an office."""

    def __init__(self, desk: Desk, ref: str, officer: Officer, parent: QWidget) -> None:
        super().__init__(desk, _("The end of an office"), parent)
        self._ref, self._officer = ref, officer
        self.rows.addWidget(Wrapped(officer_line(officer), "small", "muted"))
        self.until = DateEdit(_("Last day"), desk.today)
        self.until.set_day(desk.today())
        self.field = Field(_("Last day"), self.until)
        self.rows.addWidget(self.field)
        self.rows.addStretch(1)
        self.add_buttons(_("End the office"))
        self.until.setFocus()

    def accept(self) -> None:
        """Note the last day."""
        if day_is_missing(self.field):
            return
        one, until = self._officer, self.until.parse()
        told = _("{name} holds the office until {day}.").format(name=isolated(one.name), day=day(until))
        who = one.person or one.name
        self.act(end_officer, self._ref, one.role, until=until, name=who, told=told)


def open_officer(
    desk: Desk, parent: QWidget, ref: str, officer: Officer | None, said: Callable[[str], object]
) -> None:
    """Ask who holds an office, or until when one who is noted does."""
    dialog = EndOfficer(desk, ref, officer, parent) if officer else AddOfficer(desk, ref, parent)
    dialog.done_with.connect(said)
    dialog.open()
