"""Somebody moved: the day and the new address; the one of before is kept with its days."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.queries.drafts import party_draft
from donations_app.domain.addresses import place_of
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.parties import PLACE, PartyDraft
from donations_app.formats.stated import stated_address
from donations_app.i18n import _
from donations_app.services.people.moving import move_party
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.people.waiting import count_waiting
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, Note, TextEdit, in_order, say_problems
from donations_app.words.addresses import place_line, waiting_line
from donations_app.words.names import said_name
from donations_app.words.people import FIELDS
from donations_app.words.phrases import problem_sentence


class NoteMove(Dialog):
    """Asks for the first day and the whole new address, and says which receipts will carry it."""

    noted = Signal(str)  # reference

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        draft, self._seen = desk.read(party_draft, ref)
        super().__init__(_("A move: {name}").format(name=said_name(draft)), parent)
        self._desk, self._draft, self._key = desk, draft, uuid4()
        self.setMinimumWidth(theme().px(460))
        before = place_line(place_of(draft)) or _("No address")
        self.rows.addWidget(Wrapped(_("Until now: {address}").format(address=before), "small", "muted"))
        told = _("First day at the new address")
        self.day = DateEdit(told, desk.today)
        self.fields = {"on": Field(told, self.day)}
        self.edits = {name: TextEdit(_(FIELDS[name])) for name in PLACE}
        self.edits["country"].setText("FR")
        for name, edit in self.edits.items():
            self.fields[name] = Field(_(FIELDS[name]), edit)
        for field in self.fields.values():
            self.rows.addWidget(field)
        in_order(self.day, *self.edits.values())
        self.waits = Note()
        self.rows.addWidget(self.waits)
        why = _("A mistake in the address is put right by a change, without a move.")
        kept = _("What was issued stays as it is.")
        self.rows.addWidget(Wrapped(f"{kept} {why}", "small", "muted"))
        self.saves = self.add_buttons(_("Note the move"))
        self.day.setFocus(Qt.FocusReason.TabFocusReason)
        count_waiting(self._desk, ref, of=self, done=self._say_waiting, failed=self._say_failure)

    def _say_waiting(self, waiting: int) -> None:
        self.waits.say(waiting_line(waiting) if waiting else _("No receipt waits to be issued."))

    def _say_failure(self, error: BaseException) -> None:
        errors.tell(error, self)

    def _stated(self) -> PartyDraft | None:
        """Return the person at the new address, or say what stands against it."""
        typed = {name: edit.text().strip() for name, edit in self.edits.items()}
        code = self.day.problem() if self.day.text().strip() else "missing"
        if code:
            self.fields["on"].say(problem_sentence(code, self.day.text()), "bad")
        try:
            draft = stated_address(typed, self._draft)
        except InputRefused as error:
            say_problems(self.fields, error.problems)
            return None
        return None if code else draft

    def accept(self) -> None:
        """Note the move, once day and address can be taken."""
        draft = self._stated()
        if draft is None:
            return
        facts: dict[str, Any] = {"on": self.day.parse(), "key": self._key, "seen": self._seen}
        try:
            self._desk.do(move_party, draft, **facts)
        except InputRefused as error:
            if first := say_problems(self.fields, error.problems):
                first.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        except KnownError as error:
            errors.tell(error, self)
            return
        self.noted.emit(draft.ref)
        super().accept()


def open_move(desk: Desk, parent: QWidget, ref: str, noted: Callable[[str], object]) -> None:
    """Ask where somebody moved, and when."""
    dialog = NoteMove(desk, ref, parent)
    dialog.noted.connect(noted)
    dialog.open()
