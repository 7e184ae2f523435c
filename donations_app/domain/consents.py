"""What somebody said of being written to: when, by what, yes or no; that of today stands with the person.

Who says that somebody agreed has to be able to show it (GDPR art. 7, paragraph 1, read 2026-11): each yes and each
no stays, with its day and where it is known from. Nothing but the yes or no of today decides what goes out.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.deliveries import Channel
from donations_app.domain.errors import Problem
from donations_app.domain.typed import is_within_reach

Source = Literal["form", "telephone", "letter", "office", "import", "erasure"]
# what a person can name; the last two are written by what they are called after
NAMED_SOURCES: Final[tuple[Source, ...]] = ("form", "telephone", "letter", "office")
CONSENT_SOURCES: Final[tuple[Source, ...]] = (*NAMED_SOURCES, "import", "erasure")


class Said(Struct, frozen=True):
    """A yes or a no of somebody."""

    channel: Channel
    given: bool
    on: date
    source: Source


def consent_problems(said: Said, before: Iterable[Said], *, today: date) -> list[Problem]:
    """Return what stands against a yes or a no: a day to come, or one before what was said last of that way."""
    last = max((one.on for one in before if one.channel == said.channel), default=date.min)
    if said.on > today:
        return [Problem("on", "day_in_future", said.on.isoformat())]
    if not is_within_reach(said.on):
        return [Problem("on", "date_beyond", said.on.isoformat())]
    if said.on < last:
        return [Problem("on", "consent_before_last", said.on.isoformat())]
    return []
