"""What is kept for how long, and whose term ends, in words."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from donations_app.domain.erasure import Kept
from donations_app.domain.keeping import Due
from donations_app.i18n import N_, _, count, day, isolated, ngettext
from donations_app.words.codes import listed

_FEW: Final = 5  # names of files that are told
KINDS: Final = {
    "identity": N_("Name and address"),
    "receipts": N_("Tax receipts"),
    "vouchers": N_("Accounting vouchers"),
    "mandates": N_("Mandates of direct debits"),
    "members": N_("Members who left"),
    "consents": N_("Agreements to be written to"),
    "letters": N_("Letters and e-mails sent"),
    "addresses": N_("Former addresses and situations"),
    "imports": N_("Corrected cells of imported files"),
    "trail": N_("History of changes"),
}
COUNTED_FROM: Final = {
    "issued": N_("from the day of issue of the last"),
    "closing": N_("from the closing of the fiscal year"),
    "ended": N_("from the end of the mandate"),
    "contact": N_("from the last contact"),
    "person": N_("as long as the person's last term runs"),
}
TERMS: Final = {
    "receipts": N_("tax receipts, {day}"),
    "vouchers": N_("accounting vouchers, {day}"),
    "mandates": N_("mandate, {day}"),
    "contact": N_("last contact, {day}"),
}


def kind_word(code: str) -> str:
    """Return what a kind of record is called."""
    return _(KINDS[code])


def counted_words(code: str) -> str:
    """Return from when the term of a kind counts."""
    return _(COUNTED_FROM[code])


def term_words(term: Kept) -> str:
    """Return which term ran, and the first day without it."""
    return _(TERMS[term.code]).format(day=day(term.until) if term.until else "")


def reason_words(due: Due) -> str:
    """Return the term of somebody that ends last."""
    return term_words(due.terms[-1])


def due_sentence(number: int, year: int) -> str:
    """Return how many people's last term ends by the end of a year."""
    told = ngettext(
        "{count} person whose last term ends by the end of {year}.",
        "{count} people whose last term ends by the end of {year}.",
        number,
    )
    return told.format(count=count(number), year=isolated(str(year)))


def erased_sentence(number: int, lines: int) -> str:
    """Return how many people were erased, and lines of the trail."""
    told = ngettext("{count} person erased", "{count} people erased", number).format(count=count(number))
    trail = ngettext("{count} line of the audit trail", "{count} lines of the audit trail", lines)
    return _("{people}; given way to their digests: {lines}.").format(
        people=told, lines=trail.format(count=count(lines))
    )


def again_lines(again: Sequence[str], missed: Sequence[str]) -> list[str]:
    """Return who was erased again after older books were put back, and who was not and has to be."""
    lines = []
    if again:
        told = _("Erased since this backup was made, and now erased again: {refs}.")
        lines.append(told.format(refs=listed(again)))
    if missed:
        told = _(
            "Erased since this backup was made, and back with it: {refs}. Erase them again: keeping again."
        )
        lines.append(told.format(refs=listed(missed)))
    return lines


def holding_lines(paths: Sequence[Path], until: date | None) -> list[str]:
    """Return which backups still hold who was erased, and until when."""
    if not paths:
        return []
    told = ngettext(
        "{count} backup in {folder} was made before and holds them: {names}.",
        "{count} backups in {folder} were made before and hold them: {names}.",
        len(paths),
    )
    line = told.format(
        count=count(len(paths)),
        folder=isolated(str(paths[0].parent)),
        names=listed([path.name for path in paths[:_FEW]]) + (" …" if len(paths) > _FEW else ""),
    )
    if until is None:
        end = _("Some of them go by no rotation: take them away yourself.")
    else:
        end = _("The rotation lets the last of them go by {day}.").format(day=day(until))
    return [line, end, _("Who puts one of them back has these people erased again.")]
