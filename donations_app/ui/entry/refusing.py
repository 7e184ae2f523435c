"""A line of the batch taken back: asked first, with the reason that the trail keeps."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.db.queries.dashboard import LastPayment
from donations_app.domain.errors import KnownError
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import _, isolated, money
from donations_app.services.payments.reversals import reverse_payment
from donations_app.ui import errors
from donations_app.ui.alarm import Doing, ask_first
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.phrases import problem_sentence


def taking_back(desk: Desk, ref: str, reason: str) -> Callable[[Books], object]:
    """Return what takes a line back that was typed wrongly; it raises what ``reverse_payment`` raises."""
    on = desk.today()
    return lambda books: reverse_payment(books, ref, kind="correction", reason=reason, on=on)


class TakeBack(Dialog):
    """Asks whether a line is taken back, and why."""

    taken = Signal(str)  # reference

    def __init__(self, desk: Desk, line: LastPayment, parent: QWidget) -> None:
        super().__init__(_("Take the line back"), parent)
        self._desk, self._ref, self._amount = desk, line.ref, line.amount
        told = _(
            "{ref}, {name}, {amount}: it is taken back by a payment of opposite sign; both stay visible."
        )
        name, amount = line.name or _("Anonymous"), money(line.amount)
        self._told = f"{name} · {isolated(line.ref)}"
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
        doing = Doing(self._take, what=self._told, amount=-self._amount, reason=reason)
        try:
            act = taking_back(self._desk, self._ref, reason)
            if not ask_first(self._desk, self, act, _("Take it back"), doing):
                self._take(reason)
        except KnownError as error:
            errors.tell(error, self)
        return None

    def _take(self, reason: str) -> bool:
        """Take it back for a reason; tell whether it was done."""
        try:
            self._desk.do(taking_back(self._desk, self._ref, reason))
        except KnownError as error:
            errors.tell(error, self)
            return False
        super().accept()
        self.taken.emit(self._ref)
        return True
