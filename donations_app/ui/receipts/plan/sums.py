"""How many and how much: the line above each table of the receipts."""

from donations_app.domain.waiting import Tally
from donations_app.i18n import _, count, ngettext


def planned_sentence(tally: Tally) -> str:
    """Return how many receipts are planned for how many donors, and how many have a warning, or nothing."""
    if not tally.receipts:
        return ""
    donors = ngettext("{count} donor", "{count} donors", len(tally.donors)).format(
        count=count(len(tally.donors))
    )
    told = ngettext("{count} receipt for {donors}.", "{count} receipts for {donors}.", tally.receipts)
    planned = told.format(count=count(tally.receipts), donors=donors)
    return " ".join(part for part in (planned, _warned(tally.warned)) if part)


def _warned(warned: int) -> str:
    told = ngettext(
        "{count} has a warning: look at it first.", "{count} have a warning: look at them first.", warned
    )
    return told.format(count=count(warned)) if warned else ""


def run_sentence(issued: int, *, stopped: bool) -> str:
    """Return how many receipts a run issued, and whether it was stopped."""
    told = ngettext("{count} receipt issued", "{count} receipts issued", issued).format(count=count(issued))
    return _("{issued}; stopped, the others wait").format(issued=told) if stopped else told
