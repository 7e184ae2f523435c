"""The sheet of keys."""

from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from donations_app.i18n import _
from donations_app.ui.widgets.basic import KeyCap, Label


def show_keys(parent: QWidget, pages: int) -> None:
    """Show the keys that work everywhere, and those of rapid entry."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(_("Keys"))
    grid = QGridLayout(dialog)
    grid.setContentsMargins(24, 20, 24, 20)
    grid.setHorizontalSpacing(16)
    keys = (
        (f"Alt+1 … Alt+{pages}", _("go to a page")), ("Ctrl+K", _("search everywhere")), ("F5", _("read again")),
        ("Enter", _("save and next, in rapid entry")), ("Ctrl+Z", _("take the last line back")),
        ("Ctrl+D", _("same as the one before")), ("F4", _("new person")), ("Ctrl+C", _("copy the rows")),
    )  # fmt: skip
    for number, (key, does) in enumerate(keys):
        grid.addWidget(KeyCap(key), number, 0)
        grid.addWidget(Label(does), number, 1)
    dialog.open()
