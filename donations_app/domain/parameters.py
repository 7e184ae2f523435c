"""Legal figures that change with time: dated, sourced, and marked when nobody has confirmed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of one parameter over a closed period."""

    name: str
    value: int | str
    first_on: date
    last_on: date | None  # None: still in force
    confirmed: bool  # False: shown with a warning until a person has checked it
    source: str


class ParameterMissing(LookupError):
    """No value of that parameter is in force on that day."""


def value_on(values: Sequence[DatedValue], name: str, on: date) -> DatedValue:
    """Return the value of parameter ``name`` on the day ``on``; the latest start wins.

    Raises:
        ParameterMissing: none is in force.
    """
    in_force = [
        value
        for value in values
        if value.name == name and value.first_on <= on and (value.last_on is None or on <= value.last_on)
    ]
    if not in_force:
        raise ParameterMissing(f"{name} on {on}")
    return max(in_force, key=lambda value: value.first_on)
