"""The user manual inside the program: the page for where one is, and the links between its pages."""

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from donations_app.i18n import _, language
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import FRAME
from resources import path

_HOME: Final = "index"
_SIZES: Final = {1: 22, 2: 16, 3: 14}  # pixels of the letters of a heading, by its level
_TEXT: Final = 14


def manual_page(code: str, wanted: str) -> Path:
    """Return where a page of the manual lies.

    Args:
        code: of a page of the window, or the name of a job; one that the manual has not leads to its first page.
        wanted: language; one in which there is no manual is given the French one.
    """
    folder = path("manual", wanted if wanted in ("fr", "en") else "fr")
    page = folder / f"{code}.md"
    return page if page.is_file() else folder / f"{_HOME}.md"


class Manual(QDialog):
    """One page of the manual at a time; Alt and the arrow keys go back and forth."""

    def __init__(self, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Manual"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(20, 16, 20, 16))
        rows.setSpacing(theme().px(12))
        self.note = Wrapped(
            _("The manual is in French and English; this is the French page."), "small", "muted"
        )
        self.note.setVisible(language() not in ("fr", "en"))
        self.browser = ManualPage(self)
        rows.addWidget(self.note)
        rows.addWidget(self.browser, 1)
        rows.addLayout(self._foot())
        self.show_page(code)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        self.home = button(_("Contents"), clicked=lambda: self.show_page(_HOME))
        self.back = button(_("Back"), clicked=self.browser.backward)
        self.back.setEnabled(False)
        self.browser.backwardAvailable.connect(self.back.setEnabled)
        self.closes = button(_("Close"), clicked=self.accept)
        self.closes.setDefault(True)
        for made in (self.home, self.back):
            made.setAutoDefault(False)
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(self.closes)
        return row

    def show_page(self, code: str) -> None:
        """Show a page by its code."""
        self.browser.setSource(QUrl.fromLocalFile(str(manual_page(code, language()))))
        self.browser.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(820), theme().px(640))

    def showEvent(self, event: QShowEvent) -> None:
        room = self.screen().availableGeometry().size().shrunkBy(FRAME)
        self.resize(self.sizeHint().boundedTo(room))  # whatever the note above the page says
        super().showEvent(event)


class ManualPage(QTextBrowser):
    """A page as it is written, in our letters and colours; pictures are no wider than the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self.setAccessibleName(_("Manual"))
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._follow)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # the width stays as it is
        self._again = QTimer(self)  # never while a page is being read: it would be read into itself
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._read_again)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # what it shows is French or English
        self.document().setDocumentMargin(theme().px(16))
        self.setFont(font(_TEXT))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Link, theme().primary)
        self.setPalette(colours)

    def doSetSource(
        self,
        name: QUrl | str,
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.MarkdownResource,  # noqa: A002 -- Qt's name
    ) -> None:
        """Show a page, and give its headings their size."""
        super().doSetSource(name, QTextDocument.ResourceType.MarkdownResource)
        self._dress()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a file of the manual; a picture is made as wide as there is room."""
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return found
        picture = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        room = self.viewport().width() - 2 * theme().px(20)
        if picture.width() <= room:
            return picture
        ratio = self.devicePixelRatioF()
        fitted = picture.scaledToWidth(int(room * ratio), Qt.TransformationMode.SmoothTransformation)
        fitted.setDevicePixelRatio(ratio)
        return fitted

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Read the page again where its width is another: its pictures are made for the one before."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._again.start(0)

    def _read_again(self) -> None:
        if not self.source().isEmpty():
            place = self.verticalScrollBar().value()
            self.reload()
            self.verticalScrollBar().setValue(place)

    def _dress(self) -> None:
        """Give headings and paragraphs their letters and the room between them."""
        block = self.document().begin()
        while block.isValid():
            level, cursor = block.blockFormat().headingLevel(), QTextCursor(block)
            if not cursor.currentTable():
                shape = QTextBlockFormat()
                shape.setTopMargin(theme().px(14) if level > 1 else 0)
                shape.setBottomMargin(theme().px(4 if cursor.currentList() else 8))
                cursor.mergeBlockFormat(shape)
            if size := _SIZES.get(level):
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                letters = QTextCharFormat()
                letters.setFont(font(size, 600))
                cursor.setCharFormat(letters)  # merged, the size that Markdown gives would stay
            block = block.next()

    def _follow(self, link: QUrl) -> None:
        """Follow a link within the manual here, another in the browser of the system."""
        whole = self.source().resolved(link)
        if whole.isLocalFile() and whole.toLocalFile().endswith(".md"):
            self.setSource(whole)
        elif whole.scheme() in ("https", "mailto"):
            QDesktopServices.openUrl(whole)
