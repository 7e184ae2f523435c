"""A question with fields: its title, its rows, one button that does it and one that goes back."""

from collections.abc import Callable
from typing import Final, cast

from PySide6.QtCore import QMargins, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button
from donations_app.ui.widgets.scrolled import Following, Scrolled

FRAME: Final = QMargins(4, 36, 4, 4)  # around a window, where nobody knows it yet: that of common desktops


class _Rows(Scrolled):
    """What a dialog asks: as high as it is, but for what a low screen leaves; then one scrolls."""

    def _room(self) -> int:
        """Return the height that the screen leaves to the rows."""
        below = self.window().layout()
        others = 0 if below is None else below.contentsMargins().bottom() + theme().px(64)
        return self.screen().availableGeometry().height() - FRAME.top() - FRAME.bottom() - others

    def sizeHint(self) -> QSize:
        hint, least = self._page.sizeHint(), self.minimumSizeHint()
        return QSize(max(hint.width(), least.width()), min(hint.height(), self._room()))

    def minimumSizeHint(self) -> QSize:
        least = self._page.minimumSizeHint()
        height = min(least.height(), self._room())
        bar = self.verticalScrollBar().sizeHint().width() if height < least.height() else 0
        return QSize(least.width() + bar, height)


class Careful(QDialog):
    """A dialog that asks before its Escape, its cross or its way back lose what somebody typed."""

    def is_typed(self) -> bool:
        """Tell whether something is typed that would be lost; what the program filled in is not."""
        lines, texts = self.findChildren(QLineEdit), self.findChildren(QPlainTextEdit)
        typed = [one.text() for one in lines if one.isModified()]
        typed += [one.toPlainText() for one in texts if one.document().isModified()]
        return any(text.strip() for text in typed)

    def leave(self) -> None:
        """Go back; what is typed is asked about first."""
        if self.is_typed():
            Discard(self, self.reject).open()
        else:
            self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.leave()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.isVisible() and self.is_typed():
            event.ignore()
            self.leave()
        else:
            super().closeEvent(event)


def scrolled_page(dialog: QDialog) -> QWidget:
    """Return where a dialog of cards stands whole: on a screen that is too small one scrolls through it."""
    page = QWidget()
    page.setObjectName("page")
    whole = QVBoxLayout(dialog)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(Following(page))
    return page


class Dialog(Careful):
    """Fill ``rows``, then ``add_buttons``; ``accept`` does what the first button says.

    It stays within its screen: where its rows are higher, one scrolls through them, and the buttons stay in sight.
    """

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme().px(420))
        inside = QWidget()
        self.rows = QVBoxLayout(inside)
        self.rows.setContentsMargins(*theme().margins(24, 20, 24, 0))
        self.rows.setSpacing(theme().px(12))
        self.rows.addWidget(Label(title, "card"))
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(*theme().margins(0, 0, 0, 20))
        self._whole.setSpacing(theme().px(16))
        self._whole.addWidget(_Rows(inside), 1)

    def add_buttons(self, text: str, *others: QPushButton) -> QPushButton:
        """Add the buttons: back, what else can be done, and the one that Enter presses, which is returned."""
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(_("Back"), clicked=self.leave))
        for other in others:
            row.addWidget(other)
        does = button(text, "primary", clicked=self.accept)
        does.setDefault(True)
        row.addWidget(does)
        self.add_foot(row)
        return does

    def add_foot(self, row: QHBoxLayout) -> None:
        """Add a row of buttons, which does not scroll."""
        row.setContentsMargins(*theme().margins(24, 0, 24, 0))
        self._whole.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):  # nobody gave it another height
            QTimer.singleShot(0, self, self._give_back)
        room = self.screen().availableGeometry().size().shrunkBy(FRAME)
        needed = max(
            self.minimumWidth(), self._whole.totalMinimumSize().width()
        )  # a width that is set hides it
        self.setMinimumWidth(min(needed, room.width()))
        self.resize(self.size().expandedTo(self.minimumSize()).boundedTo(room))
        super().showEvent(event)

    def _give_back(self) -> None:
        """Give back the height that was thought to be needed before texts and tables had their width."""
        rows, has = self.rows, cast("QWidget", self.rows.parentWidget()).size()
        needed = rows.heightForWidth(has.width()) if rows.hasHeightForWidth() else rows.sizeHint().height()
        self.resize(self.width(), self.height() - max(has.height() - needed, 0))


class Discard(Dialog):
    """Asks before what is typed is lost."""

    def __init__(self, parent: QWidget, discard: Callable[[], object]) -> None:
        super().__init__(_("Discard what is typed?"), parent)
        self._discard = discard
        self.rows.addWidget(Wrapped(_("What is typed was not saved.")))
        self.add_buttons(_("Discard"))

    def accept(self) -> None:
        """Throw away what is typed."""
        super().accept()
        self._discard()
