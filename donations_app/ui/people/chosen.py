"""What is done with several rows of a list at once: with those that are chosen; where one is, it is asked which."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from donations_app.i18n import _, count, isolated, ngettext
from donations_app.ui.widgets.menu import Menu
from donations_app.ui.widgets.table import Table


def ask_whom(at: QWidget, table: Table, name: str, then: Callable[[list[Any]], object]) -> None:
    """Hand over the keys of the chosen rows where there are several, else of all.

    One row of a list is always chosen, to be looked at: whether it is meant alone, or the list, is asked first.

    Args:
        at: the button above which it is asked.
        table: with the rows.
        name: of the one that is chosen.
        then: takes the keys, from the top; an empty list has nothing to hand over.
    """
    chosen, everybody = table.selected_keys(), table.all_keys()
    if len(chosen) == 1 and len(everybody) > 1:
        _ask(
            at,
            {_all_word(len(everybody)): everybody, _("Only {name}").format(name=isolated(name)): chosen},
            then,
        )
    elif everybody:
        then(chosen if len(chosen) > 1 else everybody)


def _ask(at: QWidget, choices: dict[str, list[Any]], then: Callable[[list[Any]], object]) -> None:
    """Open a menu with the choices, the first of which Enter takes."""
    menu = Menu(at)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for word, keys in choices.items():
        menu.addAction(word.replace("&", "&&"), partial(then, keys))
    menu.setActiveAction(menu.actions()[0])
    corner = at.rect().topRight() if at.isRightToLeft() else at.rect().topLeft()
    menu.popup(at.mapToGlobal(corner) - QPoint(0, menu.sizeHint().height()))


def _all_word(everybody: int) -> str:
    told = ngettext("All {count} of the list", "All {count} of the list", everybody)
    return told.format(count=count(everybody))


def write_word(chosen: int) -> str:
    """Return what the button says that writes to people."""
    if chosen < 2:
        return _("Write to the list ...")
    told = ngettext("Write to {count} person ...", "Write to {count} people ...", chosen)
    return told.format(count=count(chosen))


def export_word(chosen: int) -> str:
    """Return what the button says that exports people."""
    if chosen < 2:
        return _("Export ...")
    told = ngettext("Export {count} person ...", "Export {count} people ...", chosen)
    return told.format(count=count(chosen))
