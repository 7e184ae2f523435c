"""What is said of a PDF that was held against the books."""

from collections.abc import Sequence
from typing import Final

from donations_app.domain.checking import Checked
from donations_app.i18n import N_, _, count, day, isolated, money, ngettext
from donations_app.words.codes import listed

# in short, and the state that gives its colour
VERDICTS: Final = {
    "issued": (N_("Issued here, unchanged, and it stands"), "ok"),
    "duplicate": (N_("A duplicate made here, unchanged; the receipt stands"), "ok"),
    "cancelled": (N_("Made here, and cancelled since"), "bad"),
    "replaced": (N_("Made here, and replaced since"), "warn"),
    "changed": (N_("Not as it was issued"), "bad"),
    "foreign": (N_("Not issued from these books"), "bad"),
}


def verdict_lines(checked: Checked) -> list[str]:
    """Return the verdict and what belongs to it, a sentence a line."""
    if checked.several:
        return _several_lines(checked.several)
    lines = [_(VERDICTS[checked.verdict][0])]
    if checked.issued_on and checked.amount is not None:
        said = _("Receipt {number} of {on}: {name}, {amount}.")
        lines.append(
            said.format(
                number=isolated(checked.number),
                on=day(checked.issued_on),
                name=isolated(checked.name),
                amount=money(checked.amount),
            )
        )
    if checked.verdict == "changed":
        lines += _changed_lines(checked)
    if checked.cancelled_on:
        told = _("Cancelled on {on}: {reason}")
        lines.append(told.format(on=day(checked.cancelled_on), reason=isolated(checked.reason)))
    if checked.replaced_by:
        lines.append(
            _("The receipt {number} stands in its place.").format(number=isolated(checked.replaced_by))
        )
    if checked.signed and checked.copy == "original":
        lines.append(_("It was signed electronically when it was issued; the signature is in the file."))
    return lines


def _several_lines(numbers: Sequence[str]) -> list[str]:
    named = listed(numbers[:3])
    told = ngettext("{numbers} and {count} more", "{numbers} and {count} more", len(numbers) - 3)
    more = told.format(numbers=named, count=count(len(numbers) - 3)) if len(numbers) > 3 else named
    return [
        _("No receipt by itself: it names several of these books ({numbers}).").format(numbers=more),
        _("A register, a list or a run of pages is checked in another way; a receipt, alone in its file."),
    ]


def _changed_lines(checked: Checked) -> list[str]:
    if not checked.number:
        return [_("It began as a document of these books; no number of a receipt can be read in it.")]
    lines = []
    if checked.missing:
        missing = listed(checked.missing[:8])
        lines.append(_("What was issued and does not stand in the file: {texts}.").format(texts=missing))
    else:
        lines.append(
            _(
                "It says what was issued, in other bytes: printed to a file, scanned, bound with others, or"
                " altered where no text stands."
            )
        )
    lines.append(
        _("It proves nothing: only the document as issued does, or a duplicate made from these books.")
    )
    return lines
