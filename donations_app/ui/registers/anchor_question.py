"""The question before an anchor is e-mailed: to which address, with which password; noted nowhere but in a mailbox."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from donations_app.db.queries.settings import MailAccountRow, mail_account
from donations_app.domain.emails import address_of, problem_of_address
from donations_app.i18n import _, isolated
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence


class MailAnchor(Dialog):
    """Asks for the address and for the password, which is kept nowhere; the last address is proposed again."""

    sent = Signal(str)  # to which address

    def __init__(self, desk: Desk, address: str, parent: QWidget) -> None:
        super().__init__(_("Send an anchor by e-mail"), parent)
        self._desk = desk
        self._account: MailAccountRow | None = desk.read(mail_account, desk.today())
        self.to = TextEdit(_("Address"))
        self.to.setText(address)
        self.password = TextEdit(_("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        for edit in (self.to, self.password):
            edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.to_field = Field(_("Address of the auditor, or of whoever keeps it"), self.to)
        self.password_field = Field(_("Password of the mail account"), self.password)
        self.note = Note()
        self.setMinimumWidth(theme().px(460))
        self.rows.addWidget(Wrapped(self._told(), "small", "muted" if self._account else "bad"))
        for row in (self.to_field, self.password_field, self.note):
            self.rows.addWidget(row)
        self.password_field.setVisible(bool(self._account and self._account.username))
        self.sends = self.add_buttons(_("Send"))
        self.sends.setEnabled(self._account is not None)
        self.to.setFocus()

    def _told(self) -> str:
        if self._account is None:
            return _("No mail account is in the settings: without one, no e-mail can be sent.")
        told = _(
            "The file says how far the books are, and names no donor. It is sent by {sender} over {host}."
        )
        return told.format(sender=isolated(self._account.sender), host=isolated(self._account.host))

    def accept(self) -> None:
        """Send it; the dialog stays until it is sent."""
        to = address_of(self.to.text())
        problem = problem_of_address(to)
        self.to_field.say(problem_sentence(problem, to) if problem else "", "bad")
        needs = bool(self._account and self._account.username and not self.password.text())
        self.password_field.say(problem_sentence("missing") if needs else "", "bad")
        if problem or needs or not self.sends.isEnabled():
            return
        desk, password, signer = self._desk, self.password.text(), self._desk.signing.taken()

        def work(_report: object) -> str:
            from donations_app.services.exchange.anchor_mail import mail_anchor

            return mail_anchor(desk.books, to=to, password=password, signer=signer())[1]

        self.sends.setEnabled(False)
        self.note.say(_("The anchor is on its way ..."))
        desk.jobs.start(work, of=self, done=self._sent, failed=self._not_sent, may_be_lost=True)

    def _sent(self, to: str) -> None:
        self.password.clear()
        self.sent.emit(to)
        super().accept()

    def _not_sent(self, error: BaseException) -> None:
        self.sends.setEnabled(True)
        self.note.say(
            sentence(error) or _("The program made a mistake. What you recorded before is safe."), "bad"
        )
