"""The dashboard: figures of the year, private shares, months, last payments, and what waits for a hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from donations_app.db.queries.dashboard import (
    Figures,
    LastPayment,
    Month,
    Waiting,
    figures,
    last_payments,
    months,
    waiting,
)
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.i18n import _, isolated, ngettext
from donations_app.services.books.legal import unconfirmed
from donations_app.ui import errors
from donations_app.ui.code_words import short_day
from donations_app.ui.dashboard.cards import (
    Task,
    last_card,
    months_card,
    shares_card,
    tasks_card,
)
from donations_app.ui.dashboard.figures import figure_cards
from donations_app.ui.desk import Desk
from donations_app.ui.screen import Action, Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card

LAST = 5
Report = Callable[[int, int], None]
_NARROW = 860  # below, cards stand under each other


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the page shows, read in one view."""

    figures: Figures
    months: list[Month]
    shares: list[ProjectShare]
    last: list[LastPayment]
    waiting: Waiting
    doubtful: int  # legal figures that nobody has confirmed


class DashboardScreen(Screen):
    """What the treasurer sees first."""

    icon_name = "house"
    nouns = frozenset(("payments", "parties", "receipts", "batches", "projects", "settings"))
    new_gift = Signal()
    to_receipts = Signal()
    to_left_out = Signal(str)  # the reason
    to_donor = Signal(str)  # the reference
    to_right = Signal()  # a payment that is to be found
    counted = Signal(int, int)  # open batches, donors without a receipt

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Dashboard")
        self._is_reading = False
        self._found: _Read | None = None
        self._to_receipt: int | None = None  # donors of last year; not counted yet
        self._figures: list[Card] = []
        self._cards: list[Card] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(28, 4, 28, 14)
        rows.setSpacing(16)
        self._above, self._below = QGridLayout(), QGridLayout()
        for grid in (self._above, self._below):
            grid.setSpacing(16)
            rows.addLayout(grid)
        rows.addStretch(1)

    def subtitle(self) -> str:
        today = self.desk.today()
        return _("{day} {year}, all offices").format(day=short_day(today), year=isolated(str(today.year)))

    def header_action(self) -> Action:
        return Action(_("New gift"), "plus", self.new_gift.emit, is_primary=True)

    def refresh(self) -> None:
        """Read off the thread: on a million payments it takes seconds."""
        if self._is_reading:
            self.is_stale = True  # what is being read is old already
            return
        self._is_reading = True
        self._start(self._read, self._show_read)

    def _start(self, work: Callable[[Report], Any], done: Callable[[Any], None]) -> None:
        self.desk.jobs.start(work, of=self, done=done, failed=self._tell, may_be_lost=True)

    def count_again(self, nouns: frozenset[str]) -> None:
        """Read again for the badges after receipts or batches changed; not after each payment typed."""
        if nouns <= {"receipts", "batches"} and not self.isVisible():
            self.refresh()

    def _tell(self, error: BaseException) -> None:
        self._is_reading = False
        errors.tell(error, self)

    def _show_read(self, found: _Read) -> None:
        """Show what was read, then count whose receipts the plan of last year would issue."""
        self._found = found
        self._show()
        self._start(self._count, self._show_count)

    def _show_count(self, to_receipt: int) -> None:
        self._is_reading = False
        if to_receipt != self._to_receipt:
            self._to_receipt = to_receipt
            self._show()
        if self.is_stale and self.isVisible():
            self.look()

    def _show(self) -> None:
        found, today, can_write = self._found, self.desk.today(), not self.desk.books.read_only
        if found is None:
            return
        for card in (*self._figures, *self._cards):
            card.hide()
            card.deleteLater()
        self._figures = figure_cards(
            found.figures, found.shares, self._to_receipt, today, self.to_receipts.emit
        )
        self._cards = [
            shares_card(found.shares), months_card(found.months, today.month),
            last_card(found.last, self.to_donor.emit if can_write else None, self.to_right.emit),
            tasks_card(self._tasks(found)),
        ]  # fmt: skip
        self._arrange()
        self.counted.emit(found.waiting.open_batches, self._to_receipt or 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the cards beside each other, or under each other where there is no room."""
        wide = self.width() >= theme().px(_NARROW)
        for number, card in enumerate(self._figures):
            across = 4 if wide else 2
            self._above.addWidget(card, number // across, number % across)
        places = ((0, 0, 6), (0, 6, 5), (1, 0, 7), (1, 7, 4)) if wide else [(n, 0, 11) for n in range(4)]
        for card, (line, column, across) in zip(self._cards, places, strict=False):
            self._below.addWidget(card, line, column, 1, across)
        for column in range(11):
            self._below.setColumnStretch(column, 1)

    def _read(self, _report: Report) -> _Read:
        today = self.desk.today()
        with self.desk.books.read() as session:
            return _Read(
                figures(session, today),
                months(session, today.year),
                project_shares(session, today=today),
                last_payments(session, limit=LAST),
                waiting(session, today),
                len(unconfirmed(session, today)),
            )

    def _count(self, report: Report) -> int:
        from donations_app.services.receipts.issue import plan_receipts

        today = self.desk.today()
        plan = plan_receipts(self.desk.books, today.year - 1, progress=report)
        return len({planned.giver.ref for planned in plan.receipts})

    def _tasks(self, found: _Read) -> list[Task]:
        gifts = _("Gifts of {year}").format(year=isolated(str(self.desk.today().year - 1)))
        things, donors, can_write = found.waiting, self._to_receipt or 0, not self.desk.books.read_only
        return [
            Task(
                "receipt-text", "warn", donors,
                ngettext("{count} donor without a receipt", "{count} donors without a receipt", donors),
                gifts, _("Issue") if can_write else _("See"), self.to_receipts.emit,
            ),
            Task(
                "square-pen", "info", things.open_batches,
                ngettext("{count} open batch", "{count} open batches", things.open_batches),
                _("Counted, not yet typed"), _("Type") if can_write else _("See"), self.new_gift.emit,
            ),
            Task(
                "users", "bad", things.without_address,
                ngettext("{count} donor without an address", "{count} donors without an address",
                         things.without_address),
                _("No receipt can be issued"), _("See"), lambda: self.to_left_out.emit("address_missing"),
            ),
            Task(
                "clock", "warn", things.without_credit,
                ngettext("{count} payment without its day of credit", "{count} payments without their day of credit",
                         things.without_credit),
                _("To be read from the bank statement"), _("See"),
                lambda: self.to_left_out.emit("credited_date_missing"),
            ),
            Task(
                "scale", "info", found.doubtful,
                ngettext("{count} legal figure to be confirmed", "{count} legal figures to be confirmed",
                         found.doubtful),
                _("Receipts and statements rest on them"), _("See"),
                lambda: self.desk.setting_wanted.emit("figures"),
            ),
        ]  # fmt: skip
