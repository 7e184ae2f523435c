"""Letters before they go, whatever they are about: looked at, then printed or sent by a second press."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from donations_app.db.queries.settings import mail_account
from donations_app.domain.errors import Cancelled
from donations_app.domain.letter_plans import LetterPlan, NotTo
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.running import Running
from donations_app.words.codes import together
from donations_app.words.letters import plan_words
from donations_app.words.mail import answer_words
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

if TYPE_CHECKING:
    from donations_app.services.deliveries.mailing import LetterRun

Plan = LetterPlan[Any, Any]
_LISTED: Final = 8  # names of those left out, told at once


class LettersDialog(Dialog):
    """Shows letters; each way goes by a press of its own, and what went is noted.

    Attributes:
        plan: what goes and who is left out, as it was read last.
        left_column: what stands beside the letters.
    """

    said = Signal(str)

    def __init__(self, desk: Desk, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._desk = desk
        self.plan: Plan | None = None
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

    # what the letters are about

    def looking(self) -> Callable[[], tuple[Plan, bytes]]:
        """Return what plans and draws, which no longer touches the dialog."""
        raise NotImplementedError

    def printing(self, out: Path) -> Callable[..., Any]:
        """Return what writes the letters that go by post into a file, and notes them; it takes ``progress``."""
        raise NotImplementedError

    def sending(self, password: str) -> Callable[..., "LetterRun[Any, Any]"]:
        """Return what sends what goes by e-mail, and notes it; it takes ``progress``."""
        raise NotImplementedError

    def file_stem(self) -> str:
        """Return the name of the file to print that is proposed, without its ending."""
        raise NotImplementedError

    def shown_words(self) -> str:
        """Return what is shown of the letters."""
        return _("All letters, in the order of the post")

    def left_word(self, reason: str) -> str:
        """Return why people are left out, in a few words."""
        raise NotImplementedError

    def counted(self, left_out: Sequence[NotTo]) -> Mapping[Any, int]:
        """Return how many are left out for each reason, in order."""
        raise NotImplementedError

    # how it is laid out

    def lay_out(self, *above: QWidget, foot: Sequence[QPushButton] = ()) -> None:
        """Put what is told, the letters and the buttons in their places.

        Args:
            above: what stands before it in the column beside the letters.
            foot: buttons before the others.
        """
        self.resize(theme().px(960), theme().px(620))
        left, whole = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(theme().px(12))
        for made in (*above, *self.outcome()):
            left.addWidget(made)
        left.addStretch(1)
        left.addWidget(self.running)
        self.add_columns(whole, left)
        self.rows.addLayout(whole, 1)
        self.add_goers(foot)

    def outcome(self) -> tuple[QWidget, ...]:
        """Return what tells who gets a letter and who does not, and what went."""
        noted = Label(_("What goes by post is noted as sent once its file is written."), "small", "muted")
        return self.told, self.left, self.password_field, self.note, noted

    def add_columns(self, whole: QHBoxLayout, left: QVBoxLayout) -> None:
        """Put the letters beside what is told."""
        whole.setSpacing(theme().px(16))
        whole.addLayout(left, 4)
        whole.addWidget(self.preview, 5)

    def add_goers(self, before: Sequence[QPushButton]) -> None:
        """Add the foot, with the buttons that let letters go at its end."""
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        for made in before:
            made.setAutoDefault(False)
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(button(_("Close"), clicked=self.leave))
        for goes in (self.prints, self.sends):
            goes.setAutoDefault(False)
            row.addWidget(goes)
        self.add_foot(row)
        self.running.hide()

    # what it does

    def draw(self) -> None:
        """Plan anew and draw, off the thread."""
        work = self.looking()
        self.show_busy(is_busy=True)
        self._desk.jobs.start(
            lambda _report: work(), of=self, done=self.take, failed=self.fail, may_be_lost=True
        )

    def take(self, found: tuple[Plan, bytes]) -> None:
        """Show a plan and its letters."""
        self.plan, content = found
        self.preview.show_document(content, self.shown_words())
        post, email = len(self.plan.by("post")), len(self.plan.by("email"))
        self.told.setText(plan_words(self.plan))
        self.left.say("\n".join(self.left_lines(self.plan.left_out)))
        prints = ngettext("Print {count} letter ...", "Print {count} letters ...", post)
        sends = ngettext("Send {count} e-mail", "Send {count} e-mails", email)
        self.prints.setText(prints.format(count=count(post)))
        self.sends.setText(sends.format(count=count(email)))
        self.password_field.setVisible(bool(email and self._account and self._account.username))
        self.show_busy(is_busy=False)

    def show_busy(self, *, is_busy: bool) -> None:
        """Let letters go, or not while something runs."""
        plan = self.plan or Plan()
        for goes, letters in ((self.prints, plan.by("post")), (self.sends, plan.by("email"))):
            goes.setEnabled(not is_busy and bool(letters))
            goes.setVisible(bool(letters))

    def left_lines(self, left_out: Sequence[NotTo]) -> list[str]:
        """Return who is left out and why, by name where they are few."""
        lines = [_("Left out:")] if left_out else []
        for reason, number in self.counted(left_out).items():
            names = [one.to.name for one in left_out if one.reason == reason]
            shown = together(*names[:_LISTED]) + (" ..." if len(names) > _LISTED else "")
            lines.append(f"{count(number)} · {self.left_word(reason)} · {shown}")
        return lines

    def ask_print(self) -> None:
        """Ask where the letters that go by post are written."""
        ask_place(self, _("Print for the post"), self.file_stem(), ("pdf",), then=self.write)

    def write(self, out: Path) -> None:
        """Write the letters that go by post into a file, and note them."""
        told = _("Written: {path}").format(path=isolated(str(out)))
        self.run(self.printing(out), lambda _printed: self.went(told))

    def send(self) -> None:
        """Send what goes by e-mail, and note it."""
        if self.password_field.isVisibleTo(self) and not self.password.text():
            self.password_field.say(problem_sentence("missing"), "bad")
            self.password.setFocus()
            return
        work = self.sending(self.password.text())
        self.password.clear()
        self.run(work, self._sent)

    def _sent(self, run: "LetterRun[Any, Any]") -> None:
        told = ngettext("{count} e-mail sent.", "{count} e-mails sent.", len(run.sent))
        lines = [told.format(count=count(len(run.sent)))]
        lines += [f"{one.to.name}: {answer_words(answer)}" for one, answer in run.failed]
        lines += [f"{one.to.name}: {self.left_word('in_doubt')}" for one in run.in_doubt]
        if run.broken:
            lines.append(sentence(run.broken) or "")
        self.went("\n".join(lines), is_bad=bool(run.failed or run.in_doubt or run.broken))

    def run(self, work: Callable[..., Any], done: Callable[[Any], None]) -> None:
        """Do something long that takes ``progress``, with a stop."""
        self.note.say("")
        self.show_busy(is_busy=True)
        self.running.follow(
            self._desk.jobs.start(lambda report: work(progress=report), of=self, done=done, failed=self.fail)
        )

    def went(self, told: str, *, is_bad: bool = False) -> None:
        """Say what went, and plan anew."""
        self.running.hide()
        self.note.say(told, "bad" if is_bad else "ok")
        self.said.emit(told.partition("\n")[0])
        self.draw()

    def fail(self, error: BaseException) -> None:
        """Say what stands against it."""
        self.running.hide()
        self.show_busy(is_busy=False)
        if isinstance(error, Cancelled):
            self.note.say(_("Stopped: no file was written, and nothing is noted."), "warn")
            return
        told = sentence(error)
        self.note.say(told or "", "bad")
        if told is None:
            errors.tell(error, self)

    def accept(self) -> None:
        """Do nothing: letters go by their own buttons, never by a stray Enter."""
