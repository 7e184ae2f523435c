"""What stands beside a list; where both have no room it covers the list as a sheet, which Esc or its cross closes."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStyle, QWidget

from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, tool
from donations_app.ui.widgets.table import Table

_WIDTH: Final = 420  # pixels of the sheet
_LEFT: Final = 120  # pixels of the list that stay in sight, at the least


class Sheet(QObject):
    """Puts a panel beside a list in its splitter, or over it.

    Args:
        page: the page of both.
        split: holds the list, and the panel while it stands beside it.
        panel: what is known of the row that is looked at.
        table: the list; a click or Enter on a row opens the sheet.
        across: pixels of the panel beside the list.
    """

    def __init__(self, page: QWidget, split: QSplitter, panel: Card, table: Table, across: int) -> None:
        super().__init__(page)
        self._page, self._split, self._panel, self._table = page, split, panel, table
        self.is_over = False
        self._across = across
        self.head = QWidget()
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(4))
        self.before = tool("chevron-up", _("The row above"), lambda: self._step(-1))
        self.after = tool("chevron-down", _("The row below"), lambda: self._step(1))
        self.closer = tool("x", _("Close (Esc)"), self.close)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addStretch(1)
        row.addWidget(self.closer)
        panel.rows.insertWidget(0, self.head)
        self.head.hide()
        self._escape = QShortcut(QKeySequence("Esc"), page, self.close)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._is_held = False
        page.installEventFilter(self)
        split.installEventFilter(self)
        table.clicked.connect(lambda *_: self.open())
        table.activated_row.connect(lambda *_: self.open())

    def lay(self, *, over: bool) -> None:
        """Let the panel stand beside the list, or cover it once a row is opened."""
        if over == self.is_over:
            return
        self.is_over = over
        is_wanted = self._is_held or self._panel.hasFocus() or self._panel.isAncestorOf(_focused(self._page))
        self.head.setVisible(over)
        self._panel.setProperty("over", over)
        self._panel.style().polish(self._panel)
        if over:
            if self._split.isVisible():
                self._across = self._split.sizes()[-1]  # as somebody drew it
            self._panel.setParent(self._page)
            self._panel.setVisible(is_wanted)
        else:
            self._split.addWidget(self._panel)
            self._panel.show()
            left = self._split.width() - self._split.handleWidth() - self._across
            self._split.setSizes([max(left, 1), self._across])
        self._escape.setEnabled(over and is_wanted and not self._is_held)
        self._place()

    @property
    def is_closed(self) -> bool:
        """Whether the panel is not in sight."""
        return self.is_over and self._panel.isHidden()

    def open(self) -> None:
        """Show the panel, where it is not always there."""
        if self.is_over:
            self._panel.show()
            self._escape.setEnabled(not self._is_held)
            self._place()

    def close(self) -> None:
        """Give the room back to the list, which has kept its place."""
        if self.is_over and not self._is_held:
            self._panel.hide()
            self._escape.setEnabled(False)
            self._table.setFocus()

    def hold(self, *, is_held: bool) -> None:
        """Keep the sheet open while something is changed in it."""
        self._is_held = is_held
        if is_held:
            self.open()
        for made in (self.before, self.after, self.closer):
            made.setEnabled(not is_held)
        self._escape.setEnabled(self.is_over and not is_held and not self._panel.isHidden())

    def _step(self, rows: int) -> None:
        number = self._table.currentIndex().row() + rows
        if 0 <= number < self._table.model().rowCount():
            self._table.choose_row(number)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay over the end of the list whatever its size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        if not self.is_over:
            return
        room = self._split.geometry()
        width = min(theme().px(_WIDTH), room.width() - theme().px(_LEFT))
        width = max(width, self._panel.minimumSizeHint().width())
        place = QRect(room.right() + 1 - width, room.top(), width, room.height())
        self._panel.setGeometry(QStyle.visualRect(self._page.layoutDirection(), room, place))
        self._panel.raise_()


def _focused(page: QWidget) -> QWidget:
    """Return the widget of the page's window that has the focus, else the page."""
    return page.window().focusWidget() or page
