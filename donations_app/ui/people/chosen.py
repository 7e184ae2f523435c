"""What is done with several rows of a list at once: with those that are chosen, or with all where one at most is."""

from typing import Any

from donations_app.i18n import _, count, ngettext
from donations_app.ui.widgets.table import Table


def chosen_or_all(table: Table) -> list[Any]:
    """Return the keys of the chosen rows, where there are several, else of all."""
    keys = table.selected_keys()
    return keys if len(keys) > 1 else table.all_keys()


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
