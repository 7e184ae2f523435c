"""How many and how much: the line above each table of the receipts."""

from donations_app.i18n import _, count, ngettext


def warned_sentence(warned: int) -> str:
    """Return how many receipts have a warning, or nothing."""
    told = ngettext(
        "{count} has a warning: look at it first.", "{count} have a warning: look at them first.", warned
    )
    return told.format(count=count(warned)) if warned else ""


def run_sentence(issued: int, *, stopped: bool) -> str:
    """Return how many receipts a run issued, and whether it was stopped."""
    told = ngettext("{count} receipt issued", "{count} receipts issued", issued).format(count=count(issued))
    return _("{issued}; stopped, the others wait").format(issued=told) if stopped else told
