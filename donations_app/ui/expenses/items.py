"""Another cost as it is typed: what it was and why, its voucher, and how much."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.expenses import Item, item_problems
from donations_app.domain.typed import clean_text
from donations_app.i18n import _
from donations_app.ui.expenses.rows import DAY, Row, WordsEdit, headings
from donations_app.ui.widgets.edits import MoneyEdit

_VOUCHER, _AMOUNT = 190, 142
_LABEL_LIMIT, _VOUCHER_LIMIT = 140, 50  # characters: both stand in one text of 200


class ItemRow(Row):
    """A ticket, a toll, stamps."""

    fields = ("on", "label", "voucher", "amount")
    optional = frozenset(("voucher",))

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(today)
        self.label = WordsEdit(_("What, and why"), limit=_LABEL_LIMIT)
        self.voucher = WordsEdit(_("Voucher"), limit=_VOUCHER_LIMIT)
        self.voucher.setPlaceholderText(_("ticket, invoice no."))
        self.amount = MoneyEdit(_("Amount"))
        self.edits = (self.on, self.label, self.voucher, self.amount)
        self.finish(((self.voucher, _VOUCHER), (self.amount, _AMOUNT)))

    def broken(self) -> list[Problem]:
        return list(item_problems(self._read(), None, self.today()))

    def item(self) -> Item | None:
        """Return the cost typed, or ``None`` while something stands against it."""
        return None if self.is_empty or self.problems() else self._read()

    def _read(self) -> Item:
        label, voucher = clean_text(self.label.text()), clean_text(self.voucher.text())
        return Item(self.on.parse(), f"{label} ({voucher})" if voucher else label, self.amount.parse())

    def stops(self) -> tuple[QWidget, ...]:
        return (*self.edits, self.remover)

    def arrange(self, *, narrow: bool, tight: bool = False) -> None:
        if narrow:
            self.place((
                (self.on, 0, 0, 1), (self.label, 0, 1, 2), (self.remover, 0, 3, 1),
                (self.voucher, 1, 0, 2), (self.amount, 1, 2, 2),
            ), growing=1)  # fmt: skip
        else:
            cells = (self.on, self.label, self.voucher, self.amount, self.remover)
            self.place([(widget, 0, column, 1) for column, widget in enumerate(cells)], growing=1)
        flag = Qt.AlignmentFlag
        self.cells.setAlignment(self.amount, flag.AlignRight if narrow else flag(0))
        self.label.setPlaceholderText(_("What, and why") if narrow else "")


def item_headings() -> QWidget:
    """Return the names of the cells of another cost."""
    return headings(
        (_("Date"), DAY, False),
        (_("What, and why"), 0, False),
        (_("Voucher"), _VOUCHER, False),
        (_("Amount"), _AMOUNT, True),
    )
