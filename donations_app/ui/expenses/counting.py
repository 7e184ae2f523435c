"""What a claim comes to while one types: the rows that can be counted, by the rules of the domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from donations_app.domain.expenses import Item, claimed
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
    trips: Sequence[Trip | None], items: Sequence[Item | None], before: Mapping[Class, int]
) -> Reckoned:
    """Count what has no problem.

    Args:
        trips: in the order of the rows; ``None`` for a row that cannot be counted.
        items: likewise.
        before: kilometres that the volunteer's standing claims have in each class.
    """
    scales = mileage_scales()
    counted = count_trips([trip for trip in trips if trip], scales, before)
    waiting = iter(counted)
    shown = tuple(next(waiting) if trip else None for trip in trips)
    total = claimed(counted, [item for item in items if item])
    return Reckoned(shown, tuple(sum_up(counted, scales)), total)
