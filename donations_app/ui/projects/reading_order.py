"""The order in which one reads a card whose parts are made anew, in which Tab walks it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from donations_app.ui.theme import theme

_LINE = 14  # pixels by which what stands on one line may differ


def stops_of(card: QWidget) -> list[QWidget]:
    """Return where Tab stops in a card, line by line, each from where reading begins."""
    found = [
        (_middle(one, card), one)
        for one in card.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.focusProxy() is None
    ]
    is_mirrored = card.layoutDirection() == Qt.LayoutDirection.RightToLeft
    lines: list[list[tuple[QPoint, QWidget]]] = []
    for place, one in sorted(found, key=lambda pair: pair[0].y()):
        if not lines or place.y() - lines[-1][0][0].y() > theme().px(_LINE):
            lines.append([])
        lines[-1].append((place, one))
    return [
        one
        for line in lines
        for place, one in sorted(line, key=lambda pair: -pair[0].x() if is_mirrored else pair[0].x())
    ]


def _middle(one: QWidget, card: QWidget) -> QPoint:
    return one.mapTo(card, one.rect().center())
