"""The question before receipts are e-mailed: which, with which password; the account is tried first if one likes."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from donations_app.db.queries.settings import MailAccountRow, mail_account
from donations_app.domain.deliveries import Deliverable, Reason, why_not_mailed
from donations_app.domain.emails import address_of, problem_of_address
from donations_app.i18n import _, count, isolated, language, ngettext
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.sending.choice import ChooseReceipts
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button, rule
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence


class MailOrder(Struct, frozen=True):
    """What is to be e-mailed; the password lives as long as the order."""

    numbers: tuple[str, ...]
    again: bool
    password: str


class AskMail(ChooseReceipts):
    """Asks which receipts are e-mailed, and for the password, which is kept nowhere."""

    ordered = Signal(object)  # a ``MailOrder``

    def __init__(
        self, desk: Desk, listed: Sequence[Deliverable], selected: Sequence[Deliverable], parent: QWidget
    ) -> None:
        super().__init__(_("Send by e-mail"), listed, selected, parent)
        self._desk = desk
        self._account: MailAccountRow | None = desk.read(mail_account, desk.today())
        self.password = TextEdit(_("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.password_field = Field(_("Password of the mail account"), self.password)
        self.trial = _Address(_("Address to try it with"))
        self.trial.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.trial_field = Field(_("To try it: an example to your own address"), self.trial)
        self.tries = button(_("Send the example"), clicked=self.send_trial)
        self.note = Note()
        self._lay_out()
        self.trial.entered.connect(self.send_trial)
        self.sends = self.add_buttons(_("Send"))
        self.count_again()
        (self.password if self.password_field.isVisibleTo(self) else self.sends).setFocus()

    def _lay_out(self) -> None:
        account = self._account
        told = _("No mail account is in the settings: without one, no e-mail can be sent.")
        if account:
            sender = isolated(account.sender)
            told = _("Sent by {sender} over {host}, each to the one address of its donor.").format(
                sender=sender, host=isolated(account.host)
            )
            self.trial.setText(account.sender)
        self.rows.addWidget(Wrapped(told, "small", "muted" if account else "bad"))
        self.rows.addWidget(self.password_field)
        self.password_field.setVisible(bool(account and account.username))
        self.rows.addWidget(rule())
        row = QHBoxLayout()
        row.setSpacing(theme().px(10))
        row.addWidget(self.trial_field, 1)
        beside = QVBoxLayout()
        beside.addSpacing(theme().px(25))  # as high as the name of the field
        beside.addWidget(self.tries)
        beside.addStretch(1)
        row.addLayout(beside)
        self.rows.addLayout(row)
        self.rows.addWidget(self.note)
        self.tries.setEnabled(account is not None)
        self.trial.setEnabled(account is not None)

    def why_not(self, receipt: Deliverable, *, again: bool) -> Reason | None:
        return why_not_mailed(receipt, again=again)

    def tell(self, number: int) -> str:
        told = ngettext("{count} receipt is sent.", "{count} receipts are sent.", number)
        return told.format(count=count(number)) if number else _("Nothing can be sent by e-mail.")

    def count_again(self) -> None:
        super().count_again()
        if hasattr(self, "sends"):
            self.sends.setEnabled(bool(self._account and self.ready()))

    def accept(self) -> None:
        """Give the order, or say what it lacks."""
        if not self.sends.isEnabled() or not self._has_password():
            return
        self.ordered.emit(MailOrder(tuple(self.numbers()), self.again.isChecked(), self.password.text()))
        self.password.clear()
        super().accept()

    def _has_password(self) -> bool:
        if self._account and self._account.username and not self.password.text():
            self.password_field.say(problem_sentence("missing"), "bad")
            self.password.setFocus()
            return False
        return True

    def send_trial(self) -> None:
        """Send the example, and tell what became of it."""
        to = address_of(self.trial.text())
        if problem := problem_of_address(to):
            self.trial_field.say(problem_sentence(problem, to), "bad")
            return
        if not self.tries.isEnabled() or not self._has_password():
            return
        self.tries.setEnabled(False)
        self.note.say(_("The example is on its way ..."))
        desk, password, words = self._desk, self.password.text(), language()

        def work(_report: object) -> None:
            from donations_app.services.deliveries.mail_trial import send_trial

            send_trial(desk.books, to=to, language=words, password=password)

        desk.jobs.start(
            work, of=self, done=lambda _none: self._tried(to), failed=self._not_tried, may_be_lost=True
        )

    def _tried(self, to: str) -> None:
        self.tries.setEnabled(True)
        self.note.say(_("The example was sent to {address}: look there.").format(address=isolated(to)), "ok")

    def _not_tried(self, error: BaseException) -> None:
        self.tries.setEnabled(True)
        told = sentence(error)
        self.note.say(told or "", "bad")
        if told is None:
            errors.tell(error, self)


class _Address(TextEdit):
    """An address whose Enter is its own: the dialog would take it for its button."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            if not event.isAutoRepeat():
                self.entered.emit()
        else:
            super().keyPressEvent(event)
