"""The rate of a draft weighed against the reference data."""

from typing import Protocol

from donations_app.domain.errors import Problem
from donations_app.formats.reference import rate_ranges
from donations_app.i18n import decimal


class Priced(Protocol):
    """What payments and projects say of their currency."""

    @property
    def currency(self) -> str: ...
    @property
    def rate(self) -> str: ...


def rate_problems(draft: Priced) -> list[Problem]:
    """Return that the rate cannot be one of its currency; nothing of euros, or of a currency not known."""
    known = rate_ranges().get(draft.currency)
    if draft.currency == "EUR" or not draft.rate or known is None or known.allows(draft.rate):
        return []
    told = {
        "currency": known.currency,
        "low": decimal(known.low),
        "high": decimal(known.high),
        "years": f"{known.first_on.year}–{known.last_on.year}",
    }
    return [Problem("rate", "rate_unlikely", draft.rate, told)]
