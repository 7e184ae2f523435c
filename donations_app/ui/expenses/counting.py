"""What the rows of a claim come to while one types: those that can be counted, by the rules of the domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from donations_app.domain.expenses import Item, claimed, item_problems, scale_problems, trip_problems
from donations_app.domain.mileage import Class, Counted, Summed, Trip, count_trips, sum_up
from donations_app.domain.money import Money
from donations_app.formats.legal import mileage_scales


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a claim comes to so far."""

    trips: tuple[Counted | None, ...]  # in the order of the rows; ``None`` where one cannot be counted yet
    sums: tuple[Summed, ...]
    total: Money


def reckon(
    trips: Sequence[Trip | None], items: Sequence[Item | None], before: Mapping[Class, int], today: date
) -> Reckoned:
    """Count what has no problem.

    Args:
        trips: as they stand in the rows.
        items: as they stand in the rows.
        before: kilometres that the volunteer's standing claims have in each class.
        today: nobody has driven tomorrow.
    """
    scales = mileage_scales()
    sound = [trip for trip in trips if trip is not None and not _problems(trip, today)]
    counted = count_trips(sound, scales, before)
    waiting = iter(counted)
    shown = tuple(
        next(waiting) if trip is not None and not _problems(trip, today) else None for trip in trips
    )
    spent = [item for item in items if item is not None and not list(item_problems(item, None, today))]
    return Reckoned(shown, tuple(sum_up(counted, scales)), claimed(counted, spent))


def _problems(trip: Trip, today: date) -> bool:
    return bool(list(trip_problems(trip, None, today)) or list(scale_problems(trip, mileage_scales())))
