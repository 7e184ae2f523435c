"""Labels, cards, buttons, pills: the small pieces of every screen."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from donations_app.i18n import is_right_to_left
from donations_app.ui.icons import icon, picture
from donations_app.ui.theme import font, theme

# size and weight of each kind of text
ROLES: Final = {
    "title": (22, 600), "card": (15, 600), "figure": (24, 600), "body": (13, 400), "name": (13, 500),
    "strong": (13, 600), "label": (12, 500), "small": (12, 400), "axis": (11, 400), "key": (11, 500),
}  # fmt: skip
_RIGHT_TO_LEFT: Final = "\u200f"


class Label(QLabel):
    """A text of one role; a number in an Arabic window stays on its side."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "") -> None:
        super().__init__()
        self.setFont(font(*ROLES[role]))
        self.setTextFormat(Qt.TextFormat.PlainText)
        if tone:
            self.setProperty("tone", tone)
        self.setText(text)

    def setText(self, text: str) -> None:
        starts = _RIGHT_TO_LEFT if is_right_to_left() and text else ""
        super().setText(starts + text)

    def set_tone(self, tone: str) -> None:
        """Change the colour: muted, ok, warn, bad or nothing."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class Elided(Label):
    """A text on one line that ends in an ellipsis where there is no room; its tooltip says it whole."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "") -> None:
        self._whole = text
        super().__init__(text, role, tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setToolTip(text)
        self._shorten()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 40))
        super().setText(shown)


class Wrapped(Label):
    """A text on as many lines as it needs, whose height a layout cannot take away."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "") -> None:
        super().__init__(text, role, tone)
        self.setWordWrap(True)
        policy = self.sizePolicy()
        policy.setHeightForWidth(False)  # layouts squeeze others for it
        self.setSizePolicy(policy)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))  # without text there is none


class Card(QFrame):
    """A white card with its rows."""

    def __init__(self, *, padding: int = 20, gap: int = 8) -> None:
        super().__init__()
        self.setObjectName("card")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(padding, padding, padding, padding)
        self.rows.setSpacing(gap)
        if not theme().is_dark:
            shadow = QGraphicsDropShadowEffect(self)
            shadow.setBlurRadius(14)
            shadow.setOffset(0, 1)
            shadow.setColor(QColor(0, 0, 0, 18))
            self.setGraphicsEffect(shadow)


class Pill(QWidget):
    """A state in a word, on a ground of its colour."""

    def __init__(self, text: str, state: str) -> None:
        super().__init__()
        self._text, self._state = text, state
        self.setFont(font(12, 500))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 22, theme().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_pill(painter, QRectF(self.rect()), self._text, self._state)
        painter.end()


def paint_pill(painter: QPainter, place: QRectF, text: str, state: str) -> None:
    """Draw a pill that fills ``place``."""
    colour, ground = theme().state(state)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    painter.setPen(QColor(colour))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def button(
    text: str, kind: str = "", icon_name: str = "", clicked: Callable[[], object] | None = None
) -> QPushButton:
    """Make a button: ``primary`` (one a screen), ``small``, ``link`` or plain."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    weight = 600 if kind == "primary" else 500
    made.setFont(font(13, weight))
    if icon_name:
        colour = (
            theme().on_primary if kind == "primary" else theme().primary if kind == "link" else theme().text
        )
        made.setIcon(icon(icon_name, colour))
    if clicked:
        made.clicked.connect(lambda *_: clicked())
    return made


def tool(icon_name: str, name: str, clicked: Callable[[], object] | None = None) -> QToolButton:
    """Make a button of one icon; ``name`` is its tooltip and what a screen reader says."""
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if clicked:
        made.clicked.connect(lambda *_: clicked())
    return made


def picture_label(name: str, colour: str, size: int = 18) -> QLabel:
    """Make a label that shows an icon."""
    made = QLabel()
    made.setPixmap(picture(name, colour, size))
    made.setFixedSize(theme().px(size), theme().px(size))
    return made


class IconBadge(QWidget):
    """An icon on a rounded ground of its state."""

    def __init__(self, icon_name: str, state: str) -> None:
        super().__init__()
        self._icon, self._state = icon_name, state
        self.setFixedSize(theme().px(34), theme().px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        colour, ground = theme().state(self._state)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect(), 8, 8)
        edge = theme().px(8)
        painter.drawPixmap(edge, edge, picture(self._icon, colour))
        painter.end()


class KeyCap(QFrame):
    """A key as it stands on a keyboard, with what it does."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setObjectName("keycap")
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 1, 7, 1)
        shown = QLabel(key)
        shown.setFont(font(*ROLES["key"]))
        row.addWidget(shown)


class Segments(QFrame):
    """A few choices beside each other, one of them chosen."""

    chosen = Signal(str)

    def __init__(self, choices: dict[str, str], name: str) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for code, text in choices.items():
            made = button(text, "segment")
            made.setCheckable(True)
            made.setAccessibleName(f"{name}: {text}")
            made.clicked.connect(lambda _checked, code=code: self.chosen.emit(code))
            self._buttons[code] = made
            self._group.addButton(made)
            row.addWidget(made, 1)
        self.choose(next(iter(choices)))

    def value(self) -> str:
        """Return the code of the choice."""
        return next(code for code, made in self._buttons.items() if made.isChecked())

    def choose(self, code: str) -> None:
        """Choose without telling."""
        self._buttons[code].setChecked(True)


class CheckBox(QCheckBox):
    """Yes or no, with a box that is seen in both looks."""

    def __init__(self, text: str, size: int = 13) -> None:
        super().__init__(text)
        self.setFont(font(size))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + theme().px(16) + 12
        return QSize(width, theme().px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _place: QPoint) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        look, size = theme(), theme().px(16)
        box = QRect(1, (self.height() - size) // 2, size, size)
        text = QRect(size + 9, 0, self.width() - size - 9, self.height())
        box, text = (QStyle.visualRect(self.layoutDirection(), self.rect(), place) for place in (box, text))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, edge = self.isChecked(), look.primary if self.hasFocus() or self.isChecked() else look.field
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(look.primary if on else look.surface))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if on:
            painter.drawPixmap(box.topLeft() + QPoint(2, 2), picture("check", look.on_primary, 12))
        painter.setPen(QColor(look.text if self.isEnabled() else look.field))
        painter.setFont(self.font())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


def rule() -> QFrame:
    """Make a thin line."""
    made = QFrame()
    made.setObjectName("rule")
    return made


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None and isinstance(inner, (QVBoxLayout, QHBoxLayout)):
            clear(inner)
