"""An e-mail that came back: its day and why; or that it did not, which is taken back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.deliveries import Deliverable, open_mail, standing_return
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.i18n import _, day, isolated
from donations_app.services.deliveries.returns import note_return, take_back_return
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.deliveries import way_sentence
from donations_app.words.phrases import problem_sentence


class NoteReturn(Dialog):
    """Notes the return of the last e-mail of a receipt, or takes the note back."""

    noted = Signal(str)  # what was noted, in a sentence

    def __init__(self, desk: Desk, receipt: Deliverable, parent: QWidget) -> None:
        super().__init__(_("Came back: {name}").format(name=receipt.name), parent)
        self._desk, self._receipt = desk, receipt
        self.setMinimumWidth(theme().px(460))
        back, mail = standing_return(receipt), open_mail(receipt)
        self.is_back = mail is None
        self.returned_on = DateEdit(_("Came back on"), desk.today)
        self.returned_on.set_day(desk.today())
        self.reason = TextEdit(_("Why, as the answer says it"))
        self.fields = {
            "returned_on": Field(_("Came back on"), self.returned_on),
            "reason": Field(_("Why, as the answer says it"), self.reason),
        }
        self.told = Wrapped()
        self.rows.addWidget(self.told)
        for field in self.fields.values():
            self.rows.addWidget(field)
            field.setVisible(not self.is_back)
        self.rows.addStretch(1)
        if mail is not None:
            sent = _("E-mail to {address}, {day}. Nothing more goes to this address until it is changed.")
            self.told.setText(sent.format(address=isolated(mail.address), day=day(mail.on)))
        elif back is not None and back.returned_on is not None:
            noted = _("The e-mail to {address} came back on {day}. Taken back, e-mails go there again.")
            self.told.setText(noted.format(address=isolated(back.address), day=day(back.returned_on)))
        self.does = self.add_buttons(_("Take the note back") if self.is_back else _("Note the return"))
        (self.does if self.is_back else self.returned_on).setFocus(Qt.FocusReason.TabFocusReason)

    def accept(self) -> None:
        """Note it, or say below a field what stands against it."""
        for field in self.fields.values():
            field.say("")
        if not self.is_back and (code := self.returned_on.problem()):
            self.fields["returned_on"].say(problem_sentence(code, self.returned_on.text()), "bad")
            return
        try:
            (receipt, *_others) = self._done()
        except InputRefused as error:
            self._say(error)
        except KnownError as error:
            errors.tell(error, self)
        else:
            self.noted.emit(f"{isolated(receipt.number)}  {receipt.name}  {way_sentence(receipt.way)}")
            super().accept()

    def _done(self) -> list[Deliverable]:
        number = self._receipt.number
        if self.is_back:
            return self._desk.do(take_back_return, number=number)
        on, words = self.returned_on.parse(), self.reason.text()
        return self._desk.do(note_return, number=number, on=on, words=words)

    def _say(self, error: InputRefused) -> None:
        for problem in error.problems:
            if field := self.fields.get(problem.field):
                field.say(problem_sentence(problem.code, problem.value, problem.data), "bad")
            else:
                errors.tell(error, self)
