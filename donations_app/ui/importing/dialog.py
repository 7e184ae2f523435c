"""A file looked at before it is written: its kind, its columns, a verdict for each line, and what will be written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from donations_app.db.books import Books
from donations_app.domain.errors import Cancelled, KnownError
from donations_app.domain.money import ZERO
from donations_app.formats.foreign import table_of
from donations_app.formats.mapping import FieldMap, as_json, kind_of
from donations_app.formats.tables import Table
from donations_app.i18n import _, count, isolated
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.platform_choices import KIND as PLATFORM
from donations_app.services.exchange.platform_choices import as_json as export_as_json
from donations_app.services.exchange.platform_drafts import Decided
from donations_app.services.exchange.preview import Asked, Preview, preview_file
from donations_app.services.exchange.rejudging import Judged, preview_again
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.ui import errors
from donations_app.ui.alarm import warn_of_shares
from donations_app.ui.desk import Desk
from donations_app.ui.importing.campaigns import CampaignsCard
from donations_app.ui.importing.columns import ColumnsCard, kept_for
from donations_app.ui.importing.exports import Offered, judging, kind_or, offered, writing
from donations_app.ui.importing.foot import Foot
from donations_app.ui.importing.head import Head, Looked
from donations_app.ui.importing.lines import LinesCard
from donations_app.ui.importing.past import open_past
from donations_app.ui.importing.rows import save_refusals
from donations_app.ui.importing.taking_back import TakingBack, import_doing
from donations_app.ui.jobs import Job
from donations_app.ui.theme import theme
from donations_app.ui.widgets.dialog import FRAME, Careful, scrolled_page
from donations_app.ui.widgets.parted import parted_or_below
from donations_app.ui.widgets.places import ask_place
from donations_app.words.codes import together
from donations_app.words.imports import column_words
from donations_app.words.sentences import sentence

_WAIT: Final = 250  # milliseconds after the last choice until the file is judged again
_COLUMNS, _HIGH = 352, 420  # pixels of the card of columns, at the least


class ImportDialog(Careful):
    """The file above, its columns on one side, its lines on the other, what will be written below."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget, path: Path) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import a file"))
        self.setObjectName("page")  # it holds cards
        self._desk, self._path = desk, path
        self._looked: Looked | None = None
        self._job: Job | None = None
        self._proposed, self._proposed_places = FieldMap(), Decided()
        self._judged: Judged | None = None  # as the lines stand; none: another kind, or other books by now
        self.preview: Preview | None = None
        self.written: Imported | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_WAIT)
        self._soon.timeout.connect(self.judge)
        self._make()
        self._lay_out()
        self._connect()
        self._desk.changed.connect(self._forget_judged)
        self.look()

    def _forget_judged(self, _nouns: object = None) -> None:
        """Judge all of the file next time: the books say something else now."""
        self._judged = None

    def _make(self) -> None:
        self.head = Head(self._path.name)
        self.columns, self.lines, self.foot = ColumnsCard(), LinesCard(), Foot()
        self.campaigns, self.left = CampaignsCard(), QStackedWidget()
        self.left.addWidget(self.columns)
        self.left.addWidget(self.campaigns)
        self.lines.guide_through(self.head.kind.value())

    def _lay_out(self) -> None:
        page = QVBoxLayout(scrolled_page(self))
        page.setContentsMargins(*theme().margins(20, 18, 20, 16))
        page.setSpacing(theme().px(12))
        page.addWidget(self.head)
        self.left.setMinimumSize(theme().px(_COLUMNS), theme().px(_HIGH))
        beside = QWidget()
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme().px(12))
        right.addWidget(self.lines, 1)
        right.addWidget(self.foot)
        middle = parted_or_below(self.left, beside)
        middle.setSizes([theme().px(_COLUMNS), theme().px(3 * _COLUMNS)])
        middle.setStretchFactor(1, 1)
        page.addWidget(middle, 1)

    def _connect(self) -> None:
        foot = self.foot
        self.head.kind.chosen.connect(lambda _kind: self._propose())
        self.columns.changed.connect(self._soon.start)
        self.campaigns.changed.connect(self._soon.start)
        self.lines.corrected.connect(self.judge)
        self.lines.refusals_wanted.connect(self.ask_refusals)
        foot.judged_otherwise.connect(self._soon.start)
        foot.mode.chosen.connect(lambda _mode: self._tell())
        foot.running.stop.stopped.connect(self.stop)
        for pressed, does in (
            (foot.past, self.show_past),
            (foot.closes, self.leave),
            (foot.back, self.take_back),
            (foot.writes, self.write),
        ):
            pressed.clicked.connect(does)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.write)

    def sizeHint(self) -> QSize:
        parent = self.parentWidget()
        around = parent.window().size() if parent else super().sizeHint()
        return around.shrunkBy(FRAME).boundedTo(QSize(theme().px(1320), theme().px(860)))

    def showEvent(self, event: QShowEvent) -> None:
        self.resize(self.sizeHint().boundedTo(self.screen().availableGeometry().size().shrunkBy(FRAME)))
        super().showEvent(event)

    # what is read

    def _run(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        *,
        may_be_lost: bool = True,
        is_open: bool = False,
    ) -> None:
        """Do what takes long; where the lines stay open, what is corrected meanwhile begins it anew."""
        self.stop()
        self.foot.running.begin()
        self.foot.running.show()
        self.foot.writes.setEnabled(False)
        self.lines.tell(self.preview, is_open=is_open)
        job = self._desk.jobs.start(
            work,
            of=self,
            done=lambda found: self._end(job, done, found),
            failed=self._fail,
            may_be_lost=may_be_lost,
        )
        self._job = job
        job.progressed.connect(self.foot.running.show_progress)

    def _end(self, job: Job, done: Callable[[Any], None], found: Any) -> None:
        if job is self._job:
            self._job = None
            self.foot.running.hide()
            done(found)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        self._job = None
        self.foot.running.hide()
        if isinstance(error, KnownError):
            self.preview = None
            self._tell()
            self.foot.note.say(sentence(error) or "", "bad")
        else:
            errors.tell(error, self)

    def stop(self) -> None:
        """Stop what runs."""
        self._soon.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.foot.running.hide()

    def look(self) -> None:
        """Read the file and guess what it is."""
        path = self._path

        def work(_report: object) -> Looked:
            table = table_of(path, "people")
            what, headings = kind_or(table, kind_of)
            return Looked(table, what, headings)

        self._run(work, self._show_looked)

    def _show_looked(self, looked: Looked) -> None:
        self._looked = looked
        self.head.show_looked(looked)
        self._propose()

    def _propose(self) -> None:
        """Propose what each heading means: as it was kept for a file with the same headings, or as it is guessed."""
        if self._looked is None:
            return
        what, table = self.head.kind.value(), self._looked.table
        self.left.setCurrentWidget(self.campaigns if what == PLATFORM else self.columns)
        self.foot.ask_anew(what)
        self.lines.forget()
        if what == PLATFORM:
            self._run(offered(self._desk.books, table, self._desk.today()), self._show_offered)
            return
        self.lines.guide_through(what)
        name, kept = kept_for(what, table)
        self.columns.kept_as.show(name)
        self.columns.show_table(what, table, kept)
        self._proposed = self.columns.decided()
        self.judge()

    def _show_offered(self, found: Offered) -> None:
        """Show the campaigns of an export, and judge it."""
        self.campaigns.kept_as.show(found.name)
        self.campaigns.show_campaigns(found.campaigns, found.projects, found.kept)
        self._proposed_places = self.campaigns.decided()
        self.judge()

    def judge(self) -> None:
        """Judge every line as it would be written."""
        if self._looked is None or self.written:
            return
        if self.head.kind.value() == PLATFORM:
            self._judge_export(self._looked.table)
            return
        if missing := self.columns.missing():
            self.stop()
            self.preview = None
            self._tell()
            names = together(*map(column_words, missing))
            told = _("The file does not say: {names}. Choose a column, or write what holds for all lines.")
            self.foot.note.say(told.format(names=names), "warn")
            return
        books, path, table, what = self._desk.books, self._path, self._looked.table, self.head.kind.value()
        decided, how = self.columns.decided(), self._how()
        before = self._judged if self._judged and self._judged.is_by(what, decided, how) else None

        def work(report: Any) -> Judged:
            if before:
                found = preview_again(books, path, table, before, how["corrections"], progress=report)
            else:
                found = preview_file(books, what, path, table, decided, progress=report, **how)
            return Judged(what, decided, how, found)

        self._run(work, self._show_judged, is_open=True)

    def _judge_export(self, table: Table) -> None:
        decided, accept = self.campaigns.decided(), self.foot.accepts
        self._run(judging(self._desk.books, self._path, table, decided, accept=accept), self._show_judged)

    def _how(self) -> Asked:
        """Return what was decided of the file beside its columns."""
        columns = {*self.columns.decided().columns.values(), *self.columns.decided().fills}
        self.lines.forget(columns)
        return Asked(corrections=self.lines.corrections(), accept=self.foot.accepts, update=self.foot.updates)

    # what is shown

    def _show_judged(self, judged: Judged) -> None:
        self._judged, self.preview = judged, judged.preview
        self.lines.show_preview(self.head.kind.value(), judged.preview)
        self.foot.show_asked(judged.preview)
        self._tell()

    def _tell(self) -> None:
        """Say what will be written."""
        is_idle = self._job is None and self.written is None
        self.lines.tell(self.preview, is_open=is_idle)
        self.foot.tell(self.head.kind.value(), self.preview, is_idle=is_idle)

    # what it does

    def write(self) -> None:
        """Write the file as it was judged; where it changes what is recorded and a share falls by it, ask first."""
        if self.preview is None or not self.foot.writes.isEnabled() or self._looked is None:
            return
        books, path, table, what = self._desk.books, self._path, self._looked.table, self.head.kind.value()
        if what == PLATFORM:
            self._write_export(table)
            return
        decided, how, is_partial = self.columns.decided(), self._how(), self.foot.is_partial
        self.columns.kept_as.keep(as_json(what, decided))

        def work(books: Books, report: Any) -> Imported:
            return import_file(
                books, what, path, table=table, progress=report, decided=decided, partial=is_partial, **how
            )

        def does() -> None:
            self._run(lambda report: work(books, report), self._after_writing, may_be_lost=False)

        def ask(foreseen: Foreseen[Imported]) -> None:
            doing = import_doing("", path.name, ZERO, does)
            if not warn_of_shares(self._desk, self, foreseen, _("Write"), doing):
                does()

        if self.foot.updates:
            self._run(lambda report: foresee(books, lambda twin: work(twin, report)), ask, may_be_lost=False)
        else:
            does()

    def _write_export(self, table: Table) -> None:
        decided, accept, is_partial = self.campaigns.decided(), self.foot.accepts, self.foot.is_partial
        self.campaigns.kept_as.keep(export_as_json(decided))
        work = writing(self._desk.books, self._path, table, decided, accept=accept, partial=is_partial)
        self._run(work, self._after_writing, may_be_lost=False)

    def _after_writing(self, answer: Imported) -> None:
        if not answer.saved:  # somebody wrote meanwhile what this file holds
            self._forget_judged()
            self.judge()
            return
        self.written = answer
        said = self.foot.written_words(answer)
        self._show_done(said)
        self.foot.back.setVisible(bool(answer.ref))
        self.said.emit(said)

    def _show_done(self, said: str) -> None:
        self.foot.show_done(said)
        self.lines.tell(self.preview, is_open=False)
        for each in (self.head.kind, self.left):
            each.setEnabled(False)

    def take_back(self) -> None:
        """Take back all that was just written; where a share falls by it, ask first."""
        if self.written is None:
            return

        def run(work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
            self.foot.back.setEnabled(False)
            self._run(work, done, may_be_lost=False)

        back = TakingBack(
            self._desk, self, run, asked=lambda: self.foot.back.setEnabled(True), done=self._taken_back
        )
        back.begin(self.written.ref)

    def _taken_back(self, said: str) -> None:
        self.foot.back.hide()
        self._show_done(said)
        self.said.emit(said)

    def ask_refusals(self) -> None:
        """Ask where the refused lines are saved."""
        name = _("{name}-refused").format(name=self._path.stem)
        ask_place(self, _("Save the refusals"), name, ("csv",), then=self.save_refusals)

    def save_refusals(self, path: Path) -> None:
        """Save the refused lines with a column of reasons."""
        found, looked = self.preview, self._looked
        if found is None or looked is None:
            return

        def done(number: int) -> None:
            told = _("{count} refused lines saved in {path}")
            self.said.emit(told.format(count=count(number), path=isolated(path.name)))
            self._tell()

        self._run(lambda _report: save_refusals(found, looked.table, path), done)

    def show_past(self) -> None:
        """Show the imports before this one."""
        open_past(self._desk, self, self.said.emit)

    def is_typed(self) -> bool:
        """Tell whether something is decided of the file that was not written yet."""
        if self.written is not None or self._looked is None:
            return False
        is_decided = self.columns.decided() != self._proposed
        if self.head.kind.value() == PLATFORM:
            is_decided = self.campaigns.decided() != self._proposed_places
        return is_decided or bool(self.lines.corrections()) or super().is_typed()

    def reject(self) -> None:
        """Close; what is being judged is stopped, what is being written is waited for."""
        self.stop()
        super().reject()


def open_import(desk: Desk, parent: QWidget, path: Path, said: Callable[[str], object]) -> ImportDialog:
    """Show what a file holds, and say what was done with it."""
    dialog = ImportDialog(desk, parent, path)
    dialog.said.connect(said)
    dialog.open()
    return dialog
