"""What is said of a backup, and of books put back from one."""

from pathlib import Path
from typing import Final

from donations_app.domain.backups import Lost, Manifest
from donations_app.domain.money import Money
from donations_app.i18n import N_, _, count, isolated, moment, money, ngettext
from donations_app.words.codes import together


def manifest_line(manifest: Manifest) -> str:
    """Return of which books a backup is, of when, and what they hold."""
    held = manifest.counted
    payments = ngettext("{count} payment, {amount}", "{count} payments, {amount}", held.payments)
    return _("{name}, {at}: {payments}, {receipts}.").format(
        name=isolated(held.name),
        at=moment(manifest.made_at),
        payments=payments.format(count=count(held.payments), amount=money(Money(held.sum_cents))),
        receipts=receipts_word(held.receipts),
    )


def receipts_word(number: int) -> str:
    """Return how many receipts."""
    return ngettext("{count} receipt", "{count} receipts", number).format(count=count(number))


def held_sentence(manifest: Manifest) -> str:
    """Return how much a backup holds."""
    held, chains = manifest.counted, len(manifest.counted.heads)
    payments = ngettext("{count} payment", "{count} payments", held.payments).format(
        count=count(held.payments)
    )
    heads = ngettext("the head of {count} audit chain", "the heads of {count} audit chains", chains).format(
        count=count(chains)
    )
    return f"{together(payments, receipts_word(held.receipts), heads)}."


def upgraded_lines(found: int, known: int, backup: str, *, is_rehearsal: bool = False) -> list[str]:
    """Return what became, or would become, of books of an earlier version, and where they are kept as they were."""
    said = _("The books are whole, and would be brought from version {found} to version {known}.")
    if not is_rehearsal:
        said = _("The books were brought from version {found} to version {known}, and are whole.")
    kept = [] if is_rehearsal else [_("As they were, they are kept: {path}").format(path=isolated(backup))]
    return [said.format(found=count(found), known=count(known)), *kept]


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
        "Given out after the backup: the numbers {first} to {last} of {series}. They stand on documents that these"
        " books no longer know: the program asks before it issues again, and can go on after them."
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


def drilled_lines(path: Path, manifest: Manifest, changes: int) -> list[str]:
    """Return what is said of a restore that was tried and went well."""
    said = _("Put back for a moment, opened and verified, and taken away again: {path}")
    lines = [said.format(path=isolated(str(path))), manifest_line(manifest)]
    if changes:
        told = _("Saved since, and not in it: {count} (payments, cancellations, filings, people).")
        lines.append(told.format(count=count(changes)))
    return lines
