"""What is said of the trips of an expense claim, and of what the scale of their year gives."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from donations_app.domain.mileage import Band, Counted, Scale, Summed, band_of, class_of
from donations_app.formats.legal import mileage_scales
from donations_app.i18n import N_, _, count, day, isolated
from donations_app.words.codes import together, word

VEHICLES: Final = {"car": N_("Car"), "motorcycle": N_("Motorcycle"), "moped": N_("Moped")}


def twin_sentence(on: date, claim: str) -> str:
    """Say that a trip of that day stands in another claim too."""
    told = _("The trip of {on} stands in claim {ref} too: same vehicle, distance and purpose.")
    return told.format(on=day(on), ref=isolated(claim))


def joined_sentence(years: Sequence[int]) -> str:
    """Say that vehicles of several names count as one in those years, and where that is decided."""
    named = _(", ").join(isolated(str(year)) for year in years)
    return _(
        "Several vehicles count as one in {years}: each by itself may give more. Whether they may be counted"
        " apart is for the accountant to say, in the legal figures."
    ).format(years=named)


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
