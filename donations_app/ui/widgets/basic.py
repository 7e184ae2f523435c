"""Labels, cards, buttons, pills: the small pieces of every screen."""

from collections.abc import Callable
from functools import cache
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFrame,
    QGraphicsEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
)

from donations_app.i18n import is_right_to_left, led, own_way, unbroken
from donations_app.ui.icons import icon, icon_beside, picture
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.breaking import broken, lined, unparted

# size and weight of each kind of text
ROLES: Final = {
    "title": (22, 600), "card": (15, 600), "figure": (24, 600), "body": (13, 400), "name": (13, 500),
    "strong": (13, 600), "label": (12, 500), "small": (12, 400), "axis": (11, 400), "key": (11, 500),
}  # fmt: skip
_ICON, _BESIDE = 16, 4  # pixels of the icon of a button, and between it and the text
_ROUND: Final = 12  # pixels, of a card's corners, as in the style sheet
# how dark each line of a card's shadow is, outwards from the edge; the light falls from above
_SHADE: Final = (10, 7, 5, 4, 3, 2, 1, 1, 1)
_CORNER: Final = 24  # pixels that hold a corner with its shadow, whole at each scale of a screen


class Label(QLabel):
    """A text of one role; a number in an Arabic window stays on its side."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "") -> None:
        super().__init__()
        self.setFont(font(*ROLES[role]))
        self.setTextFormat(Qt.TextFormat.PlainText)
        if (
            role == "card"
        ):  # as high as with a link at its end, so that titles beside each other are on one line
            self.setMinimumHeight(theme().px(24))
        if tone:
            self.setProperty("tone", tone)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(led(text))

    def set_tone(self, tone: str) -> None:
        """Change the colour: muted, ok, warn, bad or nothing."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class Elided(Label):
    """A text on one line that ends in an ellipsis where there is no room; its tooltip says it whole.

    ``short``, where there is one, stands in its place while the whole has no room.
    """

    def __init__(self, text: str = "", role: str = "body", tone: str = "", *, short: str = "") -> None:
        self._whole, self._short = text, short
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
        metrics, room = self.fontMetrics(), max(self.width(), 40)
        is_cut = self._short and metrics.horizontalAdvance(self._whole) > room
        super().setText(elided(metrics, self._short if is_cut else self._whole, room))


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """Return a text shortened to a width; the ellipsis stands where its reading ends, whatever the window's way.

    What measures no more than the width stays whole: Qt itself counts the part of a pixel by which a text is
    longer than it measures, and would cut what was given all the room that it asked for.
    """
    if metrics.horizontalAdvance(text) <= width:
        return own_way(text)
    return metrics.elidedText(own_way(text), Qt.TextElideMode.ElideRight, width)


class Wrapped(Label):
    """A text on as many lines as it needs, whose height a layout cannot take away; no number is parted."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "") -> None:
        super().__init__(text, role, tone)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hold()

    def setText(self, text: str) -> None:
        super().setText(unbroken(text))
        self._hold()

    def text(self) -> str:
        """Return the text as it was said."""
        return unparted(super().text()).replace("\u2060", "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hold()

    def sizeHint(self) -> QSize:
        """The height that is held: what Qt guesses is that of a narrower text."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def _hold(self) -> None:
        """Keep the height of the text at this width; layouts squeeze others for a height that they choose."""
        whole = super().text()
        shown = broken(self.fontMetrics(), unparted(whole), self.width())
        if is_right_to_left():
            shown = lined(self.font(), shown, self.width())
        if shown != whole:
            QLabel.setText(self, shown)
        policy = self.sizePolicy()
        policy.setHeightForWidth(False)  # each new text brings it back
        self.setSizePolicy(policy)
        self.setMinimumHeight(0)  # or Qt needs no less than before
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))  # without text there is none


class _Shadow(QGraphicsEffect):
    """The shadow of a card, as thin lines around it, which are drawn once for all cards.

    Qt's own paints the whole card anew and blurs it for each letter that is typed in it.
    """

    def boundingRectFor(self, sourceRect: QRectF | QRect) -> QRectF:  # noqa: N803 -- Qt's name
        room = len(_SHADE)
        return QRectF(sourceRect).adjusted(-room, -room, room, room)

    def draw(self, painter: QPainter) -> None:
        made, corner = _cast(painter.device().devicePixelRatio()), _CORNER
        around = self.boundingRectFor(self.sourceBoundingRect()).translated(0, 1)
        parts = (0.0, float(corner), corner + 1.0), (corner, 1, corner)  # of the picture: where, how long
        across, down = _parts(around.left(), around.width()), _parts(around.top(), around.height())
        scale = made.devicePixelRatio()
        for row, (top, high) in enumerate(down):
            for column, (left, wide) in enumerate(across):
                if (row, column) != (1, 1):
                    place = QRectF(parts[0][column], parts[0][row], parts[1][column], parts[1][row])
                    source = QRectF(place.topLeft() * scale, place.size() * scale)
                    painter.drawPixmap(QRectF(left, top, wide, high), made, source)
        self.drawSource(painter)


