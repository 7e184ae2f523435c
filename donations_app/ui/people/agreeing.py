"""Somebody agrees to be written to, or no longer: which way, on which day, by what it is known."""

from collections.abc import Callable
from typing import cast
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.queries.drafts import party_draft
from donations_app.domain.consents import NAMED_SOURCES, Said, Source
from donations_app.domain.deliveries import Channel
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.i18n import _
from donations_app.services.people.consents import note_consent
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import ComboBox, Field, in_order, say_problems
from donations_app.words.consents import CHANNELS, SOURCES, said_line
from donations_app.words.names import said_name
from donations_app.words.phrases import problem_sentence


class NoteConsent(Dialog):
    """Asks for the way, yes or no, the day and the source."""

    noted = Signal(str)  # what was noted, in a sentence

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        draft, self._seen = desk.read(party_draft, ref)
        super().__init__(_("Agreements: {name}").format(name=said_name(draft)), parent)
        self._desk, self._ref, self._key = desk, draft.ref, uuid4()
        self.setMinimumWidth(theme().px(420))
        self.channel = ComboBox({code: _(text) for code, text in CHANNELS.items()}, _("Which way"))
        self.given = ComboBox({"yes": _("Agrees to it"), "no": _("No longer agrees")}, _("What was said"))
        self.day = DateEdit(_("Said on"), desk.today)
        self.day.set_day(desk.today())
        self.source = ComboBox({code: _(SOURCES[code]) for code in NAMED_SOURCES}, _("Known by"))
        self.fields = {
            "channel": Field(_("Which way"), self.channel),
            "given": Field(_("What was said"), self.given),
            "on": Field(_("Said on"), self.day),
            "source": Field(_("Known by"), self.source),
        }
        for field in self.fields.values():
            self.rows.addWidget(field)
        in_order(self.channel, self.given, self.day, self.source)
        told = _("Nothing goes out against what was said last; what was said before stays on the card.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.saves = self.add_buttons(_("Note it"))
        self.channel.setFocus(Qt.FocusReason.TabFocusReason)

    def accept(self) -> None:
        """Note what was said, once its day can be taken."""
        code = self.day.problem() if self.day.text().strip() else "missing"
        if code:
            self.fields["on"].say(problem_sentence(code, self.day.text()), "bad")
            return
        said = Said(
            cast("Channel", self.channel.value()),
            self.given.value() == "yes",
            self.day.parse(),
            cast("Source", self.source.value()),
        )
        try:
            self._desk.do(note_consent, self._ref, said, key=self._key, seen=self._seen)
        except InputRefused as error:
            say_problems(self.fields, error.problems)
            return
        except KnownError as error:
            errors.tell(error, self)
            return
        self.noted.emit(said_line(said))
        super().accept()


def open_consent(desk: Desk, parent: QWidget, ref: str, said: Callable[[str], object]) -> None:
    """Ask what somebody said of being written to, and tell what was noted."""
    dialog = NoteConsent(desk, ref, parent)
    dialog.noted.connect(said)
    dialog.open()
