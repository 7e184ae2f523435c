"""Members and dues of a year: four figures, the list by state, and what one does with a member."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from donations_app.code_words import DUES_STATES, word
from donations_app.db.queries.dues import Member, day_of, members
from donations_app.domain.money import Money
from donations_app.i18n import _, count, day, money, ngettext, pgettext, whole_euros
from donations_app.ui.dashboard.figures import Figure
from donations_app.ui.desk import Desk
from donations_app.ui.members.table import MemberTable
from donations_app.ui.screen import Action, Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Segments, Wrapped, button
from donations_app.ui.widgets.fields import ComboBox
from donations_app.ui.widgets.flow import Flow

if TYPE_CHECKING:
    from donations_app.ui.acting import Act

_NARROW: Final = 900  # pixels; below, two figures stand beside each other
_YEARS: Final = 8
# a view of the list -> the states of its members
_VIEWS: Final = {
    "all": frozenset(DUES_STATES),
    "paid": frozenset(("paid",)),
    "owed": frozenset(("owed", "partly_paid")),
    "late": frozenset(("late",)),
    "exempt": frozenset(("exempt",)),
}


class MembersScreen(Screen):
    """Who is a member on the last day of a year, or today, and what he owes of it and of the years before."""

    code = "members"
    icon_name = "id-card"
    nouns = frozenset(("parties", "payments"))
    to_payer = Signal(str)  # a reference: his payment is to be typed
    late = Signal(int)  # how many are late today

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = pgettext("page", "Memberships")
        self._found: list[Member] = []

    def subtitle(self) -> str:
        return _("Members and their dues, year by year")

    def header_action(self) -> Action | None:
        return None if self.desk.books.read_only else Action(_("New member ..."), "user-plus", self.ask_join)

    def build(self) -> None:
        this = self.desk.today().year
        self.year = ComboBox({str(year): str(year) for year in range(this, this - _YEARS, -1)}, _("Year"))
        self.year.setProperty("size", "small")
        self.view = Segments(dict.fromkeys(_VIEWS, "") | _names(), _("What is shown"))
        self.table = MemberTable()
        self.summary = Wrapped("", "body", "muted")
        self.figures = [
            Figure(_("Members"), "users"),
            Figure(_("Up to date"), "circle-check"),
            Figure(_("Overdue"), "clock"),
            Figure(_("Still to be paid"), "euro"),
        ]
        self.taker = button(_("Take the payment"), icon_name="hand-coins", clicked=self.take_payment)
        self.exempter = button(_("Exempt ..."), clicked=self.ask_exempt)
        self.leaver = button(_("Leave ..."), clicked=self.ask_leave)
        self.fees = button(_("Fees ..."), clicked=self.ask_fees)
        self._lay_out()
        self.view.chosen.connect(lambda *_: self._show())
        self.year.chosen.connect(lambda *_: self.refresh())
        self.table.order_wanted.connect(self._show)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self.table.activated_row.connect(lambda *_: self.taker.setFocus())

    def _lay_out(self) -> None:
        self._above = QGridLayout()
        self._above.setSpacing(theme().px(16))
        card = Card(padding=16, gap=12)
        card.rows.addWidget(Flow(self.view, None, self.year))
        card.rows.addWidget(self.table, 1)
        card.rows.addWidget(self.summary)
        writes = not self.desk.books.read_only
        for one in (self.taker, self.exempter, self.leaver, self.fees):
            one.setVisible(writes)
        if writes:
            card.rows.addWidget(Flow(self.taker, self.exempter, self.leaver, None, self.fees))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 16))
        rows.setSpacing(theme().px(16))
        rows.addLayout(self._above)
        rows.addWidget(card, 1)

    def arrange(self) -> None:
        across = 2 if self.room < theme().px(_NARROW) else 4
        for number, figure in enumerate(self.figures):
            self._above.addWidget(figure, number // across, number % across)
        for column in range(4):
            self._above.setColumnStretch(column, 1 if column < across else 0)
        self.table.setMinimumHeight(theme().px(200))

    # what is read

    def refresh(self) -> None:
        """Read the members of the year off the window's thread."""
        year, today = int(self.year.value()), self.desk.today()
        self.read_off(
            lambda session: members(session, day=day_of(year, today), today=today),
            lambda found: self._take(year, found),
        )

    def _take(self, year: int, found: list[Member]) -> None:
        if str(year) != self.year.value():
            return  # another one was asked for meanwhile
        self._found = found
        self._show_figures(year)
        self._show()
        if year == self.desk.today().year:
            self.late.emit(len(self._of("late")))

    def _of(self, view: str) -> list[Member]:
        return [one for one in self._found if one.standing in _VIEWS[view]]

    def _show_figures(self, year: int) -> None:
        late, exempt = self._of("late"), len(self._of("exempt"))
        of = _("{paid} of {members}").format(
            paid=count(len(self._of("paid"))), members=count(len(self._found) - exempt)
        )
        beside = ngettext("{count} exempt beside", "{count} exempt beside", exempt).format(
            count=count(exempt)
        )
        owing = [one for one in self._found if one.missing]
        by = ngettext("by {count} member", "by {count} members", len(owing)).format(count=count(len(owing)))
        on = _("on {day}").format(day=day(day_of(year, self.desk.today())))
        told = (
            (count(len(self._found)), on, "muted"),
            (of, beside if exempt else "", "muted"),
            (count(len(late)), whole_euros(_missing(late)), "warn" if late else "muted"),
            (whole_euros(_missing(owing)), by, "muted"),
        )
        for figure, (shown, detail, tone) in zip(self.figures, told, strict=True):
            figure.say(shown, [detail], tone)

    def _show(self) -> None:
        sizes = Counter({view: len(self._of(view)) for view in _VIEWS})
        for view, name in _names().items():
            self.view.say(view, f"{name} {count(sizes[view])}")
        shown = self._of(self.view.value())
        self.table.show_members(shown)
        told = ngettext(
            "{count} member, {amount} still to be paid",
            "{count} members, {amount} still to be paid",
            len(shown),
        )
        self.summary.setText(told.format(count=count(len(shown)), amount=money(_missing(shown))))
        self._show_chosen()

    def _show_chosen(self) -> None:
        one = self.chosen()
        for act in (self.taker, self.leaver):
            act.setEnabled(one is not None)
        self.exempter.setEnabled(bool(one and one.missing))

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
        from donations_app.ui.members.acts import Exempt

        if one := self.chosen():
            self._open(Exempt(self.desk, one, self))

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
    return {"all": pgettext("members", "All")} | names


def _missing(found: Sequence[Member]) -> Money:
    return Money.total(one.missing for one in found)
