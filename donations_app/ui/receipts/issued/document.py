"""The document of the chosen receipt, and below it how it was sent."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from donations_app.domain.deliveries import Deliverable
from donations_app.domain.errors import KnownError
from donations_app.domain.receipts import PlannedReceipt
from donations_app.i18n import _, count
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.sending.sent_words import history
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.words.receipts import warning_sentence

_SHOWN = 3  # attempts; the others are counted
_MARGIN = 12


class DocumentSide(QWidget):
    """Shows a planned or an issued receipt."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = PdfView()
        self.sent = _Sent()
        self.setMinimumWidth(theme().px(196))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(10))
        rows.addWidget(self.view, 1)
        rows.addWidget(self.sent)
        self.show_nothing()

    @property
    def content(self) -> bytes:
        """The document shown, or nothing."""
        return self.view.content

    def show_nothing(self) -> None:
        """Show no document."""
        self.view.show_document(b"", "")
        self.sent.hide()

    def show_document(self, content: bytes, name: str) -> None:
        """Show a document of which nothing is told."""
        self.sent.hide()
        self.view.show_document(content, name)

    def preview(self, planned: PlannedReceipt) -> None:
        """Show what a receipt would look like."""
        from donations_app.services.receipts.copies import preview_receipt

        try:
            content = self._desk.do(preview_receipt, planned)
        except KnownError as error:
            self._tell(error)
            return
        warned = " ".join(dict.fromkeys(warning_sentence(warning.code) for warning in planned.warnings))
        self.show_document(content, warned or _("Preview, no number is taken"))

    def show_issued(self, number: str, receipt: Deliverable | None) -> None:
        """Show a receipt as it was issued, and what was done with it."""
        from donations_app.services.receipts.copies import receipt_copy

        try:
            content = self._desk.do(receipt_copy, number)
        except KnownError as error:
            self._tell(error)
            return
        self.view.show_document(content, number)
        told = history(receipt) if receipt and (receipt.deliveries or not receipt.is_cancelled) else []
        self.sent.show_lines(told)

    def _tell(self, error: KnownError) -> None:
        self.show_nothing()
        errors.tell(error, self)


class _Sent(QFrame):
    """A few lines on how a receipt was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sunken")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        rows.setSpacing(theme().px(2))
        rows.addWidget(Label(_("Sent when and how"), "label", "muted"))
        self.text = Wrapped("", "small")
        rows.addWidget(self.text)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show the last attempts; without lines there is nothing to be seen."""
        told, more = list(lines[:_SHOWN]), len(lines) - _SHOWN
        if more > 0:
            told.append(_("Earlier: {count}").format(count=count(more)))
        self.text.setText("\n".join(told))
        self.text.setToolTip("\n".join(lines))
        self.setVisible(bool(lines))
