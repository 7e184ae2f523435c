"""A page of the window as the sidebar knows it, before anything that stands on it is loaded."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from donations_app.i18n import _, pgettext

if TYPE_CHECKING:
    from donations_app.ui.screen import Screen

ICONS: Final = {  # in the sidebar, by the code of a page
    "dashboard": "house",
    "entry": "square-pen",
    "payments": "hand-coins",
    "people": "users",
    "members": "id-card",
    "recurring": "repeat",
    "projects": "folder-kanban",
    "bank": "landmark",
    "audit": "eye",
    "receipts": "receipt-text",
    "expenses": "car",
    "registers": "file-check",
    "settings": "settings",
}


def page_title(code: str) -> str:
    """Return what stands above the page of a code, and in the sidebar."""
    titles = {
        "dashboard": _("Dashboard"),
        "entry": _("Rapid entry"),
        "payments": _("Payments"),
        "people": _("People"),
        "members": pgettext("page", "Memberships"),
        "recurring": pgettext("page", "Recurring gifts"),
        "projects": _("Projects and shares"),
        "bank": _("Bank and slips"),
        "audit": _("Audit"),
        "receipts": _("Tax receipts"),
        "expenses": _("Waived expenses"),
        "registers": _("Registers and control"),
        "settings": _("Settings"),
    }
    return titles.get(code, "")


class Page(Struct, frozen=True):
    """A page of the window, made when it is first wanted.

    What most pages stand on is not needed for the first one: to load all of it took half of the start.

    Args:
        code: what this computer and the manual call the page.
        screen: makes the page at the first call, and returns the same at each other.
    """

    code: str
    screen: "Callable[[], Screen]"

    @property
    def title(self) -> str:
        """What stands above the page, and in the sidebar."""
        return page_title(self.code)

    @property
    def icon_name(self) -> str:
        """Its icon in the sidebar."""
        return ICONS[self.code]
