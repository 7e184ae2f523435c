"""What one does with a mandate: suspend it, take it up again, end it; each says what follows for the next runs."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.mandate_debits import debits_ahead
from donations_app.db.queries.mandate_list import MandateRow
from donations_app.i18n import _, isolated
from donations_app.services.payments.mandates import end_mandate, resume_mandate, suspend_mandate
from donations_app.ui.acting import day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.recurring.acts import GiftAct
from donations_app.ui.screen import Screen
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.words.mandates import Act as Kind
from donations_app.words.mandates import follows_words

_ENDING: Final = ("ended", "closed")


class MandateAct(GiftAct):
    """Asks from which day and why, and says before what the next runs do then."""

    def __init__(self, desk: Desk, kind: Kind, row: MandateRow, parent: QWidget) -> None:
        ref = isolated(row.now.reference)
        titles = {
            "suspend": _("Suspend the mandate {ref}"),
            "resume": _("Take the mandate {ref} up again"),
            "end": _("End the mandate {ref}"),
        }
        super().__init__(desk, titles[kind].format(ref=ref), parent)
        self._kind, self._row = kind, row
        self.on, self.reason = AnyDateEdit(_("From"), desk.today), TextEdit(_("Reason"))
        self.on.set_day(desk.today())
        self.fields: dict[str, Field] = {}
        if kind != "resume":
            self.fields = {"on": Field(_("From"), self.on), "reason": Field(_("Reason"), self.reason)}
        self.rows.addWidget(Wrapped(row.name, "name"))
        self.add_fields()
        ahead = desk.read(debits_ahead, row.now.reference, desk.today())
        self.follows = follows_words(kind, row, ahead)
        for told in self.follows:
            self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addStretch(1)
        names = {"suspend": _("Suspend"), "resume": _("Take up again"), "end": _("End the mandate")}
        self.add_buttons(names[kind])
        if kind != "resume":
            self.reason.setFocus()

    def accept(self) -> None:
        """Do it, once its day and its reason can be taken."""
        ref, told = self._row.now.reference, _("Mandate {ref}: {what}")
        if self._kind == "resume":
            said = told.format(ref=isolated(ref), what=_("taken up again"))
            self.act(resume_mandate, ref, told=said)
            return
        if day_is_missing(self.fields["on"]) or not self.has_reason():
            return
        does: Callable[..., object] = suspend_mandate if self._kind == "suspend" else end_mandate
        what = _("suspended") if self._kind == "suspend" else _("ended")
        said = told.format(ref=isolated(ref), what=what)
        self.act(does, ref, on=self.on.parse(), reason=self.reason.text(), told=said)


def mandate_buttons(row: MandateRow, wanted: Callable[[Kind], object]) -> QWidget | None:
    """Return what one can do with a mandate; nothing where it has ended."""
    if row.facts.ended_on or row.state in _ENDING or not row.now.reference:
        return None
    first = (
        button(_("Take the mandate up again ..."), "small", clicked=lambda: wanted("resume"))
        if row.facts.suspended_on
        else button(_("Suspend the mandate ..."), "small", clicked=lambda: wanted("suspend"))
    )
    return Flow(first, button(_("End the mandate ..."), "small", clicked=lambda: wanted("end")))


def ask_mandate(screen: Screen, kind: Kind, row: MandateRow) -> None:
    """Ask what the act needs, over a page that says then what was done."""
    dialog = MandateAct(screen.desk, kind, row, screen)
    dialog.done_with.connect(screen.said)
    dialog.open()
