"""Why a membership cannot begin, end or be freed of dues as it was asked."""

from dataclasses import dataclass
from datetime import date

from donations_app.domain.errors import RuleBroken


@dataclass(eq=False)
class AlreadyMember(RuleBroken):
    """A membership of the party runs on that day, or begins after it: two never run at once."""

    ref: str
    since: date


@dataclass(eq=False)
class NotMember(RuleBroken):
    """No membership of the party runs on that day."""

    ref: str
    on: date


@dataclass(eq=False)
class NotMemberIn(RuleBroken):
    """The party was no member on any day of that year."""

    ref: str
    year: int


@dataclass(eq=False)
class JoinedLater(RuleBroken):
    """What was asked lies before the first day of the membership."""

    ref: str
    since: date


@dataclass(eq=False)
class DeadMember(RuleBroken):
    """Nobody of the party lives: it joins no more."""

    ref: str
    on: date  # of the last death


@dataclass(eq=False)
class AlreadyPaused(RuleBroken):
    """The member is suspended or honorary then, or will be: two of one kind never run at once."""

    ref: str
    standing: str
    since: date


@dataclass(eq=False)
class NotSuspended(RuleBroken):
    """The member is not suspended on that day."""

    ref: str
    on: date
