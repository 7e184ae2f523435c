"""Legal figures that change with time: dated, sourced, and marked when nobody has confirmed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import Struct

from donations_app.domain.errors import RuleBroken

# figures that say which of a few readings or answers holds, and these
CHOICES: Final = {
    "declaration_documents": ("gifts", "issued"),
    "declaration_duty": ("no", "yes"),
    "foreign_statement_duty": ("no", "yes"),
    "generosity_account_duty": ("no", "yes"),
    "gifts_by_appeal": ("undecided", "collections", "online", "all"),
    "gifts_of_non_residents": ("apart", "counted"),
    "mileage_vehicles": ("together", "apart"),
}


class DatedValue(Struct, frozen=True):
    """One value of one parameter over a closed period."""

    name: str
    value: int | str
    first_on: date
    last_on: date | None  # None: still in force
    confirmed: bool  # False: shown with a warning until a person has checked it
    source: str  # in French, as is the law
    sources: tuple[tuple[str, str], ...] = ()  # the same in other languages, by their codes, where it ships
    decided_by: str = ""  # who confirmed it in these books; empty where it stands as it ships
    decided_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the value is in force on a day."""
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)


@dataclass(eq=False)
class ParameterMissing(RuleBroken, LookupError):
    """No value of that parameter is in force on that day; nothing was saved."""

    figure: str
    on: date


def value_on(values: Sequence[DatedValue], name: str, on: date) -> DatedValue:
    """Return the value of parameter ``name`` on the day ``on``; the latest start wins.

    Raises:
        ParameterMissing: none is in force.
    """
    found = value_or_none(values, name, on)
    if found is None:
        raise ParameterMissing(name, on)
    return found


def value_or_none(values: Sequence[DatedValue], name: str, on: date) -> DatedValue | None:
    """Return the value of a parameter that is in force at some times alone; ``None`` at the others."""
    return max(
        (value for value in values if value.name == name and value.holds_on(on)),
        key=lambda value: value.first_on,
        default=None,
    )


def parse_value(kind: type, text: str) -> int | str | None:
    """Return ``text`` as the value of a figure of that kind; ``None`` when it is none: a figure is whole."""
    if kind is not int:
        return text.strip() or None
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 15 else None


def decided_before(decided: Sequence[DatedValue], shipped: Sequence[DatedValue]) -> tuple[DatedValue, ...]:
    """Return all values; one that a person decided stands in the place of the shipped one of the same start."""
    places = {(value.name, value.first_on) for value in decided}
    kept = (value for value in shipped if (value.name, value.first_on) not in places)
    return (*decided, *kept)
