"""Widgets beside each other on as many lines as they need, and stacks as high as what they show."""

from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QStyle, QWidget

from donations_app.ui.theme import theme
from donations_app.ui.widgets.fields import Field

_GAP: Final = 10
Line = list[tuple[QWidget, QSize]]


class Flow(QWidget):
    """Widgets beside each other; what has no room goes to the next line.

    Args:
        widgets: in the order of reading; after ``None`` they stand at the end of their line.
        fills: whether the widgets of a line share what is left of it: those that expand, where there are some; else
            all are as wide, where each has room for that, so that lines below each other stand in columns.
    """

    def __init__(self, *widgets: QWidget | None, fills: bool = False) -> None:
        super().__init__()
        self._fills = fills
        parting = widgets.index(None) if None in widgets else len(widgets)
        self._widgets = [widget for widget in widgets if widget is not None]
        self._at_end = set(self._widgets[parting:])
        for widget in self._widgets:
            widget.setParent(self)

    def put(self, *widgets: QWidget) -> None:
        """Show these widgets in the place of those that are there, which are thrown away."""
        for widget in self._widgets:
            if widget not in widgets:
                widget.hide()
                widget.deleteLater()
        self._widgets, self._at_end = list(widgets), set()
        for widget in widgets:
            widget.setParent(self)
            if self.isVisible() or widget.isHidden():  # else they come with it
                widget.show()
        if self.isVisible():
            self._place()
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # one was shown, hidden, or says something else
            self._place()
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(size.width() for _widget, size in shown) + theme().px(_GAP) * max(0, len(shown) - 1)
        return QSize(width, self._height(self._lines(shown, self.width())))

    def minimumSizeHint(self) -> QSize:
        shown = self._shown()
        least = [widget.minimumSizeHint().expandedTo(widget.minimumSize()).width() for widget, _size in shown]
        return QSize(max(least, default=0), self._height(self._lines(shown, self.width())))

    def _shown(self) -> Line:
        """Return what is shown with the size that it would like; to ask for that is what takes long."""
        return [(widget, _wanted(widget)) for widget in self._widgets if not widget.isHidden()]

    def _lines(self, shown: Line, width: int) -> list[Line]:
        lines: list[Line] = []
        left = 0
        for widget, wanted in shown:
            size = wanted.boundedTo(QSize(width, _ANY))
            if not lines or size.width() > left:
                lines.append([])
                left = width
            lines[-1].append((widget, size))
            left -= size.width() + theme().px(_GAP)
        return _evened(lines, width) if self._fills else lines

    def _takers(self, line: Line) -> list[QWidget]:
        """Return the widgets of a line that share what is left of it."""
        if not self._fills:
            return []
        every = [widget for widget, _size in line]
        expand = QSizePolicy.Policy.Expanding
        grow = [one for one in every if one.sizePolicy().horizontalPolicy() == expand and not _is_chip(one)]
        return grow or [one for one in every if not _is_chip(one)]

    def _widths(self, line: Line) -> list[int]:
        """Return how wide each widget of a line is made."""
        left = self.width() - theme().px(_GAP) * (len(line) - 1)
        takers = self._takers(line)
        widths = [size.width() for _widget, size in line]
        if len(takers) == len(line) and max(widths) <= left // len(line):
            widths = [0] * len(line)  # all of it is shared
        left -= sum(widths)
        for number, taker in enumerate(takers):
            place = next(n for n, (widget, _size) in enumerate(line) if widget is taker)
            widths[place] += left * (number + 1) // len(takers) - left * number // len(takers)
        return widths

    @staticmethod
    def _height(lines: list[Line]) -> int:
        heights = [max(size.height() for _widget, size in line) for line in lines]
        return sum(heights) + theme().px(_GAP) * max(0, len(heights) - 1)

    def _place(self) -> None:
        top, gap = 0, theme().px(_GAP)
        for line in self._lines(self._shown(), self.width()):
            high = max(size.height() for _widget, size in line)
            widths = self._widths(line)
            left = self.width() - sum(widths) - gap * (len(line) - 1)
            start, is_parted = 0, False
            for (widget, size), width in zip(line, widths, strict=True):
                if widget in self._at_end and not is_parted:
                    start, is_parted = start + left, True
                # what is wrong with a field stands below it: the one beside stays level with it
                lower = 0 if isinstance(widget, Field) else (high - size.height()) // 2
                place = QRect(start, top + lower, width, size.height())
                widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
                start += width + gap
            top += high + gap
        self.setMinimumHeight(max(0, top - gap))


def _is_chip(widget: QWidget) -> bool:
    return bool(widget.property("kind") == "chip")


def _wanted(widget: QWidget) -> QSize:
    """Return the size that a widget would like, within what it may have."""
    return widget.sizeHint().boundedTo(widget.maximumSize()).expandedTo(widget.minimumSize())


def _evened(lines: list[Line], width: int) -> list[Line]:
    """Return as many lines with about as many widgets each, where these have room."""
    every = [one for line in lines for one in line]
    most = -(-len(every) // max(1, len(lines)))
    evened = [every[n : n + most] for n in range(0, len(every), most or 1)]
    gap = theme().px(_GAP)
    fits = all(sum(size.width() + gap for _widget, size in line) - gap <= width for line in evened)
    return evened if fits else lines


class OneOf(QStackedWidget):
    """Shows one of its pages and is as large as that one needs; Qt's own takes the room of the largest."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _number: self.updateGeometry())

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.sizeHint() if shown else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        if shown is None:
            return super().minimumSizeHint()
        return shown.minimumSizeHint().expandedTo(shown.minimumSize())


_ANY: Final = 16_777_215  # Qt's own "as large as it will"
