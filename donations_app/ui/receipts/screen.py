"""Receipts: the plan of a year with its reasons, the run, what was issued, the document beside."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from donations_app.db.queries.parties import names_of
from donations_app.db.queries.receipts import numbers_of, register_lines, year_of
from donations_app.domain.errors import Cancelled, KnownError
from donations_app.domain.money import Money
from donations_app.domain.numbers import file_name
from donations_app.domain.parties import display_name
from donations_app.domain.receipts import LeftOut, Plan, PlannedReceipt
from donations_app.domain.register import RegisterLine
from donations_app.formats.writing import placed
from donations_app.i18n import _, count, day, isolated, money, ngettext
from donations_app.sentences import reason_sentence, warning_sentence
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Job
from donations_app.ui.receipts.cancelling import CancelReceipt
from donations_app.ui.screen import Action, Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, CheckBox, Elided, Label, Segments, button
from donations_app.ui.widgets.fields import ComboBox, Note
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.table import Column, Table, WindowedModel

_YEARS = 6
STATUSES = {"issued": "ok", "cancelled": "bad", "replaced": "warn"}


class ReceiptsScreen(Screen):
    """What the treasurer works in every January."""

    icon_name = "receipt-text"
    nouns = frozenset(("payments", "parties", "projects", "receipts"))
    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Tax receipts")
        self.plan = Plan()
        self._names: dict[str, str] = {}
        self._job: Job | None = None
        self._wanted = ""  # a number that the search asked for
        this = desk.today().year
        self.year = ComboBox(
            {str(year): str(year) for year in range(this, this - _YEARS, -1)}, _("Year of the gifts")
        )
        self.year.choose(str(this - 1))
        self.view = Segments(
            {"ready": _("To issue"), "left": _("Left out"), "issued": _("Issued")}, _("What is shown")
        )
        self.ready, self.left, self.issued = self._ready_table(), self._left_table(), self._issued_table()
        self.document = PdfView()
        self._build()
        self.year.chosen.connect(lambda *_: self.refresh())
        self.view.chosen.connect(self._show_view)

    # how it is built

    def _build(self) -> None:
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
        card.rows.addWidget(self._actions())
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(16)
        split.addWidget(card)
        split.addWidget(self.document)
        split.setSizes([560, 520])
        card.setMinimumWidth(theme().px(380))
        self.document.setMinimumWidth(theme().px(260))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(28, 4, 28, 20)
        rows.addWidget(split)

    def _actions(self) -> QStackedWidget:
        self._foot = QStackedWidget()
        self._foot.setSizePolicy(
            self._foot.sizePolicy().horizontalPolicy(), self._foot.sizePolicy().Policy.Maximum
        )
        self.accept = CheckBox(_("Also those with a warning"))
        self.accept.toggled.connect(lambda *_: self._show_summary())
        self.issue_all = button(_("Issue all"), "primary", clicked=lambda: self.ask_issue(None))
        self.issue_some = button(_("Issue the selection"), clicked=self._ask_selected)
        self._foot.addWidget(row_of(self.accept, None, self.issue_some, self.issue_all))
        self._foot.addWidget(
            row_of(Label(_("Correct what is named, and these lines join the plan."), "small", "muted"), None)
        )
        self.cancel_one = button(_("Cancel or replace"), clicked=self.ask_cancel)
        self.duplicate_one = button(_("Duplicate"), "", "copy", self.duplicate)
        self.save_some = button(_("Save as PDF"), "", "download", self.ask_save)
        self._foot.addWidget(row_of(self.cancel_one, None, self.duplicate_one, self.save_some))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self.progress_text = Label("", "small", "muted")
        self.progress_text.setMinimumWidth(theme().px(90))
        self.stop = button(_("Stop"), clicked=self._stop)
        running = QWidget()
        row = QHBoxLayout(running)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.progress, 1)
        row.addWidget(self.progress_text)
        row.addWidget(self.stop)
        self._foot.addWidget(running)
        for made in (self.issue_all, self.issue_some, self.cancel_one, self.duplicate_one):
            made.setEnabled(not self.desk.books.read_only)
        return self._foot

    def _ready_table(self) -> Table:
        columns: list[Column[PlannedReceipt]] = [
            Column(_("Donor"), lambda row: display_name(row.giver), 0, weight=500),
            Column(_("Payments"), lambda row: count(len(row.payments)), 92, is_amount=True, is_spare=True),
            Column(_("Amount"), lambda row: money(row.amount), 104, is_amount=True, weight=500),
            Column(_("State"), _state_word, 104, tone=lambda row: "warn" if row.warnings else "ok"),
        ]
        return self._table(
            columns, lambda keys: [self.plan.receipts[key] for key in keys], _("Receipts to issue")
        )

    def _left_table(self) -> Table:
        columns: list[Column[LeftOut]] = [
            Column(_("Donor"), lambda row: self._names.get(row.payer) or _("Anonymous"), 150, weight=500),
            Column(
                _("Amount"), lambda row: money(row.amount), 104, is_amount=True, is_spare=True, weight=500
            ),
            Column(_("Why"), lambda row: reason_sentence(row.reason), 0, tone=lambda _row: "muted"),
        ]
        return self._table(
            columns, lambda keys: [self.plan.left_out[key] for key in keys], _("Lines left out")
        )

    def _issued_table(self) -> Table:
        columns: list[Column[RegisterLine]] = [
            Column(_("Number"), lambda row: isolated(row.number), 148, weight=500),
            Column(_("Donor"), lambda row: row.name, 0),
            Column(_("Amount"), lambda row: money(row.amount), 104, is_amount=True, weight=500),
            Column(_("Date"), lambda row: day(row.issued_on), 96, tone=lambda _row: "muted", is_spare=True),
            Column(_("State"), lambda row: _status_words()[row.status], 108, tone=lambda row: STATUSES[row.status]),
        ]  # fmt: skip
        return self._table(columns, self._lines, _("Receipts issued"))

    def _table(
        self, columns: Sequence[Column[Any]], load: Callable[[Sequence[Any]], Sequence[Any]], name: str
    ) -> Table:
        model: WindowedModel[Any] = WindowedModel(columns, load)
        table = Table(model, name)
        model.setParent(table)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_document())
        return table

    def _lines(self, numbers: Sequence[str]) -> list[RegisterLine | None]:
        with self.desk.books.read() as session:
            found = {line.number: line for line in register_lines(session, numbers=numbers)}
        return [found.get(number) for number in numbers]

    # what it shows

    def subtitle(self) -> str:
        return _("Form 11580, gifts of individuals and couples")

    def header_action(self) -> Action | None:
        return None

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
        self.plan, self._names, numbers = found
        self.plan.receipts.sort(key=lambda row: (not row.warnings, row.giver.last_name, row.giver.ref))
        self.plan.left_out.sort(key=lambda row: (row.reason, row.payer))
        _model(self.ready).show_keys(range(len(self.plan.receipts)))
        _model(self.left).show_keys(range(len(self.plan.left_out)))
        _model(self.issued).show_keys(numbers)
        if self._wanted in numbers:
            self.issued.choose_row(numbers.index(self._wanted))
        self._wanted = ""
        self._show_view(self.view.value())

    def _show_view(self, view: str) -> None:
        number = ("ready", "left", "issued").index(view)
        self.view.choose(view)
        self._tables.setCurrentIndex(number)
        if self._job is None:
            self._foot.setCurrentIndex(number)
        self._show_summary()
        self._show_document()

    def _show_summary(self) -> None:
        view = self.view.value()
        if view == "issued":
            rows = _model(self.issued).rowCount()
            said = ngettext("{count} receipt", "{count} receipts", rows)
            self.summary.setText(said.format(count=count(rows)))
            self.note.say("" if rows else _("Nothing was issued on the gifts of this year."))
            return
        if view == "left":
            self._sum_up_left()
            return
        ready = self._ready()
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
        self.accept.setVisible(bool(warned))
        can = bool(ready) and not self.desk.books.read_only
        self.issue_all.setEnabled(can)
        self.issue_some.setEnabled(bool(self.plan.receipts) and not self.desk.books.read_only)

    def _sum_up_left(self) -> None:
        lines = self.plan.left_out
        said = ngettext("{count} line left out, {amount}", "{count} lines left out, {amount}", len(lines))
        total = Money.total(line.amount for line in lines)
        self.summary.setText(said.format(count=count(len(lines)), amount=money(total)))
        by_reason: dict[str, int] = {}
        for line in lines:
            by_reason[line.reason] = by_reason.get(line.reason, 0) + 1
        often = sorted(by_reason.items(), key=lambda pair: -pair[1])
        self.note.say(
            "\n".join(f"{count(number)} · {reason_sentence(reason)}" for reason, number in often[:6])
        )

    def _ready(self) -> list[PlannedReceipt]:
        """Return what "issue all" would issue."""
        return [row for row in self.plan.receipts if not row.warnings or self.accept.isChecked()]

    def _show_document(self) -> None:
        view = self.view.value()
        table = {"ready": self.ready, "left": self.left, "issued": self.issued}[view]
        row = table.currentIndex().row()
        if view == "left" or row < 0:
            self.document.show_document(b"", "")
            return
        try:
            if view == "issued":
                self._show_issued(_model(table).key(row))
            else:
                self._preview(self.plan.receipts[row])
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

    def _ask_selected(self) -> None:
        rows = sorted({index.row() for index in self.ready.selectionModel().selectedRows()})
        if rows:
            self.ask_issue([self.plan.receipts[row] for row in rows])

    def ask_issue(self, chosen: Sequence[PlannedReceipt] | None) -> None:
        """Ask once, then issue all that is ready, or what was chosen."""
        planned = self._ready() if chosen is None else list(chosen)
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
        """Issue receipts off the thread; stopping keeps those already issued."""
        accepted = any(row.warnings for row in planned)
        year, today, desk = self.chosen_year, self.desk.today(), self.desk
        payers = {row.giver.ref for row in planned}

        def work(report: Callable[[int, int], None]) -> Any:
            from donations_app.services.receipting import issue_receipts

            return issue_receipts(
                desk.books, year, today=today, office=desk.office, user=desk.user, payers=payers,
                accept=("all",) if accepted else (), progress=report,
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

    def _selected_numbers(self) -> list[str]:
        rows = sorted({index.row() for index in self.issued.selectionModel().selectedRows()})
        return [_model(self.issued).key(row) for row in rows]

    def ask_cancel(self) -> None:
        """Ask for the reason, and cancel or replace one receipt."""
        numbers = self._selected_numbers()
        if len(numbers) != 1:
            self.note.say(_("Choose one receipt."), "warn")
            return
        dialog = CancelReceipt(self.desk, numbers[0], self)
        dialog.done_with.connect(self._told_cancelled)
        dialog.open()

    def _told_cancelled(self, told: str) -> None:
        self.said.emit(told)
        self.desk.tell("receipts")
        self.refresh()

    def duplicate(self) -> None:
        """Show the same document marked DUPLICATA; that it was made is journalled."""
        from donations_app.services.receipting import duplicate_receipt

        numbers = self._selected_numbers()
        if len(numbers) != 1:
            self.note.say(_("Choose one receipt."), "warn")
            return
        try:
            content = duplicate_receipt(
                self.desk.books, numbers[0], office=self.desk.office, user=self.desk.user
            )
        except KnownError as error:
            errors.tell(error, self)
            return
        self.document.show_document(content, _("Duplicate of {number}").format(number=numbers[0]))
        self._ask_file(content, f"{file_name(numbers[0])}-duplicata")

    def ask_save(self) -> None:
        """Save the selected documents, one file each."""
        numbers = self._selected_numbers()
        if not numbers:
            self.note.say(_("Choose one receipt."), "warn")
            return
        if len(numbers) == 1:
            from donations_app.services.receipting import receipt_copy

            self._ask_file(receipt_copy(self.desk.books, numbers[0]), file_name(numbers[0]))
            return
        dialog = QFileDialog(self, _("Save the receipts in a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self.save_all(numbers, Path(folder)))
        dialog.open()

    def _ask_file(self, content: bytes, name: str) -> None:
        dialog = QFileDialog(self, _("Save as PDF"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{name}.pdf")
        dialog.fileSelected.connect(lambda path: self._save(content, Path(path)))
        dialog.open()

    def _save(self, content: bytes, path: Path) -> None:
        try:
            with placed(path, force=True) as file:  # the dialog asked before replacing
                file.write(content)
        except KnownError as error:
            errors.tell(error, self)
        else:
            self.said.emit(_("Written: {path}").format(path=isolated(str(path))))

    def save_all(self, numbers: Sequence[str], folder: Path) -> None:
        """Save documents in a folder, off the thread; a file that exists is not replaced."""
        books = self.desk.books

        def work(report: Callable[[int, int], None]) -> int:
            from donations_app.services.receipting import receipt_copy

            for done, number in enumerate(numbers):
                report(done, len(numbers))
                with placed(folder / f"{file_name(number)}.pdf", force=False) as file:
                    file.write(receipt_copy(books, number))
            return len(numbers)

        def told(written: int) -> None:
            said = ngettext("{count} file written in {folder}", "{count} files written in {folder}", written)
            self.said.emit(said.format(count=count(written), folder=isolated(str(folder))))
            self._show_view(self.view.value())

        self._run(work, told, shows_progress=True)

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
            self.progress.setRange(0, 0)
            self.progress_text.setText("")
            self._foot.setCurrentIndex(3)
            self._job.progressed.connect(self._show_progress)

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self.progress_text.setText(_("{done} of {total}").format(done=count(done), total=count(total)))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()


def _model(table: Table) -> WindowedModel[Any]:
    model = table.model()
    if not isinstance(model, WindowedModel):
        raise TypeError("a windowed model was expected")
    return model


def _state_word(row: PlannedReceipt) -> str:
    return _("To look at") if row.warnings else _("Ready")


def _status_words() -> dict[str, str]:
    return {"issued": _("Issued"), "cancelled": _("Cancelled"), "replaced": _("Replaced")}


def row_of(*widgets: QWidget | None) -> QWidget:
    """Put widgets beside each other; nothing stands for the room that is left."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return whole
