"""A line of the batch taken back: asked first, with the reason that the trail keeps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.queries.dashboard import LastPayment
from donations_app.domain.errors import KnownError
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import _, isolated, money
from donations_app.phrases import problem_sentence
from donations_app.services.payments.reversals import reverse_payment
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit


class TakeBack(Dialog):
    """Asks whether a line is taken back, and why."""

    taken = Signal(str)  # reference

    def __init__(self, desk: Desk, line: LastPayment, parent: QWidget) -> None:
        super().__init__(_("Take the line back"), parent)
        self._desk, self._ref = desk, line.ref
        told = _(
            "{ref}, {name}, {amount}: it is taken back by a payment of opposite sign; both stay visible."
        )
        name, amount = line.name or _("Anonymous"), money(line.amount)
        self.rows.addWidget(Wrapped(told.format(ref=isolated(line.ref), name=isolated(name), amount=amount)))
        self.reason = TextEdit(_("Reason"))
        self.reason.setText(_("Typed by mistake"))
        self.field = Field(_("Reason"), self.reason)
        self.rows.addWidget(self.field)
        self.add_buttons(_("Take it back"))
        self.reason.setFocus()
        self.reason.selectAll()

    def accept(self) -> None:
        """Take it back, or say what stands against it."""
        try:
            reason = clean_text(self.reason.text())
        except TypedError as error:
            return self.field.say(problem_sentence(error.problem, self.reason.text()), "bad")
        if not reason:
            return self.field.say(problem_sentence("missing"), "bad")
        try:
            self._desk.do(reverse_payment, self._ref, kind="correction", reason=reason, on=self._desk.today())
        except KnownError as error:
            return errors.tell(error, self)
        super().accept()
        self.taken.emit(self._ref)
        return None
