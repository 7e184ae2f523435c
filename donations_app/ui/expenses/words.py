"""The words of claims: where they stand, vehicles, and what a scale gives, as the window says them."""

from collections.abc import Sequence
from typing import Final

from donations_app.db.queries.expenses import ClaimRow
from donations_app.domain.expenses import Claim
from donations_app.domain.mileage import Band, Counted, Scale, Summed, band_of, class_of
from donations_app.formats.legal import mileage_scales
from donations_app.i18n import N_, _, count, day, isolated
from donations_app.sentences import reason_sentence, warning_sentence
from donations_app.ui.words import together, word

VEHICLES: Final = {"car": N_("Car"), "motorcycle": N_("Motorcycle"), "moped": N_("Moped")}
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
        told = _("Waived on {on}, {evidence}; payment {payment}.")
        said.append((
            told.format(
                on=day(claim.waived_on), evidence=isolated(claim.evidence), payment=isolated(claim.payment)
            ), "ok",
        ))  # fmt: skip
    if claim.receipt:
        said.append((_("Receipt: {number}").format(number=isolated(claim.receipt)), "ok"))
    elif claim.is_provisional and not claim.withdrawn_on and not claim.reversal:
        said.append((warning_sentence("provisional_scale"), "warn"))
    return said


def rate_of(one: Counted) -> str:
    """Return the formula that serves a trip: of the band that the year has reached with it."""
    scales = mileage_scales()
    scale = next(scale for scale in scales if scale.name == one.scale)
    of = class_of(one.trip, scales)
    band = band_of(scale, of, one.km_before + one.trip.km)
    return _formula(band) + _more(scale, is_electric=one.trip.is_electric)


def _formula(band: Band) -> str:
    rate = f"{band.rate // 1000},{band.rate % 1000:03}"
    if not band.plus:
        return isolated(f"{rate}\u00a0€/km")
    plus = f"{band.plus:,}".replace(",", "\u202f")
    return isolated(f"d × {rate} + {plus}")


def _more(scale: Scale, *, is_electric: bool) -> str:
    more = scale.electric_percent - 100
    return isolated(f" +{more}\u00a0%") if is_electric and more else ""


def sum_sentence(one: Summed) -> str:
    """Return how far the year goes with a claim, in one class of vehicle, and by which tariff."""
    named = [word(VEHICLES, one.vehicle)]
    if one.powers:
        first, last = one.powers
        if last is None:
            named.append(_("{power} CV and more").format(power=isolated(str(first))))
        else:
            shown = str(last) if first == last or one.vehicle == "car" else f"{first}–{last}"
            up_to = _("up to {power} CV") if first != last and one.vehicle == "car" else _("{power} CV")
            named.append(up_to.format(power=isolated(shown)))
    if one.is_electric:
        named.append(_("electric"))
    is_special = one.scale.name.startswith("volunteer")
    return _("{year}, {vehicle}: from {before} to {after} km of the year, {tariff}").format(
        year=isolated(str(one.year)), vehicle=together(*named), before=count(one.km_before),
        after=count(one.km_before + one.km),
        tariff=_("tariff of volunteers") if is_special else _("scale of employees"),
    )  # fmt: skip


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
