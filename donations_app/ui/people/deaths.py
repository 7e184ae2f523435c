"""The day on which somebody died: of a couple each has one, and the survivor is written to."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.queries.drafts import party_draft
from donations_app.domain.deaths import DAYS, addressee, names_of, with_deaths
from donations_app.domain.errors import InputRefused, KnownError, Problem
from donations_app.domain.parties import PartyDraft, display_name
from donations_app.i18n import _
from donations_app.services.people.parties import change_party
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field
from donations_app.words.names import said_name
from donations_app.words.phrases import problem_sentence


class NoteDeaths(Dialog):
    """Asks for the day of each person of a party, and says to whom receipts are addressed then."""

    noted = Signal(str)  # what was noted, in a sentence

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        draft, self._seen = desk.read(party_draft, ref)
        super().__init__(_("Death: {name}").format(name=said_name(draft)), parent)
        self._desk, self._draft = desk, draft
        self.setMinimumWidth(theme().px(460))
        self.days: list[DateEdit] = []
        self.fields: list[Field] = []
        for name, known in zip(names_of(draft), DAYS, strict=False):
            told = _("Day of death: {name}").format(name=name)
            edit = DateEdit(told, desk.today)
            edit.set_day(getattr(draft, known))
            edit.textChanged.connect(lambda *_: self._say_whom())
            self.days.append(edit)
            self.fields.append(Field(told, edit))
            self.rows.addWidget(self.fields[-1])
        self.told = Wrapped("", "strong")
        self.rows.addWidget(self.told)
        self.rows.addWidget(Wrapped(_why(draft), "small", "muted"))
        self.rows.addStretch(1)
        self.saves = self.add_buttons(_("Note the death"))
        self.days[0].setFocus(Qt.FocusReason.TabFocusReason)
        self._say_whom()

    def _say_whom(self) -> None:
        for field in self.fields:
            field.say("")
        found = self._stated()[0]
        self.told.setText(_whom(found) if found else "")

    def _stated(self) -> tuple[PartyDraft | None, list[Problem]]:
        """Return the party with the days typed, or what stands against one of them."""
        typed = [(known, edit) for known, edit in zip(DAYS, self.days, strict=False) if edit.text().strip()]
        problems = [Problem(known, code, edit.text()) for known, edit in typed if (code := edit.problem())]
        if problems:
            return None, problems
        days: dict[str, date] = {known: edit.parse() for known, edit in typed}
        first, second = (days.get(known) for known in DAYS)
        try:
            return with_deaths(self._draft, first, second, today=self._desk.today()), []
        except InputRefused as error:
            return None, list(error.problems)

    def accept(self) -> None:
        """Note the days, once each can be taken."""
        found, problems = self._stated()
        for problem in problems:
            told = problem_sentence(problem.code, problem.value, problem.data)
            self.fields[DAYS.index(problem.field)].say(told, "bad")
        if found is None:
            return
        try:
            self._desk.do(change_party, found.ref, found, seen=self._seen)
        except KnownError as error:
            errors.tell(error, self)
            return
        self.noted.emit(_whom(found))
        super().accept()


def open_deaths(desk: Desk, parent: QWidget, ref: str, said: Callable[[str], object]) -> None:
    """Ask for the days of death of somebody, and say what follows."""
    dialog = NoteDeaths(desk, ref, parent)
    dialog.noted.connect(said)
    dialog.open()


def _whom(draft: PartyDraft) -> str:
    return _("Receipts are addressed to: {name}.").format(name=addressee(draft, display_name(draft)))


def _why(draft: PartyDraft) -> str:
    if draft.kind != "couple":
        return _("An empty day: the person lives. A gift of a later day is warned of.")
    return _(
        "An empty day: that one lives. Gifts up to a death are of both; those of a later day are the survivor's."
    )
