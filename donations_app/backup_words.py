"""What is said of a backup, and of books put back from one."""

from typing import Final

from donations_app.domain.backups import Lost, Manifest
from donations_app.domain.money import Money
from donations_app.i18n import N_, _, count, isolated, moment, money


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


def lost_lines(lost: Lost) -> list[str]:
    """Return what the books that were replaced hold beyond the backup."""
    if lost.stood != "earlier":
        return [_(_STOOD[lost.stood])]
    lines = []
    if lost.changes:
        said = _("Saved after the backup, and not in it: {count} (payments, cancellations, filings, people).")
        lines.append(said.format(count=count(lost.changes)))
    if lost.payments:
        said = _("Payments recorded after the backup, and not in it: {count}.")
        lines.append(said.format(count=count(lost.payments)))
    said = _(
        "Given out after the backup: the numbers {first} to {last} of {series}."
        " They will be given out again, to other receipts: warn whoever holds these."
    )
    return lines + [
        said.format(first=count(first), last=count(last), series=isolated(series))
        for series, (first, last) in lost.numbers.items()
    ]


_STOOD: Final = {
    "others": N_("What stood there are other books than those of the backup."),
    "unreadable": N_(
        "What stood there cannot be read, so that nobody can say what it held beyond the backup."
    ),
}
