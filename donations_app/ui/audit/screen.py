"""The auditor's morning: draw, follow each receipt back with Enter, keep notes apart, take the pack away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from donations_app.domain.errors import Cancelled
from donations_app.domain.tracing import Trace
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.audit.sample import FORMATS, sample_receipts
from donations_app.services.audit.trace import trace_receipt
from donations_app.ui import errors
from donations_app.ui.audit.drawing import Draw
from donations_app.ui.audit.following import TraceView
from donations_app.ui.audit.notes import NotesPane
from donations_app.ui.audit.sample import SamplePane
from donations_app.ui.desk import Desk
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, set_kind, tool
from donations_app.ui.widgets.fields import TextEdit
from donations_app.ui.widgets.parted import parted_or_below
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.segments import Segments
from donations_app.ui.widgets.signs import key_row

Report = Callable[[int, int], None]

_CARD = 298  # pixels inside each of the two cards, at the least


class AuditState(Struct, frozen=True):
    """What another window goes on with."""

    draw: Draw | None
    drawn: Any
    marks: dict[str, str]
    number: str
    note: str
    place: Path


class AuditScreen(Screen):
    """What an auditor works in; the books are only read."""

    code = "audit"
    nouns = frozenset(("receipts", "payments"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.number = ""  # of the receipt looked at

    def build(self) -> None:
        self.view = Segments({"sample": _("Sample"), "notes": _("Notes")}, _("What is shown"))
        self.sample, self.notes = SamplePane(self.desk), NotesPane(self.desk)
        self.page = Segments({"trace": _("Trace"), "document": _("Document")}, _("How it is shown"))
        self.trace, self.document = TraceView(), PdfView()
        self.note = TextEdit(_("Note on this receipt"), limit=500)
        self.note.setPlaceholderText(_("Note on this receipt, kept apart from the books"))
        self.note.setToolTip(self.note.placeholderText())
        self._lay_out()
        self._connect()
        self.notes.read_again()

    def _lay_out(self) -> None:
        self._left, self._right = QStackedWidget(), QStackedWidget()
        for listed in (self.sample, self.notes):
            self._left.addWidget(listed)
        for shown in (self.trace, self.document):
            self._right.addWidget(shown)
        card = Card(padding=16, gap=12)
        card.rows.addWidget(self.view)
        card.rows.addStrut(theme().px(_CARD))
        card.rows.addWidget(self._left, 1)
        split = parted_or_below(card, self._followed())
        split.setSizes([520, 560])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 12))
        rows.setSpacing(theme().px(8))
        rows.addWidget(split, 1)
        rows.addWidget(
            key_row(
                ("⏎", _("keep the note, next receipt")),
                ("Ctrl+↑", _("the one before")),
                ("Ctrl+↓", _("the one after")),
            )
        )

    def _followed(self) -> Card:
        card = Card(padding=16, gap=10)
        card.rows.addStrut(theme().px(_CARD))
        head = QHBoxLayout()
        head.setSpacing(theme().px(8))
        self.position = Label("", "label", "muted")
        self.back = tool("chevron-left", _("The one before (Ctrl+Up)"), lambda: self.sample.step(-1))
        self.on = tool("chevron-right", _("The one after (Ctrl+Down)"), lambda: self.sample.step(1))
        head.addWidget(self.page, 1)
        for widget in (self.back, self.position, self.on):
            head.addWidget(widget)
        self.kept = Wrapped("", "small")
        self.next = button(_("Next"), "", "corner-down-left", self.go_on)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(10))
        foot.addWidget(self.note, 1)
        foot.addWidget(self.next)
        card.rows.addLayout(head)
        card.rows.addWidget(self._right, 1)
        card.rows.addWidget(self.kept)
        card.rows.addLayout(foot)
        return card

    def _connect(self) -> None:
        self.view.chosen.connect(self.show_view)
        self.page.chosen.connect(self.show_page)
        self.sample.form.asked.connect(self.draw)
        self.sample.looked_at.connect(self.show_number)
        self.sample.entered.connect(self.go_on)
        self.sample.saver.clicked.connect(self.ask_save)
        self.sample.packer.clicked.connect(self.ask_pack)
        self.notes.looked_at.connect(self._show_noted)
        self.notes.read.connect(self._show_kept)
        self.notes.said.connect(self.said)
        self.note.returnPressed.connect(self.go_on)
        for key, by in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            shortcut = QShortcut(QKeySequence(key), self, lambda by=by: self.sample.step(by))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._allow()

    def subtitle(self) -> str:
        return _("A sample, each receipt followed back to its bank line; the books are only read")

    def refresh(self) -> None:
        """Read the notes again, and the receipt looked at."""
        self.notes.read_again()
        self.show_number(self.number)

    def show_view(self, view: str) -> None:
        """Show the sample or the notes."""
        self.view.choose(view)
        self._left.setCurrentIndex(("sample", "notes").index(view))
        if view == "notes":
            self.notes.read_again()

    def show_page(self, page: str) -> None:
        """Show the trace or the document."""
        self.page.choose(page)
        self._right.setCurrentIndex(("trace", "document").index(page))
        self.show_number(self.number)

    # the sample

    def draw(self, asked: Draw) -> None:
        """Draw off the thread, then look at the first."""
        self.sample.summary.setText(_("The register is being read ..."))
        self._start(lambda _report: self._drawn(asked), lambda drawn: self._show_drawn(asked, drawn))

    def _drawn(self, asked: Draw, out: Path | None = None) -> Any:
        return sample_receipts(
            self.desk.books,
            asked.year,
            size=asked.size,
            seed=asked.seed,
            above=asked.above,
            by_form=asked.by_form,
            out=out,
            form=out.suffix[1:].lower() if out else "pdf",
            force=True,
        )

    def _show_drawn(self, asked: Draw, drawn: Any) -> None:
        self.sample.show_sample(asked, drawn)
        self._show_kept()
        if drawn.lines:
            self.note.setFocus()
        else:
            self.sample.summary.setText(_("No receipt was issued on the gifts of this year."))

    def ask_save(self) -> None:
        """Ask where to save the sample: the list with a page for each receipt, or the list alone."""
        if self.sample.draw is not None:
            draw = self.sample.draw
            name = f"echantillon-{draw.year}-{draw.seed}"
            ask_place(self, _("Save the sample ..."), name, FORMATS, then=self.save)

    def save(self, path: Path) -> None:
        """Save the sample off the thread; when it is another by now, that one is shown."""
        if self.sample.draw is None:
            return
        asked, seen = self.sample.draw, self.sample.drawn
        if path.suffix[1:].lower() not in FORMATS:
            path = path.with_name(f"{path.name}.pdf")

        def told(drawn: Any) -> None:
            self.said.emit(_("Written: {path}").format(path=isolated(str(path))))
            if drawn != seen:
                self._show_drawn(asked, drawn)
                self.said.emit(_("Receipts were issued meanwhile: the file and the page hold the new draw."))

        self._start(lambda _report: self._drawn(asked, path), told, may_be_lost=False)

    def ask_pack(self) -> None:
        """Ask where to put the pack of the year."""
        year = int(self.sample.form.year.value())
        ask_place(
            self,
            _("Make the pack ..."),
            f"dossier-commissaire-{year}",
            ("zip",),
            then=lambda path: self.pack(path, year),
        )

    def pack(self, path: Path, year: int) -> None:
        """Make the pack off the thread; it can be stopped from the status bar."""
        desk = self.desk

        def work(report: Report) -> Any:
            from donations_app.services.audit.pack import write_pack

            return write_pack(desk.books, path, year, progress=report, force=True)

        def told(packed: Any) -> None:
            self.sample.packer.setEnabled(True)
            said = ngettext(
                "{count} receipt and the whole audit trail: {path}",
                "{count} receipts and the whole audit trail: {path}",
                packed.receipts,
            )
            self.said.emit(said.format(count=count(packed.receipts), path=isolated(str(path))))

        self.sample.packer.setEnabled(False)
        self._start(work, told, may_be_lost=False)

    # the receipt looked at

    def show_number(self, number: str) -> None:
        """Follow a receipt back off the thread; what was asked for last is shown."""
        self.number = number
        self._allow()
        self._show_kept()
        if not number:
            self.trace.show_trace(None)
            self.document.show_document(b"", "")
            return
        books = self.desk.books
        self._start(lambda _report: trace_receipt(books, number), self._show_trace)
        if self.page.value() == "document":
            self._start(lambda _report: (number, _document(books, number)), self._show_document)

    def _show_trace(self, trace: Trace) -> None:
        if trace.number != self.number:
            return
        self.trace.show_trace(trace)
        if not (trace.is_intact and trace.is_balanced):
            self.sample.mark(trace.number, "differs")

    def _show_document(self, found: tuple[str, bytes]) -> None:
        number, content = found
        if number == self.number:
            self.document.show_document(content, number)

    def _show_noted(self, number: str) -> None:
        if not self.sample.look_at(number):
            self.show_number(number)

    def _show_kept(self) -> None:
        """Show the notes on the receipt looked at, and mark those of the sample."""
        said = [
            _("{who}: {note}").format(who=isolated(note.by), note=note.text)
            for note in self.notes.of(self.number)
        ]
        self.kept.setText("\n".join(said))
        self.kept.setVisible(bool(said))
        for line in self.sample.drawn.lines if self.sample.drawn else ():
            if self.notes.of(line.number):
                self.sample.mark(line.number, "noted")

    def _allow(self) -> None:
        at, of = self.sample.position
        is_drawn = bool(of) and self.sample.number == self.number
        self.position.setText(
            _("{done} of {total}").format(done=count(at), total=count(of)) if is_drawn else ""
        )
        self.back.setEnabled(is_drawn and at > 1)
        self.on.setEnabled(is_drawn and at < of)
        self.next.setEnabled(bool(self.number))
        set_kind(self.next, "primary" if self.number else "", "corner-down-left")
        set_kind(self.sample.form.drawer, "" if self.number else "primary")  # one at a time
        self.note.setEnabled(bool(self.number))

    def go_on(self) -> None:
        """Keep the note if one is typed, mark the receipt as seen, and look at the next."""
        number, text = self.number, self.note.text().strip()
        if not number or (text and not self.notes.keep(number, text)):
            return
        self.note.setText("")
        if self.sample.number == number:
            self.sample.mark(number, "seen")
            if not self.sample.step(1):
                self.said.emit(_("That was the last receipt of the sample."))
        self.note.setFocus()

    # jobs

    def _start(
        self, work: Callable[[Report], Any], done: Callable[[Any], None], *, may_be_lost: bool = True
    ) -> None:
        self.desk.jobs.start(work, of=self, done=done, failed=self._tell, may_be_lost=may_be_lost)

    def _tell(self, error: BaseException) -> None:
        self.sample.packer.setEnabled(True)
        if not isinstance(error, Cancelled):
            errors.tell(error, self)

    # what is not saved

    def give(self) -> object:
        if not self._is_built:
            return None
        sample = self.sample
        return AuditState(
            sample.draw, sample.drawn, sample.marks, self.number, self.note.text(), self.notes.place
        )

    def take(self, state: object) -> None:
        if not isinstance(state, AuditState):
            return
        self.build_once()
        self.is_stale = False
        self.notes.use(state.place)
        self.sample.show_sample(state.draw, state.drawn, state.marks)
        self._show_noted(state.number)
        self.note.setText(state.note)

    def unsaved(self) -> str:
        if not self._is_built or not self.note.text().strip():
            return ""
        return _("A note on the receipt {number} is typed and not kept.").format(number=isolated(self.number))

    def save_unsaved(self) -> bool:
        if not self.notes.keep(self.number, self.note.text()):
            return False
        self.note.setText("")
        return True


def _document(books: Any, number: str) -> bytes:
    from donations_app.services.receipts.copies import receipt_copy

    return receipt_copy(books, number)
