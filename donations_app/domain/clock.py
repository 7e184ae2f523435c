"""The clock of a machine held against the last entry of the books: gone back, or far ahead."""

from datetime import datetime, timedelta
from typing import Final

from donations_app.domain.errors import ClockAhead, ClockBehind, KnownError

_LEAST: Final = timedelta(microseconds=1)  # that two stamps of the books can be apart
_SLACK: Final = timedelta(hours=1)  # by which the clocks of several machines may differ
_LONGEST_REST: Final = timedelta(days=366)  # of books that somebody keeps


def clock_doubt(now: datetime, last: datetime | None) -> KnownError | None:
    """Return what is to be told of the clock, if anything.

    Args:
        now: what the clock says, aware.
        last: the instant of the last entry, aware; ``None`` when there is none.
    """
    if last is None:
        return None
    if last > now + _SLACK:
        return ClockBehind(_written(now), _written(last))
    return ClockAhead(_written(now), _written(last)) if now - last > _LONGEST_REST else None


def just_after(now: datetime, last: datetime | None) -> datetime:
    """Return the instant of what is recorded now, later than what was recorded before it by whatever clock.

    Args:
        now: what the clock says, aware.
        last: the latest instant among what it follows, aware; ``None`` when it is the first.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 6, 30, 12, tzinfo=UTC)
    >>> just_after(noon, None) == just_after(noon, noon - timedelta(hours=1)) == noon
    True
    >>> just_after(noon, noon) - noon, just_after(noon, noon + timedelta(hours=1)) - noon
    (datetime.timedelta(microseconds=1), datetime.timedelta(seconds=3600, microseconds=1))
    """
    return now if last is None else max(now, last + _LEAST)


def _written(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
