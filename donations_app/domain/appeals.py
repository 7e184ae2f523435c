"""Appeals to the public's generosity: whether they must be declared to the prefect beforehand.

Loi 91-772 art. 3, decree 2019-504 (read 2026-11): beforehand, where gifts collected by such appeals passed the
threshold in one of the two years before or in the current one. Nothing recorded says which gifts an appeal brought:
a collection is one, a gift of money from somebody private may have followed one, nothing else does. So the dated
figure ``gifts_by_appeal`` says which are counted; until somebody decided it, the sum lies between the collections and
all money given, and the verdict says when that is not enough to tell.
"""

from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Sum

# above it for sure; perhaps, with all money given; not; no figure known for that day
Verdict = Literal["passed", "perhaps", "below", "unknown"]
YEARS: Final = 3  # the two before, and the year
DUTIES: Final = {"passed": "appeal_declaration", "perhaps": "appeal_declaration_perhaps"}
READINGS: Final = ("undecided", "collections", "online", "all")  # values of ``gifts_by_appeal``
NEAR: Final = 80  # percent of the threshold from which one is told that it comes near: no rule of law
_FROM_AFAR: Final = ("online", "card")


def is_by_appeal(reading: str, kind: str, method: str) -> bool:
    """Tell whether a gift of money counts as brought by an appeal.

    Args:
        reading: of ``READINGS``; ``undecided`` counts what is one for sure.
        kind: of the line.
        method: of its payment.

    >>> [is_by_appeal(one, "donation", "online") for one in READINGS]
    [False, False, True, True]
    """
    if kind == "collection" or reading == "all":
        return True
    return reading == "online" and method in _FROM_AFAR


class AppealYear(Struct, frozen=True):
    """What appeals may have brought in one year."""

    year: int
    least: Sum  # collections
    most: Sum  # all money given, collections among it
    is_empty: bool  # the books hold nothing of that year: they say nothing about it
    counted: Sum | None = None  # by the figure that somebody decided; ``None``: nobody did

    @property
    def surely(self) -> Sum:
        """What counts as brought by appeals for sure."""
        return self.least if self.counted is None else self.counted

    @property
    def at_most(self) -> Sum:
        """What they may have brought at most."""
        return self.most if self.counted is None else self.counted


class Appeals(Struct, frozen=True):
    """The years that decide, the earliest first, against the threshold."""

    threshold: DatedValue | None  # cents; None where none is known
    years: tuple[AppealYear, ...]
    reading: DatedValue | None = None  # which gifts count

    @property
    def verdict(self) -> Verdict:
        """Whether one of the years passed the threshold, as far as the books tell."""
        if self.threshold is None:
            return "unknown"
        limit = Money(int(self.threshold.value))
        if any(year.surely.amount > limit for year in self.years):
            return "passed"
        return "perhaps" if any(year.at_most.amount > limit for year in self.years) else "below"

    @property
    def is_near(self) -> bool:
        """Whether the threshold is not passed, and the year comes near it."""
        if self.threshold is None or not self.years or self.verdict != "below":
            return False
        return self.years[-1].at_most.amount.cents * 100 >= int(self.threshold.value) * NEAR

    @property
    def duty(self) -> str | None:
        """The duty that follows, sure or not."""
        return DUTIES.get(self.verdict)

    @property
    def doubtful(self) -> tuple[DatedValue, ...]:
        """The figures behind the verdict that nobody has confirmed, where it hangs on them."""
        if self.threshold is None or not (self.duty or self.is_near):
            return ()
        hangs = self.reading if self.verdict != "passed" else None
        return tuple(one for one in (self.threshold, hangs) if one and not one.confirmed)

    @property
    def empty_years(self) -> tuple[int, ...]:
        """The years of which the books hold nothing."""
        return tuple(year.year for year in self.years if year.is_empty)
