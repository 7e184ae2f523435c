"""The menu of a list: by what its rows stand, as a click on a heading asks for it, and the copying of rows."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup, QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from donations_app.i18n import _
from donations_app.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from donations_app.ui.widgets.table import Table


def open_list_menu(table: "Table", event: QContextMenuEvent, order: Callable[[int], object]) -> None:
    """Open the menu of a list.

    Args:
        table: the list.
        event: what asks for the menu.
        order: takes the number of the column by which rows are to stand; of the one in use it turns the order.
    """
    if not is_menu_open(table):
        list_menu(table, order).popup(place_of(table, event))


def is_menu_open(table: "Table") -> bool:
    """Tell whether the menu is there already: some systems ask for it by the key and once more by themselves."""
    return any(menu.isVisible() for menu in table.findChildren(QMenu))


def place_of(table: "Table", event: QContextMenuEvent) -> QPoint:
    """Return where a menu opens: at the pointer, or at the row looked at where a key asks for it."""
    if event.reason() != QContextMenuEvent.Reason.Keyboard:
        return event.globalPos()
    row = table.visualRect(table.currentIndex())
    return table.viewport().mapToGlobal(row.center() if row.isValid() else QPoint())


def list_menu(table: "Table", order: Callable[[int], object]) -> QMenu:
    """Return what can be asked of a list: the columns by which it may stand, the one in use marked, and copying."""
    menu, group = Menu(table), None
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for number, column in enumerate(table.columns()):
        if not column.order or table.isColumnHidden(number):
            continue
        group = group or QActionGroup(menu)
        told = _("Sort by {column}").format(column=column.title)
        act = menu.addAction(told.replace("&", "&&"), partial(order, number))
        act.setCheckable(True)
        act.setChecked(column.order == table.order[0])
        group.addAction(act)
    if group is not None:
        menu.addSeparator()
    copies = menu.addAction(_("Copy"), table.copy)
    copies.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    copies.setShortcutVisibleInContextMenu(True)
    copies.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the table itself listens to the key
    return menu
