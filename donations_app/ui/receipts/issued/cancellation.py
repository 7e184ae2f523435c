"""The question before a receipt is cancelled: why, and whether another takes its place."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.domain.errors import KnownError
from donations_app.domain.typed import clean_text
from donations_app.i18n import _, isolated
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.signing import signed_sentence
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.effects import change_sentences
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence
from receipts.signature import Signer


class CancelReceipt(Dialog):
    """Cancels one receipt with a reason, and replaces it in the same step if asked."""

    done_with = Signal(str)  # what was done, in a sentence
    issued = Signal(list)  # numbers: what was issued instead, then what was cancelled

    def __init__(self, desk: Desk, number: str, parent: QWidget) -> None:
        super().__init__(_("Cancel receipt {number}").format(number=isolated(number)), parent)
        self._desk, self._number = desk, number
        self.reason = TextEdit(_("Reason"))
        self.reason_field = Field(_("Reason"), self.reason)
        self.replace = CheckBox(_("Issue another in its place, with what is true today"))
        self.rows.addWidget(self.reason_field)
        self.rows.addWidget(self.replace)
        told = _("The receipt and its number stay in the register; the reason is printed there.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.changes = Wrapped("", "small")
        self.rows.addWidget(self.changes)
        self.signed = Wrapped(signed_sentence(desk.signing.name), "small", "ok")
        self.signed.hide()
        self.rows.addWidget(self.signed)
        self.replace.toggled.connect(lambda on: self.signed.setVisible(on and bool(desk.signing.name)))
        self.replace.toggled.connect(lambda *_: self._foresee())
        self._foresee()
        self.add_buttons(_("Cancel the receipt"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Cancel, or say what stands against it."""
        reason = clean_text(self.reason.text())
        if not reason:
            self.reason_field.say(problem_sentence("missing"), "bad")
            return
        try:
            told, numbers = self._desk.do(self._cancel(reason))
        except KnownError as error:
            errors.tell(error, self)
            return
        self.issued.emit(numbers)
        self.done_with.emit(told)
        super().accept()

    def _foresee(self) -> None:
        """Say what will change, by rehearsing it."""
        from donations_app.services.payments.foresight import foresee

        try:
            found = self._desk.do(foresee, self._cancel("-"))
        except KnownError as error:
            self.changes.setText(sentence(error) or "")
        else:
            self.changes.setText("\n".join(change_sentences(found.shares, found.receipted)))

    def _cancel(self, reason: str) -> Callable[[Books], tuple[str, list[str]]]:
        """Return the action as it is stated, which says what it did and to which receipts."""
        number = self._number
        if not self.replace.isChecked():
            return lambda books: _cancelled(books, number, reason)
        signer = self._desk.signing.signer()
        return lambda books: _replaced(books, number, reason, signer)


def _cancelled(books: Books, number: str, reason: str) -> tuple[str, list[str]]:
    from donations_app.services.receipts.cancelling import cancel_receipt

    cancel_receipt(books, number, reason=reason)
    return _("Receipt {number} is cancelled.").format(number=isolated(number)), [number]


def _replaced(books: Books, number: str, reason: str, signer: Signer | None) -> tuple[str, list[str]]:
    from donations_app.services.receipts.cancelling import replace_receipt

    issued = replace_receipt(books, number, reason=reason, signer=signer)
    told = _("Receipt {number} is cancelled and replaced by {new}.")
    return told.format(number=isolated(number), new=isolated(issued.number)), [issued.number, number]
