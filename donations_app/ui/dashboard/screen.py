"""The dashboard: figures of the year, private shares, months, last payments, and what waits for a hand."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from donations_app.domain.appeals import Appeals
from donations_app.domain.eligibility import OF_DONOR
from donations_app.domain.waiting import Counted, State
from donations_app.i18n import _, isolated, ngettext
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.screen import Action, Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card
from donations_app.words.codes import short_day
from donations_app.words.law import appeal_sentence

if TYPE_CHECKING:  # the cards and what they are read with are loaded once the window is painted
    from donations_app.db.queries.dashboard import LastPayment
    from donations_app.db.queries.first_steps import FirstSteps
    from donations_app.ui.dashboard.cards import Task
    from donations_app.ui.dashboard.figures import Figure
    from donations_app.ui.dashboard.reading import Read

Report = Callable[[int, int], None]
_CREDIT: Final = ("credited_date_missing",)
_APPEALS_FOR = 300  # seconds: three years are not summed again after each payment that is typed
_NARROW = 940  # below, cards stand under each other


class Waiting(Struct, frozen=True):
    """How much waits for a person on other pages."""

    open_batches: int
    without_receipt: int  # donors
    members_late: int
    instalments: int  # late or missed
    for_slip: int  # payments of this office
    projects_below: int  # their private share


class DashboardScreen(Screen):
    """What the treasurer sees first."""

    code = "dashboard"
    nouns = frozenset(("payments", "parties", "receipts", "batches", "projects", "settings", "agreements"))
    new_gift = Signal()
    to_receipts = Signal(int)  # the year of the gifts
    to_left_out = Signal(int, tuple)  # the year of the gifts, the reasons
    to_donor = Signal(str)  # the reference
    to_right = Signal()  # a payment that is to be found
    to_members = Signal()
    to_projects = Signal()
    to_project = Signal(str)  # code
    to_association = Signal(str)  # reference
    to_thresholds = Signal(int)  # of the year
    to_first = Signal(str)  # code of a first step
    counted = Signal(object)  # ``Waiting``

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._is_reading = False
        self._found: Read | None = None
        self._states: dict[str, State] = {}  # of the receipts of the last payments, by reference
        self._counted: Counted | None = None  # of the plan of last year; not counted yet
        self._appeals: Appeals | None = None  # of this fiscal year; not reckoned yet, or not asked for
        self._appeals_at = 0.0
        self._figures: list[Figure] = []
        self._cards: list[Card] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 14))
        rows.setSpacing(theme().px(16))
        self._first = QVBoxLayout()  # of new books: what to begin with
        self._steps: Card | None = None
        rows.addLayout(self._first)
        self._above, self._below = QGridLayout(), QGridLayout()
        for grid in (self._above, self._below):
            grid.setSpacing(theme().px(16))
            rows.addLayout(grid)
        rows.addStretch(1)

    @property
    def _is_clerk(self) -> bool:
        """Whether nobody is asked for receipts."""
        return self.desk.books.role == "clerk"

    def subtitle(self) -> str:
        today = self.desk.today()
        is_of_one = self.desk.is_of_one_office
        told = _("{day} {year}, what {office} recorded") if is_of_one else _("{day} {year}, all offices")
        office = isolated(self.desk.author.office)
        return told.format(day=short_day(today), year=isolated(str(today.year)), office=office)

    def header_action(self) -> Action:
        return Action(_("New gift"), "plus", self.new_gift.emit, is_primary=True)

    def refresh(self) -> None:
        """Read off the thread: on a million payments it takes seconds."""
        if self._is_reading:
            self.is_stale = True  # what is being read is old already
            return
        self._is_reading = True
        self._start(self._read, self._show_read, waits=True)

    def _start(
        self, work: Callable[[Report], Any], done: Callable[[Any], None], *, waits: bool = False
    ) -> None:
        self.desk.jobs.start(work, of=self, done=done, failed=self._tell, may_be_lost=True, waits=waits)

    def count_again(self, nouns: frozenset[str]) -> None:
        """Read again for the badges after receipts or batches changed; not after each payment typed."""
        if nouns <= {"receipts", "batches"} and not self.isVisible():
            self.refresh()

    def _tell(self, error: BaseException) -> None:
        self._is_reading = False
        errors.tell(error, self)

    def _show_read(self, found: "Read") -> None:
        """Show what was read, then ask what the plan says: of the last payments, then of last year."""
        self._found = found
        self._show()
        self._start(lambda _report: self._judge(found.last), self._show_states)

    def _show_states(self, states: dict[str, State]) -> None:
        if states != self._states:
            self._states = states
            self._last.show_states(states)
        if self._is_clerk:
            self._show_count((Counted(), None))
        else:
            self._start(self._count, self._show_count)

    def _show_count(self, found: tuple[Counted, Appeals | None]) -> None:
        self._is_reading = False
        if found != (self._counted, self._appeals):
            self._counted, self._appeals = found
            self._show_waiting()
        if self.is_stale and self.isVisible():
            self.look()

    def _show(self) -> None:
        from donations_app.ui.dashboard.cards import LastCard, months_card, shares_card, tasks_card
        from donations_app.ui.dashboard.figures import DUES, SHARES, WAITING, figure_cards

        found, today, can_write = self._found, self.desk.today(), not self.desk.books.read_only
        if found is None:
            return
        for card in (*self._figures, *self._cards):
            card.hide()
            card.deleteLater()
        self._figures = figure_cards(
            found.figures,
            found.shares,
            self._counted,
            today,
            self._show_ready,
            overdue=found.overdue.for_projects,
        )
        self._figures[DUES].lead(self.to_members.emit, _("Members and their dues"))
        self._figures[SHARES].lead(self.to_projects.emit, _("Projects and shares"))
        if self._is_clerk:  # who numbers no receipt is not asked for some
            self._figures.pop(WAITING).deleteLater()
        to_donor = self.to_donor.emit if can_write else None
        self._last = LastCard(found.last, self._states, to_donor, self.to_right.emit, found.names)
        self._cards = [
            shares_card(
                found.shares, found.names, self.to_projects.emit, self.to_project.emit, self.to_association.emit
            ),
            months_card(found.figures.months, today.year),
            self._last, tasks_card(self._tasks(found)),
        ]  # fmt: skip
        self._show_steps(found.steps)
        self._arrange()
        self._tell_counted(found)

    def _show_steps(self, found: "FirstSteps | None") -> None:
        """Show the first steps of new books above all else, until they are done or put away."""
        if self._steps is not None:
            self._steps.hide()
            self._steps.deleteLater()
            self._steps = None
        if found is None:
            return
        from donations_app.ui.dashboard.beginning import are_wanted, steps_card, steps_of

        machine, steps = self.desk.machine, steps_of(found, self.desk.machine.office)
        if are_wanted(found, steps) and self.desk.books.answers and not machine.is_begun:
            self._steps = steps_card(steps, self.to_first.emit, self._put_away)
            self._first.addWidget(self._steps)

    def _put_away(self) -> None:
        self.desk.machine.put_away()
        if self._found is not None:
            self._show_steps(self._found.steps)

    def _show_waiting(self) -> None:
        """Show what the plan has counted: the other cards stay, and with them the focus and the page's order."""
        from donations_app.ui.dashboard.cards import tasks_card
        from donations_app.ui.dashboard.figures import WAITING, say_waiting

        found = self._found
        if found is None:
            return
        if not self._is_clerk:
            say_waiting(self._figures[WAITING], self._counted, self.desk.today(), self._show_ready)
        old = self._cards.pop()  # the last by Tab too
        old.hide()
        old.deleteLater()
        self._cards.append(tasks_card(self._tasks(found)))
        self._arrange()
        self._tell_counted(found)

    def _tell_counted(self, found: "Read") -> None:
        from donations_app.db.queries.share_tally import tally as tally_of

        donors = self._counted.donors if self._counted else 0
        late = found.figures.members_late
        below = tally_of(found.shares).below
        self.counted.emit(
            Waiting(found.open_batches, donors, late, found.overdue.count, found.for_slip, below)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the cards beside each other, or under each other where there is no room."""
        wide = min(self.width(), self.room or self.width()) >= theme().px(_NARROW)
        for number, figure in enumerate(self._figures):
            across = 4 if wide else 2
            self._above.addWidget(figure, number // across, number % across)
        places = ((0, 0, 6), (0, 6, 5), (1, 0, 7), (1, 7, 4)) if wide else [(n, 0, 11) for n in range(4)]
        for card, (line, column, across) in zip(self._cards, places, strict=False):
            self._below.addWidget(card, line, column, 1, across)
        for column in range(11):
            self._below.setColumnStretch(column, 1)

    def _read(self, _report: Report) -> "Read":
        from donations_app.ui.dashboard.reading import read

        return read(self.desk.books, self.desk.today(), self.desk.author.office)

    def _judge(self, last: "Sequence[LastPayment]") -> dict[str, State]:
        from donations_app.services.receipts.verdicts import states_of

        with self.desk.books.read() as session:
            return states_of(session, {row.ref: row.years for row in last}, self.desk.today())

    def _count(self, report: Report) -> tuple[Counted, Appeals]:
        """Count what the plan of last year says, and what appeals brought in this one."""
        from donations_app.services.receipts.waiting import waiting as counted_of_year
        from donations_app.services.statements.thresholds import appeals_of_today

        counted = counted_of_year(self.desk.books, self._year, progress=report)
        known, now = self._appeals, monotonic()
        if known is None or now - self._appeals_at > _APPEALS_FOR:
            known, self._appeals_at = appeals_of_today(self.desk.books), now
        return counted, known

    @property
    def _year(self) -> int:
        """The year whose gifts are receipted now."""
        return self.desk.today().year - 1

    def _show_ready(self) -> None:
        self.to_receipts.emit(self._year)

    def _show_thresholds(self) -> None:
        if self._appeals is not None:
            self.to_thresholds.emit(self._appeals.years[-1].year)

    def _show_left_out(self, reasons: tuple[str, ...]) -> None:
        self.to_left_out.emit(self._year, reasons)

    def _tasks(self, found: "Read") -> "list[Task]":
        from donations_app.ui.dashboard.cards import Task

        gifts = _("Gifts of {year}").format(year=isolated(str(self._year)))
        counted, can_write = self._counted or Counted(), not self.desk.books.read_only
        appeals = self._appeals
        is_alarming = appeals is not None and bool(appeals.duty or appeals.is_near)
        donors, batches = counted.donors, found.open_batches
        incomplete, uncredited = counted.incomplete, counted.uncredited
        return [
            Task(
                "receipt-text", "warn", donors,
                ngettext("{count} donor without a receipt", "{count} donors without a receipt", donors),
                gifts, _("Issue") if can_write else _("See"), self._show_ready,
            ),
            Task(
                "square-pen", "info", batches,
                ngettext("{count} open batch", "{count} open batches", batches),
                _("Counted, not yet typed"), _("Type") if can_write else "", self.new_gift.emit,
            ),
            Task(
                "users", "bad", incomplete,
                ngettext("{count} donor to complete", "{count} donors to complete", incomplete),
                _("{gifts}: address, name or SIREN").format(gifts=gifts), _("See"),
                lambda: self._show_left_out(OF_DONOR),
            ),
            Task(
                "clock", "warn", uncredited,
                ngettext("{count} payment without its day of credit", "{count} payments without their day of credit",
                         uncredited),
                gifts, _("See"), lambda: self._show_left_out(_CREDIT),
            ),
            Task(
                "circle-alert", "bad" if appeals and appeals.verdict == "passed" else "warn", int(is_alarming),
                _("Appeals to the public: their threshold"),
                appeal_sentence(appeals) if appeals else "", _("See"), self._show_thresholds,
            ),
            Task(
                "scale", "info", 0 if self._is_clerk else found.doubtful,
                ngettext("{count} legal figure to be confirmed", "{count} legal figures to be confirmed",
                         found.doubtful),
                _("Receipts and statements rest on them"), _("See"),
                lambda: self.desk.setting_wanted.emit("figures"),
            ),
        ]  # fmt: skip
