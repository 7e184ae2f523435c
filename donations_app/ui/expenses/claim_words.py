"""The words of claims: where they stand, vehicles, and what a scale gives, as the window says them."""

from collections.abc import Iterable, Sequence
from typing import Final

from donations_app.code_words import together, word
from donations_app.db.queries.expenses import ClaimRow, Driven
from donations_app.domain.expenses import Claim
from donations_app.domain.mileage import Band, Counted, Scale, Summed, band_of, class_of
from donations_app.expense_words import twin_sentence
from donations_app.formats.legal import mileage_scales
from donations_app.i18n import N_, _, count, day, isolated
from donations_app.receipt_words import reason_sentence, warning_sentence

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
    """Return how far the year goes with a claim, in one class of vehicle, by which tariff, tranche and rate."""
    is_special = one.scale.name.startswith("volunteer")
    tariff = _("tariff of volunteers") if is_special else _("scale of employees")
    named = together(*(name for name in (_vehicle(one), tariff, _tranche(one)) if name))
    band = one.bands[_reached(one)]
    return _("{year}: from {before} to {after} km of the year; {named}: {rate}").format(
        year=isolated(str(one.year)),
        before=count(one.km_before),
        after=count(one.km_before + one.km),
        named=named,
        rate=_formula(band) + _more(one.scale, is_electric=one.is_electric),
    )


def _vehicle(one: Summed) -> str:
    named = " ".join(filter(None, (word(VEHICLES, one.vehicle).lower(), one.plate and isolated(one.plate))))
    if one.powers:
        first, last = one.powers
        if last is None:
            named += " " + _("{power} CV and more").format(power=isolated(str(first)))
        elif first == last:
            named += " " + _("{power} CV").format(power=isolated(str(last)))
        else:
            told = _("{first} to {last} CV")
            named += " " + told.format(first=isolated(str(first)), last=isolated(str(last)))
    return " ".join((named, _("electric"))) if one.is_electric else named


def _reached(one: Summed) -> int:
    """Return the position of the tranche that the year reaches with the claim."""
    km = one.km_before + one.km
    return next(n for n, band in enumerate(one.bands) if band.km_to is None or km <= band.km_to)


def _tranche(one: Summed) -> str:
    if len(one.bands) == 1:
        return ""
    position = _reached(one)
    ends = one.bands[position].km_to
    begins = (one.bands[position - 1].km_to or 0) + 1 if position else 0
    if ends is None:
        return _("tranche from {begins} km").format(begins=count(begins))
    if not begins:
        return _("tranche up to {ends} km").format(ends=count(ends))
    return _("tranche from {begins} to {ends} km").format(begins=count(begins), ends=count(ends))


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
