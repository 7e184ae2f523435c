"""When a restore was last tried on this machine: a note of what happened, and a warning once it is too long ago."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import platformdirs

from donations_app.private import make_private_folder

LATE: Final = 92  # days: once a quarter


@dataclass(frozen=True, slots=True)
class Tried:
    """A restore that was tried."""

    at: datetime
    file: str
    is_good: bool


def note_drill(books: str, at: datetime, path: Path, *, is_good: bool) -> None:
    """Remember a restore that was tried; a folder that cannot be written is no reason to stop.

    Args:
        books: what tells them from others.
        at: aware.
        path: of the backup.
        is_good: whether it could be put back whole.
    """
    said = {"at": at.isoformat(timespec="seconds"), "file": str(path), "good": is_good}
    try:
        make_private_folder(_place().parent)
        text = json.dumps(_noted() | {books: said}, ensure_ascii=False, indent=1)
        _place().write_text(text, encoding="utf-8")
    except OSError:
        return


def last_drill(books: str) -> Tried | None:
    """Return the last restore that was tried here."""
    try:
        noted = _noted()[books]
        at = datetime.fromisoformat(noted["at"])
        return Tried(at, str(noted["file"]), bool(noted["good"])) if at.tzinfo else None
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


def _place() -> Path:
    return Path(platformdirs.user_data_dir("tiwizi")) / "drills.json"


def _noted() -> dict[str, Any]:
    try:
        found = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
