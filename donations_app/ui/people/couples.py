"""Two form a couple, or a couple separates: who, from which day on, and what becomes of what each agreed and owes."""

from collections.abc import Iterable
from typing import Any, Final, cast

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.dues_facts import kinds_of_members
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.situations import running_on
from donations_app.domain.addresses import place_of
from donations_app.domain.deaths import names_of
from donations_app.domain.merging import PARTS, Side, facing
from donations_app.domain.parties import PartyDraft
from donations_app.domain.situations import Forming, Parting
from donations_app.i18n import _, day, isolated, money
from donations_app.services.people.couples import form_couple, separate
from donations_app.ui.acting import day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.people.changing import NoteChange
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.addresses import place_line
from donations_app.words.codes import per
from donations_app.words.names import said_name
from donations_app.words.people import FIELDS
from donations_app.words.situations import couple_lines, parting_lines

_CHOSEN: Final = ("address", "email", "phone")  # asked for where both say otherwise


class FormCouple(NoteChange):
    """Asks who the second is, recorded or not, and which of both facts hold."""

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        super().__init__(desk, ref, _("A couple: {name}"), parent)
        self._second: PartyDraft | None = None
        self.other = Picker(self._find, name=_("The second, where recorded"))
        self.first_name, self.last_name = TextEdit(_("First name")), TextEdit(_("Last name from then on"))
        self.ask("other", _("The second, where recorded"), self.other)
        self.ask_beside(
            ("first_name", _("First name"), self.first_name),
            ("last_name", _("Last name from then on"), self.last_name),
        )
        self.last_name.setText(self.draft.last_name)
        self.choices = {name: ComboBox({"keep": "", "other": ""}, _(FIELDS[name])) for name in _CHOSEN}
        for name, box in self.choices.items():
            self.ask(name, _(FIELDS[name]), box)
            self.fields[name].hide()
        kinds = {"": _("Memberships stay as they are")}
        kinds |= {one.code: one.name for one in desk.read(kinds_of_members)}
        self.kind = ComboBox(kinds, _("Membership of both"))
        self.ask("member_kind", _("Membership of both"), self.kind)
        self.kind.chosen.connect(lambda *_: self.say_effects())
        self.other.chosen.connect(self._take)
        self.end(_("Make them a couple"))

    def _find(self, typed: str) -> list[Choice]:
        found = self.desk.read(find_parties, typed)
        return [
            Choice(row.ref, row.name, row.place)
            for row in found
            if row.kind == "individual" and row.ref != self.draft.ref
        ]

    def _take(self, ref: str | None) -> None:
        """Show the names of who is chosen, and ask which holds of what both say otherwise."""
        self._second = self.desk.read(party_draft, ref)[0] if ref else None
        second = self._second
        self.first_name.setEnabled(second is None)
        self.first_name.setText(second.first_name if second else "")
        self.last_name.setText(second.last_name if second else self.draft.last_name)
        open_ = {one.name for one in facing(self.draft, second) if not one.side} if second else set()
        for name, box in self.choices.items():
            self.fields[name].setVisible(name in open_)
            if second and name in open_:
                box.setItemText(0, _said(self.draft, name))
                box.setItemText(1, _said(second, name))
                box.choose("keep")
        self.say_effects()

    def _forming(self) -> Forming:
        second = self._second
        shown = [name for name in _CHOSEN if not self.fields[name].isHidden()]
        return Forming(
            on=self.day.parse(),
            other=second.ref if second else "",
            first_name=self.first_name.text().strip(),
            last_name=self.last_name.text().strip(),
            choices={name: cast("Side", self.choices[name].value()) for name in shown},
            member_kind=self.kind.value(),
        )

    def lines(self) -> Iterable[str]:
        forming = self._forming()
        refs = [self.draft.ref, *([forming.other] if forming.other else [])]
        return couple_lines(self.desk.read(running_on, refs, forming.on, today=self.desk.today()), forming)

    def accept(self) -> None:
        """Make both a couple."""
        if day_is_missing(self.fields["on"]):
            return
        forming = self._forming()
        names = [said_name(self.draft), f"{forming.first_name} {forming.last_name}".strip()]
        told = _("{name} and {other} are a couple since {day}.")
        said = told.format(name=isolated(names[0]), other=isolated(names[1]), day=day(forming.on))
        self.note(form_couple, forming, told=said)


def _said(draft: PartyDraft, part: str) -> str:
    if part == "address":
        return place_line(place_of(draft))
    (name,) = PARTS[part]
    return isolated(getattr(draft, name))


class Separate(NoteChange):
    """Asks whose dues, agreed gifts, e-mail and telephone are from a day on."""

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        super().__init__(desk, ref, _("A separation: {name}"), parent)
        first, second = names_of(self.draft)
        self.names = first, second
        halves = {"first": isolated(first), "second": isolated(second)}
        running = desk.read(running_on, [self.draft.ref], desk.today(), today=desk.today())
        self.contact = ComboBox({"": _("Nobody's"), **halves}, _("E-mail and telephone"))
        self.dues = ComboBox({"": _("Nobody"), **halves, "both": _("Both")}, _("Who stays a member"))
        kinds = {one.code: one.name for one in desk.read(kinds_of_members)}
        self.kind = ComboBox({"": _("Choose ..."), **kinds}, _("Membership"))
        if self.draft.email or self.draft.phone:
            self.ask("contact", _("E-mail and telephone"), self.contact)
        if running.memberships:
            self.ask("dues", _("Who stays a member"), self.dues)
            self.ask("member_kind", _("Membership"), self.kind)
        self.gifts: dict[str, ComboBox] = {}
        for gift in running.agreements:
            amount = per(money(gift.now.amount), gift.now.frequency)
            told = _("Agreed gift {ref}, {amount}").format(ref=isolated(gift.ref), amount=amount)
            self.gifts[gift.ref] = ComboBox({"": _("It ends"), **halves}, told)
            self.ask(f"gift {gift.ref}", told, self.gifts[gift.ref])
        for box in (self.dues, self.kind, *self.gifts.values()):
            box.chosen.connect(lambda *_: self.say_effects())
        self.end(_("Note the separation"))

    def _parting(self) -> Parting:
        chosen: dict[str, Any] = {"contact": self.contact.value(), "dues": self.dues.value()}
        gifts: dict[str, Any] = {ref: box.value() for ref, box in self.gifts.items() if box.value()}
        kind = self.kind.value() if chosen["dues"] else ""
        return Parting(on=self.day.parse(), member_kind=kind, gifts=gifts, **chosen)

    def lines(self) -> Iterable[str]:
        parting = self._parting()
        running = self.desk.read(running_on, [self.draft.ref], parting.on, today=self.desk.today())
        return parting_lines(running, parting, self.names)

    def accept(self) -> None:
        """Note the separation."""
        if day_is_missing(self.fields["on"]):
            return
        parting = self._parting()
        told = _("{name}: separated since {day}; each has a card now.")
        name = isolated(said_name(self.draft))
        self.note(separate, parting, told=told.format(name=name, day=day(parting.on)))