def _parts(start: float, length: float) -> tuple[tuple[float, float], ...]:
    """Return where a corner, the stretch between and the other corner begin, and how long each is."""
    corner = min(float(_CORNER), length / 2)
    return (start, corner), (start + corner, length - 2 * corner), (start + length - corner, corner)


@cache
def _cast(scale: float) -> QPixmap:
    """Return the shadow of the smallest card, whose corners and edges those of all others are cut from."""
    side = 2 * _CORNER + 1
    made = QPixmap(round(side * scale), round(side * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = len(_SHADE)
    edge = QRectF(0, 0, side, side).adjusted(room + 0.5, room + 0.5, -room - 0.5, -room - 0.5)
    for out, dark in enumerate(_SHADE):
        painter.setPen(QColor(0, 0, 0, dark))
        painter.drawRoundedRect(edge.adjusted(-out, -out, out, out), _ROUND + out, _ROUND + out)
    painter.end()
    return made


class Card(QFrame):
    """A white card with its rows."""

    def __init__(self, *, padding: int = 20, gap: int = 8) -> None:
        super().__init__()
        self.setObjectName("card")
        self.rows = QVBoxLayout(self)
        around = theme().px(padding)
        self.rows.setContentsMargins(around, around, around, around)
        self.rows.setSpacing(theme().px(gap))
        if not theme().is_dark:
            self.setGraphicsEffect(_Shadow(self))


class Button(QPushButton):
    """A button that Enter presses, as Space does: the form around it does not take the key for its own."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class Tool(QToolButton):
    """A button of one icon; Enter presses it too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


def pressed_by_enter(made: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a button when the key is Enter, once however long it is held; tell whether it was Enter.

    A choice of ``Segments`` is a field: Enter is left to its form.
    """
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or made.property("kind") == "segment":
        return False
    event.accept()
    if not event.isAutoRepeat():
        made.click()
    return True


def button(
    text: str, kind: str = "", icon_name: str = "", clicked: Callable[[], object] | None = None
) -> Button:
    """Make a button: ``primary`` (one a screen), ``small``, ``link`` or plain."""
    made = Button(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    set_kind(made, kind, icon_name)
    if clicked:
        made.clicked.connect(lambda *_: clicked())
    return made


def set_kind(made: QPushButton, kind: str, icon_name: str = "") -> None:
    """Give a button its kind, the weight of its letters and its icon in the colour that goes with it."""
    if made.property("kind") != kind:
        made.setProperty("kind", kind)
        if made.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it will be, with its kind
            made.style().unpolish(made)
            made.style().polish(made)
    made.setFont(font(13, 600 if kind == "primary" else 500))
    if icon_name:
        colours = {"primary": theme().on_primary, "link": theme().primary, "late": theme().warn}
        colour = colours.get(kind, theme().text)
        disabled = theme().muted if kind == "primary" else theme().field
        made.setIcon(icon_beside(icon_name, colour, _ICON, _BESIDE, disabled=disabled))
        made.setIconSize(QSize(theme().px(_ICON) + theme().px(_BESIDE), theme().px(_ICON)))


def tool(icon_name: str, name: str, clicked: Callable[[], object] | None = None) -> Tool:
    """Make a button of one icon; ``name`` is its tooltip and what a screen reader says."""
    made = Tool()
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


class CheckBox(QCheckBox):
    """Yes or no, with a box that is seen in both looks."""

    def __init__(self, text: str, size: int = 13) -> None:
        super().__init__(text)
        self.setFont(font(size))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + theme().px(16 + 12)
        return QSize(width, theme().px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _place: QPoint) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        look, size = theme(), theme().px(16)
        box = QRect(1, (self.height() - size) // 2, size, size)
        beside = theme().px(9)
        text = QRect(size + beside, 0, self.width() - size - beside, self.height())
        box, text = (QStyle.visualRect(self.layoutDirection(), self.rect(), place) for place in (box, text))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, edge = self.isChecked(), look.primary if self.hasFocus() or self.isChecked() else look.field
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(look.primary if on else look.surface))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if on:
            corner = box.topLeft() + QPoint(theme().px(2), theme().px(2))
            painter.drawPixmap(corner, picture("check", look.on_primary, 12))
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
