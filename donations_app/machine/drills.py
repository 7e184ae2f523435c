"""When a restore was last tried on this machine: a note of what happened, and a warning once it is too long ago."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from donations_app.machine.noted import note_under, noted

_NAME: Final = "drills"
LATE: Final = 92  # days: once a quarter


class Tried(Struct, frozen=True):
    """A restore that was tried."""

    at: datetime
    file: str
    is_good: bool


def note_drill(books: str, at: datetime, path: Path, *, is_good: bool) -> None:
    """Remember a restore that was tried.

    Args:
        books: what tells them from others.
        at: aware.
        path: of the backup.
        is_good: whether it could be put back whole.
    """
    said = {"at": at.isoformat(timespec="seconds"), "file": str(path), "good": is_good}
    note_under(_NAME, books, said)


def last_drill(books: str) -> Tried | None:
    """Return the last restore that was tried here."""
    try:
        found = noted(_NAME)[books]
        at = datetime.fromisoformat(found["at"])
        return Tried(at, str(found["file"]), bool(found["good"])) if at.tzinfo else None
    except (LookupError, TypeError, ValueError):
        return None


def is_late(tried: Tried | None, today: date, *, begun_on: date) -> bool:
    """Tell whether a restore should be tried: the last was a quarter ago, or went wrong.

    Args:
        tried: the last one.
        today: the day asked for.
        begun_on: the first day of the books; new ones are given a quarter.
    """
    if tried is None:
        return (today - begun_on).days > LATE
    return not tried.is_good or (today - tried.at.astimezone().date()).days > LATE
