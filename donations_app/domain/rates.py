"""Exchange rates: what a rate of a currency may be, weighed against what it was.

A rate is units of the currency for one euro. Half as much again beyond the lowest and the highest rate known
is no rate but a slip: the inverse, another currency's, a comma at the wrong place.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from msgspec import Struct

from donations_app.domain.bank import decimals
from donations_app.domain.money import Money

_BEYOND: Final = Decimal("1.5")
_HUNDREDTHS: Final = 2  # decimals


class RateRange(Struct, frozen=True):
    """What one euro was worth in a currency, from ``first_on`` to ``last_on``."""

    currency: str
    low: Decimal
    high: Decimal
    first_on: date
    last_on: date

    def allows(self, rate: str) -> bool:
        """Tell whether a rate (a plain decimal, above zero) may be one of this currency."""
        return self.low / _BEYOND <= Decimal(rate) <= self.high * _BEYOND


class DatedRate(Struct, frozen=True):
    """A rate with what it rests on."""

    rate: str  # units of the currency for one euro, as a plain decimal above zero
    source: str  # who published it; empty where nobody said it
    on: date  # the day of which it is
    is_of_day: bool = True  # for which it was asked; else it is the last one before


def by_rate(currency: str) -> bool:
    """Tell whether amounts of a currency are worth euros by a rate: it is another one, and counts in hundredths."""
    return currency != "EUR" and decimals(currency) == _HUNDREDTHS


def in_euros(minor: int, currency: str, rate: str) -> Money:
    """Return euros for an amount of a currency, rounded half up to the cent.

    >>> in_euros(500_00, "MAD", "10.95").cents
    4566

    Args:
        minor: hundredths of the currency.
        currency: its code (ISO 4217).
        rate: units of the currency for one euro, as a plain decimal above zero; empty: taken as euros.
    """
    if currency == "EUR" or not rate:
        return Money(minor)
    return Money(int((Decimal(minor) / Decimal(rate)).quantize(Decimal(1), ROUND_HALF_UP)))
