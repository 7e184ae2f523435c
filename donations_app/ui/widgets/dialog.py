"""A question with fields: its title, its rows, one button that does it and one that goes back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, button


class Dialog(QDialog):
    """Fill ``rows``, then ``add_buttons``; ``accept`` does what the first button says."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme().px(420))
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(*theme().margins(24, 20, 24, 20))
        self.rows.setSpacing(theme().px(12))
        self.rows.addWidget(Label(title, "card"))

    def add_buttons(self, text: str, *others: QPushButton) -> QPushButton:
        """Add the buttons: back, what else can be done, and the one that Enter presses, which is returned."""
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(_("Back"), clicked=self.reject))
        for other in others:
            row.addWidget(other)
        does = button(text, "primary", clicked=self.accept)
        does.setDefault(True)
        row.addWidget(does)
        self.rows.addLayout(row)
        return does
