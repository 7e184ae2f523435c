"""What is said of the trips of an expense claim."""

from collections.abc import Sequence
from datetime import date

from donations_app.i18n import _, day, isolated


def twin_sentence(on: date, claim: str) -> str:
    """Say that a trip of that day stands in another claim too."""
    told = _("The trip of {on} stands in claim {ref} too: same vehicle, distance and purpose.")
    return told.format(on=day(on), ref=isolated(claim))


def joined_sentence(years: Sequence[int]) -> str:
    """Say that vehicles of several names count as one in those years, and where that is decided."""
    named = _(", ").join(isolated(str(year)) for year in years)
    return _(
        "Several vehicles count as one in {years}: each by itself may give more. Whether they may be counted"
        " apart is for the accountant to say, in the legal figures."
    ).format(years=named)
