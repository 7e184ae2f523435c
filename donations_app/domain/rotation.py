"""Which of many backups stay, and why: the last of each of the latest days, weeks, months and years."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

Why = Literal["asked", "newest", "day", "week", "month", "year", "damaged", "unverified", "elsewhere"]
FIGURES: Final = {  # the dated figures of the books, one a span
    "days": "backups_kept_days",
    "weeks": "backups_kept_weeks",
    "months": "backups_kept_months",
    "years": "backups_kept_years",
}
LATE: Final = "backup_late_days"


class Rotation(Struct, frozen=True):
    """Of how many days, weeks, months and years that have a backup the last one stays; none is below 0."""

    days: int = 14
    weeks: int = 8
    months: int = 24
    years: int = 7


def reasons(made: Collection[datetime], rotation: Rotation) -> dict[datetime, Why]:
    """Return for what each backup that stays does so; the others may go.

    Args:
        made: when each good one was made, in the time of the reader: a day is his.
        rotation: the newest stays whatever it says.
    """
    spans: tuple[tuple[Why, Callable[[datetime], tuple[int, ...]], int], ...] = (
        ("day", lambda at: (at.year, at.month, at.day), rotation.days),
        ("week", lambda at: at.isocalendar()[:2], rotation.weeks),
        ("month", lambda at: (at.year, at.month), rotation.months),
        ("year", lambda at: (at.year,), rotation.years),
    )
    in_order = sorted(made)
    kept: dict[datetime, Why] = {}
    for why, span, most in spans:
        last = {span(at): at for at in in_order}
        for at in sorted(last.values(), reverse=True)[:most]:
            kept.setdefault(at, why)
    for newest in in_order[-1:]:
        kept.setdefault(newest, "newest")
    return kept


def held_until(made: date, rotation: Rotation) -> date:
    """Return the first day on which a backup that makes room for others is held by nothing any more.

    Args:
        made: the day on which it was made.
        rotation: what stays, where each day brings a backup.

    >>> held_until(date(2026, 11, 30), Rotation(days=14, weeks=8, months=24, years=7))
    datetime.date(2033, 1, 1)
    """
    months = made.year * 12 + made.month - 1 + rotation.months
    monday = made - timedelta(days=made.weekday())
    return max(
        made + timedelta(days=max(1, rotation.days)),
        monday + timedelta(weeks=rotation.weeks) if rotation.weeks else made,
        date(months // 12, months % 12 + 1, 1) if rotation.months else made,
        date(made.year + rotation.years, 1, 1) if rotation.years else made,
    )
