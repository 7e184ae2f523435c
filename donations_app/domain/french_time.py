"""The calendar day in France of an instant: the same on every machine, whatever its own time zone.

Summer time runs from the last Sunday of March to the last Sunday of October, 01:00 UTC both times
(directive 2000/84/EC, read 2026-11-24).
"""

from datetime import UTC, date, datetime, timedelta


def day_in_france(at: datetime) -> date:
    """Return the day that a calendar on a wall in France shows at the aware instant ``at``.

    >>> day_in_france(datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    datetime.date(2026, 1, 1)
    """
    instant = at.astimezone(UTC)
    is_summer = _change(instant.year, 3) <= instant < _change(instant.year, 10)
    return (instant + timedelta(hours=2 if is_summer else 1)).date()


def _change(year: int, month: int) -> datetime:
    """Return the instant at which the clocks change in a month of 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
