"""Which people one asks for."""

from dataclasses import dataclass
from datetime import date

from donations_app.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """What somebody must be; an empty field lets all through. What was taken back was not given."""

    kind: str = ""
    name: str = ""  # words that words of the name begin with
    city: str = ""
    postcode: str = ""  # how it begins
    country: str = ""  # ISO 3166 alpha-2
    language: str = ""
    has_address: bool | None = None
    has_email: bool | None = None
    is_member: bool | None = None  # today
    given_from: date | None = None  # first and last day of what is given
    given_to: date | None = None
    gave: bool | None = None  # something between these days
    given_more_than: Money | None = None
    gave_not_from: date | None = None  # nothing between these days
    gave_not_to: date | None = None
