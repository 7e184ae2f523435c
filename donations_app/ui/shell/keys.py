"""The sheet of keys."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.signs import KeyCap


class KeySheet(Dialog):
    """The keys that work everywhere, and those of rapid entry; without them where nothing may be written."""

    def __init__(self, parent: QWidget, pages: int, *, read_only: bool) -> None:
        super().__init__(_("Keys"), parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(16))
        keys = [
            (f"{_named('Alt+1')} … {_named(f'Alt+{pages}')}", _("go to a page")),
            ("Ctrl+K", _("search everywhere")),
            ("F5", _("read again")),
            ("F1", _("open the manual for this page")),
            ("Ctrl+?", _("show these keys")),
            ("Ctrl+C", _("copy the rows")),
            ("Shift+F10", _("in a list: by what it is sorted")),
            ("Esc", _("close a panel, a list or a question")),
        ]
        if not read_only:
            keys += [
                ("Ctrl+I", _("import a file")),
                ("Enter", _("save and next, in rapid entry")),
                ("Ctrl+Z", _("take the last line back")),
                ("Ctrl+D", _("same as the one before, where nothing is typed yet")),
                ("F2", _("pin the field: it keeps its value")),
                ("F6", _("go to the next pinned field")),
                ("F4", _("new person")),
                ("F7", _("another project of the split; with Shift, remove the row")),
                ("F8", _("other currency, return, platform")),
                ("Enter, F2", _("in the lines typed: change the line")),
                ("Del", _("in the lines typed: take the line back")),
                ("Alt+↓", _("choose a day in the calendar")),
            ]
        for number, (key, does) in enumerate(keys):
            grid.addWidget(KeyCap(key if "…" in key or "↓" in key else _named(key)), number, 0)
            grid.addWidget(Label(does), number, 1)
        closes = button(_("Close"), clicked=self.accept)
        self.rows.addLayout(grid)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(closes)
        self.add_foot(row)
        closes.setFocus()


def _named(key: str) -> str:
    """Return a key as the keyboards of the chosen language name it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
