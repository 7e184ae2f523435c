"""Two cards of a page, and the room between them that one can move."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from donations_app.ui.theme import theme
from donations_app.ui.widgets.room import Yielding, room_for

_BETWEEN = 16  # pixels
_BELOW = 360  # pixels of height of a part that stands below another


def parted(*parts: QWidget) -> QSplitter:
    """Return what parts widgets; none can be drawn away altogether."""
    return _begun(QSplitter(), parts)


def parted_or_below(*parts: QWidget) -> "PartedOrBelow":
    """Return what parts widgets, which stand below each other where the page has no room for them beside."""
    made = PartedOrBelow()
    _begun(made, parts)
    return made


class PartedOrBelow(QSplitter, Yielding):
    """Parts beside each other, or below each other where there is no room for all of them."""

    def meet_room(self) -> None:
        """Stand as there is room."""
        self._stand()
        super().meet_room()

    def event(self, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.LayoutRequest,
            QEvent.Type.Show,
        ):  # a part needs more or less, or is another
            self._stand()
        return super().event(event)

    def _stand(self) -> None:
        parts = [one for number in range(self.count()) if (one := self.widget(number)) is not None]
        shown = [one for one in parts if not one.isHidden()]
        needed = sum(one.minimumSizeHint().expandedTo(one.minimumSize()).width() for one in shown)
        needed += self.handleWidth() * max(0, len(shown) - 1)
        way = Qt.Orientation.Vertical if needed > room_for(self) else Qt.Orientation.Horizontal
        if way != self.orientation():
            self.setOrientation(way)
        for one in parts[1:]:
            is_low = one.minimumSizeHint().height() < theme().px(_BELOW)
            least = theme().px(_BELOW) if way == Qt.Orientation.Vertical and is_low else 0
            if one.minimumHeight() != least:
                one.setMinimumHeight(least)


def _begun(split: QSplitter, parts: tuple[QWidget, ...]) -> QSplitter:
    split.setChildrenCollapsible(False)
    split.setContentsMargins(0, 0, 1, 0)  # mirrored, Qt puts all one pixel too far
    split.setHandleWidth(theme().px(_BETWEEN))
    for one in parts:
        split.addWidget(one)
    return split
