"""Rows of the settings on a card, with what is done to them below."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout

from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, button
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel

RowT = TypeVar("RowT")


class Listing(Card, Generic[RowT]):
    """A table of few rows; Enter or a double click changes one. Nothing is ever taken out."""

    def __init__(
        self, columns: Sequence[Column[RowT]], name: str, *, empty: str, add: str, can_write: bool
    ) -> None:
        super().__init__(padding=16, gap=12)
        model: WindowedModel[RowT] = WindowedModel(columns, list)
        self.table = Table(model, name, empty=empty)
        model.setParent(self.table)
        self.table.setMinimumHeight(theme().px(190))
        self.rows.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(10))
        foot.addStretch(1)
        self.changer = button(_("Change ..."), clicked=self._change)
        self.adder = button(add, "primary", "plus", clicked=lambda: self.ask(None))
        for made in (self.changer, self.adder):
            made.setVisible(can_write)
            foot.addWidget(made)
        self.rows.addLayout(foot)
        if can_write:
            self.table.activated_row.connect(lambda _row: self._change())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self._allow()

    def show_rows(self, rows: Sequence[RowT]) -> None:
        """Show other rows; the row looked at stays."""
        at = max(self.table.currentIndex().row(), 0)
        self.table.show_keys(rows)
        if rows:
            self.table.choose_row(min(at, len(rows) - 1))
        self._allow()

    def ask(self, row: RowT | None) -> None:
        """Ask for a new row, or for changes of one."""
        raise NotImplementedError

    def _change(self) -> None:
        row: RowT | None = self.table.current_key()
        if row is not None:
            self.ask(row)

    def _allow(self) -> None:
        self.changer.setEnabled(self.table.current_key() is not None)
