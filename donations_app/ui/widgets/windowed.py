"""What a table shows: its columns, and a result of any size whose keys are read at once, its rows page by page."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QPainter
from shiboken6 import isValid

from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.columns import LEAST

RowT = TypeVar("RowT")
Index = QModelIndex | QPersistentModelIndex
PAGE: Final = 100  # rows read at a time: twice as many as the highest screen shows
_PAGES: Final = 128


class Column(Struct, Generic[RowT], frozen=True):
    """One column: its heading, what it says of a row, and how it is drawn."""

    title: str
    text: Callable[[RowT], str]
    width: int = 0  # pixels; 0 takes what is left
    is_amount: bool = False
    weight: int = 400
    tone: Callable[[RowT], str] | None = None  # a state: drawn as a pill; "muted" as grey text
    sign: Callable[[RowT], str] | None = None  # the icon in the pill
    is_spare: bool = False  # hidden where there is no room
    wraps: bool = False  # a sentence: on as many lines as it needs, and all rows as high
    may_be_long: bool = False  # a name or a note: it may end in an ellipsis, and its tooltip says it whole
    least: int = LEAST  # pixels that the column that takes the rest keeps: spare ones give way
    code: str = ""  # under which one chooses it among others; none: it always stands where it does
    is_extra: bool = False  # shown only where somebody chose it
    order: str = ""  # what a click on its heading sorts by
    rank: int = 0  # of a spare one: the lower, the later it gives way
    draws: Callable[[QPainter, QRect, RowT, bool], None] | None = (
        None  # signs instead of its text; is the row current
    )
    told: Callable[[RowT], str] | None = None  # what its tooltip says, beyond its text
    colour: Callable[[RowT], str] | None = None  # of its text; empty: as all


class Page(Struct, Generic[RowT], frozen=True):
    """Rows that stand together: a row is on the page of its place over ``PAGE``.

    Its last rows may be left out, which nobody looks at yet: all of it is read again for the first one of them.
    """

    number: int
    rows: Sequence[RowT | None]


class WindowedModel(QAbstractTableModel, Generic[RowT]):
    """Shows a result of any size.

    Args:
        columns: from the leading side.
        load: returns rows for a page of keys, ``None`` for a row that is gone, in the keys' order.
    """

    def __init__(
        self, columns: Sequence[Column[RowT]], load: Callable[[Sequence[Any]], Sequence[RowT | None]]
    ) -> None:
        super().__init__()
        self.columns = columns
        self._load = load
        self._keys: Sequence[Any] = ()
        self._pages: dict[int, Sequence[RowT | None]] = {}  # that were read, the oldest first
        self._asked: Sequence[Any] = ()  # that are to be shown
        self.is_read = (
            False  # whether keys were shown: an empty list says so, one that is not read yet does not
        )
        self.order = ("", True)  # by what rows stand, and whether the largest is on top
        self._wanted: list[int] = []  # pages that were to be drawn and were not read, the last one last
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._read_wanted)

    def show_keys(self, keys: Sequence[Any], read: "Page[RowT] | None" = None) -> None:
        """Show other keys, or the same ones read afresh.

        Args:
            keys: of all rows, from the top.
            read: a page that was read with the keys; none: the first one is read now.
        """
        self._asked = keys
        if read is None:
            read = Page(0, self._load(keys[:PAGE]) if keys else ())
        if not isValid(self) or self._asked is not keys:
            return  # others were asked for meanwhile
        self.beginResetModel()
        self.is_read = True
        self._keys, self._pages = keys, {read.number: read.rows}
        self._wanted.clear()
        self.endResetModel()

    def grow(self, keys: Sequence[Any]) -> bool:
        """Show more keys behind those that stand here, of the same question; tell whether they do begin these."""
        known = len(self._keys)
        if not known or len(keys) < known or keys[:known] != self._keys:
            return False
        self._asked = keys
        if len(keys) > known:
            self.beginInsertRows(QModelIndex(), known, len(keys) - 1)
            self._keys = keys
            last = (known - 1) // PAGE
            if known % PAGE:
                self._pages.pop(last, None)  # it is longer now
            self.endInsertRows()
        return True

    def keys(self) -> Sequence[Any]:
        """Return the keys of all rows, from the top."""
        return self._keys

    def some_rows(self, most: int) -> Sequence[RowT | None]:
        """Return rows that were read, from the top of their page."""
        return next(iter(self._pages.values()), ())[:most]

    def key(self, row: int) -> Any:
        """Return the key of a row."""
        return self._keys[row]

    def all_keys(self) -> list[Any]:
        """Return the keys of all rows, from the top."""
        return list(self._keys)

    def row(self, number: int) -> RowT | None:
        """Return a row, read with its page."""
        if not self._has(number):
            self._read(number // PAGE)
        return self._pages[number // PAGE][number % PAGE] if self._has(number) else None

    def _has(self, number: int) -> bool:
        """Tell whether a row was read."""
        return number % PAGE < len(self._pages.get(number // PAGE, ()))

    def row_to_draw(self, number: int) -> RowT | None:
        """Return a row whose page was read, or nothing: it is read, and drawn, once the drawing is over."""
        page = number // PAGE
        if self._has(number):
            return self._pages[page][number % PAGE]
        self._wanted.append(page)
        self._soon.start(0)
        return None

    def _read_wanted(self) -> None:
        """Read the page drawn last, then have all drawn anew, which asks for another that is in sight."""
        page, self._wanted = self._wanted[-1], []
        keys = self._keys
        try:
            is_read = self._read(page)
        except BaseException:
            if isValid(self) and keys is self._keys:  # told once: it stays empty until keys are shown again
                self._pages[page] = [None] * len(keys[page * PAGE : (page + 1) * PAGE])
            raise
        if is_read:
            last = self.index(len(self._keys) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _read(self, page: int) -> bool:
        """Read a page; return false where other keys were shown meanwhile, or the table is gone."""
        keys = self._keys
        rows = self._load(keys[page * PAGE : (page + 1) * PAGE])
        if not isValid(self) or keys is not self._keys:
            return False
        self._pages[page] = rows
        if len(self._pages) > _PAGES:
            del self._pages[next(iter(self._pages))]
        return True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            return "" if row is None else self.columns[index.column()].text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self.columns[index.column()])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        order, is_descending = self.order
        is_first = bool(order) and self.columns[section].order == order
        if role == Qt.ItemDataRole.DisplayRole:  # Qt draws its arrow far from the heading, or over it
            title = self.columns[section].title
            return f"{title}\u00a0{'↓' if is_descending else '↑'}" if is_first and title else title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self.columns[section])
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme().text if is_first else theme().muted)
        if role == Qt.ItemDataRole.FontRole:
            return font(13, 600 if is_first else 500)
        return None


def alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    """Return where the text of a column stands in its cells."""
    flag = Qt.AlignmentFlag
    if column.is_amount:  # decimals stand below each other in both directions
        return flag.AlignRight | flag.AlignAbsolute | flag.AlignVCenter
    return flag.AlignLeft | flag.AlignVCenter
