"""Draws the icon as Windows wants it, from the one drawing: python icon.py DRAWING.svg ICON.ico (run inside)."""

import sys
from io import BytesIO

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 24, 32, 48, 64, 128, 256)


def drawn(drawing: str, size: int) -> Image.Image:
    """Return a drawing as dots.

    Args:
        drawing: path of an SVG.
        size: width and height in dots.
    """
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(drawing).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(BytesIO(buffer.data().data()))


if __name__ == "__main__":
    application = QGuiApplication([sys.argv[0], "-platform", "offscreen"])
    *smaller, largest = (drawn(sys.argv[1], size) for size in _SIZES)
    largest.save(sys.argv[2], sizes=[(size, size) for size in _SIZES], append_images=smaller)
