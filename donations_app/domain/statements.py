"""What stands above every annual statement, and sums shown with the number of lines behind them."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from donations_app.domain.money import ZERO, Money


class Heading(Struct, frozen=True):
    """The association, the day of printing, and the period that the statement is about."""

    organisation: str
    identifier: str  # "SIREN 123456789"
    printed_on: date
    year: int
    first_on: date
    last_on: date

    @property
    def is_calendar_year(self) -> bool:
        """Whether the fiscal year closed in the year is the year itself."""
        return self.first_on == date(self.year, 1, 1)


class Sum(Struct, frozen=True):
    """An amount and the number of lines, or of documents, behind it."""

    count: int = 0
    amount: Money = ZERO

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.count + other.count, self.amount + other.amount)


def total(sums: Iterable[Sum]) -> Sum:
    """Return the sum of sums; nothing sums up to nothing."""
    found = Sum()
    for one in sums:
        found += one
    return found


def sums_by(pairs: Iterable[tuple[str, Money]]) -> dict[str, Sum]:
    """Return the sums of amounts by what they are marked with, sorted by that."""
    counts: dict[str, int] = {}
    cents: dict[str, int] = {}
    for key, amount in pairs:
        counts[key] = counts.get(key, 0) + 1
        cents[key] = cents.get(key, 0) + amount.cents
    return {key: Sum(counts[key], Money(cents[key])) for key in sorted(counts)}
