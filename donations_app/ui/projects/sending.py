"""The question before the statement of an association is e-mailed: to whom, from where, with which password."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from donations_app.db.queries.settings import mail_account
from donations_app.domain.mail_errors import NotMailable
from donations_app.i18n import _, isolated
from donations_app.services.statements.statement_mail import StatementOrder, send_statement
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.words.mail import unmailable_words
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

if TYPE_CHECKING:
    from donations_app.services.deliveries.circular_mail import CircularRun


class Addressee(NamedTuple):
    """Who gets the statement."""

    name: str
    email: str


class SendStatement(Dialog):
    """Sends one statement; it closes once the server took it.

    Args:
        desk: of the window.
        order: which statement.
        to: who gets it.
        before: why it would not go unasked; none: it is the first.
        parent: the dialog that shows the page.
    """

    said = Signal(str)

    def __init__(
        self, desk: Desk, order: StatementOrder, to: Addressee, before: NotMailable | None, parent: QWidget
    ) -> None:
        super().__init__(_("Send by e-mail"), parent)
        self._desk, self._order, self._to = desk, order, to
        account = desk.read(mail_account, desk.today())
        self.password = TextEdit(_("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.password_field = Field(_("Password of the mail account"), self.password)
        self.note = Note()
        told = _("To {name}: {address}").format(name=isolated(to.name), address=isolated(to.email))
        self.rows.addWidget(Wrapped(told, "strong"))
        if account:
            sender = _("Sent by {sender} over {host}; it names no donor.")
            told = sender.format(sender=isolated(account.sender), host=isolated(account.host))
            self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addWidget(self.password_field)
        self.password_field.setVisible(bool(account and account.username))
        self.rows.addWidget(self.note)
        if before:
            why = unmailable_words(before.reason, before.had_on)
            self.note.say(_("It is sent once more: {reason}").format(reason=why), "warn")
        self.sends = self.add_buttons(_("Send"))

    def accept(self) -> None:
        """Send it, and say what became of it."""
        if not self.sends.isEnabled():
            return
        if self.password_field.isVisibleTo(self) and not self.password.text():
            self.password_field.say(problem_sentence("missing"), "bad")
            self.password.setFocus()
            return
        books, order, password = self._desk.books, self._order, self.password.text()
        self.password.clear()
        self.sends.setEnabled(False)
        self.note.say(_("On its way ..."))

        def work(_report: Callable[[int, int], None]) -> "CircularRun":
            return send_statement(books, order, password=password)

        self._desk.jobs.start(work, of=self, done=self._sent, failed=self._failed)

    def _sent(self, run: "CircularRun") -> None:
        if run.sent:
            told = _("The statement went to {address}.")
            self.said.emit(told.format(address=isolated(self._to.email)))
            super().accept()
            return
        answers = [answer for _one, answer in run.failed]
        answers += [unmailable_words("in_doubt", None)] * len(run.in_doubt)
        answers += [_("changed meanwhile: not written to")] * len(run.changed)
        answers += [sentence(run.broken) or ""] if run.broken else []
        self._stay("\n".join(answers))

    def _failed(self, error: BaseException) -> None:
        told = sentence(error)
        self._stay(told or "")
        if told is None:
            errors.tell(error, self)

    def _stay(self, told: str) -> None:
        self.note.say(told, "bad")
        self.sends.setEnabled(True)
