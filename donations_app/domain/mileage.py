"""What the mileage scale gives for volunteers' trips: dated figures, whole numbers only.

Trips up to 31 December 2021: the tariff of volunteers, one rate a kilometre. From 1 January 2022 the
employees' scale (CGI annexe IV art. 6 B, opened to volunteers by law 2022-1157 art. 21; read 2026-11): a
formula ``d x rate + constant`` whose band depends on the distance ``d`` of the whole calendar year, 20 %
more for an electric vehicle (art. 6 B II: on the amount, so the published tables, whose rates are
rounded, may differ by a few euros over ten thousand kilometres).

The year's amount is rounded half up to the cent once, for one volunteer, calendar year and class of
vehicle; for each vehicle by itself where the dated figure ``mileage_vehicles`` says so. A trip gets what
the year's distance gives after it less what it gave before it, so that the trips of a year, however they
are spread over claims, add up to the scale of their total: neither text says how to share the constant,
and any other way would give another total.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.folding import fold
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue, value_on

VEHICLES: Final = ("car", "motorcycle", "moped")


class Band(Struct, frozen=True):
    """One formula ``d x rate + constant``, for distances up to ``km_to``."""

    km_to: int | None  # of the year; None: without end
    rate: int  # thousandths of a euro a kilometre
    plus: int  # whole euros


class PowerClass(Struct, frozen=True):
    """The vehicles of one kind that have the same formulas."""

    power_to: int | None  # fiscal horsepower; None: without end
    bands: tuple[Band, ...]


class Scale(Struct, frozen=True):
    """One scale over whole calendar years."""

    name: str  # "employee-2022"
    title: str  # as printed
    first_on: date
    last_on: date
    is_confirmed: bool
    source: str
    electric_percent: int  # 120: a fifth more
    vehicles: Mapping[str, tuple[PowerClass, ...]]

    def asks_power(self, vehicle: str) -> bool:
        """Whether the formulas of that kind of vehicle depend on its power."""
        return len(self.vehicles[vehicle]) > 1

    def class_of(self, vehicle: str, power: int) -> int:
        """Return the position of the class of a vehicle among those of its kind."""
        classes = self.vehicles[vehicle]
        return next(n for n, one in enumerate(classes) if one.power_to is None or power <= one.power_to)


class Trip(Struct, frozen=True):
    """One trip: the day, why, how far and with what."""

    driven_on: date
    purpose: str
    km: int
    vehicle: str
    power: int = 0  # fiscal horsepower; 0 is unknown, or that of a moped
    is_electric: bool = False
    plate: str = ""  # registration or name of the vehicle, as written
    is_apart: bool = False  # whether the distance of its vehicle is counted by itself (see ``treated``)

    @property
    def named(self) -> str:
        """The plate, but for case, spaces and hyphens."""
        return "".join(filter(str.isalnum, fold(self.plate)))

    def is_twin(self, other: "Trip") -> bool:
        """Whether both tell one day, vehicle and distance, and one purpose but for case and accents."""
        if self.plate and other.plate and self.named != other.named:
            return False
        said = (self.driven_on, self.vehicle, self.km, fold(self.purpose))
        return said == (other.driven_on, other.vehicle, other.km, fold(other.purpose))


class Class(Struct, frozen=True):
    """What distances are added up for: a year and the vehicles that have the same formulas, or one of them."""

    year: int
    vehicle: str
    position: int  # among the classes of that kind of vehicle
    is_electric: bool
    named: str = (
        ""  # of a vehicle that is counted by itself; empty: of all of the class, or of the unnamed one
    )


class Counted(Struct, frozen=True):
    """A trip with what the scale gives for it."""

    trip: Trip
    amount: Money
    scale: str
    is_provisional: bool
    km_before: int  # of its class and year when it was counted


class Summed(Struct, frozen=True, kw_only=True):
    """The trips of a claim that one formula serves: how far the year had gone before, and their sum."""

    year: int
    vehicle: str
    powers: tuple[int, int | None] | None  # from and to; None where the power does not matter
    bands: tuple[Band, ...]
    is_electric: bool
    plate: str  # of a vehicle that is counted by itself
    km_before: int
    km: int
    amount: Money
    scale: Scale
    is_provisional: bool


def scale_of(scales: Sequence[Scale], year: int) -> tuple[Scale, bool] | None:
    """Return the scale of a year and whether it is provisional; ``None`` when none is known.

    After the last scale its figures are kept, provisionally, until the next is published. A gap between
    two scales is not filled: what nobody has read is not guessed.
    """
    for scale in scales:
        if scale.first_on.year <= year <= scale.last_on.year:
            return scale, not scale.is_confirmed
    last = max(scales, key=lambda scale: scale.last_on, default=None)
    return (last, True) if last and year > last.last_on.year else None


def band_of(scale: Scale, of: Class, km: int) -> Band:
    """Return the formula that serves the distance of a year."""
    bands = scale.vehicles[of.vehicle][of.position].bands
    return next(one for one in bands if one.km_to is None or km <= one.km_to)


def yearly_amount(scale: Scale, of: Class, km: int) -> Money:
    """Return what the scale gives for the distance of a year, rounded half up to the cent.

    Args:
        scale: of the year.
        of: the class of vehicle.
        km: whole kilometres of the year, from 0.

    >>> bands = (Band(5_000, 636, 0), Band(20_000, 357, 1_395), Band(None, 427, 0))
    >>> of_2022 = {"car": (PowerClass(None, bands),)}
    >>> scale = Scale("", "", date.min, date.max, True, "", 120, of_2022)
    >>> car, electric = Class(2025, "car", 0, is_electric=False), Class(2025, "car", 0, is_electric=True)
    >>> [yearly_amount(scale, car, km).cents for km in (0, 5_000, 5_001, 20_001)]
    [0, 318000, 318036, 854043]
    >>> yearly_amount(scale, electric, 5_000).cents
    381600
    """
    if km == 0:
        return Money(0)
    band = band_of(scale, of, km)
    percent = scale.electric_percent if of.is_electric else 100
    share = (km * band.rate + band.plus * 1000) * percent  # hundred-thousandths of a euro
    return Money((share + 500) // 1000)


def class_of(trip: Trip, scales: Sequence[Scale]) -> Class:
    """Return what the distance of a trip is added to.

    Raises:
        LookupError: no scale is known for its year.
    """
    scale, _ = _scale_of(trip, scales)
    position = scale.class_of(trip.vehicle, trip.power)
    named = trip.named if trip.is_apart else ""
    return Class(trip.driven_on.year, trip.vehicle, position, trip.is_electric, named)


def treated(trips: Iterable[Trip], values: Sequence[DatedValue]) -> list[Trip]:
    """Return trips with the treatment of vehicles that holds at the end of their calendar year.

    Args:
        trips: as they were driven.
        values: the legal figures; ``mileage_vehicles`` says ``together`` or ``apart``.
    """
    return [
        replace(trip, is_apart=_treatment(trip.driven_on.year, values).value == "apart") for trip in trips
    ]


def joined_years(trips: Iterable[Trip], scales: Sequence[Scale], values: Sequence[DatedValue]) -> list[int]:
    """Return the years in which vehicles of several names count as one, and nobody has confirmed that they do.

    Args:
        trips: of one volunteer, treated; a scale is known for each.
        scales: all that are known.
        values: the legal figures.
    """
    names: dict[Class, set[str]] = {}
    for trip in trips:
        if not trip.is_apart:
            names.setdefault(class_of(trip, scales), set()).add(trip.named)
    years = {of.year for of, found in names.items() if len(found) > 1}
    return sorted(year for year in years if not _treatment(year, values).confirmed)


def _treatment(year: int, values: Sequence[DatedValue]) -> DatedValue:
    return value_on(values, "mileage_vehicles", date(year, 12, 31))


def distances(trips: Sequence[Trip], scales: Sequence[Scale]) -> dict[Class, int]:
    """Return the kilometres of each class."""
    found: dict[Class, int] = {}
    for trip in trips:
        one = class_of(trip, scales)
        found[one] = found.get(one, 0) + trip.km
    return found


def count_trips(trips: Sequence[Trip], scales: Sequence[Scale], before: Mapping[Class, int]) -> list[Counted]:
    """Return what each trip is worth, in the order given; the earlier day is driven first.

    Args:
        trips: of one volunteer, without problems.
        scales: all that are known.
        before: kilometres that the volunteer drove in each class, counted already.

    Raises:
        LookupError: no scale is known for the year of a trip.
    """
    reached, found = dict(before), dict[int, Counted]()
    for position in sorted(range(len(trips)), key=lambda n: (trips[n].driven_on, n)):
        trip, one = trips[position], class_of(trips[position], scales)
        scale, is_provisional = _scale_of(trip, scales)
        start = reached.get(one, 0)
        reached[one] = start + trip.km
        amount = yearly_amount(scale, one, reached[one]) - yearly_amount(scale, one, start)
        found[position] = Counted(trip, amount, scale.name, is_provisional, start)
    return [found[position] for position in range(len(trips))]


def sum_up(counted: Sequence[Counted], scales: Sequence[Scale]) -> list[Summed]:
    """Return the sums of recorded trips, a class of vehicle and year each, by year.

    Args:
        counted: trips as they were recorded, with the name of the scale that counted them.
        scales: all that are known.
    """
    named = {scale.name: scale for scale in scales}
    groups: dict[tuple[Class, str], list[Counted]] = {}
    for one in counted:
        groups.setdefault((class_of(one.trip, scales), one.scale), []).append(one)
    found = [
        Summed(
            year=of.year,
            vehicle=of.vehicle,
            powers=_powers(named[name], of),
            bands=named[name].vehicles[of.vehicle][of.position].bands,
            is_electric=of.is_electric,
            plate=group[0].trip.plate if of.named else "",
            km_before=min(one.km_before for one in group),
            km=sum(one.trip.km for one in group),
            amount=Money.total(one.amount for one in group),
            scale=named[name],
            is_provisional=any(one.is_provisional for one in group),
        )
        for (of, name), group in groups.items()
    ]
    return sorted(
        found, key=lambda one: (one.year, one.vehicle, one.powers or (0, 0), one.is_electric, one.plate)
    )


def _powers(scale: Scale, of: Class) -> tuple[int, int | None] | None:
    classes = scale.vehicles[of.vehicle]
    if len(classes) == 1:
        return None
    first = (classes[of.position - 1].power_to or 0) + 1 if of.position else 1
    return first, classes[of.position].power_to


def _scale_of(trip: Trip, scales: Sequence[Scale]) -> tuple[Scale, bool]:
    found = scale_of(scales, trip.driven_on.year)
    if found is None:
        raise LookupError(f"no mileage scale of {trip.driven_on.year}")
    return found
