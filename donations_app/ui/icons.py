"""Icons of ``resources/icons`` in any colour; arrows that point along the text are mirrored."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from donations_app.ui.theme import theme
from resources import path

_POINTING: Final = frozenset(
    {"chevron-left", "chevron-right", "corner-down-left", "undo-2", "receipt-text", "file-text"}
)


def icon(name: str, colour: str = "", size: int = 18) -> QIcon:
    """Return an icon, in the muted colour unless told otherwise."""
    return QIcon(picture(name, colour or theme().muted, size))


def icon_beside(name: str, colour: str, size: int, gap: int, *, disabled: str) -> QIcon:
    """Return an icon that keeps a gap of some pixels from the text it stands beside: Qt's own is four at most.

    Args:
        name: of the icon.
        colour: of its lines.
        size: in pixels.
        gap: in pixels.
        disabled: the colour while its button cannot be pressed; Qt's own makes light lines lighter still.
    """
    made = QIcon(_beside(name, colour, size, gap))
    made.addPixmap(_beside(name, disabled, size, gap), QIcon.Mode.Disabled)
    return made


def _beside(name: str, colour: str, size: int, gap: int) -> QPixmap:
    drawn, is_mirrored = picture(name, colour, size), _is_mirrored()
    scale = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(theme().px(gap) * scale), drawn.height())
    wide.setDevicePixelRatio(scale)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(theme().px(gap) if is_mirrored else 0, 0, drawn)
    painter.end()
    return wide


def _is_mirrored() -> bool:
    return QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def picture(name: str, colour: str, size: int = 18) -> QPixmap:
    """Return an icon as a picture of ``size`` pixels, sharp on fine screens."""
    mirrored = name in _POINTING and _is_mirrored()
    return _drawn(name, colour, theme().px(size), mirrored)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, mirrored: bool) -> QPixmap:  # noqa: FBT001 -- part of the cache's key
    source = path("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    drawn = QPixmap(size * 2, size * 2)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size * 2, size * 2))
    painter.end()
    if mirrored:
        drawn = drawn.transformed(QTransform().scale(-1, 1))
    drawn.setDevicePixelRatio(2)
    return drawn
