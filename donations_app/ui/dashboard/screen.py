"""The dashboard: figures of the year, private shares, months, last payments, and what waits for a hand."""

from dataclasses import dataclass

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
from donations_app.db.queries.parties import unreceipted
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.i18n import _, isolated, ngettext
from donations_app.ui import errors
from donations_app.ui.dashboard.cards import (
    Task,
    figure_cards,
    last_card,
    months_card,
    shares_card,
    tasks_card,
)
from donations_app.ui.desk import Desk
from donations_app.ui.screen import Action, Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card
from donations_app.ui.words import short_day

LAST = 5
_NARROW = 860  # below, cards stand under each other


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the page shows, read in one view."""

    figures: Figures
    months: list[Month]
    shares: list[ProjectShare]
    last: list[LastPayment]
    waiting: Waiting
    to_receipt: int


class DashboardScreen(Screen):
    """What the treasurer sees first."""

    icon_name = "house"
    nouns = frozenset(("payments", "parties", "receipts", "batches", "projects"))
    new_gift = Signal()
    to_receipts = Signal()
    counted = Signal(int, int)  # open batches, donors without a receipt

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Dashboard")
        self._is_reading = False
        self._figures: list[Card] = []
        self._cards: list[Card] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(28, 4, 28, 20)
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
        self.desk.jobs.start(lambda _report: self._read(), of=self, done=self._show, failed=self._tell)

    def count_again(self, nouns: frozenset[str]) -> None:
        """Read again for the badges after receipts or batches changed; not after each payment typed."""
        if nouns <= {"receipts", "batches"} and not self.isVisible():
            self.refresh()

    def _tell(self, error: BaseException) -> None:
        self._is_reading = False
        errors.tell(error, self)

    def _show(self, found: _Read) -> None:
        self._is_reading = False
        today = self.desk.today()
        for card in (*self._figures, *self._cards):
            card.hide()
            card.deleteLater()
        self._figures = figure_cards(found.figures, found.shares, found.to_receipt, today)
        self._cards = [
            shares_card(found.shares), months_card(found.months, today.month),
            last_card(found.last), tasks_card(self._tasks(found)),
        ]  # fmt: skip
        self._arrange()
        self.counted.emit(found.waiting.open_batches, found.to_receipt)
        if self.is_stale and self.isVisible():
            self.look()

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

    def _read(self) -> _Read:
        today = self.desk.today()
        with self.desk.books.read() as session:
            return _Read(
                figures(session, today),
                months(session, today.year),
                project_shares(session, today=today),
                last_payments(session, limit=LAST),
                waiting(session, today),
                unreceipted(session, today.year - 1),
            )

    def _tasks(self, found: _Read) -> list[Task]:
        gifts = _("Gifts of {year}").format(year=isolated(str(self.desk.today().year - 1)))
        things = found.waiting
        return [
            Task(
                "receipt-text", "warn", found.to_receipt,
                ngettext("{count} donor without a receipt", "{count} donors without a receipt", found.to_receipt),
                gifts, _("Issue"), self.to_receipts.emit,
            ),
            Task(
                "square-pen", "info", things.open_batches,
                ngettext("{count} open batch", "{count} open batches", things.open_batches),
                _("Counted, not yet typed"), _("Type"), self.new_gift.emit,
            ),
            Task(
                "users", "bad", things.without_address,
                ngettext("{count} donor without an address", "{count} donors without an address",
                         things.without_address),
                _("No receipt can be issued"), _("See"), self.to_receipts.emit,
            ),
            Task(
                "clock", "warn", things.without_credit,
                ngettext("{count} payment without its day of credit", "{count} payments without their day of credit",
                         things.without_credit),
                _("To be read from the bank statement"), _("See"), self.to_receipts.emit,
            ),
        ]  # fmt: skip
