"""The part of the page of the bank in which lines are matched: those left, and what each may be beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.errors import KnownError
from donations_app.domain.rates import DatedRate
from donations_app.domain.reconciliation import Reconciliation
from donations_app.i18n import _, count, day, isolated, ngettext
from donations_app.services.bank.matching import Accepted, accept, accept_certain, undo_lot
from donations_app.services.bank.proposing import MatchingPage, ProposedLine, matching_page
from donations_app.ui import errors
from donations_app.ui.bank.lines import age_words
from donations_app.ui.bank.proposals import ProposalPanel, score_tone, score_words
from donations_app.ui.bank.reconciled import ReconciledCard
from donations_app.ui.desk import Desk
from donations_app.ui.screen import Screen
from donations_app.ui.sheet import Sheet
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Wrapped, button
from donations_app.ui.widgets.parted import parted
from donations_app.ui.widgets.signs import key_row
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.bank_amounts import amount_words
from donations_app.words.matching import far_words

_MOST = 300  # lines that are weighed at once; the others follow as these are told
_BESIDE = 980  # pixels of the page in which the panel stands beside the list


class MatchingPane(QWidget):
    """Lines that nothing explains yet; Enter accepts what is chosen and goes on to the next."""

    said = Signal(str)

    def __init__(self, desk: Desk, page: Screen) -> None:
        super().__init__()
        self.desk, self._page = desk, page
        self._lines: dict[int, ProposedLine] = {}
        self._whole = 0
        self.wanted: int | None = None  # the key of a line that is chosen once it is read
        self._lots: list[UUID] = []  # accepted here, the last one last
        self.card = ReconciledCard(read_only=desk.books.read_only)
        self.table = _OpenTable(self._lines_of, self)
        self.panel = ProposalPanel(desk.today, read_only=desk.books.read_only)
        self.summary = Wrapped("", "body", "muted")
        self.undoes = button(_("Undo the last match"), "link", "undo-2", self.undo)
        self.rules = button(_("Rules ..."), "link", "", self.show_rules)
        self.certain = button("", "", "check", self.accept_certain)
        self.certain.setToolTip(_("Certain: 95 % or more, and nothing else is likely"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        card.rows.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(12))
        foot.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.rules)
        foot.addWidget(self.undoes)
        foot.addWidget(self.certain)
        card.rows.addLayout(foot)
        split = parted(card, self.panel)
        split.setStretchFactor(0, 1)
        across = theme().px(470)
        split.setSizes([theme().px(640), across])
        self.sheet = Sheet(self, split, self.panel, self.table, across)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.card)
        rows.addWidget(split, 1)
        self.hints = key_row(
            (_("Enter"), _("accept")), ("1 2 3", _("choose")), ("F", _("find, split")), ("P", _("pass")),
            ("Ctrl+Z", _("take back")),
        )  # fmt: skip
        rows.addWidget(self.hints)
        writes = not self.desk.books.read_only
        for widget in (self.hints, self.undoes):
            widget.setVisible(writes)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_line())
        self.panel.accepted.connect(self.accept_chosen)
        self.panel.passed.connect(self.go_on)
        self.panel.sought.connect(self.seek)
        self.card.wants_page.connect(self.show_page)
        self.card.wants_closing.connect(self.ask_close)
        if self.desk.books.read_only:
            return
        keys = {
            "Return": self.accept_chosen,
            "Enter": self.accept_chosen,
            "P": self.go_on,
            "F": self.seek,
            "S": self.seek,
        }
        keys |= {str(place): partial(self.panel.choose, place) for place in (1, 2, 3)}
        for key, does in {**keys, "Ctrl+Z": self.undo}.items():
            made = QShortcut(QKeySequence(key), self, does)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def arrange(self, room: int) -> None:
        """Let the panel stand beside the list where there is room for both."""
        self.table.setMinimumHeight(theme().px(160))
        self.panel.setMinimumWidth(theme().px(300))
        self.sheet.lay(over=0 < room < theme().px(_BESIDE))

    # what is read

    def read_list(self) -> None:
        """Read the lines again, off the window's thread."""
        today, wanted = self.desk.today(), self.wanted
        self._page.read_off(
            lambda session: matching_page(session, today=today, most=_MOST, wanted=wanted), self._show
        )

    def _show(self, found: MatchingPage) -> None:
        chosen, row = self.wanted or self.table.current_key(), max(self.table.currentIndex().row(), 0)
        self.wanted = None
        self._lines = {one.line.id: one for one in found.lines}
        self._whole = found.whole
        self.card.show_accounts(found.accounts)
        self._show_rows(chosen, row)

    def _show_rows(self, chosen: object, row: int) -> None:
        """Show the lines that are left, the same one chosen, else the one that stands in its place."""
        keys = list(self._lines)
        self.table.show_keys(keys)
        if keys:
            at = keys.index(chosen) if chosen in keys else min(row, len(keys) - 1)
            self.table.choose_row(at)
        told = ngettext("{count} line to match", "{count} lines to match", self._whole)
        self.summary.setText(told.format(count=count(self._whole)))
        sure = sum(one.certain is not None for one in self._lines.values())
        told = ngettext("Accept the one that is certain", "Accept the {count} that are certain", sure)
        has_more = self._whole > len(self._lines)  # than are shown and weighed
        self.certain.setText(_("Accept all that is certain") if has_more else told.format(count=count(sure)))
        self.certain.setVisible(not self.desk.books.read_only and (sure > 0 or has_more))
        self.undoes.setEnabled(bool(self._lots))
        self._show_line()

    def _lines_of(self, keys: Sequence[int]) -> list[ProposedLine | None]:
        return [self._lines.get(key) for key in keys]

    def _show_line(self) -> None:
        one = self._lines.get(self.table.current_key() or 0)
        place = self.table.currentIndex().row() + 1
        self.panel.show_line(one, place=place, of=len(self._lines), today=self.desk.today())

    # what it does

    def accept_chosen(self) -> None:
        """Accept the proposal that is chosen, and go on to the next line; what is not certain is shown first."""
        one, proposal = self.panel.one, self.panel.chosen()
        if one is None:
            return
        if self.sheet.is_closed and (proposal is None or proposal != one.certain or self.panel.rate.is_asked):
            self.sheet.open()
            if self.panel.rate.is_asked:
                self.panel.show_rate()
        elif proposal is None:
            return
        elif self.panel.rate.is_said():
            rate = self.panel.rate.stated()
            self.accept(one, proposal.candidate.accepted, proposal=proposal, rate=rate)

    def accept(
        self, one: ProposedLine, targets: Sequence[str], *, rate: DatedRate | None, **options: object
    ) -> bool:
        """Say what a line is; tell what is refused."""
        try:
            done = self.desk.do(
                accept, one.line.ref, targets, learns=self.panel.learns.isChecked(), rate=rate, **options
            )
        except KnownError as error:
            errors.tell(error, self)
            return False
        self._done(done)
        if done.far:
            self.said.emit(far_words(done.far[0]))
        if rate:
            self.read_list()  # it stands for the other lines of its day
        return True

    def _done(self, done: Accepted) -> None:
        """Leave what was accepted out, and stand on the next."""
        row = max(self.table.currentIndex().row(), 0)
        if done.lot:
            self._lots.append(done.lot)
        for key in done.keys:
            self._whole -= self._lines.pop(key, None) is not None
        self._show_rows(None, row)

    def accept_certain(self) -> None:
        """Accept all that is certain in one go; of more lines than are shown as a job."""
        if self._whole > len(self._lines):
            from donations_app.ui.bank.certain import AcceptCertain

            dialog = AcceptCertain(self.desk, self._whole, self)
            dialog.done_with.connect(self._accepted)
            dialog.done_with.connect(lambda *_: self.read_list())
            dialog.open()
            return
        keys = [one.line.id for one in self._lines.values() if one.certain]
        try:
            done = self.desk.do(accept_certain, keys=keys)
        except KnownError as error:
            errors.tell(error, self)
            return
        self._accepted(done)

    def _accepted(self, done: Accepted) -> None:
        """Tell how many lines are matched, and leave them out."""
        told = ngettext("{count} line is matched.", "{count} lines are matched.", len(done.lines))
        self.said.emit(told.format(count=count(len(done.lines))))
        self._done(done)

    def undo(self) -> None:
        """Take back what was accepted last here, all of it in one go."""
        if not self._lots:
            return
        try:
            done = self.desk.do(undo_lot, self._lots[-1])
        except KnownError as error:
            errors.tell(error, self)
            return
        self._lots.pop()
        told = ngettext("{count} match is taken back.", "{count} matches are taken back.", len(done.lines))
        self.said.emit(told.format(count=count(len(done.lines))))
        self.read_list()

    def go_on(self) -> None:
        """Pass to the next line; after the last comes the first."""
        if self._lines:
            self.table.choose_row((self.table.currentIndex().row() + 1) % len(self._lines))

    def ask_close(self, one: Reconciliation) -> None:
        """Ask up to which day an account is closed."""
        from donations_app.ui.bank.closing import CloseAccount

        dialog = CloseAccount(self.desk, one, self)
        dialog.done_with.connect(self.said)
        dialog.finished.connect(lambda *_: self.read_list())
        dialog.open()

    def show_page(self, one: Reconciliation) -> None:
        """Show the page of books beside bank, to print and save."""
        from donations_app.ui.bank.closing import ReconciliationPage

        ReconciliationPage(self.desk, one, self).open()

    def show_rules(self) -> None:
        """Show what was learned, to switch it off and on."""
        from donations_app.ui.bank.rules import BankRules

        dialog = BankRules(self.desk, self)
        dialog.finished.connect(lambda *_: self.read_list())
        dialog.open()

    def seek(self) -> None:
        """Look for what a line is among all that is open, or split it over several."""
        if self.panel.one is None:
            return
        from donations_app.ui.bank.finding import FindMatch

        FindMatch(self.desk, self.panel.one, self.accept, self).open()


