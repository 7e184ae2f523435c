"""Somebody becomes a member, leaves, or is freed of the dues of a year."""

from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.dues import Member
from donations_app.db.queries.dues_facts import kinds_of_members
from donations_app.db.queries.parties import find_parties
from donations_app.domain.money import Money
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, count, day, isolated, money, ngettext
from donations_app.services.people.memberships import admit, exempt, exempt_several, leave
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.codes import together
from donations_app.words.phrases import problem_sentence

_LISTED: Final = 8  # names of several members, told at once


class Join(Act):
    """Asks who becomes a member, of which kind and since when."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, _("New member"), parent)
        self._key = uuid4()
        self.party = Picker(self._find, name=_("Person"))
        kinds = desk.read(kinds_of_members)
        self.kind = ComboBox({kind.code: kind.name for kind in kinds}, _("Membership"))
        self.since = DateEdit(_("First day"), desk.today)
        self.since.set_day(desk.today())
        self.fields = [
            Field(_("Person"), self.party),
            Field(_("Membership"), self.kind),
            Field(_("First day"), self.since),
        ]
        for field in self.fields:
            self.rows.addWidget(field)
        if not kinds:
            self.fields[1].say(_("No kind of membership is recorded."), "warn")
        self.rows.addStretch(1)
        self.add_buttons(_("Make a member")).setEnabled(bool(kinds))
        self.setMinimumHeight(theme().px(430))  # room for what is found below the field
        self.party.setFocus()

    def _find(self, typed: str) -> list[Choice]:
        return [Choice(row.ref, row.name, row.place) for row in self.desk.read(find_parties, typed)]

    def accept(self) -> None:
        """Make the member, once all is there."""
        ref = self.party.value()
        if not ref:
            self.fields[0].say(problem_sentence("missing"), "bad")
        if day_is_missing(self.fields[2]) or not ref:
            return
        since = self.since.parse()
        told = _("{name}: member since {day}.").format(name=self.party.text(), day=day(since))
        self.act(admit, self._key, ref, kind=self.kind.value(), since=since, told=told)


class Leave(Act):
    """Asks for the last day of a member, and why he leaves."""

    def __init__(self, desk: Desk, member: Member, parent: QWidget) -> None:
        super().__init__(desk, _("End of membership: {name}").format(name=member.name), parent)
        self._member = member
        self.on, self.reason = DateEdit(_("Last day"), desk.today), TextEdit(_("Reason"))
        self.on.set_day(desk.today())
        self.field = Field(_("Last day"), self.on)
        self.rows.addWidget(self.field)
        self.rows.addWidget(Field(_("Reason"), self.reason))
        if member.missing:
            told = _("{amount} of dues is still to be paid.").format(amount=money(member.missing))
            self.rows.addWidget(Wrapped(told, "small", "warn"))
        told = _("The reason stands in the notes on the person.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addStretch(1)
        self.add_buttons(_("End the membership"))
        self.reason.setFocus()

    def accept(self) -> None:
        """End the membership, once its day can be taken."""
        if day_is_missing(self.field):
            return
        on = self.on.parse()
        told = _("{name}: member until {day}.").format(name=self._member.name, day=day(on))
        self.act(leave, self._member.ref, on=on, reason=self.reason.text(), told=told)


class Exempt(Act):
    """Asks of which year a member is freed, and why."""

    def __init__(self, desk: Desk, member: Member, parent: QWidget) -> None:
        super().__init__(desk, _("Exempt from dues: {name}").format(name=member.name), parent)
        self._member = member
        owed = [one for one in (member.dues, *reversed(member.earlier)) if one.missing]
        years = {str(one.year): f"{isolated(str(one.year))} · {money(one.missing)}" for one in owed}
        self.year, self.reason = ComboBox(years, _("Year")), TextEdit(_("Reason"))
        self.rows.addWidget(Field(_("Year"), self.year))
        self.field = Field(_("Reason"), self.reason)
        self.rows.addWidget(self.field)
        self.rows.addStretch(1)
        self.add_buttons(_("Free of these dues"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Free the member, once there is a reason."""
        if is_blank(self.reason.text()):
            self.field.say(problem_sentence("missing"), "bad")
            return
        year = self.year.value()
        told = _("{name}: freed of the dues of {year}.").format(name=self._member.name, year=isolated(year))
        self.act(exempt, self._member.ref, year=int(year), reason=self.reason.text(), told=told)


class ExemptSeveral(Act):
    """Asks why several members are freed of a year: all of them, by one decision."""

    def __init__(self, desk: Desk, several: Sequence[Member], parent: QWidget) -> None:
        number = len(several)
        told = ngettext("Exempt {count} member from dues", "Exempt {count} members from dues", number)
        super().__init__(desk, told.format(count=count(number)), parent)
        self._refs, self._year = [one.ref for one in several], several[0].dues.year
        told = _("{year}: {amount} is no longer owed.").format(
            year=isolated(str(self._year)), amount=money(Money.total(one.dues.missing for one in several))
        )
        self.rows.addWidget(Wrapped(told, "strong"))
        names = together(*(one.name for one in several[:_LISTED])) + (" ..." if number > _LISTED else "")
        self.rows.addWidget(Wrapped(names, "small", "muted"))
        self.reason = TextEdit(_("Reason"))
        self.field = Field(_("Reason"), self.reason)
        self.rows.addWidget(self.field)
        self.rows.addStretch(1)
        told = ngettext("Free {count} member of these dues", "Free {count} members of these dues", number)
        self.add_buttons(told.format(count=count(number)))
        self.reason.setFocus()

    def accept(self) -> None:
        """Free the members, once there is a reason."""
        if is_blank(self.reason.text()):
            self.field.say(problem_sentence("missing"), "bad")
            return
        number = len(self._refs)
        told = ngettext(
            "{count} member is freed of the dues of {year}.",
            "{count} members are freed of the dues of {year}.",
            number,
        ).format(count=count(number), year=isolated(str(self._year)))
        self.act(exempt_several, self._refs, year=self._year, reason=self.reason.text(), told=told)
