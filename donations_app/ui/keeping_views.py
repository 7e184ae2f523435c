"""What is filtered, its order and its columns are kept under a name, and forgotten."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from donations_app.i18n import _
from donations_app.machine.kept_lists import LONGEST, KeptView
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.ui.widgets.menu import Menu

OWN = "own:"  # before the name of a view that somebody keeps


class KeepView(Dialog):
    """Asks for the name of a view; one of the same name is replaced, which is said."""

    def __init__(self, kept: Sequence[str], parent: QWidget, *, then: Callable[[str], object]) -> None:
        super().__init__(_("Keep this view"), parent)
        self._kept, self._then = kept, then
        told = _("What is filtered now, its order and its columns stand under this name, on this computer.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.name = TextEdit(_("Name"), limit=LONGEST)
        self.field = Field(_("Name"), self.name)
        self.rows.addWidget(self.field)
        self.add_buttons(_("Keep"))
        self.name.textChanged.connect(lambda *_: self._say())
        self.name.setFocus()

    def _say(self) -> None:
        is_known = self.name.text().strip() in self._kept
        self.field.say(_("It takes the place of the view of this name.") if is_known else "")

    def accept(self) -> None:
        """Keep the view, once it has a name."""
        name = self.name.text().strip()
        if not name:
            self.field.say(_("A view needs a name."), "bad")
            return
        self._then(name)
        super().accept()


def open_menu(
    parent: QWidget, kept: Sequence[KeptView], *, keep: Callable[[], object], forget: Callable[[str], object]
) -> QMenu:
    """Open the menu that keeps the view of now or forgets one of those kept."""
    menu = Menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(_("Keep this view ..."), keep)
    if kept:
        menu.addSeparator()
    for one in kept:
        told = _("Forget “{view}”").format(view=one.name)
        menu.addAction(told.replace("&", "&&"), partial(forget, one.name))
    menu.popup(parent.mapToGlobal(parent.rect().bottomLeft()))
    return menu
