"""A request of erasure: what goes at once and what stays until when is said first, then done and answered."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.db.queries.parties import party
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.numbers import file_name
from donations_app.formats.writing import placed
from donations_app.i18n import N_, _, isolated
from donations_app.services.people.erasure import Erasure, erase_into, erase_party
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, Note
from donations_app.ui.widgets.places import ask_place
from donations_app.words.codes import together, word
from donations_app.words.people import kept_sentence
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

_WORDS: Final = {
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "notes": N_("Notes"),
    "consent_email": N_("Agreement to e-mail"),
    "consent_post": N_("Agreement to letters"),
    **dict.fromkeys(("address", "address2", "postcode", "city"), N_("Address")),
    **dict.fromkeys(
        (
            "title",
            "last_name",
            "first_name",
            "second_last_name",
            "second_first_name",
            "organisation",
            "other_script",
        ),
        N_("Name"),
    ),
}
_OTHERS: Final = N_("What was noted for the receipts")


class EraseParty(Dialog):
    """Asks for the day of the request, says what will become of it, does it and saves the answer."""

    done_with = Signal(str)  # what was done, in a sentence

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        found = desk.read(party, ref)
        name = found.name if found else ref
        super().__init__(_("Request of erasure: {name}").format(name=name), parent)
        self._desk, self._ref = desk, ref
        self.setMinimumWidth(theme().px(520))
        self.asked_on = DateEdit(_("Day of the request"), desk.today)
        self.asked_on.set_day(desk.today())
        self.field = Field(_("Day of the request"), self.asked_on)
        self.goes, self.stays, self.untouched = Wrapped(), Wrapped(), Wrapped("", "small", "muted")
        self.note = Note()
        self.rows.addWidget(self.field)
        for title, text in ((_("Erased at once, for good"), self.goes), (_("Name and address"), self.stays)):
            self.rows.addWidget(Label(title, "label", "muted"))
            self.rows.addWidget(text)
        self.untouched.setText(
            _(
                "Payments stay, and receipts as long as the law keeps them; what the audit trail said of the rest"
                " gives way to digests. The answer is for the person."
            )
        )
        self.rows.addWidget(self.untouched)
        self.rows.addWidget(self.note)
        self.rows.addStretch(1)
        self.erases = self.add_buttons(_("Erase and save the answer ..."))
        self.asked_on.setFocus(Qt.FocusReason.TabFocusReason)
        self._foresee()

    def _foresee(self) -> None:
        """Say what would go and what would stay, by rehearsing it."""
        try:
            found = self._desk.do(_rehearsed, self._ref, self.asked_on.parse())
        except KnownError as error:
            self.note.say(sentence(error) or "", "bad")
            self.erases.setEnabled(False)
            return
        self.goes.setText(_goes(found.erased))
        self.stays.setText(_stays(found))

    def accept(self) -> None:
        """Ask where the answer goes, once nothing stands against it."""
        if not self.erases.isEnabled():
            return
        self.field.say("")
        if code := self.asked_on.problem():
            self.field.say(problem_sentence(code, self.asked_on.text()), "bad")
            return
        try:
            self._desk.do(_rehearsed, self._ref, self.asked_on.parse())
        except InputRefused as error:
            (problem,) = error.problems
            self.field.say(problem_sentence(problem.code, problem.value), "bad")
        except KnownError as error:
            errors.tell(error, self)
        else:
            name = f"{file_name(self._ref)}-effacement"
            ask_place(self, _("Save as PDF"), name, ("pdf",), then=self.erase_into)

    def erase_into(self, chosen: Path) -> None:
        """Erase what may go, and write the answer; without its file nothing is erased."""
        try:
            with placed(chosen, force=True) as file:  # the dialog asked before replacing
                done = self._desk.do(erase_into, file, self._ref, asked_on=self.asked_on.parse())
        except KnownError as error:
            errors.tell(error, self)
            return
        said = _("{ref}: name and address stay, the rest is erased.") if done.kept else _("{ref} is erased.")
        written = _("Written: {path}").format(path=isolated(str(chosen)))
        self.done_with.emit(f"{said.format(ref=isolated(done.ref))} {written}")
        super().accept()


def _rehearsed(books: Books, ref: str, asked_on: date) -> Erasure:
    with books.rehearsal() as twin:
        return erase_party(twin, ref, asked_on=asked_on)


def open_erasure(desk: Desk, parent: QWidget, ref: str, said: Callable[[str], object]) -> None:
    """Ask about a request of erasure, and say what was done."""
    dialog = EraseParty(desk, ref, parent)
    dialog.done_with.connect(said)
    dialog.open()


def _goes(erased: Iterable[str]) -> str:
    words = dict.fromkeys(word(_WORDS, name) if name in _WORDS else _(_OTHERS) for name in erased)
    return together(*words) if words else _("Nothing is left that may go today.")


def _stays(found: Erasure) -> str:
    if found.kept:
        return "\n".join(kept_sentence(one.code, one.until) for one in found.kept)
    return _("Nothing keeps them any more: they go too.")
