"""A file looked at before it is written: its kind, its columns, a verdict for each line, and what will be written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from donations_app import preferences
from donations_app.code_words import together
from donations_app.domain.errors import Cancelled, KnownError
from donations_app.formats.foreign import table_of
from donations_app.formats.mapping import FieldMap, as_json, fits_headings, from_json, guesses, kind_of
from donations_app.formats.tables import Table
from donations_app.i18n import _, count, isolated, money, ngettext
from donations_app.import_words import KINDS, column_words
from donations_app.sentences import sentence
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import ACCEPTED, import_file
from donations_app.services.exchange.preview import (
    REFUSED,
    VERDICTS,
    Preview,
    preview_file,
    save_refused,
)
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.importing.columns import ColumnsCard
from donations_app.ui.importing.past import open_past
from donations_app.ui.importing.rows import RowsTable, reason_of, verdict_words
from donations_app.ui.jobs import Job
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import (
    Card,
    CheckBox,
    Elided,
    Label,
    Segments,
    Wrapped,
    button,
    picture_label,
)
from donations_app.ui.widgets.dialog import FRAME
from donations_app.ui.widgets.fields import ComboBox, Note
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.running import Running

_WAIT: Final = 250  # milliseconds after the last choice until the file is judged again
_COLUMNS: Final = 336


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as it was read, before anything of it is decided."""

    table: Table
    what: str
    headings: int  # by how many of them the kind was guessed