class _OpenTable(Table):
    """Lines with the score of the likeliest of what they may be."""

    def __init__(
        self, read: Callable[[Sequence[int]], Sequence[ProposedLine | None]], pane: MatchingPane
    ) -> None:
        columns: list[Column[ProposedLine]] = [
            Column(_("Day"), lambda one: day(one.line.booked_on), 92, tone=lambda _one: "muted"),
            Column(
                _("What the bank wrote"),
                lambda one: isolated(one.line.text),
                0,
                weight=500,
                least=140,
                may_be_long=True,
            ),
            Column(
                _("Waits"),
                lambda one: age_words(one.line, pane.desk.today()),
                84,
                tone=lambda _one: "muted",
                is_spare=True,
            ),
            Column(
                _("Amount"),
                lambda one: amount_words(one.left, one.line.currency),
                112,
                is_amount=True,
                weight=500,
                colour=lambda one: theme().bad if one.left < 0 else "",
            ),
            Column(_("Likely"), _score, 84, tone=lambda one: score_tone(_best(one))),
        ]
        model: WindowedModel[ProposedLine] = WindowedModel(columns, read)
        super().__init__(model, _("Lines to match"), empty=_("All lines are explained."))
        model.setParent(self)


def _best(one: ProposedLine) -> int:
    return one.proposals[0].score if one.proposals else 0


def _score(one: ProposedLine) -> str:
    return score_words(_best(one)) if one.proposals else "\u2013"
