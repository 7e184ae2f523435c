"""Two cards of a page, and the room between them that one can move."""

from PySide6.QtWidgets import QSplitter, QWidget

from donations_app.ui.theme import theme

_BETWEEN = 16  # pixels


def parted(*parts: QWidget) -> QSplitter:
    """Return what parts widgets; none can be drawn away altogether."""
    split = QSplitter()
    split.setChildrenCollapsible(False)
    split.setContentsMargins(0, 0, 1, 0)  # mirrored, Qt puts all one pixel too far
    split.setHandleWidth(theme().px(_BETWEEN))
    for one in parts:
        split.addWidget(one)
    return split
