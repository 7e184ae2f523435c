"""Issued receipts and what one does with them: cancel, put right, duplicate, save."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from donations_app.db.queries.register import lines_numbered
from donations_app.domain.deliveries import Deliverable
from donations_app.domain.errors import KnownError
from donations_app.domain.numbers import file_name
from donations_app.domain.register import RegisterLine
from donations_app.i18n import _
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.issued.cancellation import CancelReceipt
from donations_app.ui.receipts.issued.files import ask_file
from donations_app.ui.receipts.issued.notice import write_notice
from donations_app.ui.receipts.tables import issued_columns
from donations_app.ui.widgets.places import ask_folder
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import WindowedModel


class IssuedTable(Table):
    """The receipts on a year's gifts; its keys are their numbers."""

    said = Signal(str)
    shown = Signal(bytes, str)  # a document and its name
    wanted = Signal(list)  # numbers, of which the first that is listed is to be shown
    folder_chosen = Signal(object, object)  # a folder, and the numbers to save there

    def __init__(self, desk: Desk) -> None:
        self.sent: dict[str, Deliverable] = {}  # what became of each, by its number
        model: WindowedModel[RegisterLine] = WindowedModel(issued_columns(self.sent), self._lines)
        super().__init__(
            model, _("Receipts issued"), empty=_("Nothing was issued on the gifts of this year.")
        )
        model.setParent(self)
        self._desk = desk

    def show_receipts(self, numbers: Sequence[str], receipts: Sequence[Deliverable]) -> None:
        """Show other receipts, or the same ones read afresh."""
        self.sent.clear()
        self.sent.update((one.number, one) for one in receipts)
        self.show_keys(numbers)

    def _lines(self, numbers: Sequence[str]) -> list[RegisterLine | None]:
        return self._desk.read(lines_numbered, numbers)

    def _chosen_number(self) -> str:
        """Return the one receipt chosen, or nothing."""
        numbers = self.selected_keys()
        return str(numbers[0]) if len(numbers) == 1 else ""

    def ask_cancel(self) -> None:
        """Ask for the reason, and cancel or replace one receipt."""
        if number := self._chosen_number():
            dialog = CancelReceipt(self._desk, number, self)
            dialog.issued.connect(self.wanted)
            dialog.done_with.connect(self.said)
            dialog.open()

    def ask_put_right(self) -> None:
        """Ask what happened to a payment of the receipt, and put it right."""
        from donations_app.ui.payments.correcting import PutRight

        if number := self._chosen_number():
            dialog = PutRight(self._desk, number, self)
            dialog.issued.connect(self.wanted)
            dialog.done_with.connect(self.said)
            dialog.open()

    def duplicate(self) -> None:
        """Show the same document marked DUPLICATA; that it was made is journalled."""
        from donations_app.services.receipts.copies import duplicate_receipt

        number, desk = self._chosen_number(), self._desk
        if not number:
            return
        try:
            content = desk.do(duplicate_receipt, number)
        except KnownError as error:
            errors.tell(error, self)
            return
        self.shown.emit(content, _("Duplicate of {number}").format(number=number))
        ask_file(self, content, f"{file_name(number)}-duplicata", told=self.said.emit)

    def has_cancelled(self) -> bool:
        """Tell whether the one receipt chosen is cancelled."""
        found = self.sent.get(self._chosen_number())
        return found is not None and found.is_cancelled

    def write_notice(self) -> None:
        """Write to the donor that the receipt is cancelled."""
        if number := self._chosen_number():
            write_notice(self._desk, number, self, shown=self.shown.emit, told=self.said.emit)

    def ask_save(self) -> None:
        """Save the selected documents, one file each."""
        numbers = self.selected_keys()
        if len(numbers) > 1:
            title = _("Save the receipts in a folder")
            ask_folder(self, title, then=lambda folder: self.folder_chosen.emit(folder, numbers))
        elif number := self._chosen_number():
            from donations_app.services.receipts.copies import receipt_copy

            content = self._desk.do(receipt_copy, number)
            ask_file(self, content, file_name(number), told=self.said.emit)
