"""Going through what lacks something, one after the other: Enter saves and shows the next."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from donations_app.domain.errors import KnownError
from donations_app.i18n import _, count
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button
from donations_app.ui.widgets.dialog import Dialog


class Walk(Dialog):
    """Shows one item after the other; a kind of it shows an item and saves it.

    Args:
        title: of the dialog.
        why: what they lack, in a sentence.
        items: to go through.
        desk: the books.
        parent: the screen.
    """

    saved_some = Signal(int)  # how many were saved, when the dialog is left

    def __init__(self, title: str, why: str, items: Sequence[Any], desk: Desk, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.desk = desk
        self._items, self._at, self._saved = items, 0, 0
        self.setMinimumWidth(theme().px(560))
        self.rows.addWidget(Wrapped(why, "small", "muted"))
        self._position = Label("", "label", "muted")
        self._heading = Label("", "strong")
        self.rows.addWidget(self._position)
        self.rows.addWidget(self._heading)
        self.lay_out()
        row = QHBoxLayout()
        row.addWidget(button(_("Close"), clicked=self.leave))
        row.addStretch(1)
        row.addWidget(button(_("Skip"), clicked=self.skip))
        saves = button(_("Save and next"), "primary", clicked=self.accept)
        saves.setDefault(True)
        row.addWidget(saves)
        self.add_foot(row)
        self.finished.connect(lambda _result: self.saved_some.emit(self._saved))
        self._show()

    def lay_out(self) -> None:
        """Add the fields to ``rows``."""
        raise NotImplementedError

    def show_item(self, item: Any) -> str:
        """Fill the fields, light the first that lacks something, and return the item's heading."""
        raise NotImplementedError

    def save_item(self, item: Any) -> bool:
        """Save the item, or say what stands against it beside its field and return ``False``."""
        raise NotImplementedError

    def accept(self) -> None:
        """Save this one and show the next; the last closes the dialog."""
        try:
            if not self.save_item(self._items[self._at]):
                return
        except KnownError as error:
            errors.tell(error, self)
            return
        self._saved += 1
        self.skip()

    def skip(self) -> None:
        """Show the next one."""
        self._at += 1
        if self._at >= len(self._items):
            super().accept()
        else:
            self._show()

    def _show(self) -> None:
        told = _("{done} of {total}").format(done=count(self._at + 1), total=count(len(self._items)))
        self._position.setText(told)
        self._heading.setText(self.show_item(self._items[self._at]))
