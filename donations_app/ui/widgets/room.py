"""How much room there is across: what would be wider than its page takes less, so that no page scrolls sideways."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QWidget


class Yielding:
    """A widget that takes less than it would like where its page has no room for that."""

    def meet_room(self) -> None:
        """Take note that the page has another width; a layout asks anew what is needed."""
        if isinstance(self, QWidget):
            self.updateGeometry()


def room_for(widget: QWidget) -> int:
    """Return how many pixels across a widget may have in the page that it scrolls in, else on its screen.

    What stands beside it is not known here: these are the pixels that it has on a line of its own.
    """
    taken, below = 0, widget
    while not below.isWindow() and (above := below.parentWidget()) is not None:
        area = above.parentWidget()
        if not isinstance(area, QScrollArea) or area.viewport() is not above:
            taken += above.width() - above.contentsRect().width()
            if layout := above.layout():
                margins = layout.contentsMargins()
                taken += margins.left() + margins.right()
            below = above
        elif area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            taken += area.verticalScrollBar().sizeHint().width()  # it is as wide as what stands in it needs
            below = area
        else:
            return above.width() - taken
    return below.screen().availableGeometry().width() - taken


def tell_room(page: QWidget) -> None:
    """Tell all that yields on a page that the page has another width."""
    for one in page.findChildren(QWidget):
        if isinstance(one, Yielding):
            one.meet_room()


def let_scroll_sideways(view: QAbstractScrollArea, *, scrolls: bool) -> None:
    """Show the bar below where one has to scroll, and none where there is no room missing."""
    policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if policy != view.horizontalScrollBarPolicy():
        view.setHorizontalScrollBarPolicy(policy)
        view.updateGeometry()
