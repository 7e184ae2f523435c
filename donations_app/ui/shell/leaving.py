"""The question asked before a window closes over something that is not saved."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from donations_app.i18n import _
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog


class Leaving(Dialog):
    """Save, discard, or go back; ``leave`` closes the window, ``save`` tells whether all is saved."""

    def __init__(
        self, parent: QWidget, unsaved: Sequence[str], save: Callable[[], bool], leave: Callable[[], object]
    ) -> None:
        super().__init__(_("Close the window?"), parent)
        self._save, self._leave = save, leave
        for told in unsaved:
            self.rows.addWidget(Wrapped(told))
        self.add_buttons(_("Save and close"), button(_("Discard"), clicked=self.discard))

    def accept(self) -> None:
        """Save, then close; what is refused stays in sight."""
        super().accept()
        if self._save():
            self._leave()

    def discard(self) -> None:
        """Close without saving."""
        super().accept()
        self._leave()
