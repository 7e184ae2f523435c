"""A membership is suspended, taken up again, or made honorary."""

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.dues import Member
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, day
from donations_app.services.people.pauses import honour, resume, suspend
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.phrases import problem_sentence


class Suspend(Act):
    """Asks from when to when a membership rests, and why."""

    def __init__(self, desk: Desk, member: Member, parent: QWidget) -> None:
        super().__init__(desk, _("Suspend: {name}").format(name=member.name), parent)
        self._member = member
        self.on, self.until = DateEdit(_("First day"), desk.today), DateEdit(_("Last day"), desk.today)
        self.on.set_day(desk.today())
        self.reason = TextEdit(_("Reason"))
        self.first, self.last = (
            Field(_("First day"), self.on),
            Field(_("Last day, if it is known"), self.until),
        )
        self.why = Field(_("Reason"), self.reason)
        for field in (self.first, self.last, self.why):
            self.rows.addWidget(field)
        told = _("As long as it lasts, no dues are owed, no letters go out, and there is no vote.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addStretch(1)
        self.add_buttons(_("Suspend"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Suspend, once there is a day and a reason."""
        without = is_blank(self.reason.text())
        if without:
            self.why.say(problem_sentence("missing"), "bad")
        has_last = not is_blank(self.until.text())
        if day_is_missing(self.first) or (has_last and day_is_missing(self.last)) or without:
            return
        on, until = self.on.parse(), self.until.parse() if has_last else None
        told = _("{name}: suspended from {day}.").format(name=self._member.name, day=day(on))
        self.act(suspend, self._member.ref, on=on, until=until, reason=self.reason.text(), told=told)


class Resume(Act):
    """Asks from when a suspended membership counts again."""

    def __init__(self, desk: Desk, member: Member, parent: QWidget) -> None:
        super().__init__(desk, _("End of suspension: {name}").format(name=member.name), parent)
        self._member = member
        self.on = DateEdit(_("First day that counts again"), desk.today)
        self.on.set_day(desk.today())
        self.field = Field(_("First day that counts again"), self.on)
        self.rows.addWidget(self.field)
        if member.pause and member.pause.reason:
            told = _("Suspended since {day}: {reason}")
            told = told.format(day=day(member.pause.since), reason=member.pause.reason)
            self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addStretch(1)
        self.add_buttons(_("End the suspension"))
        self.on.setFocus()

    def accept(self) -> None:
        """End the suspension, once its day can be taken."""
        if day_is_missing(self.field):
            return
        on = self.on.parse()
        told = _("{name}: no longer suspended from {day}.").format(name=self._member.name, day=day(on))
        self.act(resume, self._member.ref, on=on, told=told)


class Honour(Act):
    """Asks from when somebody is an honorary member, and by which decision."""

    def __init__(self, desk: Desk, member: Member, parent: QWidget) -> None:
        super().__init__(desk, _("Make honorary: {name}").format(name=member.name), parent)
        self._member = member
        self.on, self.reason = DateEdit(_("First day"), desk.today), TextEdit(_("Decision"))
        self.on.set_day(desk.today())
        self.first, self.why = Field(_("First day"), self.on), Field(_("Decision"), self.reason)
        for field in (self.first, self.why):
            self.rows.addWidget(field)
        told = _("An honorary member owes no dues, those of this year neither.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addStretch(1)
        self.add_buttons(_("Make honorary"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Make the member honorary, once there is a day and a decision."""
        without = is_blank(self.reason.text())
        if without:
            self.why.say(problem_sentence("missing"), "bad")
        if day_is_missing(self.first) or without:
            return
        on = self.on.parse()
        told = _("{name}: honorary member from {day}.").format(name=self._member.name, day=day(on))
        self.act(honour, self._member.ref, on=on, reason=self.reason.text(), told=told)
