"""The words of claims: where they stand, and what is to be known of one, as the window says them."""

from collections.abc import Iterable, Sequence
from typing import Final

from donations_app.db.queries.expenses import ClaimRow, Driven
from donations_app.domain.expenses import Claim
from donations_app.domain.mileage import Summed
from donations_app.i18n import N_, _, day, isolated
from donations_app.words.codes import together
from donations_app.words.expenses import twin_sentence
from donations_app.words.receipts import reason_sentence, warning_sentence

# where a claim stands -> its word, its state, its icon
STATES: Final = {
    "to_sign": (N_("To sign"), "warn", "signature"),
    "waived": (N_("Signed"), "ok", "check"),
    "withdrawn": (N_("Withdrawn"), "plain", "ban"),
    "taken_back": (N_("Taken back"), "bad", "undo-2"),
}


def state_of(row: ClaimRow) -> str:
    """Return where a claim stands: a key of ``STATES``."""
    if row.reversal:
        return "taken_back"
    return row.outcome or "to_sign"


def claim_sentences(claim: Claim) -> list[tuple[str, str]]:
    """Return all that is to be known of a claim, each sentence with its state."""
    said: list[tuple[str, str]] = []
    if claim.withdrawn_on:
        told = _("Withdrawn on {on}: {reason}")
        said.append((told.format(on=day(claim.withdrawn_on), reason=isolated(claim.withdrawn)), ""))
    elif claim.reversal:
        reason = "returned" if claim.reversal == "return" else "reversed"
        said.append((reason_sentence(reason), "bad"))
    elif claim.waived_on is None:
        said.append(
            (_("No gift yet: print the page, have it signed, then write the day of the signature."), "warn")
        )
    else:
        told = _("Waived on {on} ({evidence}); payment {payment}.")
        said.append(
            (
                told.format(
                    on=day(claim.waived_on),
                    evidence=isolated(claim.evidence),
                    payment=isolated(claim.payment),
                ),
                "ok",
            )
        )
    if claim.receipt:
        said.append((_("Receipt: {number}").format(number=isolated(claim.receipt)), "ok"))
    elif claim.is_provisional and not claim.withdrawn_on and not claim.reversal:
        said.append((warning_sentence("provisional_scale"), "warn"))
    return said


def twins_told(twins: Iterable[Driven]) -> str:
    """Return in words which trips stand in other claims too, or nothing."""
    return "\n".join(twin_sentence(one.trip.driven_on, one.claim) for one in twins)


def provisional_sentence(sums: Sequence[Summed]) -> str:
    """Return in words that the scale of a year is provisional, or nothing."""
    years = sorted({one.year for one in sums if one.is_provisional})
    if not years:
        return ""
    named = together(*(isolated(str(year)) for year in years))
    return _(
        "The scale of {years} is not final: the last known figures count, provisionally, and the receipt"
        " waits until somebody takes them upon himself."
    ).format(years=named)
