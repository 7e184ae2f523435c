"""Appeals to the public's generosity: whether they must be declared to the prefect beforehand.

Loi 91-772 art. 3, decree 2019-504 (read 2026-11): beforehand, where gifts collected by such appeals passed the
threshold in one of the two years before or in the current one. No book says which gifts an appeal brought: a
collection is one, a gift of money from somebody private may have followed one, nothing else does. So the sum
lies between the collections and all money given, and the verdict says when that is not enough to tell.
"""

from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Sum

# above it for sure, by its collections alone; perhaps, with all money given; not; no figure known for that day
Verdict = Literal["passed", "perhaps", "below", "unknown"]
YEARS: Final = 3  # the two before, and the year
DUTIES: Final = {"passed": "appeal_declaration", "perhaps": "appeal_declaration_perhaps"}


class AppealYear(Struct, frozen=True):
    """What appeals may have brought in one year."""

    year: int
    least: Sum  # collections
    most: Sum  # all money given, collections among it
    is_empty: bool  # the books hold nothing of that year: they say nothing about it


class Appeals(Struct, frozen=True):
    """The years that decide, the earliest first, against the threshold."""

    threshold: DatedValue | None  # cents; None where none is known
    years: tuple[AppealYear, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether one of the years passed the threshold, as far as the books tell."""
        if self.threshold is None:
            return "unknown"
        limit = Money(int(self.threshold.value))
        if any(year.least.amount > limit for year in self.years):
            return "passed"
        return "perhaps" if any(year.most.amount > limit for year in self.years) else "below"

    @property
    def duty(self) -> str | None:
        """The duty that follows, sure or not."""
        return DUTIES.get(self.verdict)

    @property
    def empty_years(self) -> tuple[int, ...]:
        """The years of which the books hold nothing."""
        return tuple(year.year for year in self.years if year.is_empty)
