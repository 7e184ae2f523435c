"""Rows below each other under their names: one can be added, taken away, and filled in again."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.ui.expenses.rows import Row, RowTyped
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, button
from donations_app.ui.widgets.fields import Note, in_order

RowT = TypeVar("RowT", bound=Row)


class RowList(QWidget, Generic[RowT]):
    """The trips, or the other costs, of one claim; once filled there is always one row to type in."""

    changed = Signal()

    def __init__(
        self, title: str, head: QWidget, more: str, make: Callable[[], RowT], *, after: QWidget
    ) -> None:
        super().__init__()
        self._after = after  # where Tab comes from
        self.rows: list[RowT] = []
        self._make, self._head = make, head
        self._narrow = self._tight = False
        self.note = Note()
        self.more = button(more, "link", "plus", lambda: self.add(focus=True))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().px(8))
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme().px(6))
        whole.addWidget(Label(title, "strong"))
        whole.addWidget(head)
        whole.addLayout(self._list)
        whole.addWidget(self.note)
        whole.addLayout(foot)

    def add(self, typed: RowTyped | None = None, *, focus: bool = False) -> RowT:
        """Add a row, filled in or like the one before."""
        begins_with = typed or (self.rows[-1].like() if self.rows else None)
        row = self._make()
        row.arrange(narrow=self._narrow, tight=self._tight)
        if begins_with is not None:
            row.fill(begins_with)
        row.changed.connect(self.changed)
        row.removed.connect(self._remove)
        self.rows.append(row)
        self._list.addWidget(row)
        self.order()
        if focus:
            row.on.setFocus(Qt.FocusReason.TabFocusReason)
        return row

    def _remove(self, row: RowT) -> None:
        place = self.rows.index(row)
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        if not self.rows:
            self.add()
        self.order()
        self.rows[min(place, len(self.rows) - 1)].on.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def fill(self, typed: Sequence[RowTyped]) -> None:
        """Show rows as they were typed, or one to begin with."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        self.note.say("")
        for one in typed:
            self.add(one)
        if not typed:
            self.add()

    def typed(self) -> tuple[RowTyped, ...]:
        """Return the rows that hold something, as they stand."""
        return tuple(row.typed() for row in self.filled())

    def filled(self) -> list[RowT]:
        """Return the rows that hold something."""
        return [row for row in self.rows if not row.is_empty]

    def arrange(self, *, narrow: bool, tight: bool) -> None:
        """Show the names above the cells, or in them where there is no room for one line."""
        self._narrow, self._tight = narrow, tight
        self._head.setVisible(not narrow)
        for row in self.rows:
            row.arrange(narrow=narrow, tight=tight)

    def order(self) -> None:
        """Let Tab go row after row, then to the button."""
        in_order(self._after, *(stop for row in self.rows for stop in row.stops()), self.more)

    def next_of_focused(self) -> QWidget | None:
        """Return the first field of the row after the one that has the focus.

        After the last row a new one is begun; after an empty one there is nothing to go to.
        """
        focused = QApplication.focusWidget()
        if focused is None:
            return None
        for place, row in enumerate(self.rows):
            if row.isAncestorOf(focused):
                if place + 1 < len(self.rows):
                    return self.rows[place + 1].on
                return None if row.is_empty else self.add().on
        return None

    def has_focus(self) -> bool:
        """Whether the focus is in one of the rows."""
        focused = QApplication.focusWidget()
        return focused is not None and any(row.isAncestorOf(focused) for row in self.rows)
