"""The views of the table of projects that somebody keeps by name: chosen, kept, forgotten."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from donations_app.i18n import _
from donations_app.machine.kept_lists import KeptView, keep_views, views_of
from donations_app.ui.keeping_views import KeepView
from donations_app.ui.widgets.menu import Menu

LIST = "projects"  # under which columns and views are kept


def open_views(
    button: QWidget,
    login: str,
    *,
    now: Callable[[str], KeptView],
    use: Callable[[KeptView], object],
    said: Callable[[str], object],
) -> QMenu:
    """Open the menu of views.

    Args:
        button: below which it opens.
        login: whose views they are.
        now: returns what is asked now under a name.
        use: asks for what a view keeps.
        said: told what was done.
    """
    kept = views_of(LIST, login)
    menu = Menu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for one in kept:
        menu.addAction(one.name.replace("&", "&&"), partial(use, one))
    if kept:
        menu.addSeparator()
    menu.addAction(_("Keep this view ..."), lambda: _ask(button, login, now, said))
    for one in kept:
        told = _("Forget “{view}”").format(view=one.name)
        menu.addAction(told.replace("&", "&&"), partial(_forget, login, one.name, said))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    return menu


def _ask(parent: QWidget, login: str, now: Callable[[str], KeptView], said: Callable[[str], object]) -> None:
    def keep(name: str) -> None:
        others = [one for one in views_of(LIST, login) if one.name != name]
        keep_views(LIST, login, [*others, now(name)])
        said(_("Kept: {view}").format(view=name))

    KeepView([one.name for one in views_of(LIST, login)], parent.window(), then=keep).open()


def _forget(login: str, name: str, said: Callable[[str], object]) -> None:
    keep_views(LIST, login, [one for one in views_of(LIST, login) if one.name != name])
    said(_("Forgotten: {view}").format(view=name))
