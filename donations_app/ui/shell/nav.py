"""A page in the sidebar: its icon, its name, and how much waits there."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStyle, QWidget

from donations_app.i18n import count, labelled
from donations_app.ui.icons import picture
from donations_app.ui.page import Page
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, Label, set_kind

_LAST_KEY = 9  # pages that Alt and a digit turn to


class PageButton(Button):
    """Name and number beside the icon; where there is no room the icon alone, with a dot for the number.

    Args:
        page: that it turns to.
        number: of the page in the sidebar, from 0.
    """

    def __init__(self, page: Page, number: int) -> None:
        super().__init__("")  # a style sheet cannot put a number at the end of a text: they stand in a row
        set_kind(self, "nav")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # as wide as the sidebar is
        self.setCheckable(True)
        self._title, self._icon_name, self._narrow = page.title, page.icon_name, False
        self._key = f" (Alt+{number + 1})" if number < _LAST_KEY else ""
        self._picture, self.name, self.badge = QLabel(), Label(page.title, "name"), Label("", "key")
        self.badge.setStyleSheet(
            f"background: {theme().track}; border-radius: {theme().px(9)}px; padding: 0 {theme().px(4)}px;"
            " border: none;"
        )
        self.badge.setIndent(0)
        self.badge.setMinimumWidth(theme().px(24))
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.badge.setFixedHeight(theme().px(19))
        self._row = QHBoxLayout(self)
        self._row.setSpacing(theme().px(7))  # a number of four digits stands beside the longest name
        for widget in (self._picture, self.name, self.badge):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row.addWidget(self._picture)
        self._row.addWidget(self.name, 1)
        self._row.addWidget(self.badge)
        self._dot = _Dot(self)
        self.toggled.connect(self._show_on)
        self._show_on(on=False)
        self.set_waiting(0)

    def set_waiting(self, number: int) -> None:
        """Say how much waits on the page."""
        self.badge.setText(count(number) if number > 0 else "")
        told = labelled(self._title, count(number)) if number > 0 else self._title
        self.setAccessibleName(told)
        self.setToolTip(told + self._key)
        self._show_number()

    def show_narrow(self, *, narrow: bool) -> None:
        """Show the icon alone, or all."""
        self._narrow = narrow
        edges = (theme().px(9), 0, theme().px(9), 0) if narrow else (theme().px(9), 0, theme().px(5), 0)
        self._row.setContentsMargins(*edges)
        self.name.setVisible(not narrow)
        self._show_number()

    def _show_number(self) -> None:
        waits = bool(self.badge.text())
        self.badge.setVisible(waits and not self._narrow)
        self._dot.setVisible(waits and self._narrow)

    def _show_on(self, on: bool) -> None:  # noqa: FBT001 -- Qt's signal
        self.name.set_tone("soft" if on else "")
        self._picture.setPixmap(picture(self._icon_name, theme().soft_text if on else theme().muted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side, edge = theme().px(8), theme().px(4)
        corner = QRect(self.width() - side - edge, edge, side, side)
        self._dot.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), corner))


class _Dot(QWidget):
    """Something waits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(8), theme().px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().primary))
        painter.drawEllipse(self.rect())
        painter.end()
