"""Receipts: the plan of a year with its reasons, the run, what was issued, the document beside."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from shiboken6 import isValid

from donations_app.db.queries.receipts import year_of
from donations_app.domain.deliveries import Deliverable
from donations_app.domain.errors import Cancelled, InputRefused
from donations_app.domain.money import Money
from donations_app.domain.receipts import Plan, PlannedReceipt
from donations_app.domain.waiting import tally_of
from donations_app.i18n import _, count, ngettext
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Job, Work
from donations_app.ui.receipts.actions import VIEWS
from donations_app.ui.receipts.issued.files import save_all, saved_sentence
from donations_app.ui.receipts.plan.doubt import Doubt
from donations_app.ui.receipts.plan.sums import planned_sentence, run_sentence
from donations_app.ui.receipts.year import Read, read_year
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.flow import OneOf
from donations_app.ui.widgets.parted import parted_or_below
from donations_app.ui.widgets.segments import Segments
from donations_app.words.receipts import left_sentence, ready_sentence, reason_sentence


class ReceiptsScreen(Screen):
    """What the treasurer works in every January."""

    code = "receipts"
    nouns = frozenset(("payments", "parties", "projects", "receipts", "settings"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.plan = Plan()
        self._job: Job | None = None
        self._wanted: Sequence[
            str
        ] = ()  # numbers asked for, by the search or by what was done: the first listed
        self._is_asked_again = False  # to be read again once the running job ends
        self._is_completing = False  # what is left out is gone through
        self._printed: object = None  # pages that a window before asked about

    def build(self) -> None:
        from donations_app.ui.receipts.actions import Actions
        from donations_app.ui.receipts.issued.document import DocumentSide
        from donations_app.ui.receipts.issued.table import IssuedTable
        from donations_app.ui.receipts.plan.left_out import LeftOutView
        from donations_app.ui.receipts.plan.span import Span
        from donations_app.ui.receipts.sending.view import SendingView
        from donations_app.ui.receipts.signing import SigningLine
        from donations_app.ui.receipts.tables import ready_table

        self.span = Span(self.desk)
        self.year, self.summary = self.span.year, self.span.summary
        self.view = Segments(_names(), _("What is shown"))
        self.ready, self.issued = ready_table(), IssuedTable(self.desk)
        self.left = LeftOutView(self.desk)
        self.sending = SendingView(self.desk, self._run_next)
        self.document = DocumentSide(self.desk)
        self.signing = SigningLine(self.desk.signing, read_only=self.desk.books.read_only)
        self.actions_row = Actions(read_only=self.desk.books.read_only)
        self._lay_out()
        self._connect()
        self.sending.ask_again(self._printed)

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        self.note = Note()
        self.doubt = Doubt(self.desk)
        card.rows.addWidget(self.view)
        card.rows.addWidget(self.span)
        card.rows.addWidget(self.note)
        card.rows.addWidget(self.doubt, 0, Qt.AlignmentFlag.AlignLeft)
        self._tables = OneOf()
        for table in (self.ready, self.left, self.issued, self.sending):
            self._tables.addWidget(table)
        card.rows.addWidget(self._tables, 1)
        card.rows.addWidget(self.signing)
        card.rows.addWidget(self.actions_row)
        split = parted_or_below(card, self.document)
        split.setSizes([670, 410])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 20))
        rows.addWidget(split)

    def _connect(self) -> None:
        self.span.chosen.connect(self.refresh)
        self.view.chosen.connect(self._show_view)
        for table in (self.ready, self.issued, self.sending.table):
            table.selectionModel().currentRowChanged.connect(lambda *_: self._show_document())
            table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.left.chosen.connect(self._show_completion)
        actions = self.actions_row
        actions.accept.toggled.connect(lambda *_: self._show_summary())
        actions.issue_all.clicked.connect(lambda *_: self.ask_issue(self._ready()))
        actions.issue_some.clicked.connect(lambda *_: self.ask_issue(self.ready.selected_keys()))
        actions.complete.clicked.connect(lambda *_: self.complete())
        actions.cancel_one.clicked.connect(lambda *_: self.issued.ask_cancel())
        actions.right_one.clicked.connect(lambda *_: self.issued.ask_put_right())
        actions.notice_one.clicked.connect(lambda *_: self.issued.write_notice())
        actions.duplicate_one.clicked.connect(lambda *_: self.issued.duplicate())
        actions.save_some.clicked.connect(lambda *_: self.issued.ask_save())
        self.issued.said.connect(self.said)
        self.issued.wanted.connect(self._want)
        self.issued.shown.connect(self.document.show_document)
        self.issued.folder_chosen.connect(self.save_in)
        actions.letters.clicked.connect(lambda *_: self.sending.edit_letters())
        actions.back_one.clicked.connect(lambda *_: self.sending.ask_returned())
        actions.folder.clicked.connect(lambda *_: self.sending.ask_save())
        actions.post.clicked.connect(lambda *_: self.sending.ask_post())
        actions.mail.clicked.connect(lambda *_: self.sending.ask_mail())
        self.sending.said.connect(self.said)
        self.sending.chosen.connect(self._allow)
        self.sending.folder_chosen.connect(self.save_in)
        actions.running.stop.stopped.connect(self._stop)

    # what is not noted yet

    def give(self) -> object:
        return self.sending.printed if self._is_built else self._printed

    def take(self, state: object) -> None:
        self._printed = state
        if state is not None:
            self.build_once()

    def unsaved(self) -> str:
        return self.sending.unsaved() if self._is_built else ""

    def save_unsaved(self) -> bool:
        return self.sending.save_unsaved()

    # what it shows

    def subtitle(self) -> str:
        return _("Gifts of individuals, couples and companies")

    @property
    def chosen_year(self) -> int:
        """The year of the gifts."""
        return self.span.chosen_year

    def refresh(self) -> None:
        """Plan the year again, off the thread; while a job runs or gaps are filled, once that has ended."""
        if self._job is not None or self._is_completing:
            self._is_asked_again = True
            return
        self._is_asked_again = False
        self.summary.setText(_("The year is being read ..."))
        year, books = self.chosen_year, self.desk.books
        period = self.span.period
        self._run(lambda _report: read_year(books, year, period=period), self._planned)

    def _planned(self, found: Read) -> None:
        self.plan, names, numbers = found.plan, found.names, found.numbers
        self.plan.receipts.sort(key=lambda row: (not row.warnings, row.giver.last_name, row.giver.ref))
        self.plan.left_out.sort(key=lambda row: (row.reason, row.payer))
        self.ready.show_keys(self.plan.receipts)
        self.left.show_lines([(names.get(line.payer, ""), line) for line in self.plan.left_out])
        before = self.issued.current_key()
        self.issued.show_receipts(numbers, found.receipts)
        self.sending.show_receipts(self.chosen_year, found.receipts)
        wanted = next((one for one in (*self._wanted, before) if one in numbers), None)
        if wanted is not None:
            self.issued.choose_row(numbers.index(wanted))
            self._wanted = self._wanted if self._is_asked_again else ()  # the next reading chooses it again
        self.doubt.show_figures(self.plan.unconfirmed)
        self._say_counts()
        self._show_view(self.view.value())

    def _say_counts(self) -> None:
        """Say above each list how many it holds; of what is sent, how many wait."""
        ready, left = len(self.plan.receipts), len(self.plan.left_out)
        numbers = (ready, left, self.issued.model().rowCount(), self.sending.waiting())
        for (view, name), number in zip(_names().items(), numbers, strict=True):
            self.view.say(view, f"{name} {count(number)}")

    def _show_view(self, view: str) -> None:
        self.view.choose(view)
        self._tables.setCurrentIndex(VIEWS.index(view))
        self.span.show_opener(is_shown=view in ("ready", "left"))
        self.signing.show_view(view)
        self.document.setVisible(view != "left")  # a line left out has no document
        if self._job is None:
            self.actions_row.show_view(view)
        self._show_summary()
        self._show_document()

    def _show_summary(self) -> None:
        sums = (self._sum_up_ready, self._sum_up_left, self._sum_up_issued, self._sum_up_sending)
        sums[VIEWS.index(self.view.value())]()

    def _sum_up_ready(self) -> None:
        ready = self._ready()
        self.summary.setText(ready_sentence(len(ready), Money.total(row.amount for row in ready)))
        tally = tally_of(self.plan)
        self.note.say(planned_sentence(tally), "warn" if tally.warned else "")
        if not self.desk.books.read_only:
            self.actions_row.accept.setVisible(bool(tally.warned))
        self._allow()

    def _allow(self) -> None:
        """Allow what can be done with what is shown and selected."""
        actions, read_only = self.actions_row, self.desk.books.read_only
        actions.issue_all.setEnabled(bool(self._ready()))
        actions.issue_some.setEnabled(bool(self.ready.selected_keys()))
        chosen, is_cancelled = len(self.issued.selected_keys()), self.issued.has_cancelled()
        actions.allow_issued(chosen, cancelled=is_cancelled, read_only=read_only)
        listed, may_return = len(self.sending.listed()), self.sending.may_return()
        actions.allow_sending(listed, may_return=may_return, read_only=read_only)

    def _sum_up_left(self) -> None:
        lines = self.plan.left_out
        self.summary.setText(left_sentence(len(lines), Money.total(line.amount for line in lines)))
        self._show_completion()

    def _show_completion(self) -> None:
        """Say why the chosen group is left out, and what completes it."""
        text, group = self.left.action_text(), self.left.group
        if self.view.value() == "left":
            self.note.say(reason_sentence(group.reason) if group else "")
        self.actions_row.complete.setText(text)
        self.actions_row.complete.setVisible(bool(text) and not self.desk.books.read_only)
        self.actions_row.advice.setVisible(bool(text))

    def show_plan(self, year: int, view: str) -> None:
        """Show a part of the plan of a whole year, from the dashboard."""
        if (self.chosen_year, self.span.period) != (year, None):
            self.span.choose_year(year)
            self.refresh()
        self._show_view(view)

    def show_left_out(self, *reasons: str, year: int | None = None) -> None:
        """Show what is left out for the first of some reasons, of the year that is shown or of another."""
        self.left.choose(*reasons)
        self.show_plan(year or self.chosen_year, "left")

    def complete(self) -> None:
        """Go through the chosen group, then plan anew; what the settings lack is filled in there."""
        if setting := self.left.setting():
            self.desk.setting_wanted.emit(setting)
            return
        if dialog := self.left.complete():
            self._is_completing = True
            dialog.saved_some.connect(self._completed)

    def _completed(self, _saved: int) -> None:
        self.desk.tell()  # of the last one too, or the year would be planned twice
        self._is_completing = False
        if self._is_asked_again:
            self.refresh()

    def _sum_up_issued(self) -> None:
        rows = self.issued.model().rowCount()
        said = ngettext("{count} receipt", "{count} receipts", rows)
        self.summary.setText(said.format(count=count(rows)))
        is_read = self._job is None and not self._is_asked_again
        self.note.say("" if rows or not is_read else _("Nothing was issued on the gifts of this year."))
        self._allow()

    def _sum_up_sending(self) -> None:
        self.summary.setText(self.sending.summary())
        is_read_only = self.desk.books.read_only
        self.note.say(_("Read only: nothing is sent from here.") if is_read_only else "")
        self._allow()

    def _ready(self) -> list[PlannedReceipt]:
        """Return what "issue all" would issue."""
        return [row for row in self.plan.receipts if not row.warnings or self.actions_row.accept.isChecked()]

    def _show_document(self) -> None:
        """Show the document of the chosen row, or none."""
        view, numbers = self.view.value(), (self.issued.current_key(), self._current_sent())
        number = numbers[view == "sending"]
        if view == "ready" and (planned := self.ready.current_key()):
            self.document.preview(planned)
        elif view in ("issued", "sending") and number:
            self.document.show_issued(number, self.issued.sent.get(number))
        else:
            self.document.show_nothing()

    def _current_sent(self) -> str:
        current: Deliverable | None = self.sending.table.current_key()
        return current.number if current else ""

    def _want(self, numbers: Sequence[str]) -> None:
        """Show a receipt once the year is read again."""
        self._wanted = numbers

    def show_number(self, number: str) -> None:
        """Show an issued receipt, from the search."""
        year = self.desk.read(year_of, number)
        if year is None:
            return
        self.span.choose_year(year)
        self._wanted = (number,)
        self.view.choose("issued")
        self.refresh()

    # what it does

    def ask_issue(self, planned: Sequence[PlannedReceipt]) -> None:
        """Ask once, then issue exactly these receipts."""
        from donations_app.ui.receipts.plan.question import ask_issue

        if planned and self._job is None:
            ask_issue(planned, self, signed_by=self.desk.signing.name, then=lambda: self.issue(planned))

    def issue(self, planned: Sequence[PlannedReceipt]) -> None:
        """Issue receipts off the thread as they were seen; stopping keeps those already issued."""
        from donations_app.ui.receipts.plan.run import issuing

        work = issuing(self.desk, self.chosen_year, self.span.period, planned)
        self._run(work, self._told_run, shows_progress=True)

    def _told_run(self, run: Any) -> None:
        self.said.emit(run_sentence(len(run.issued), stopped=run.stopped))
        self._is_asked_again = True  # others may have issued, even where nothing was issued here

    def save_in(self, folder: Path, numbers: Sequence[str]) -> None:
        """Save documents in a folder, off the thread."""
        books = self.desk.books

        def told(written: int) -> None:
            self.said.emit(saved_sentence(written, len(numbers), folder))
            self._show_view(self.view.value())

        self._run(lambda report: save_all(books, numbers, folder, report), told, shows_progress=True)

    # jobs

    def _run(
        self,
        work: Work,
        done: Callable[[Any], None],
        *,
        shows_progress: bool = False,
    ) -> None:
        def end(result: Any) -> None:
            self._job = None
            self.actions_row.show_view(self.view.value())
            done(result)
            self.desk.tell()  # what was written plans the year again, so that it is not planned twice
            if self._is_asked_again:
                self.refresh()

        def fail(error: BaseException) -> None:
            self._job = None
            self._show_view(self.view.value())
            if isinstance(error, InputRefused) and self.span.period:
                self.span.refuse(error)
                self._is_asked_again = True  # the whole year
            elif not isinstance(error, Cancelled):
                errors.tell(error, self)
            self.desk.tell()
            if self._is_asked_again:
                self.refresh()

        self._job = self.desk.jobs.start(work, of=self, done=end, failed=fail)
        if shows_progress:
            self.actions_row.show_running()
            self._job.progressed.connect(self.actions_row.running.show_progress)

    def _run_next(self, work: Work, done: Callable[[Any], None]) -> None:
        """Run something with its progress, once what runs now has ended."""
        if self._job is None:
            self._run(work, done, shows_progress=True)
        else:
            self._job.finished.connect(lambda: self._run_next(work, done) if isValid(self) else None)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()


def _names() -> dict[str, str]:
    """Return what the lists are called, as in ``VIEWS``."""
    return {
        "ready": _("To issue"),
        "left": _("Left out"),
        "issued": _("Issued"),
        "sending": _("Sending"),
    }
