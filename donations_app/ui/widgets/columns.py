"""How wide the columns of a table are: never less than what stands in them, but for names and notes."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.signs import pill_width

if TYPE_CHECKING:
    from donations_app.ui.widgets.windowed import Column

EDGE: Final = 10  # pixels on each side of the text of a cell, as in the style sheet
LEADING: Final = 8  # before the first text of a row: the ground of a chosen one begins before it
ROW: Final = 36
LEAST: Final = 130  # pixels of the column that takes the rest
MEASURED: Final = 40  # rows measured before they are drawn
_MET: Final = 4_000  # cells that are remembered as measured
_PLAIN: Final = ("", "muted")  # tones of a text that stands in no pill
_ARROW: Final = 16  # pixels of the arrow after the heading of a column that sorts
_SENTENCE: Final = 260  # pixels that a sentence takes before spare columns are shown
_SLACK: Final = 8  # pixels that the style adds to a heading
_AIR: Final = 15  # pixels above and below what is wrapped
_SHORTEST: Final = 90  # pixels that a name or a note keeps before one has to scroll
_LONG: Final = 280  # pixels up to which a name is whole before spare columns are shown


def edges() -> int:
    """Return how many pixels stand beside the text of a cell."""
    return 2 * theme().px(EDGE)


def said(column: "Column[Any]", row: Any) -> tuple[str, str]:
    """Return what a cell says, and in which tone."""
    return column.text(row), column.tone(row) if column.tone else ""


def cell_width(column: "Column[Any]", row: Any) -> int:
    """Return how many pixels a cell needs."""
    return _width(column, row, *said(column, row))


def _width(column: "Column[Any]", row: Any, text: str, tone: str) -> int:
    if column.draws and not column.may_be_long:
        return theme().px(column.width)
    if tone not in _PLAIN:
        sign = column.sign(row) if column.sign else ""
        return pill_width(_letters(theme().px(12), 500), text, sign) + edges()
    return _letters(theme().px(13), column.weight).horizontalAdvance(text) + edges()


@cache
def _letters(pixels: int, weight: int) -> QFontMetrics:
    """Return the measures of our letters: to ask for them takes as long as to measure a text."""
    made = font(pixels, weight)
    made.setPixelSize(pixels)
    return QFontMetrics(made)


class Columns:
    """The widths that the columns of one table need, which grow with what is drawn."""

    def __init__(self, columns: Sequence["Column[Any]"]) -> None:
        self.columns = columns
        self._needed: list[int] = []
        self._heads: list[int] = []  # what the headings take
        self._long: dict[int, int] = {}  # what the longest name or note takes, by the number of its column
        self._widths: list[int] = []  # as they were shared out last
        self.hidden: frozenset[int] = frozenset(n for n, one in enumerate(columns) if one.is_extra)
        self.idle: frozenset[int] = frozenset()  # spare ones that say nothing of any row
        self.given: dict[int, int] = {}  # widths that somebody gave, in pixels, by number
        self._wrapped: set[tuple[int, str]] = set()  # texts by the number of their column
        self._met: set[tuple[int, str]] = set()  # column and text of cells that are measured
        self.row = ROW  # pixels of each row at the least

    def measure(self, rows: Sequence[Any]) -> None:
        """Begin anew with the first of other rows."""
        self._wrapped.clear()
        self._long.clear()
        self._met.clear()
        self._needed = []
        self._heads = self._heads or self._measured_heads()
        for number, (column, head) in enumerate(zip(self.columns, self._heads, strict=True)):
            width = max(theme().px(column.width), head)
            if not column.width:
                width = max(width, theme().px(column.least))
            self._needed.append(width)
            for row in rows if number not in self.hidden else ():
                if row is not None:
                    self.meet(number, row, *said(column, row))

    def _measured_heads(self) -> list[int]:
        """Return what the headings take, whose texts and letters stay the same."""
        titles = QFontMetrics(font(13, 700))  # in which Qt itself measures them
        beside, arrow = edges() + _SLACK, theme().px(_ARROW)
        return [
            titles.horizontalAdvance(one.title) + beside + arrow * bool(one.order) for one in self.columns
        ]

    def meet(self, number: int, row: Any, text: str, tone: str) -> bool:
        """Take note of a cell with what it says; tell whether it needs more than was known."""
        if tone in _PLAIN:  # what stands in a pill may have a sign, too
            if (number, text) in self._met:
                return False
            if len(self._met) > _MET:
                self._met.clear()
            self._met.add((number, text))
        column = self.columns[number]
        if column.wraps:
            known = len(self._wrapped)
            self._wrapped.add((number, text))
            return len(self._wrapped) > known
        width = _width(column, row, text, tone)
        if column.may_be_long:
            known = self._long.get(number, 0)
            self._long[number] = max(known, min(width, theme().px(_LONG)))
            return self._long[number] > max(known, self._needed[number])
        if width <= self._needed[number]:
            return False
        self._needed[number] = width
        return True

    def least(self) -> int:
        """Return how many pixels the columns need that are always shown."""
        return sum(width for _number, width in self._always())

    def _always(self) -> Iterator[tuple[int, int]]:
        return (
            (number, width)
            for number, (column, width) in enumerate(zip(self.columns, self._needed, strict=False))
            if not column.is_spare and number not in self.hidden
        )

    def _wanted(self, number: int) -> int:
        """Return the width that somebody gave to a column, else the one in which its texts are whole."""
        return self.given.get(number, max(self._needed[number], self._long.get(number, 0)))

    def share(self, room: int) -> list[int]:
        """Return the width of each column in so many pixels; 0 for a spare one for which there is no room.

        Names are whole first, then spare columns are shown; what is left goes to the column that takes the rest.
        """
        widths = [0] * len(self.columns)
        always = dict(self._always())
        given = {number: self.given.get(number, width) for number, width in always.items()}
        for number, width in (given if sum(given.values()) <= room else always).items():
            widths[number] = width
        left = room - sum(widths)
        if left < 0:
            self._give_way(widths, -left)
        for number in sorted(always, key=lambda one: self.columns[one].width):  # that of the rest first
            more = min(left, self._wanted(number) - widths[number])
            if number not in self.given and more > 0:
                widths[number] += more
                left -= more
        sentences = sum(column.wraps for column in self.columns) * theme().px(_SENTENCE - LEAST)
        for number, column in sorted(enumerate(self.columns), key=lambda one: one[1].rank):
            if number in self.hidden or number in self.idle or not column.is_spare:
                continue
            if left - sentences >= self._wanted(number):
                widths[number] = self._wanted(number)
                left -= widths[number]
        for number, column in enumerate(self.columns):
            if not column.width and number not in self.hidden:
                widths[number] += max(0, left)
        self._widths = widths
        return widths

    def _give_way(self, widths: list[int], missing: int) -> None:
        """Take what is missing from names and notes, the widest first, as far as their headings stand whole."""
        for number in sorted(range(len(widths)), key=lambda one: -widths[one]):
            if self.columns[number].may_be_long and widths[number]:
                least = max(self._heads[number], theme().px(_SHORTEST))
                taken = max(0, min(missing, widths[number] - least))
                widths[number] -= taken
                missing -= taken

    def row_height(self) -> int:
        """Return the height of each row: what the longest wrapped text needs."""
        most, metrics = theme().px(self.row), QFontMetrics(font(13, 500))
        for number, text in self._wrapped:
            width = self._widths[number] - edges()
            place = metrics.boundingRect(QRect(0, 0, max(width, 1), 9999), Qt.TextFlag.TextWordWrap, text)
            most = max(most, place.height() + theme().px(_AIR))
        return most
