"""Why a backup stays, how old and how large it is, and whether it was checked."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from donations_app.domain.rotation import Rotation
from donations_app.domain.structs import asdict
from donations_app.i18n import N_, _, day, decimal, isolated
from donations_app.machine.backup_checks import Check
from donations_app.words.codes import together
from donations_app.words.figures import span_word

_WHY: Final = {
    "newest": N_("the newest good one"),
    "day": N_("the last of its day"),
    "week": N_("the last of its week"),
    "month": N_("the last of its month"),
    "year": N_("the last of its year"),
    "asked": N_("somebody asked for it"),
    "damaged": N_("damaged: it counts for nothing"),
    "unverified": N_("not verified when it was made: it counts for nothing"),
    "elsewhere": N_("of books under another name"),
    None: N_("goes once a new one is verified"),
}


def why_words(why: str | None) -> str:
    """Return why a backup stays, or that it goes."""
    return _(_WHY[why])


def age_word(days: int) -> str:
    """Return how old something is."""
    return _("today") if days <= 0 else span_word("days", days)


def size_word(size: int) -> str:
    """Return bytes in megabytes, rounded up to a tenth."""
    tenths = -(-size // 100_000)
    return _("{size} MB").format(size=decimal(Decimal(tenths) / 10))


def checked_words(check: Check | None, *, is_verified: bool) -> str:
    """Return whether a backup was checked.

    Args:
        check: the last one of this machine.
        is_verified: whether it was verified when it was made.
    """
    if check is None:
        return _("verified when it was made") if is_verified else _("not verified")
    told = _("verified again on {day}") if check.is_good else _("found damaged on {day}")
    return told.format(day=day(check.at.astimezone().date()))


def rotation_sentence(rotation: Rotation) -> str:
    """Say of which spans the last backup stays."""
    told = _("The last backup of each day, week, month and year that has one stays: {spans}.")
    return told.format(spans=together(*(span_word(span, n) for span, n in asdict(rotation).items())))


def late_sentence(days: int) -> str:
    """Say from which age on the last backup is a warning."""
    return _("A last one older than {span} is a warning.").format(span=span_word("days", days))


def gone_lines(gone: tuple[Path, ...], *, is_rehearsal: bool) -> list[str]:
    """Return which backups made room, or would."""
    told = _("Would make room: {path}") if is_rehearsal else _("Made room: {path}")
    return [told.format(path=isolated(str(path))) for path in gone]


def days_since(made: date, today: date) -> int:
    """Return how many days lie between; none where a clock went back."""
    return max((today - made).days, 0)
