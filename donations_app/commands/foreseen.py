"""What an action changes, as answers and lines say it."""

from typing import Any

from donations_app.commands.share import plain_percent
from donations_app.i18n import _, isolated, money, percent
from donations_app.services.foreseeing import Foreseen, ReceiptedChange, ShareChange


def foreseen_data(foreseen: Foreseen[Any]) -> dict[str, Any]:
    """Return what would be written and be true afterwards, as JSON names it."""
    return {
        "records": [{"kind": kind, "record": record} for kind, record in foreseen.records],
        "shares": [_share(change) for change in foreseen.shares],
        "receipted": [
            {
                "year": change.year,
                "before_cents": change.before.cents,
                "after_cents": change.after.cents,
                "filed": change.is_filed,
            }
            for change in foreseen.receipted
        ],
    }


def _share(change: ShareChange) -> dict[str, Any]:
    return {
        "project": change.project,
        "association": change.association,
        "before_cents": change.before.private.cents,
        "after_cents": change.after.private.cents,
        "before_percent": plain_percent(change.before.basis_points),
        "after_percent": plain_percent(change.after.basis_points),
        "reached_before": change.before.reached,
        "reached_after": change.after.reached,
    }


def foreseen_lines(foreseen: Foreseen[Any]) -> list[str]:
    """Return the same in sentences: shares that move, what receipts add up to."""
    return [*map(_share_line, foreseen.shares), *map(_receipted_line, foreseen.receipted)]


def _share_line(change: ShareChange) -> str:
    name = change.project if not change.association else f"{change.project} / {change.association}"
    told = _("{project}: private share from {before} to {after}.").format(
        project=isolated(name), before=percent(change.before.basis_points),
        after=percent(change.after.basis_points),
    )  # fmt: skip
    if change.is_lost:
        missing = money(change.after.missing)
        told += " " + _("It falls below its threshold: {amount} will be missing.").format(amount=missing)
    return told


def _receipted_line(change: ReceiptedChange) -> str:
    told = _("Receipts on the gifts of {year}: from {before} to {after}.").format(
        year=isolated(str(change.year)), before=money(change.before), after=money(change.after)
    )
    if change.is_filed:
        told += " " + _("The declaration of that year was filed: correct it.")
    return told
