"""A menu that is not left behind by what it was opened from."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QMenu


class Menu(QMenu):
    """Closes when what it belongs to is disabled, as a combo box closes its list: else no key would close it."""

    def changeEvent(self, event: QEvent) -> None:
        """Close when disabled."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.close()
