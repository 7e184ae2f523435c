"""Icons in a field as large as its letters: Qt has one size for them, which no style sheet changes."""

from functools import cache
from typing import Final

from PySide6.QtWidgets import QApplication, QLineEdit, QProxyStyle, QStyle, QStyleOption, QWidget

from donations_app.ui.theme import theme

SIZE: Final = 16  # pixels, as Qt's own
_GROWN: Final = "grown"  # the property of a field that has another size


class _Grown(QProxyStyle):
    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric == QStyle.PixelMetric.PM_LineEditIconSize:
            return theme().px(SIZE)
        return super().pixelMetric(metric, option, widget)


@cache
def _grown() -> QStyle:
    made = _Grown()
    made.setParent(QApplication.instance())
    return made


def grow(field: QLineEdit) -> None:
    """Let the icons of a field grow with the letters."""
    if theme().zoom != 100:
        field.setProperty(_GROWN, True)  # noqa: FBT003 -- Qt's signature
        field.setStyle(_grown())


def dress_grown() -> None:
    """Give the fields that have grown the style sheet too, which leaves out what has a style of its own."""
    if not _grown.cache_info().currsize:
        return  # no field has: Python need not be told of all that there is, which is a tenth of a start
    for widget in QApplication.allWidgets():
        if isinstance(widget, QLineEdit) and widget.property(_GROWN):
            widget.setStyle(_grown())
