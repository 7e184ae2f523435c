"""How many and how much: the line above each table of the receipts."""

from collections.abc import Sequence

from donations_app.domain.money import Money
from donations_app.domain.receipts import LeftOut, PlannedReceipt
from donations_app.i18n import _, count, money, ngettext


def ready_sentence(ready: Sequence[PlannedReceipt]) -> str:
    """Return how many receipts would be issued, and their sum."""
    told = ngettext("{count} receipt to issue, {amount}", "{count} receipts to issue, {amount}", len(ready))
    return told.format(count=count(len(ready)), amount=money(Money.total(row.amount for row in ready)))


def warned_sentence(warned: int) -> str:
    """Return how many receipts have a warning, or nothing."""
    told = ngettext(
        "{count} has a warning: look at it first.", "{count} have a warning: look at them first.", warned
    )
    return told.format(count=count(warned)) if warned else ""


def left_sentence(lines: Sequence[LeftOut]) -> str:
    """Return how many lines are left out, and their sum."""
    told = ngettext("{count} line left out, {amount}", "{count} lines left out, {amount}", len(lines))
    return told.format(count=count(len(lines)), amount=money(Money.total(line.amount for line in lines)))


def run_sentence(issued: int, *, stopped: bool) -> str:
    """Return how many receipts a run issued, and whether it was stopped."""
    told = ngettext("{count} receipt issued", "{count} receipts issued", issued).format(count=count(issued))
    return _("{issued}; stopped, the others wait").format(issued=told) if stopped else told
