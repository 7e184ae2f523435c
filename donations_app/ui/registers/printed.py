"""Figures with the page that is printed of them beside, where there is room."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.fields import Scrolled
from donations_app.ui.widgets.pdf_view import PdfView

_NARROW: Final = 900  # pixels of the page


class Printed(QWidget):
    """Fill ``rows``; ``page`` shows what is printed."""

    def __init__(self) -> None:
        super().__init__()
        whole = QWidget()
        self.rows = QVBoxLayout(whole)
        self.rows.setContentsMargins(4, 0, 4, 0)
        self.rows.setSpacing(14)
        self.page = PdfView(empty=_("What is printed is shown here."))
        self.page.setMinimumWidth(theme().px(240))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(Scrolled(whole), 4)
        row.addWidget(self.page, 3)

    def arrange(self, room: int) -> None:
        """Stand as the room of the screen allows."""
        self.page.setVisible(room >= theme().px(_NARROW))
