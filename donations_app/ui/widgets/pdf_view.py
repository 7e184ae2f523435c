"""A PDF document in the window: its pages as pictures, zoomed, saved or printed."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout

from donations_app.i18n import _, isolated
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, tool

_ZOOMS = (0.5, 0.65, 0.8, 1.0, 1.25, 1.6, 2.0)


class PdfView(QFrame):
    """Shows one document."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self.content = b""
        self._document: Any = None
        self._zoom = 2
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.setSpacing(0)
        rows.addLayout(self._bar())
        self._area = QScrollArea()
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setAccessibleName(_("Document"))
        self._page = QLabel(_("Choose a receipt to see it here."))
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.setProperty("tone", "muted")
        self._page.setWordWrap(True)
        self._area.setWidget(self._page)
        self._area.setWidgetResizable(True)
        rows.addWidget(self._area, 1)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 4, 8, 4)
        self._name = Label("", "label", "muted")
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._smaller = tool("zoom-out", _("Smaller"), lambda: self._zoom_by(-1))
        self._larger = tool("zoom-in", _("Larger"), lambda: self._zoom_by(1))
        self._print = tool("printer", _("Print"), self.print_document)
        bar.addWidget(self._name, 1)
        for made in (self._smaller, self._larger, self._print):
            made.setEnabled(False)
            bar.addWidget(made)
        return bar

    def show_document(self, content: bytes, name: str) -> None:
        """Show a document under a name; no content shows none."""
        self.content = content
        self._name.setText(isolated(name))
        for made in (self._smaller, self._larger, self._print):
            made.setEnabled(bool(content))
        if not content:
            self._document = None
            self._area.setWidgetResizable(True)
            self._page.setText(_("Choose a receipt to see it here."))
            return
        import pypdfium2

        self._document = pypdfium2.PdfDocument(content)
        self._draw()

    def _zoom_by(self, step: int) -> None:
        self._zoom = max(0, min(self._zoom + step, len(_ZOOMS) - 1))
        self._draw()

    def _draw(self) -> None:
        if self._document is None:
            return
        ratio = self.devicePixelRatioF()
        pages = [
            _image(self._document[number], _ZOOMS[self._zoom] * 1.333 * ratio * theme().zoom / 100)
            for number in range(len(self._document))
        ]
        height, width = sum(page.height() + 12 for page in pages) - 12, max(page.width() for page in pages)
        whole = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        whole.fill(Qt.GlobalColor.transparent)
        painter, top = QPainter(whole), 0
        for page in pages:
            painter.drawImage(0, top, page)
            top += page.height() + 12
        painter.end()
        whole.setDevicePixelRatio(ratio)
        self._area.setWidgetResizable(False)
        self._page.setPixmap(QPixmap.fromImage(whole))
        self._page.adjustSize()

    def print_document(self) -> None:
        """Print the pages after asking where."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            paint_pages(self._document, printer)


def paint_pages(document: Any, printer: Any) -> None:
    """Paint each page of a document on a page of the printer."""
    painter = QPainter(printer)
    for number in range(len(document)):
        if number:
            printer.newPage()
        room = painter.viewport()
        page = _image(document[number], min(300, printer.resolution()) / 72)
        fitting = page.scaled(
            room.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(0, 0, fitting)
    painter.end()


def _image(page: Any, scale: float) -> QImage:
    drawn = page.render(scale=scale, rev_byteorder=True)
    buffer = bytes(drawn.buffer)
    kind = QImage.Format.Format_RGBA8888 if drawn.n_channels == 4 else QImage.Format.Format_RGB888
    return QImage(buffer, drawn.width, drawn.height, drawn.stride, kind).copy()
