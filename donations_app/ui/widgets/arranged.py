"""A table whose columns one chooses, moves and widens, and by whose headings one sorts."""

from collections.abc import Callable, Sequence
from typing import Any

from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, RowT, WindowedModel


class ArrangedTable(Table):
    """Rows of the books under their keys.

    Args:
        columns: from the leading side, each under its code.
        load: as of ``WindowedModel``.
        name: what a screen reader calls the table.
        empty: what it says where there is no row.
        order: by what rows stand at first, and whether the largest is on top.
    """

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        load: Callable[[Sequence[Any]], Sequence[RowT | None]],
        name: str,
        *,
        empty: str,
        order: tuple[str, bool],
    ) -> None:
        model: WindowedModel[RowT] = WindowedModel(columns, load)
        super().__init__(model, name, empty=empty)
        model.setParent(self)
        self.let_arrange()
        by, is_descending = order
        self.sort_by(by, is_descending=is_descending)


def extra(
    code: str,
    title: str,
    text: Callable[[RowT], str],
    width: int,
    *,
    order: str = "",
    tone: str = "",
    may_be_long: bool = False,
) -> Column[RowT]:
    """Return a column that is shown where somebody chose it and there is room; ``tone`` of all its cells."""
    toned = (lambda _row: tone) if tone else None
    return Column(
        title, text, width, code=code, order=order, tone=toned, may_be_long=may_be_long, is_spare=True, is_extra=True
    )  # fmt: skip
