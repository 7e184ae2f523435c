"""What is missing in each province and municipality, and whether their projects are reached."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from donations_app.db.queries.project_overview import ListedProject
from donations_app.domain.money import ZERO, Money
from donations_app.domain.project_table import Verdict


class PlaceSum(Struct, frozen=True):
    """The projects of a place."""

    code: str  # official; empty: nobody said where
    projects: int = 0
    missing: Money = ZERO
    below: int = 0
    unknown: int = 0

    @property
    def verdict(self) -> Verdict:
        """Below where one is, unknown where one is, else reached."""
        return "below" if self.below else "unknown" if self.unknown else "reached"

    def with_project(self, one: ListedProject) -> "PlaceSum":
        """Return the sum with one project more."""
        share = one.share.share
        return PlaceSum(
            self.code,
            self.projects + 1,
            self.missing + share.missing,
            self.below + (share.reached is False),
            self.unknown + (share.reached is None),
        )


class PlaceSums(Struct, frozen=True):
    """All places, those first in which most is missing."""

    provinces: tuple[PlaceSum, ...]
    municipalities: dict[str, tuple[PlaceSum, ...]]  # by province

    @classmethod
    def of(cls, projects: Iterable[ListedProject], provinces: Iterable[str]) -> "PlaceSums":
        """Sum projects.

        Args:
            projects: each is in one province, or in none.
            provinces: codes of those that are always there.
        """
        sums = {code: PlaceSum(code) for code in provinces}
        inside: defaultdict[str, dict[str, PlaceSum]] = defaultdict(dict)
        for one in projects:
            province, municipality = one.row.province, one.row.municipality
            sums[province] = sums.get(province, PlaceSum(province)).with_project(one)
            if municipality:
                known = inside[province].get(municipality, PlaceSum(municipality))
                inside[province][municipality] = known.with_project(one)
        return cls(
            _in_order(sums.values()), {code: _in_order(some.values()) for code, some in inside.items()}
        )

    @property
    def missing(self) -> Money:
        """What is missing in all."""
        return Money.total(one.missing for one in self.provinces)


def _in_order(sums: Iterable[PlaceSum]) -> tuple[PlaceSum, ...]:
    return tuple(
        sorted(sums, key=lambda one: (-one.missing.cents, -one.below, -one.unknown, -one.projects, one.code))
    )
