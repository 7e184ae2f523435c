"""Where the money of a payer is stated to come from, from a day on."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Stated(NamedTuple):
    """What was stated, in the order of recording."""

    since: date | None  # none: from the beginning
    money_origin: str  # private, public, regranted; empty: by the kind of the payer


def stated_on(history: Iterable[Stated], day: date) -> str:
    """Return what is stated of the money of a day: the latest day up to it holds, of one day the last recorded.

    Args:
        history: in the order of recording.
        day: of the money.

    >>> told = [Stated(None, "private"), Stated(date(2026, 1, 1), "regranted")]
    >>> stated_on(told, date(2025, 12, 31)), stated_on(told, date(2026, 1, 1))
    ('private', 'regranted')
    """
    holds = holding(history, day)
    return holds.money_origin if holds else ""


def holding(history: Iterable[Stated], day: date) -> Stated | None:
    """Return the statement that holds on a day, or ``None`` where none does."""
    begun = [one for one in history if one.since is None or one.since <= day]
    return max(reversed(begun), key=lambda one: one.since or date.min) if begun else None
