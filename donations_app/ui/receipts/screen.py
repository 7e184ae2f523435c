"""Receipts: the plan of a year with its reasons, the run, what was issued, the document beside."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QSplitter, QStackedWidget, QVBoxLayout

from donations_app.db.queries.parties import names_of
from donations_app.db.queries.receipts import numbers_of, register_lines, year_of
from donations_app.domain.errors import Cancelled, KnownError
from donations_app.domain.money import Money
from donations_app.domain.numbers import file_name
from donations_app.domain.receipts import Plan, PlannedReceipt
from donations_app.domain.register import RegisterLine
from donations_app.i18n import _, count, isolated, money, ngettext
from donations_app.sentences import reason_sentence, warning_sentence
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Job
from donations_app.ui.receipts.actions import VIEWS, Actions
from donations_app.ui.receipts.cancelling import CancelReceipt
from donations_app.ui.receipts.saving import ask_file, ask_folder, save_all
from donations_app.ui.receipts.tables import issued_table, left_table, ready_table
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Segments
from donations_app.ui.widgets.fields import ComboBox, Note
from donations_app.ui.widgets.pdf_view import PdfView

_YEARS = 6


class ReceiptsScreen(Screen):
    """What the treasurer works in every January."""

    icon_name = "receipt-text"
    nouns = frozenset(("payments", "parties", "projects", "receipts"))
    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Tax receipts")
        self.plan = Plan()
        self._job: Job | None = None
        self._wanted = ""  # a number that the search asked for

    def build(self) -> None:
        this = self.desk.today().year
        self.year = ComboBox(
            {str(year): str(year) for year in range(this, this - _YEARS, -1)}, _("Year of the gifts")
        )
        self.year.choose(str(this - 1))
        self.view = Segments(
            {"ready": _("To issue"), "left": _("Left out"), "issued": _("Issued")}, _("What is shown")
        )
        self.ready, self.left, self.issued = ready_table(), left_table(), issued_table(self._lines)
        self.document = PdfView()
        self.actions_row = Actions(read_only=self.desk.books.read_only)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        self.summary = Elided("", "strong")
        self.note = Note()
        self.year.setFixedWidth(theme().px(96))
        card.rows.addWidget(self.view)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.summary, 1)
        head.addWidget(self.year)
        card.rows.addLayout(head)
        card.rows.addWidget(self.note)
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
        for table in (self.ready, self.left, self.issued):
            table.selectionModel().currentRowChanged.connect(lambda *_: self._show_document())
        actions = self.actions_row
        actions.accept.toggled.connect(lambda *_: self._show_summary())
        actions.issue_all.clicked.connect(lambda *_: self.ask_issue(self._ready()))
        actions.issue_some.clicked.connect(lambda *_: self.ask_issue(self.ready.selected_keys()))
        actions.cancel_one.clicked.connect(lambda *_: self.ask_cancel())
        actions.duplicate_one.clicked.connect(lambda *_: self.duplicate())
        actions.save_some.clicked.connect(lambda *_: self.ask_save())
        actions.stop.clicked.connect(lambda *_: self._stop())

    def _lines(self, numbers: Sequence[str]) -> list[RegisterLine | None]:
        with self.desk.books.read() as session:
            found = {line.number: line for line in register_lines(session, numbers=numbers)}
        return [found.get(number) for number in numbers]

    # what it shows

    def subtitle(self) -> str:
        return _("Form 11580, gifts of individuals and couples")

    @property
    def chosen_year(self) -> int:
        """The year of the gifts."""
        return int(self.year.value())

    def refresh(self) -> None:
        """Plan the year again, off the thread."""
        if self._job is not None:
            return
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
        self.left.show_keys([(names.get(line.payer, ""), line) for line in self.plan.left_out])
        self.issued.show_keys(numbers)
        if self._wanted in numbers:
            self.issued.choose_row(numbers.index(self._wanted))
        self._wanted = ""
        self._show_view(self.view.value())

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
        actions.accept.setVisible(bool(warned))
        can_write = not self.desk.books.read_only
        actions.issue_all.setEnabled(bool(ready) and can_write)
        actions.issue_some.setEnabled(bool(self.plan.receipts) and can_write)

    def _sum_up_left(self) -> None:
        lines = self.plan.left_out
        said = ngettext("{count} line left out, {amount}", "{count} lines left out, {amount}", len(lines))
        total = Money.total(line.amount for line in lines)
        self.summary.setText(said.format(count=count(len(lines)), amount=money(total)))
        often = Counter(line.reason for line in lines).most_common(6)
        self.note.say("\n".join(f"{count(number)} · {reason_sentence(reason)}" for reason, number in often))

    def _sum_up_issued(self) -> None:
        rows = self.issued.model().rowCount()
        said = ngettext("{count} receipt", "{count} receipts", rows)
        self.summary.setText(said.format(count=count(rows)))
        self.note.say("" if rows else _("Nothing was issued on the gifts of this year."))

    def _ready(self) -> list[PlannedReceipt]:
        """Return what "issue all" would issue."""
        return [row for row in self.plan.receipts if not row.warnings or self.actions_row.accept.isChecked()]

    def _show_document(self) -> None:
        """Show the document of the chosen row, or none."""
        view = self.view.value()
        table = {"ready": self.ready, "left": self.left, "issued": self.issued}[view]
        key = table.current_key()
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
        if not planned or self._job is not None:
            return
        total = Money.total(row.amount for row in planned)
        asked = ngettext(
            "Issue {count} receipt, {amount}?", "Issue {count} receipts, {amount}?", len(planned)
        )
        box = QMessageBox(self)
        box.setWindowTitle("Tiwizi")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(asked.format(count=count(len(planned)), amount=money(total)))
        box.setInformativeText(_("Numbers are given for good: a receipt can be cancelled, never removed."))
        yes = box.addButton(_("Issue"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(_("Back"), QMessageBox.ButtonRole.RejectRole)
        box.buttonClicked.connect(lambda pressed: self.issue(planned) if pressed is yes else None)
        box.open()

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

    def _chosen_number(self) -> str:
        """Return the one receipt chosen; say so when it is not one."""
        numbers = self.issued.selected_keys()
        if len(numbers) == 1:
            return str(numbers[0])
        self.note.say(_("Choose one receipt."), "warn")
        return ""

    def ask_cancel(self) -> None:
        """Ask for the reason, and cancel or replace one receipt."""
        if number := self._chosen_number():
            dialog = CancelReceipt(self.desk, number, self)
            dialog.done_with.connect(self._told_cancelled)
            dialog.open()

    def _told_cancelled(self, told: str) -> None:
        self.said.emit(told)
        self.desk.tell("receipts")
        self.refresh()

    def duplicate(self) -> None:
        """Show the same document marked DUPLICATA; that it was made is journalled."""
        from donations_app.services.receipting import duplicate_receipt

        number, desk = self._chosen_number(), self.desk
        if not number:
            return
        try:
            content = duplicate_receipt(desk.books, number, office=desk.office, user=desk.user)
        except KnownError as error:
            errors.tell(error, self)
            return
        self.document.show_document(content, _("Duplicate of {number}").format(number=number))
        ask_file(self, content, f"{file_name(number)}-duplicata", told=self.said.emit)

    def ask_save(self) -> None:
        """Save the selected documents, one file each."""
        numbers = self.issued.selected_keys()
        if len(numbers) > 1:
            ask_folder(self, then=lambda folder: self.save_in(folder, numbers))
        elif number := self._chosen_number():
            from donations_app.services.receipting import receipt_copy

            ask_file(self, receipt_copy(self.desk.books, number), file_name(number), told=self.said.emit)

    def save_in(self, folder: Path, numbers: Sequence[str]) -> None:
        """Save documents in a folder, off the thread."""
        books = self.desk.books

        def told(written: int) -> None:
            said = ngettext("{count} file written in {folder}", "{count} files written in {folder}", written)
            self.said.emit(said.format(count=count(written), folder=isolated(str(folder))))
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

        def fail(error: BaseException) -> None:
            self._job = None
            self._show_view(self.view.value())
            if not isinstance(error, Cancelled):
                errors.tell(error, self)

        self._job = self.desk.jobs.start(work, of=self, done=end, failed=fail)
        if shows_progress:
            self.actions_row.show_running()
            self._job.progressed.connect(self.actions_row.show_progress)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
