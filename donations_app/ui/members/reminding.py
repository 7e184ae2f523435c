"""Calls and reminders before they go: all letters to look at, then printed or sent by a second press."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from donations_app.db.queries.settings import mail_account
from donations_app.domain.dues_calls import CallPlan, counted
from donations_app.domain.errors import Cancelled
from donations_app.dues_words import left_out_word
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.phrases import problem_sentence
from donations_app.sentences import sentence
from donations_app.services.deliveries.dues_calls import CallOrder, looked_at, print_calls
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.running import Running

if TYPE_CHECKING:
    from donations_app.services.deliveries.dues_mail import CallRun

Report = Callable[[int, int], None]
_LISTED: Final = 8  # names of those left out, told at once


class Prepare(Dialog):
    """Shows the letters of a run; each way goes by a press of its own, and what went is noted."""

    said = Signal(str)

    def __init__(self, desk: Desk, order: CallOrder, parent: QWidget) -> None:
        super().__init__(_("Letters about dues of {year}").format(year=isolated(str(order.year))), parent)
        self._desk, self._order = desk, order
        self.plan = CallPlan((), ())
        self._account = desk.read(mail_account, desk.today())
        self.preview = PdfView(empty=_("The letters are drawn here."))
        self.told, self.left, self.note = Wrapped("", "strong"), Note(), Note()
        self.password = TextEdit(_("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.password_field = Field(_("Password of the mail account"), self.password)
        self.prints = button("", icon_name="printer", clicked=self.ask_print)
        self.sends = button("", icon_name="mail", clicked=self.send)
        self.running = Running()
        self._job: Any = None
        self._lay_out()
        self.running.stop.stopped.connect(lambda: self._job.cancel() if self._job else None)
        self.draw()

    def _lay_out(self) -> None:
        self.resize(theme().px(960), theme().px(620))
        left, whole = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(theme().px(12))
        for made in (self.told, self.left, self.password_field, self.note):
            left.addWidget(made)
        left.addWidget(
            Label(_("What goes by post is noted as sent once its file is written."), "small", "muted")
        )
        left.addStretch(1)
        left.addWidget(self.running)
        whole.setSpacing(theme().px(16))
        whole.addLayout(left, 4)
        whole.addWidget(self.preview, 5)
        self.rows.addLayout(whole, 1)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addStretch(1)
        row.addWidget(button(_("Close"), clicked=self.reject))
        for goes in (self.prints, self.sends):
            goes.setAutoDefault(False)
            row.addWidget(goes)
        self.add_foot(row)
        self.running.hide()

    def draw(self) -> None:
        """Plan anew and draw all letters, off the thread."""
        desk, order = self._desk, self._order

        def work(_report: Report) -> tuple[CallPlan, bytes]:
            return looked_at(desk.books, order)

        self._busy(is_busy=True)
        desk.jobs.start(work, of=self, done=self._drawn, failed=self._failed, may_be_lost=True)

    def _drawn(self, found: tuple[CallPlan, bytes]) -> None:
        self.plan, content = found
        self.preview.show_document(content, _("All letters, in the order of the post"))
        post, email = len(self.plan.by("post")), len(self.plan.by("email"))
        told = ngettext(
            "{count} letter: {post} by post, {email} by e-mail.",
            "{count} letters: {post} by post, {email} by e-mail.",
            post + email,
        )
        self.told.setText(told.format(count=count(post + email), post=count(post), email=count(email)))
        self.left.say("\n".join(_left_lines(self.plan)))
        prints = ngettext("Print {count} letter ...", "Print {count} letters ...", post)
        sends = ngettext("Send {count} e-mail", "Send {count} e-mails", email)
        self.prints.setText(prints.format(count=count(post)))
        self.sends.setText(sends.format(count=count(email)))
        self.password_field.setVisible(bool(email and self._account and self._account.username))
        self._busy(is_busy=False)

    def _busy(self, *, is_busy: bool) -> None:
        self.prints.setEnabled(not is_busy and bool(self.plan.by("post")))
        self.sends.setEnabled(not is_busy and bool(self.plan.by("email")))
        self.prints.setVisible(bool(self.plan.by("post")))
        self.sends.setVisible(bool(self.plan.by("email")))

    def ask_print(self) -> None:
        """Ask where the letters that go by post are written."""
        ask_place(self, _("Print for the post"), f"cotisations-{self._order.year}", ("pdf",), then=self.write)

    def write(self, out: Path) -> None:
        """Write the letters that go by post into a file, and note them."""
        desk, order = self._desk, self._order
        self._start(
            lambda report: print_calls(desk.books, out, order, force=True, progress=report),
            lambda _printed: self._went(_("Written: {path}").format(path=isolated(str(out)))),
        )

    def send(self) -> None:
        """Send what goes by e-mail, and note it."""
        if self.password_field.isVisibleTo(self) and not self.password.text():
            self.password_field.say(problem_sentence("missing"), "bad")
            self.password.setFocus()
            return
        desk, order, password = self._desk, self._order, self.password.text()

        def work(report: Report) -> "CallRun":
            from donations_app.services.deliveries.dues_mail import send_calls

            return send_calls(desk.books, order, password=password, progress=report)

        self.password.clear()
        self._start(work, self._sent)

    def _sent(self, run: "CallRun") -> None:
        told = ngettext("{count} e-mail sent.", "{count} e-mails sent.", len(run.sent))
        lines = [told.format(count=count(len(run.sent)))]
        lines += [f"{one.debtor.name}: {isolated(answer)}" for one, answer in run.failed]
        lines += [f"{one.debtor.name}: {left_out_word('in_doubt')}" for one in run.in_doubt]
        if run.broken:
            lines.append(sentence(run.broken) or "")
        self._went("\n".join(lines), is_bad=bool(run.failed or run.in_doubt or run.broken))

    def _start(self, work: Callable[[Report], Any], done: Callable[[Any], None]) -> None:
        self.note.say("")
        self._busy(is_busy=True)
        self.running.begin()
        self.running.show()
        self._job = self._desk.jobs.start(work, of=self, done=done, failed=self._failed)
        self._job.progressed.connect(self.running.show_progress)

    def _went(self, told: str, *, is_bad: bool = False) -> None:
        self.running.hide()
        self.note.say(told, "bad" if is_bad else "ok")
        self.said.emit(told.partition("\n")[0])
        self.draw()

    def _failed(self, error: BaseException) -> None:
        self.running.hide()
        self._busy(is_busy=False)
        if isinstance(error, Cancelled):
            self.note.say(_("Stopped: no file was written, and nothing is noted."), "warn")
            return
        told = sentence(error)
        self.note.say(told or "", "bad")
        if told is None:
            errors.tell(error, self)

    def accept(self) -> None:
        """Do nothing: letters go by their own buttons, never by a stray Enter."""


def _left_lines(plan: CallPlan) -> list[str]:
    """Return who is left out and why, by name where they are few."""
    if not plan.left_out:
        return []
    lines = [_("Left out:")]
    for reason, number in counted(plan.left_out).items():
        names = [one.debtor.name for one in plan.left_out if one.reason == reason]
        shown = ", ".join(names[:_LISTED]) + (" ..." if len(names) > _LISTED else "")
        lines.append(f"{count(number)} · {left_out_word(reason)} · {shown}")
    return lines
