"""The whole books checked, with what was kept outside of them; and how far they are, to be kept outside."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from donations_app.db.queries.register import audit_heads
from donations_app.domain.errors import Cancelled
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Job, Work
from donations_app.ui.registers.pane import Pane, filling
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.ui.widgets.places import file_dialog
from donations_app.ui.widgets.running import Running
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.words.anchors import (
    head_of,
    proved_lines,
    signed_line,
    unknown_sentence,
    unsigned_line,
    whole_sentence,
)
from donations_app.words.faults import said_of_fault

if TYPE_CHECKING:
    from donations_app.services.audit.verify import Verified
    from donations_app.services.exchange.anchors import Brought

_SHOWN = 30  # faults that are told one by one


class VerifyPane(Pane):
    """Heads of the audit chains, what is brought from outside, and what a verification finds."""

    endings = (".json",)
    is_of_year = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.files: list[Path] = []
        self._job: Job | None = None
        self._heads: list[tuple[str, int, str]] = []
        self.heads = Wrapped("", "small")
        self.heads.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.typed = TextEdit(_("A head printed on paper"))
        self.typed.setPlaceholderText(isolated("MRS=3f0a9bc4 ..."))
        self.field = Field(_("A head printed on a register or a deposit slip, with its office"), self.typed)
        self.brought = Wrapped("", "small", "muted")
        self.verdict, self.told, self.doubt = Note(), Wrapped("", "small"), Wrapped("", "small", "muted")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.running = Running()
        self.running.hide()
        self.bringer = button(_("Bring a file ..."), clicked=self.ask_file)
        self.mailer = button(_("Send an anchor ..."), "", "mail", self.ask_mail)
        self.starter = button(_("Verify now"), "primary", "circle-check", self.verify)
        self.running.stop.stopped.connect(lambda: self._job.cancel() if self._job else None)
        self._lay_out()

    def _lay_out(self) -> None:
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(*theme().margins(4, 4, 4, 0))
        rows.setSpacing(theme().px(12))
        rows.addWidget(Label(_("Heads of the audit chains"), "strong"))
        rows.addWidget(self.heads)
        rows.addWidget(Label(_("Kept outside the books"), "strong"))
        rows.addWidget(self.field)
        rows.addWidget(self.brought)
        rows.addWidget(Label(_("What was found"), "strong"))
        for made in (self.running, self.verdict, self.told, self.doubt):
            rows.addWidget(made)
        rows.addStretch(1)
        filling(self, Scrolled(whole))
        self._show_files()
        self.told.hide()
        self.doubt.setText(unknown_sentence())

    def leads(self) -> list[QPushButton]:
        return [self.mailer, self.bringer, self.starter]

    def first_field(self) -> QWidget | None:
        return self.typed

    # what it shows

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(_report: Callable[[int, int], None]) -> list[tuple[str, int, str]]:
            with books.read() as session:
                return audit_heads(session)

        return read

    def show_found(self, found: list[tuple[str, int, str]]) -> None:
        self._heads = found
        lines = [f"{isolated(code)}  {count(n)}  {isolated(head)}" for code, n, head in found if n]
        self.heads.setText("\n".join(lines))

    def headline(self) -> str:
        entries = sum(n for _office, n, _head in self._heads)
        told = ngettext("{count} link in the audit chains", "{count} links in the audit chains", entries)
        return told.format(count=count(entries))

    def file_name(self) -> str:
        return f"ancrage-{self.desk.today().isoformat()}"

    def saving(self, path: Path) -> Work:
        books, signer = self.desk.books, self.desk.signing.taken()

        def write(_report: Callable[[int, int], None]) -> Any:
            from donations_app.services.exchange.anchors import write_anchor

            return write_anchor(books, path, signer(), force=True)  # the dialog asked before replacing

        return write

    # what it does

    def ask_file(self) -> None:
        """Ask for an anchor or a backup that was kept elsewhere."""
        dialog = file_dialog(self, _("Bring an anchor or a backup ..."))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Anchors and backups (*.json *.zip)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda chosen: self.bring(Path(chosen)))
        dialog.open()

    def ask_mail(self) -> None:
        """Ask to whom an anchor is e-mailed."""
        from donations_app.ui.registers.anchor_question import MailAnchor

        asked = MailAnchor(self.desk, self.desk.machine.auditor, self)
        asked.sent.connect(self._mailed)
        asked.open()

    def _mailed(self, to: str) -> None:
        self.desk.machine.remember_auditor(to)
        self.said.emit(_("Sent to {address}.").format(address=isolated(to)))

    def bring(self, path: Path) -> None:
        """Hold the next verification against a file, too."""
        if path not in self.files:
            self.files.append(path)
        self._show_files()

    def _show_files(self) -> None:
        names = [isolated(str(path)) for path in self.files]
        self.brought.setText("\n".join(names) or _("No file was brought."))

    def verify(self) -> None:
        """Check everything, against what was brought; a head that cannot be read is told at its field."""
        typed = self.typed.text().strip()
        head = head_of(typed)
        is_readable = head is not None or not typed
        self.field.say("" if is_readable else _("write the head like MRS=3f0a..., 64 letters and digits"))
        if self._job is not None or not is_readable:
            return
        books, files, heads = self.desk.books, list(self.files), [head] if head else []

        def work(report: Callable[[int, int], None]) -> "tuple[Verified, list[Brought]]":
            from donations_app.services.audit.verify import verify
            from donations_app.services.exchange.anchors import brought, outside

            some = [brought(path) for path in files]
            known = outside(some, heads)
            found = verify(books, progress=report, anchors=known.heads, known_books=known.books)
            return found, some

        self._allow(may=False)
        self._job = self.desk.jobs.start(work, of=self, done=self._show, failed=self._failed)
        self._job.progressed.connect(self.running.show_progress)

    def _allow(self, *, may: bool) -> None:
        self.starter.setEnabled(may)
        self.bringer.setEnabled(may)
        self.running.setVisible(not may)
        if not may:
            self.running.begin()

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self._allow(may=True)
        if isinstance(error, Cancelled):
            self.said.emit(_("Stopped: nothing was found out."))
        else:
            self.files.clear()  # one of them cannot be read, or proves nothing
            self._show_files()
            errors.tell(error, self)

    def _show(self, found: "tuple[Verified, list[Brought]]") -> None:
        self._job = None
        self._allow(may=True)
        verified, files = found
        faults = [said_of_fault(one) for one in verified.faults]
        self.verdict.say(*_verdict(len(faults), verified))
        lines = faults[:_SHOWN] + (["…"] if len(faults) > _SHOWN else [])
        if verified.anchored and not faults:
            lines += proved_lines(verified.proved, verified.lengths)
        signed = [(str(one.path), one.signed) for one in files if one.is_anchor]
        lines += [
            signed_line(path, by.name, by.fingerprint) if by else unsigned_line(path) for path, by in signed
        ]
        self.told.setText("\n".join(lines))
        self.told.setVisible(bool(lines))
        self.doubt.setText("" if self.files or self.typed.text().strip() else unknown_sentence())
        self.said.emit(self.verdict.text)


def _verdict(faults: int, verified: "Verified") -> tuple[str, str]:
    if faults:
        told = ngettext(
            "{count} thing is not as the program left it.",
            "{count} things are not as the program left them.",
            faults,
        )
        return told.format(count=count(faults)), "bad"
    return whole_sentence(verified.entries), "ok"
