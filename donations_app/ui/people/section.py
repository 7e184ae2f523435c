"""A part of the card of a person: a rule, its title, the link that notes something, and what is noted."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, button, rule


class Section(QWidget):
    """Fill ``list``; ``link`` stands beside the title unless the books are only read."""

    def __init__(self, title: str, link: str, *, read_only: bool) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(8))
        self.link = button(link, "link")
        head = QHBoxLayout()
        head.addWidget(Label(title, "strong"), 1)
        if not read_only:
            head.addWidget(self.link)
        self.list = QVBoxLayout()
        self.list.setSpacing(theme().px(4))
        rows.addWidget(rule())
        rows.addLayout(head)
        rows.addLayout(self.list)