class ImportDialog(QDialog):
    """The file above, its columns on one side, its lines on the other, what will be written below."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget, path: Path) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import a file"))
        self._desk, self._path = desk, path
        self._looked: Looked | None = None
        self._job: Job | None = None
        self.preview: Preview | None = None
        self.written: Imported | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_WAIT)
        self._soon.timeout.connect(self.judge)
        self._make()
        self._lay_out()
        self._connect()
        self.look()

    def _make(self) -> None:
        self.name, self.facts = Elided(self._path.name, "card"), Elided("", "small", "muted")
        self.kind = ComboBox({code: _(text) for code, text in KINDS.items()}, _("What the file lists"))
        self.guessed = Label("", "small", "muted")
        self.columns = ColumnsCard()
        self.tabs = Segments({"": _("All")} | {one: verdict_words(one) for one in VERDICTS}, _("Verdict"))
        self.refusals = button(_("Save the refusals ..."), icon_name="download", clicked=self.ask_refusals)
        self.table: RowsTable | None = None
        self.reason = Wrapped("", "small", "muted")
        self.running, self.note, self.sums = Running(), Note(), Wrapped("", "body")
        self.mode = Segments(
            {"all": _("All or nothing"), "sound": _("The sound ones only")}, _("What is written")
        )
        self.update_ = CheckBox(_("Change people who are recorded otherwise"))
        self.large = CheckBox(_("The large amounts are right"))
        self.large.hide()
        self.past = button(_("Past imports ..."), icon_name="undo-2", clicked=self.show_past)
        self.closes = button(_("Close"), clicked=self.reject)
        self.back = button(_("Take the whole import back"), icon_name="undo-2", clicked=self.take_back)
        self.writes = button(_("Write"), "primary", clicked=self.write)
        for each in (self.refusals, self.past, self.closes, self.back, self.writes):
            each.setAutoDefault(False)
        self.back.hide()

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(*theme().margins(20, 18, 20, 16))
        page.setSpacing(theme().px(12))
        page.addWidget(self._head())
        middle = QHBoxLayout()
        middle.setSpacing(theme().px(12))
        self.columns.setFixedWidth(theme().px(_COLUMNS))
        middle.addWidget(self.columns)
        right = QVBoxLayout()
        right.setSpacing(theme().px(12))
        right.addWidget(self._lines(), 1)
        right.addWidget(self._foot())
        middle.addLayout(right, 1)
        page.addLayout(middle, 1)

    def _head(self) -> Card:
        card = Card(padding=14)
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.facts)
        row.addWidget(picture_label("file-text", theme().info, 22))
        row.addLayout(words, 1)
        row.addWidget(Label(_("This is a list of")))
        row.addWidget(self.kind)
        row.addWidget(self.guessed)
        card.rows.addLayout(row)
        return card

    def _lines(self) -> Card:
        card = Card(padding=14, gap=8)
        card.rows.addWidget(Flow(self.tabs, None, self.refusals))
        self._place = QVBoxLayout()
        card.rows.addLayout(self._place, 1)
        card.rows.addWidget(self.reason)
        return card

    def _foot(self) -> Card:
        card = Card(padding=14, gap=8)
        card.rows.addWidget(self.sums)
        card.rows.addWidget(self.note)
        card.rows.addWidget(self.running)
        card.rows.addWidget(self.update_)
        card.rows.addWidget(self.large)
        card.rows.addWidget(Flow(self.mode, None, self.past, self.back, self.closes, self.writes))
        self.running.hide()
        return card

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda _kind: self._propose())
        self.columns.changed.connect(self._soon.start)
        self.tabs.chosen.connect(lambda verdict: self.table.show_verdict(verdict) if self.table else None)
        self.mode.chosen.connect(lambda _mode: self._tell())
        for box in (self.update_, self.large):
            box.toggled.connect(lambda _on: self._soon.start())
        self.running.stop.stopped.connect(self.stop)
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
        self, work: Callable[[Any], Any], done: Callable[[Any], None], *, may_be_lost: bool = True
    ) -> None:
        self.stop()
        self.running.begin()
        self.running.show()
        self.writes.setEnabled(False)
        job = self._desk.jobs.start(
            work,
            of=self,
            done=lambda found: self._end(job, done, found),
            failed=self._fail,
            may_be_lost=may_be_lost,
        )
        self._job = job
        job.progressed.connect(self.running.show_progress)

    def _end(self, job: Job, done: Callable[[Any], None], found: Any) -> None:
        if job is self._job:
            self._job = None
            self.running.hide()
            done(found)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        self._job = None
        self.running.hide()
        if isinstance(error, KnownError):
            self.preview = None
            self._tell()
            self.note.say(sentence(error) or "", "bad")
        else:
            errors.tell(error, self)

    def stop(self) -> None:
        """Stop what runs."""
        self._soon.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.running.hide()

    def look(self) -> None:
        """Read the file and guess what it is."""
        path = self._path

        def work(_report: object) -> Looked:
            table = table_of(path, "people")
            what, headings = kind_of(table)
            return Looked(table, what, headings)

        self._run(work, self._show_looked)

    def _show_looked(self, looked: Looked) -> None:
        self._looked = looked
        rows = len(looked.table.rows)
        told = ngettext("{count} line", "{count} lines", rows).format(count=count(rows))
        self.facts.setText(together(told, *_written(looked.table)))
        said = ngettext("known by {count} heading", "known by {count} headings", looked.headings)
        self.guessed.setText(said.format(count=count(looked.headings)))
        self.kind.blockSignals(True)  # noqa: FBT003 -- Qt's signature
        self.kind.choose(looked.what)
        self.kind.blockSignals(False)  # noqa: FBT003 -- Qt's signature
        self._propose()

    def _propose(self) -> None:
        """Propose what each heading means: as it was kept for a file with the same headings, or as it is guessed."""
        if self._looked is None:
            return
        what, table = self.kind.value(), self._looked.table
        decided = FieldMap()
        self.columns.name.clear()
        self.columns.keeps.setChecked(False)
        for name, said in preferences.mappings().items():
            kept = from_json(said)
            if kept and kept[0] == what and fits_headings(kept[1], table.headers):
                decided = kept[1]
                self.columns.name.setText(name)
                break
        self.columns.show_guesses(what, guesses(table, what, decided), decided.fills)
        self.update_.setVisible(what == "people")
        self.large.setChecked(False)
        self.judge()

    def judge(self) -> None:
        """Judge every line as it would be written."""
        if self._looked is None or self.written:
            return
        if missing := self.columns.missing():
            self.stop()
            self.preview = None
            self._tell()
            names = together(*map(column_words, missing))
            told = _("The file does not say: {names}. Choose a column, or write what holds for all lines.")
            self.note.say(told.format(names=names), "warn")
            return
        books, path, table, what = self._desk.books, self._path, self._looked.table, self.kind.value()
        decided, update, accept = self.columns.decided(), self._updates(), self._accepted()

        def work(report: Any) -> Preview:
            return preview_file(
                books, what, path, table, decided, accept=accept, update=update, progress=report
            )

        self._run(work, self._show_preview)

    def _accepted(self) -> tuple[str, ...]:
        return ACCEPTED if self.large.isChecked() else ()

    def _updates(self) -> bool:
        return self.kind.value() == "people" and self.update_.isChecked()

    # what is shown

    def _show_preview(self, found: Preview) -> None:
        self.preview = found
        if self.table is not None:
            self._place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.table = RowsTable(self.kind.value(), found)
        self._place.addWidget(self.table)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_reason())
        asked = any(one.problem in ACCEPTED for one in found.answer.rejected)
        self.large.setVisible(asked or self.large.isChecked())
        counts = found.counts
        every = _("All")
        self.tabs.say("", f"{every}  {count(len(found.verdicts))}")
        for verdict in VERDICTS:
            self.tabs.say(verdict, f"{verdict_words(verdict)}  {count(counts.get(verdict, 0))}")
        self.tabs.offer(["", *(verdict for verdict in VERDICTS if counts.get(verdict))])
        self.table.show_verdict(self.tabs.value())
        self._tell()

    def _show_reason(self) -> None:
        """Say the reason of the current line whole: in its row there may be no room."""
        row = self.table.current_row() if self.table is not None else None
        said = reason_of(row) if row is not None else ""
        line = row.line if row is not None else 0
        told = _("Line {line}: {double}").format(line=isolated(str(line)), double=said) if said else ""
        self.reason.setText(told)

    def _tell(self) -> None:
        """Say what will be written, and on the button how much."""
        found = self.preview
        self.tabs.setEnabled(found is not None)
        if self.table is not None:
            self.table.setEnabled(found is not None)
        refused = found.counts.get(REFUSED, 0) if found else 0
        self.refusals.setEnabled(bool(refused))
        if found is None:
            self.sums.setText("")
            self.writes.setText(_("Write"))
            self.writes.setEnabled(False)
            return
        self.sums.setText(self._sums(found))
        lines = found.lines_written
        told = ngettext("Write {count} line", "Write {count} lines", lines)
        self.writes.setText(told.format(count=count(lines)))
        holds = bool(refused) and self.mode.value() == "all"
        self.writes.setEnabled(bool(lines) and not holds and self._job is None and self.written is None)
        self.note.say(self._held(refused, holds=holds), "warn" if refused else "")

    def _held(self, refused: int, *, holds: bool) -> str:
        if not refused:
            return ""
        if holds:
            told = ngettext(
                "{count} line is refused: correct it, or write the sound ones only.",
                "{count} lines are refused: correct them, or write the sound ones only.",
                refused,
            )
        else:
            told = ngettext(
                "{count} line stays behind; save the refusals to correct them.",
                "{count} lines stay behind; save the refusals to correct them.",
                refused,
            )
        return told.format(count=count(refused))

    def _sums(self, found: Preview) -> str:
        answer = found.answer
        nouns = {
            "people": ngettext("{count} person", "{count} people", answer.accepted),
            "projects": ngettext("{count} project", "{count} projects", answer.accepted),
            "payments": ngettext("{count} payment", "{count} payments", answer.accepted),
            "recurring": ngettext("{count} recurring gift", "{count} recurring gifts", answer.accepted),
            "expenses": ngettext("{count} claim", "{count} claims", answer.accepted),
        }
        said = [nouns[self.kind.value()].format(count=count(answer.accepted))]
        if found.amount:
            said.append(money(found.amount))
        if self._updates() and answer.changed:
            told = ngettext("{count} person changed", "{count} people changed", len(answer.changed))
            said.append(told.format(count=count(len(answer.changed))))
        if answer.already:
            told = ngettext("{count} already there", "{count} already there", answer.already)
            said.append(told.format(count=count(answer.already)))
        return _("What will be written: {what}").format(what=together(*said))

    # what it does

    def write(self) -> None:
        """Write the file as it was judged."""
        if self.preview is None or not self.writes.isEnabled() or self._looked is None:
            return
        books, path, table, what = self._desk.books, self._path, self._looked.table, self.kind.value()
        decided, update, partial_ = self.columns.decided(), self._updates(), self.mode.value() == "sound"
        accept = self._accepted()
        self._keep(what, decided)

        def work(report: Any) -> Imported:
            return import_file(
                books,
                what,
                path,
                partial=partial_,
                accept=accept,
                update=update,
                decided=decided,
                table=table,
                progress=report,
            )

        self._run(work, self._after_writing, may_be_lost=False)

    def _keep(self, what: str, decided: FieldMap) -> None:
        name = self.columns.name.text().strip()
        if self.columns.keeps.isChecked() and name:
            preferences.keep_mapping(name, as_json(what, decided))

    def _after_writing(self, answer: Imported) -> None:
        if not answer.saved:  # somebody wrote meanwhile what this file holds
            self.judge()
            return
        self.written = answer
        told = _("Written: {what}. The import {ref} can be taken back while nothing has built on it.")
        said = told.format(what=self.sums.text().partition(": ")[2] or "–", ref=isolated(answer.ref))
        self._show_done(said)
        self.back.setVisible(bool(answer.ref))
        self.said.emit(said)

    def _show_done(self, said: str) -> None:
        self.note.say(said, "ok")
        for each in (self.kind, self.columns, self.mode, self.update_, self.large, self.writes):
            each.setEnabled(False)

    def take_back(self) -> None:
        """Take back all that was just written."""
        if self.written is None:
            return
        books, ref = self._desk.books, self.written.ref
        self.back.setEnabled(False)

        def done(_one: object) -> None:
            self.back.hide()
            said = _("The import {ref} is taken back.").format(ref=isolated(ref))
            self._show_done(said)
            self.said.emit(said)

        self._run(lambda report: take_back_import(books, ref, progress=report), done, may_be_lost=False)

    def ask_refusals(self) -> None:
        """Ask where the refused lines are saved."""
        name = _("{name}-refused").format(name=self._path.stem)
        ask_place(self, _("Save the refusals"), name, ("csv",), then=self.save_refusals)

    def save_refusals(self, path: Path) -> None:
        """Save the refused lines with a column of reasons."""
        found, looked = self.preview, self._looked
        if found is None or looked is None:
            return
        headings = _("Line"), _("Reason")

        def work(_report: object) -> int:
            rows = found.rows(found.places(REFUSED))
            reasons = {row.line: reason_of(row) for row in rows if row}
            return save_refused(found, looked.table, path, reasons, headings=headings)

        def done(number: int) -> None:
            told = _("{count} refused lines saved in {path}")
            self.said.emit(told.format(count=count(number), path=isolated(path.name)))
            self._tell()

        self._run(work, done)

    def show_past(self) -> None:
        """Show the imports before this one."""
        open_past(self._desk, self, self.said.emit)

    def reject(self) -> None:
        """Close; what is being judged is stopped, what is being written is waited for."""
        self.stop()
        super().reject()


def _written(table: Table) -> list[str]:
    """Return how a file is written: its sheet, or the mark between its cells, and its code page."""
    if table.sheet:
        return [_("sheet {name}").format(name=isolated(table.sheet))]
    mark = table.dialect.rpartition(" ")[2].strip("'")
    said = [_("separated by {mark}").format(mark=isolated("Tab" if mark == "\\t" else mark))]
    return [*said, isolated(table.code_page)] if table.code_page else said


def open_import(desk: Desk, parent: QWidget, path: Path, said: Callable[[str], object]) -> ImportDialog:
    """Show what a file holds, and say what was done with it."""
    dialog = ImportDialog(desk, parent, path)
    dialog.said.connect(said)
    dialog.open()
    return dialog
