"""What is done with several rows of a list at once: with those that are chosen; where one is, it is asked which."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from donations_app.i18n import _, count, isolated, ngettext
from donations_app.ui.widgets.menu import Menu
from donations_app.ui.widgets.table import Table

ChoiceT = TypeVar("ChoiceT")


def ask_whom(at: QWidget, table: Table, name: str, then: Callable[[list[Any]], object]) -> None:
    """Hand over the keys of the chosen rows where there are several, else of all.

    One row of a list is always chosen, to be looked at: whether it is meant alone, or the list, is asked first.

    Args:
        at: the button above which it is asked.
        table: with the rows.
        name: of the one that is chosen.
        then: takes the keys, from the top; an empty list has nothing to hand over.
    """
    _ask(at, _whom(table, name), then)


def ask_export(
    at: QWidget, table: Table, name: str, then: Callable[[tuple[list[Any], bool]], object]
) -> None:
    """Hand over the keys of whom a table is to hold, and whether it is to be changed and imported again.

    Args:
        at: the button above which it is asked.
        table: with the rows.
        name: of the one that is chosen.
        then: takes the answer; an empty list has nothing to hand over.
    """
    whom = _whom(table, name)
    ways = {word: (keys, False) for word, keys in whom.items()}
    for keys in list(whom.values())[:1]:
        ways[_("To be changed and imported again")] = (keys, True)
    _ask(at, ways, then)


def _whom(table: Table, name: str) -> dict[str, list[Any]]:
    """Return the keys that may be meant, by the words for them: none where the list is empty."""
    chosen, everybody = table.selected_keys(), table.all_keys()
    if len(chosen) == 1 and len(everybody) > 1:
        alone = _("Only {name}").format(name=isolated(name))
        return {_all_word(len(everybody)): everybody, alone: chosen}
    return {_("As the list shows them"): chosen if len(chosen) > 1 else everybody} if everybody else {}


def _ask(at: QWidget, choices: dict[str, ChoiceT], then: Callable[[ChoiceT], object]) -> None:
    """Open a menu with choices by their words, the first of which Enter takes; one alone is taken at once."""
    if len(choices) < 2:
        for only in choices.values():
            then(only)
        return
    menu = Menu(at)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for word, choice in choices.items():
        menu.addAction(word.replace("&", "&&"), partial(then, choice))
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
