"""What is said of a backup, and of books put back from one."""

from collections.abc import Mapping

from donations_app.domain.backups import Manifest
from donations_app.domain.money import Money
from donations_app.i18n import _, count, isolated, moment, money


def manifest_line(manifest: Manifest) -> str:
    """Return of which books a backup is, of when, and what they hold."""
    held = manifest.counted
    return _("{name}, {at}: {payments} payments, {amount}, {receipts} receipts.").format(
        name=isolated(held.name),
        at=moment(manifest.made_at),
        payments=count(held.payments),
        amount=money(Money(held.sum_cents)),
        receipts=count(held.receipts),
    )


def lost_lines(payments: int, numbers: Mapping[str, tuple[int, int]]) -> list[str]:
    """Return what the books that were replaced hold beyond the backup.

    Args:
        payments: how many more.
        numbers: first and last of those given out since, by series.
    """
    lines = []
    if payments:
        said = _("Payments recorded after the backup, and not in it: {count}.")
        lines.append(said.format(count=count(payments)))
    said = _(
        "Given out after the backup: the numbers {first} to {last} of {series}."
        " They will be given out again, to other receipts: warn whoever holds these."
    )
    return lines + [
        said.format(first=count(first), last=count(last), series=isolated(series))
        for series, (first, last) in numbers.items()
    ]
