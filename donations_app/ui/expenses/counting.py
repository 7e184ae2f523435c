"""What a claim comes to while one types: the rows that can be counted, by the rules of the domain."""

from collections.abc import Sequence

from msgspec import Struct

from donations_app.domain.expenses import Item, claimed
from donations_app.domain.mileage import (
    Counted,
    Summed,
    Trip,
    count_trips,
    distances,
    joined_years,
    sum_up,
    treated,
)
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.formats.legal import mileage_scales


class Reckoned(Struct, frozen=True):
    """What a claim comes to so far."""

    trips: tuple[Counted | None, ...]  # in the order of the rows; ``None`` where one cannot be counted yet
    sums: tuple[Summed, ...]
    joined: tuple[int, ...]  # years in which vehicles of several names count as one, unconfirmed
    total: Money


def reckon(
    trips: Sequence[Trip | None],
    items: Sequence[Item | None],
    driven: Sequence[Trip],
    figures: Sequence[DatedValue],
) -> Reckoned:
    """Count what has no problem.

    Args:
        trips: in the order of the rows; ``None`` for a row that cannot be counted.
        items: likewise.
        driven: trips of the volunteer's standing claims.
        figures: the legal figures.
    """
    scales = mileage_scales()
    before, whole = treated(driven, figures), treated((trip for trip in trips if trip), figures)
    counted = count_trips(whole, scales, distances(before, scales))
    waiting = iter(counted)
    shown = tuple(next(waiting) if trip else None for trip in trips)
    total = claimed(counted, [item for item in items if item])
    joined = tuple(joined_years([*before, *whole], scales, figures)) if whole else ()
    return Reckoned(shown, tuple(sum_up(counted, scales)), joined, total)
