"""A file that is dropped on the window, wherever nothing else takes it: a PDF, a table, one of a bank, a field book."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent
from PySide6.QtWidgets import QLabel, QWidget

from donations_app.i18n import _
from donations_app.ui.theme import font, theme

TABLES = (".csv", ".tsv", ".xlsx")
FIELD_BOOKS = (".tiwizi", ".sealed")
OF_BANKS = (
    ".xml",
    ".cfo",
    ".cfonb",
    ".afb",
    ".ofx",
    ".qfx",
    ".qif",
    ".sta",
    ".940",
    ".mt940",
    ".txt",
    ".zip",
)


class Dropping(QObject):
    """Takes one file at a time, and says while one to be read hovers that nothing is written; all else is left."""

    dropped = Signal(Path)
    table_dropped = Signal(Path)
    field_book_dropped = Signal(Path)
    bank_dropped = Signal(Path)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._veil = _Veil(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragLeave:
            self._veil.hide()
        taken = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if event.type() not in taken or not isinstance(event, QDropEvent):
            return False
        path = _document_in(event.mimeData())
        if path is None:
            return False
        event.acceptProposedAction()
        ending = path.suffix.lower()
        if event.type() == QEvent.Type.Drop:
            self._veil.hide()
            kinds = (
                (TABLES, self.table_dropped),
                (OF_BANKS, self.bank_dropped),
                (FIELD_BOOKS, self.field_book_dropped),
            )
            next((told for endings, told in kinds if ending in endings), self.dropped).emit(path)
        elif ending in (*TABLES, *OF_BANKS, *FIELD_BOOKS):
            self._veil.cover()
        return True


class _Veil(QLabel):
    """What lies over the window while a table hovers over it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(_("Drop it to read it, nothing is written"), window)
        self._over = window
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(font(18, 600))
        look = theme()
        ground = QColor(look.soft)
        colour = f"rgba({ground.red()}, {ground.green()}, {ground.blue()}, 225)"
        self.setStyleSheet(
            f"background: {colour}; color: {look.soft_text}; border: 2px dashed {look.primary};"
        )
        self.hide()

    def cover(self) -> None:
        """Lie over the whole window."""
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()


def _document_in(data: QMimeData) -> Path | None:
    """Return the file that is carried, if it is one of these and lies on this machine."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in (".pdf", *TABLES, *OF_BANKS, *FIELD_BOOKS) else None
