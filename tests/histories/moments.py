"""The clock of a history: it goes on by itself, and leaps over the ends of two tax years."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

# An instant in UTC and the day that a calendar in France shows at it, written side by side.
MOMENTS: Final = (
    (datetime(2025, 12, 29, 9, tzinfo=UTC), date(2025, 12, 29)),
    (datetime(2025, 12, 31, 22, 57, tzinfo=UTC), date(2025, 12, 31)),
    (datetime(2025, 12, 31, 23, 2, tzinfo=UTC), date(2026, 1, 1)),
    (datetime(2026, 1, 5, 8, tzinfo=UTC), date(2026, 1, 5)),
    (datetime(2026, 2, 20, 16, tzinfo=UTC), date(2026, 2, 20)),
    (datetime(2026, 5, 5, 22, 30, tzinfo=UTC), date(2026, 5, 6)),
    (datetime(2026, 7, 1, 7, tzinfo=UTC), date(2026, 7, 1)),
    (datetime(2026, 12, 31, 22, 57, tzinfo=UTC), date(2026, 12, 31)),
    (datetime(2026, 12, 31, 23, 2, tzinfo=UTC), date(2027, 1, 1)),
    (datetime(2027, 3, 1, 12, tzinfo=UTC), date(2027, 3, 1)),
)
YEARS: Final = (2025, 2026, 2027)


@dataclass
class Clock:
    """Goes on by a millisecond at each look."""

    place: int = 0
    ticks: int = 0

    def __call__(self) -> datetime:
        self.ticks += 1
        return MOMENTS[self.place][0] + timedelta(milliseconds=self.ticks)

    @property
    def today(self) -> date:
        return MOMENTS[self.place][1]

    def leap(self, moments: int) -> None:
        """Go on to a later moment; at the last one time stands."""
        self.place = min(self.place + moments, len(MOMENTS) - 1)


def day_in_france(at: datetime) -> date:
    """Return the French day of an instant that the clock gave: that of the last moment before it."""
    return max((moment for moment in MOMENTS if moment[0] <= at), key=lambda moment: moment[0])[1]
