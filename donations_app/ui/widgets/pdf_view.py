"""A PDF document in the window: its pages as pictures, zoomed, saved or printed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout

from donations_app.i18n import _, isolated
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, tool

_STEP = 1.25
_LEAST, _MOST = 0.4, 4.0
_GAP = 12
_WIDTH = 595  # points of an A4 page


class PdfView(QFrame):
    """Shows one document; ``empty`` is what it says while there is none."""

    def __init__(self, *, empty: str = "") -> None:
        super().__init__()
        self.setObjectName("sunken")
        self.content = b""
        self._empty = empty or _("Choose a receipt to see it here.")
        self._zoom = 0.0  # 0 fits the width
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(1, 1, 1, 1))
        rows.setSpacing(0)
        rows.addLayout(self._bar())
        self._area = QScrollArea()
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setObjectName("document")
        self._area.setAccessibleName(_("Document"))
        self._page = QLabel(self._empty)
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.setProperty("tone", "muted")
        self._page.setWordWrap(True)
        self._area.setWidget(self._page)
        self._area.setWidgetResizable(True)
        rows.addWidget(self._area, 1)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(*theme().margins(12, 4, 8, 4))
        self._name = Wrapped("", "label", "muted")
        self._smaller = tool("zoom-out", _("Smaller"), lambda: self._zoom_by(1 / _STEP))
        self._larger = tool("zoom-in", _("Larger"), lambda: self._zoom_by(_STEP))
        self._print = tool("printer", _("Print"), self.print_document)
        bar.addWidget(self._name, 1, Qt.AlignmentFlag.AlignVCenter)
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
        self._zoom = 0.0
        if content:
            self._draw()
        else:
            self._area.setWidgetResizable(True)
            self._page.setText(self._empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.content and not self._zoom:
            self._draw()

    def _zoom_by(self, factor: float) -> None:
        now = self._zoom or self._page.width() / _WIDTH
        self._zoom = max(_LEAST, min(now * factor, _MOST))
        self._draw()

    def _draw(self) -> None:
        room = self._area.width() - self._area.verticalScrollBar().sizeHint().width() - 12
        scale, ratio = self._zoom or max(room, 200) / _WIDTH, self.devicePixelRatioF()
        with _opened(self.content) as document:
            pages = [_image(page, scale * ratio) for page in document]
        height = sum(page.height() + _GAP for page in pages) - _GAP
        whole = QImage(max(page.width() for page in pages), height, QImage.Format.Format_ARGB32_Premultiplied)
        whole.fill(Qt.GlobalColor.transparent)
        painter, top = QPainter(whole), 0
        for page in pages:
            painter.drawImage(0, top, page)
            top += page.height() + _GAP
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
            paint_pages(self.content, printer)


def paint_pages(content: bytes, printer: QPagedPaintDevice) -> None:
    """Paint each page of a document on a page of the printer."""
    painter = QPainter(printer)
    with _opened(content) as document:
        for number, page in enumerate(document):
            if number:
                printer.newPage()
            room = painter.viewport()
            drawn = _image(page, min(300, printer.logicalDpiX()) / 72)
            fitting = drawn.scaled(
                room.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            painter.drawImage(0, 0, fitting)
    painter.end()


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        yield document
    finally:
        document.close()


def _image(page: Any, scale: float) -> QImage:
    drawn = page.render(scale=scale, rev_byteorder=True)
    buffer = bytes(drawn.buffer)
    kind = QImage.Format.Format_RGBA8888 if drawn.n_channels == 4 else QImage.Format.Format_RGB888
    return QImage(buffer, drawn.width, drawn.height, drawn.stride, kind).copy()
