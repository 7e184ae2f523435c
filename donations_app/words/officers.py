"""What is said of the officers of an association: what their offices are called, since when they are held."""

from typing import Final

from donations_app.domain.officers import Officer
from donations_app.i18n import N_, _, day, isolated

ROLES: Final = {
    "president": N_("President"),
    "vice_president": N_("Vice-president"),
    "secretary": N_("Secretary"),
    "deputy_secretary": N_("Deputy secretary"),
    "treasurer": N_("Treasurer"),
    "deputy_treasurer": N_("Deputy treasurer"),
    "board_member": N_("Member of the board"),
}


def officer_line(one: Officer) -> str:
    """Return an office with who holds it and its days."""
    days = _("since {day}").format(day=day(one.since))
    if one.until:
        days = _("from {first} to {last}").format(first=day(one.since), last=day(one.until))
    who = f"{isolated(one.name)} ({isolated(one.person)})" if one.person else isolated(one.name)
    return _("{role}: {name}, {days}").format(role=_(ROLES[one.role]), name=who, days=days)
