"""The rate of a draft weighed against the reference data; what is told where a rate is wanted."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from donations_app.domain.errors import Problem
from donations_app.domain.rates import DatedRate
from donations_app.formats.reference import rate_ranges
from donations_app.i18n import _, decimal, isolated


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


def rate_wanted(currency: str, on: date, last: DatedRate | None) -> Problem:
    """Return that no rate of a currency stands in the books for a day, with the last before it where one does."""
    told = {"line_on": on.isoformat()}
    if last is None:
        return Problem("rate", "rate_wanted", currency, told)
    told |= {
        "rate": decimal(Decimal(last.rate)),
        "rate_on": last.on.isoformat(),
        "source": isolated(last.source) if last.source else _("nobody said who published it"),
    }
    return Problem("rate", "rate_wanted_last", currency, told)
