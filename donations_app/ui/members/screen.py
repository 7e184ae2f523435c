"""Members and dues of a year: four figures, the list by state, reminders, and what one does with a member."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.dues import Member, day_of, members, owed_in_all
from donations_app.domain.dues_calls import CallPlan
from donations_app.domain.letters import DUES
from donations_app.i18n import (
    _,
    count,
    isolated,
    labelled,
    money,
    ngettext,
    pgettext,
)
from donations_app.ui.desk import Desk
from donations_app.ui.members.counting import BESIDE, by_kind, totals
from donations_app.ui.members.figures import MemberFigures
from donations_app.ui.members.side import KindsCard, RunCard
from donations_app.ui.members.table import MemberTable
from donations_app.ui.people.chosen import ask_whom, write_word
from donations_app.ui.people.territory import Where
from donations_app.ui.screen import Action, Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, button, rule
from donations_app.ui.widgets.fields import ComboBox
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.more import More
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import DUES_STATES, word
from donations_app.words.dues import left_out_word, owed_words, unasked_words

if TYPE_CHECKING:
    from donations_app.ui.acting import Act

_NARROW: Final = 1100  # pixels; below, the cards at the side are not there
_FEW: Final = 760  # pixels; below, two figures stand beside each other
_SIDE: Final = 332
_YEARS: Final = 8
# a view of the list -> the states of its members
_VIEWS: Final = {
    "all": frozenset(DUES_STATES) - {"left"},
    "paid": frozenset(("paid",)),
    "partly_paid": frozenset(("partly_paid",)),
    "owed": frozenset(("owed",)),
    "late": frozenset(("late",)),
    "beside": frozenset(BESIDE),
    "left": frozenset(("left",)),
}
_WHEN_THERE: Final = ("partly_paid", "owed", "beside", "left")  # views that are shown when they hold somebody


class MembersScreen(Screen):
    """Who is a member on the last day of a year, or today, and what he owes of it and of the years before."""

    code = "members"
    nouns = frozenset(("parties", "payments", "settings"))
    to_payer = Signal(str)  # a reference: his dues are to be typed
    late = Signal(int)  # how many are late today

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: list[Member] = []
        self._plan = CallPlan((), ())
        self._reason = ""  # only those left out of the letters for it are listed

    def subtitle(self) -> str:
        return _("Members and their dues, year by year")

    def header_action(self) -> Action | None:
        return None if self.desk.books.read_only else Action(_("New member ..."), "user-plus", self.ask_join)

    def build(self) -> None:
        this = self.desk.today().year
        self.year = ComboBox({str(year): str(year) for year in range(this, this - _YEARS, -1)}, _("Year"))
        self.year.setProperty("size", "small")
        self.where = Where()
        self.view = Segments(dict.fromkeys(_VIEWS, "") | _names(), _("What is shown"))
        self.table = MemberTable()
        self.summary, self.chosen_one = Label("", "small", "muted"), Elided("", "strong")
        self.figures = MemberFigures()
        self.taker = button(_("Take the payment"), "primary", clicked=self.take_payment)
        self.caller = button(_("Call or remind ..."), clicked=self.ask_letters)
        self.more, self.more_of_list = More(), More(small=True)
        self.exempter = self.more.hold(_("Exempt ..."), self.ask_exempt)
        self.suspender = self.more.hold(_("Suspend ..."), self.ask_suspend)
        self.honourer = self.more.hold(_("Honorary ..."), self.ask_honour)
        self.leaver = self.more.hold(_("Leave ..."), self.ask_leave)
        self.register = button(_("Register of the day ..."), "small", "printer", clicked=self.ask_register)
        self.writer = button(write_word(0), "small", "mail", clicked=self.ask_letter)
        self.reminder = self.more_of_list.hold(_("Letters about dues ..."), self.ask_prepare)
        self.fees_below = self.more_of_list.hold(_("Fees ..."), self.ask_fees)
        writes = not self.desk.books.read_only
        self.kinds, self.run = KindsCard(writes=writes), RunCard(writes=writes)
        self.fees = self.kinds.fees
        self._lay_out()
        self.view.chosen.connect(lambda *_: self.show_reason(""))
        self.kinds.fees_wanted.connect(self.ask_fees)
        self.run.prepare_wanted.connect(self.ask_prepare)
        self.run.letters_wanted.connect(self.edit_letters)
        self.run.reason_wanted.connect(self.show_reason)
        self.year.chosen.connect(lambda *_: self.refresh())
        for one in self.where.fields().values():
            one.chosen.connect(lambda *_: self._show())
        self.table.order_wanted.connect(self._show)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.table.activated_row.connect(lambda *_: self.taker.setFocus())

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        places = self.where.fields().values()
        for place in places:
            place.as_chip()
        card.rows.addWidget(Flow(self.view, None, *places, self.year))
        card.rows.addWidget(self.table, 1)
        card.rows.addWidget(Flow(self.summary, None, self.writer, self.register, self.more_of_list))
        writes = not self.desk.books.read_only
        self.writer.setVisible(writes)
        self.acts = (self.taker, self.caller, self.exempter, self.suspender, self.honourer, self.leaver)
        for one in (self.taker, self.caller, self.more):
            one.setVisible(writes)
        if writes:
            card.rows.addWidget(rule())
            card.rows.addWidget(Flow(self.chosen_one, None, Flow(self.taker, self.caller, self.more)))
        self._side = QWidget()
        beside = QVBoxLayout(self._side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme().px(16))
        beside.addWidget(self.kinds)
        beside.addWidget(self.run, 1)
        self._side.setFixedWidth(theme().px(_SIDE))
        below = QHBoxLayout()
        below.setSpacing(theme().px(16))
        below.addWidget(card, 1)
        below.addWidget(self._side)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 16))
        rows.setSpacing(theme().px(16))
        rows.addLayout(self.figures)
        rows.addLayout(below, 1)

    def arrange(self) -> None:
        self.figures.arrange(across=2 if self.room < theme().px(_FEW) else 4)
        is_wide = self.room >= theme().px(_NARROW)
        writes = not self.desk.books.read_only
        self._side.setVisible(is_wide)
        self.more_of_list.setVisible(writes and not is_wide)
        self.table.setMinimumHeight(theme().px(200))

    # what is read

    def refresh(self) -> None:
        """Read the members of the year, and what a run of letters would do, off the window's thread."""
        year, today = int(self.year.value()), self.desk.today()

        def ask(session: Any) -> tuple[list[Member], CallPlan]:
            from donations_app.services.deliveries.dues_calls import CallOrder, planned

            found = members(session, day=day_of(year, today), today=today, running=False)
            return found, planned(session, CallOrder(year=year), today)

        self.read_off(ask, lambda answer: self._take(year, *answer))

    def _take(self, year: int, found: list[Member], plan: CallPlan) -> None:
        if str(year) != self.year.value():
            return  # another one was asked for meanwhile
        self._found, self._plan = found, plan
        self.where.offer(Counter(one.province for one in found if one.province))
        self.figures.show_year(totals(found, year), year)
        self.kinds.show_kinds(by_kind(found))
        self.run.show_plan(plan, year)
        self._show()
        if year == self.desk.today().year:
            self.late.emit(len(self._of("late")))

    def _of(self, view: str) -> list[Member]:
        return [one for one in self._found if one.standing in _VIEWS[view]]

    def _within(self, found: Sequence[Member]) -> list[Member]:
        """Return those of the place that is asked for."""
        return [one for one in found if self.where.lets_through(one.municipality, one.province)]

    def _show(self) -> None:
        sizes = Counter({view: len(self._within(self._of(view))) for view in _VIEWS})
        for view, name in _names().items():
            self.view.say(view, f"{name} {count(sizes[view])}")
            is_there = view not in _WHEN_THERE or bool(sizes[view]) or self.view.value() == view
            self.view.show_choice(view, is_shown=is_there)
        left_out = {one.debtor.ref for one in self._plan.left_out if one.reason == self._reason}
        shown = self._of(self.view.value())
        if self._reason:
            shown = [one for one in self._found if one.ref in left_out]
        shown = self._within(shown)
        self.table.say_when_empty(
            _("Nobody is a member like that.") if self._found else _("Nobody is a member yet.")
        )
        self.table.show_members(shown)
        told = owed_words(len(shown), owed_in_all(shown))
        self.summary.setText(labelled(left_out_word(self._reason), told) if self._reason else told)
        self._show_chosen()

    def show_reason(self, reason: str) -> None:
        """List those left out of the letters for a reason, or all of the view again."""
        self._reason = reason
        if reason:
            self.view.choose("all")
        self._show()

    def _show_chosen(self) -> None:
        several = self.several()
        self.writer.setText(write_word(len(several)))
        if len(several) > 1:
            self._show_several(several)
            return
        one = self.chosen()
        is_member = one is not None and one.standing != "left"
        is_suspended = one is not None and one.standing == "suspended"
        self.taker.setEnabled(one is not None)
        self.leaver.setEnabled(is_member)
        self.suspender.setEnabled(is_member)
        self.suspender.setText(_("Resume ...") if is_suspended else _("Suspend ..."))
        self.honourer.setEnabled(is_member and not (one is not None and one.pause))
        self.exempter.setEnabled(bool(one and one.open_years))
        self.caller.setEnabled(bool(one and one.open_years))
        self.chosen_one.setText(_owes(one) if one else "")

    def _show_several(self, several: Sequence[Member]) -> None:
        """Say what can be done with several members at once."""
        for act in (self.taker, self.suspender, self.honourer, self.leaver):
            act.setEnabled(False)
        self.suspender.setText(_("Suspend ..."))
        self.exempter.setEnabled(any(one.dues.missing for one in several))
        self.caller.setEnabled(any(one.open_years for one in several))
        told = ngettext("{count} chosen, {amount} owed", "{count} chosen, {amount} owed", len(several))
        self.chosen_one.setText(
            told.format(count=count(len(several)), amount=money(owed_in_all(several).asked))
        )

    def several(self) -> list[Member]:
        """Return the members who are chosen, from the top."""
        found = {one.id: one for one in self._found}
        return [found[key] for key in self.table.selected_keys() if key in found]

    def chosen(self) -> Member | None:
        """Return the member looked at."""
        found: Member | None = self.table.current_row()
        return found

    # what it does

    def take_payment(self) -> None:
        """Begin a line of the member in rapid entry."""
        if one := self.chosen():
            self.to_payer.emit(one.ref)

    def ask_join(self) -> None:
        """Ask who becomes a member."""
        from donations_app.ui.members.acts import Join

        self._open(Join(self.desk, self))

    def ask_exempt(self) -> None:
        """Ask why the member is freed of a year."""
        from donations_app.ui.members.acts import Exempt, ExemptSeveral

        several = [one for one in self.several() if one.dues.missing]
        if len(self.several()) > 1 and several:
            self._open(ExemptSeveral(self.desk, several, self))
        elif one := self.chosen():
            self._open(Exempt(self.desk, one, self))

    def ask_suspend(self) -> None:
        """Ask from when the member is suspended; of one who is, from when he counts again."""
        from donations_app.ui.members.resting import Resume, Suspend

        if one := self.chosen():
            self._open((Resume if one.standing == "suspended" else Suspend)(self.desk, one, self))

    def ask_honour(self) -> None:
        """Ask from when the member is honorary."""
        from donations_app.ui.members.resting import Honour

        if one := self.chosen():
            self._open(Honour(self.desk, one, self))

    def ask_prepare(self) -> None:
        """Show the letters about dues, before any goes."""
        self._prepare(None)

    def ask_letters(self) -> None:
        """Show the letters about dues to the chosen members alone, before any goes."""
        if several := self.several():
            self._prepare(tuple(one.ref for one in several))

    def _prepare(self, refs: tuple[str, ...] | None) -> None:
        from donations_app.services.deliveries.dues_calls import CallOrder
        from donations_app.ui.members.reminding import Prepare

        dialog = Prepare(self.desk, CallOrder(year=int(self.year.value()), refs=refs), self)
        dialog.said.connect(self.said)
        dialog.open()

    def ask_letter(self) -> None:
        """Ask for a letter to the chosen members, or to all of the list."""
        from donations_app.ui.people.writing import open_letter

        one = self.chosen()
        ask_whom(
            self.writer,
            self.table,
            one.name if one else "",
            lambda keys: open_letter(self.desk, self, keys, self.said.emit),
        )

    def edit_letters(self) -> None:
        """Open the letters about dues to change them."""
        from donations_app.ui.receipts.sending.letters_editor import LettersEditor

        dialog = LettersEditor(self.desk, self, tuple(DUES.values()))
        dialog.said.connect(self.said)
        dialog.open()

    def ask_register(self) -> None:
        """Ask where the register of the day is written: printed with votes, or as a table."""
        day_ = day_of(int(self.year.value()), self.desk.today())
        name = f"membres-{day_.isoformat()}"
        title = _("Register of members")
        ask_place(self, title, name, ("pdf", "xlsx", "csv"), then=lambda out: self.write_register(day_, out))

    def write_register(self, on: date, out: Path) -> None:
        """Write the register of a day, off the thread."""
        books, today = self.desk.books, self.desk.today()

        def work(_report: object) -> None:
            from donations_app.services.people.member_list import print_members, write_members

            form = out.suffix[1:].lower()
            if form == "pdf":
                print_members(books, out, day=on, today=today, force=True)
            else:
                write_members(books, out, form=form, day=on, today=today, force=True)

        told = _("Written: {path}").format(path=isolated(str(out)))
        self.desk.jobs.start(work, of=self, done=lambda _none: self.said.emit(told), failed=self.fail)

    def ask_leave(self) -> None:
        """Ask for the last day of the member."""
        from donations_app.ui.members.acts import Leave

        if one := self.chosen():
            self._open(Leave(self.desk, one, self))

    def ask_fees(self) -> None:
        """Show kinds and fees, and ask for another."""
        from donations_app.ui.members.fees import Fees

        self._open(Fees(self.desk, self))

    def _open(self, dialog: "Act") -> None:
        dialog.done_with.connect(self.said)
        dialog.open()


def _names() -> dict[str, str]:
    names = {state: word(DUES_STATES, state) for state in _VIEWS if state in DUES_STATES}
    return {"all": pgettext("members", "All"), **names, "beside": _("Without dues")}


def _owes(one: Member) -> str:
    if unasked := unasked_words(one, one.missing):
        return labelled(one.name, unasked)
    told = _("{name}: {amount} owed").format(name=one.name, amount=money(one.missing))
    return told if one.missing else one.name
