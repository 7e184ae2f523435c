"""Exchange rates: what a rate of a currency may be, weighed against what it was.

A rate is units of the currency for one euro. Half as much again beyond the lowest and the highest rate known
is no rate but a slip: the inverse, another currency's, a comma at the wrong place.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

_BEYOND: Final = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class RateRange:
    """What one euro was worth in a currency, from ``first_on`` to ``last_on``."""

    currency: str
    low: Decimal
    high: Decimal
    first_on: date
    last_on: date

    def allows(self, rate: str) -> bool:
        """Tell whether a rate (a plain decimal, above zero) may be one of this currency."""
        return self.low / _BEYOND <= Decimal(rate) <= self.high * _BEYOND
