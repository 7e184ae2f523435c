"""What is said of restores that were tried."""

from datetime import date

from donations_app.i18n import _, day
from donations_app.machine.drills import Tried, is_late


def tried_sentence(tried: Tried | None, today: date, *, begun_on: date) -> str:
    """Return when a restore was last tried, and what to do where that is a quarter ago."""
    late = is_late(tried, today, begun_on=begun_on)
    if tried is None:
        told = _("No restore was tried on this computer yet.")
    elif tried.is_good:
        told = _("A restore was last tried on {day}, and went well.")
    else:
        told = _("A restore was last tried on {day}, and went wrong.")
    said = told.format(day=day(tried.at.astimezone().date()) if tried else "")
    advice = _("Try one each quarter: a backup that nobody put back is a hope.")
    return f"{said} {advice}" if late else said
