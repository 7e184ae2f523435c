"""Receipts: the plan of a year with its reasons, the run, what was issued, the document beside."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout

from donations_app.db.queries.parties import names_of
from donations_app.db.queries.receipts import numbers_of, year_of
from donations_app.domain.errors import Cancelled, KnownError
from donations_app.domain.money import Money
from donations_app.domain.receipts import Plan, PlannedReceipt
from donations_app.i18n import _, count, isolated, money, ngettext
from donations_app.sentences import reason_sentence, warning_sentence
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Job
from donations_app.ui.receipts.actions import VIEWS, Actions
from donations_app.ui.receipts.asking import ask_issue
from donations_app.ui.receipts.issued import IssuedTable
from donations_app.ui.receipts.left_out import LeftOutView
from donations_app.ui.receipts.saving import save_all
from donations_app.ui.receipts.tables import ready_table
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Segments, button
from donations_app.ui.widgets.fields import ComboBox, Note
from donations_app.ui.widgets.pdf_view import PdfView

_YEARS = 6


class ReceiptsScreen(Screen):
    """What the treasurer works in every January."""

    icon_name = "receipt-text"
    nouns = frozenset(("payments", "parties", "projects", "receipts", "settings"))
    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Tax receipts")
        self.plan = Plan()
        self._job: Job | None = None
        self._wanted = ""  # a number that the search asked for
        self._is_asked_again = False  # to be read again once the running job ends

    def build(self) -> None:
        this = self.desk.today().year
        self.year = ComboBox(
            {str(year): str(year) for year in range(this, this - _YEARS, -1)}, _("Year of the gifts")
        )
        self.year.choose(str(this - 1))
        self.view = Segments(
            {"ready": _("To issue"), "left": _("Left out"), "issued": _("Issued")}, _("What is shown")
        )
        self.ready, self.issued = ready_table(), IssuedTable(self.desk)
        self.left = LeftOutView(self.desk)
        self.document = PdfView()
        self.actions_row = Actions(read_only=self.desk.books.read_only)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        self.summary = Elided("", "strong")
        self.note = Note()
        self.doubtful = button("", "link", "triangle-alert", self._follow_doubt)
        self.doubtful.hide()
        self.year.setFixedWidth(theme().px(96))
        card.rows.addWidget(self.view)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.summary, 1)
        head.addWidget(self.year)
        card.rows.addLayout(head)
        card.rows.addWidget(self.note)
        card.rows.addWidget(self.doubtful, 0, Qt.AlignmentFlag.AlignLeft)
        self._tables = QStackedWidget()
        for table in (self.ready, self.left, self.issued):
            self._tables.addWidget(table)
        card.rows.addWidget(self._tables, 1)
        card.rows.addWidget(self.actions_row)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(16)
        split.addWidget(card)
        split.addWidget(self.document)
        split.setSizes([640, 440])
        card.setMinimumWidth(theme().px(380))
        self.document.setMinimumWidth(theme().px(240))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(28, 4, 28, 20)
        rows.addWidget(split)

    def _connect(self) -> None:
        self.year.chosen.connect(lambda *_: self.refresh())
        self.view.chosen.connect(self._show_view)
        for table in (self.ready, self.issued):
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
        actions.duplicate_one.clicked.connect(lambda *_: self.issued.duplicate())
        actions.save_some.clicked.connect(lambda *_: self.issued.ask_save())
        self.issued.said.connect(self.said)
        self.issued.changed.connect(self.refresh)
        self.issued.shown.connect(self.document.show_document)
        self.issued.folder_chosen.connect(self.save_in)
        actions.stop.clicked.connect(lambda *_: self._stop())

    # what it shows

    def subtitle(self) -> str:
        return _("Gifts of individuals, couples and companies")

    @property
    def chosen_year(self) -> int:
        """The year of the gifts."""
        return int(self.year.value())

    def refresh(self) -> None:
        """Plan the year again, off the thread; while a job runs, once it has ended."""
        if self._job is not None:
            self._is_asked_again = True
            return
        self._is_asked_again = False
        self.summary.setText(_("The year is being read ..."))
        year, today, books = self.chosen_year, self.desk.today(), self.desk.books

        def work(_report: Callable[[int, int], None]) -> tuple[Plan, dict[str, str], list[str]]:
            from donations_app.services.receipting import plan_receipts

            plan = plan_receipts(books, year, today=today)
            with books.read() as session:
                names = names_of(session, {line.payer for line in plan.left_out if line.payer})
                return plan, names, numbers_of(session, year)

        self._run(work, self._planned)

    def _planned(self, found: tuple[Plan, dict[str, str], list[str]]) -> None:
        self.plan, names, numbers = found
        self.plan.receipts.sort(key=lambda row: (not row.warnings, row.giver.last_name, row.giver.ref))
        self.plan.left_out.sort(key=lambda row: (row.reason, row.payer))
        self.ready.show_keys(self.plan.receipts)
        self.left.show_lines([(names.get(line.payer, ""), line) for line in self.plan.left_out])
        self.issued.show_keys(numbers)
        if self._wanted in numbers:
            self.issued.choose_row(numbers.index(self._wanted))
            self._wanted = ""
        self._show_doubt()
        self._show_view(self.view.value())

    def _show_doubt(self) -> None:
        """Say that legal figures behind the plan wait for somebody to confirm them."""
        doubtful = len(self.plan.unconfirmed)
        told = ngettext(
            "{count} legal figure behind this plan is to be confirmed",
            "{count} legal figures behind this plan are to be confirmed",
            doubtful,
        )
        self.doubtful.setText(told.format(count=count(doubtful)))
        self.doubtful.setVisible(bool(doubtful))

    def _follow_doubt(self) -> None:
        if self.plan.unconfirmed:
            self.desk.setting_wanted.emit(f"figures/{self.plan.unconfirmed[0].name}")

    def _show_view(self, view: str) -> None:
        self.view.choose(view)
        self._tables.setCurrentIndex(VIEWS.index(view))
        if self._job is None:
            self.actions_row.show_view(view)
        self._show_summary()
        self._show_document()

    def _show_summary(self) -> None:
        {"ready": self._sum_up_ready, "left": self._sum_up_left, "issued": self._sum_up_issued}[
            self.view.value()
        ]()

    def _sum_up_ready(self) -> None:
        ready, actions = self._ready(), self.actions_row
        total = Money.total(row.amount for row in ready)
        said = ngettext(
            "{count} receipt to issue, {amount}", "{count} receipts to issue, {amount}", len(ready)
        )
        self.summary.setText(said.format(count=count(len(ready)), amount=money(total)))
        warned = sum(bool(row.warnings) for row in self.plan.receipts)
        told = ngettext(
            "{count} has a warning: look at it first.", "{count} have a warning: look at them first.", warned
        )
        self.note.say(told.format(count=count(warned)) if warned else "", "warn")
        if not self.desk.books.read_only:
            actions.accept.setVisible(bool(warned))
        self._allow()

    def _allow(self) -> None:
        """Allow what can be done with what is shown and selected."""
        actions, one = self.actions_row, len(self.issued.selected_keys()) == 1
        actions.issue_all.setEnabled(bool(self._ready()))
        actions.issue_some.setEnabled(bool(self.ready.selected_keys()))
        for made in (actions.cancel_one, actions.right_one, actions.duplicate_one):
            made.setEnabled(one)
        actions.save_some.setEnabled(bool(self.issued.selected_keys()))

    def _sum_up_left(self) -> None:
        lines = self.plan.left_out
        said = ngettext("{count} line left out, {amount}", "{count} lines left out, {amount}", len(lines))
        total = Money.total(line.amount for line in lines)
        self.summary.setText(said.format(count=count(len(lines)), amount=money(total)))
        self._show_completion()

    def _show_completion(self) -> None:
        """Say why the chosen group is left out, and what completes it."""
        text, group = self.left.action_text(), self.left.group
        if self.view.value() == "left":
            self.note.say(reason_sentence(group.reason) if group else "")
        self.actions_row.complete.setText(text)
        self.actions_row.complete.setVisible(bool(text) and not self.desk.books.read_only)
        self.actions_row.advice.setVisible(bool(text))

    def show_left_out(self, reason: str) -> None:
        """Show what is left out for a reason, from the dashboard."""
        self.left.choose(reason)
        self._show_view("left")

    def complete(self) -> None:
        """Go through the chosen group, then plan anew; what the settings lack is filled in there."""
        if setting := self.left.setting():
            self.desk.setting_wanted.emit(setting)
            return
        if dialog := self.left.complete():
            dialog.saved_some.connect(self._completed)

    def _completed(self, saved: int) -> None:
        if saved:
            self.desk.tell("parties", "payments")
            self.refresh()

    def _sum_up_issued(self) -> None:
        rows = self.issued.model().rowCount()
        said = ngettext("{count} receipt", "{count} receipts", rows)
        self.summary.setText(said.format(count=count(rows)))
        is_read = self._job is None and not self._is_asked_again
        self.note.say("" if rows or not is_read else _("Nothing was issued on the gifts of this year."))
        self._allow()

    def _ready(self) -> list[PlannedReceipt]:
        """Return what "issue all" would issue."""
        return [row for row in self.plan.receipts if not row.warnings or self.actions_row.accept.isChecked()]

    def _show_document(self) -> None:
        """Show the document of the chosen row, or none."""
        view = self.view.value()
        key = {"ready": self.ready, "issued": self.issued}[view].current_key() if view != "left" else None
        try:
            if view == "issued" and key:
                self._show_issued(key)
            elif view == "ready" and key:
                self._preview(key)
            else:
                self.document.show_document(b"", "")
        except KnownError as error:
            self.document.show_document(b"", "")
            errors.tell(error, self)

    def _preview(self, planned: PlannedReceipt) -> None:
        from donations_app.services.receipting import preview_receipt

        content = preview_receipt(self.desk.books, planned, today=self.desk.today())
        warned = " ".join(dict.fromkeys(warning_sentence(warning.code) for warning in planned.warnings))
        self.document.show_document(content, warned or _("Preview, no number is taken"))

    def _show_issued(self, number: str) -> None:
        from donations_app.services.receipting import receipt_copy

        self.document.show_document(receipt_copy(self.desk.books, number), number)

    def show_number(self, number: str) -> None:
        """Show an issued receipt, from the search."""
        year = self.desk.read(year_of, number)
        if year is None:
            return
        if self.year.findData(str(year)) < 0:
            self.year.addItem(str(year), str(year))
        self.year.blockSignals(True)  # noqa: FBT003 -- Qt's signature
        self.year.choose(str(year))
        self.year.blockSignals(False)  # noqa: FBT003 -- Qt's signature
        self._wanted = number
        self.view.choose("issued")
        self.refresh()

    # what it does

    def ask_issue(self, planned: Sequence[PlannedReceipt]) -> None:
        """Ask once, then issue exactly these receipts."""
        if planned and self._job is None:
            ask_issue(planned, self, then=lambda: self.issue(planned))

    def issue(self, planned: Sequence[PlannedReceipt]) -> None:
        """Issue receipts off the thread as they were seen; stopping keeps those already issued."""
        year, today, desk = self.chosen_year, self.desk.today(), self.desk

        def work(report: Callable[[int, int], None]) -> Any:
            from donations_app.services.receipting import issue_receipts

            return issue_receipts(
                desk.books, year, today=today, office=desk.office, user=desk.user, seen=planned, accept=("all",),
                progress=report,
            )  # fmt: skip

        self._run(work, self._told_run, shows_progress=True)

    def _told_run(self, run: Any) -> None:
        issued = len(run.issued)
        told = ngettext("{count} receipt issued", "{count} receipts issued", issued).format(
            count=count(issued)
        )
        if run.stopped:
            told = _("{issued}; stopped, the others wait").format(issued=told)
        self.said.emit(told)
        self.desk.tell("receipts")
        self.refresh()

    def save_in(self, folder: Path, numbers: Sequence[str]) -> None:
        """Save documents in a folder, off the thread."""
        books = self.desk.books

        def told(written: int) -> None:
            said = ngettext("{count} file written in {folder}", "{count} files written in {folder}", written)
            said = said.format(count=count(written), folder=isolated(str(folder)))
            if stood := len(numbers) - written:
                there = ngettext("{count} stood there already", "{count} stood there already", stood)
                said += "; " + there.format(count=count(stood))
            self.said.emit(said)
            self._show_view(self.view.value())

        self._run(lambda report: save_all(books, numbers, folder, report), told, shows_progress=True)

    # jobs

    def _run(
        self, work: Callable[[Callable[[int, int], None]], Any], done: Callable[[Any], None], *,
        shows_progress: bool = False,
    ) -> None:  # fmt: skip
        def end(result: Any) -> None:
            self._job = None
            done(result)
            if self._is_asked_again:
                self.refresh()

        def fail(error: BaseException) -> None:
            self._job = None
            self._show_view(self.view.value())
            if not isinstance(error, Cancelled):
                errors.tell(error, self)
            if self._is_asked_again:
                self.refresh()

        self._job = self.desk.jobs.start(work, of=self, done=end, failed=fail)
        if shows_progress:
            self.actions_row.show_running()
            self._job.progressed.connect(self.actions_row.show_progress)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
