"""Why a fiscal year or an account cannot be closed, and why nothing of a closed one is changed."""

from dataclasses import dataclass
from datetime import date

from donations_app.domain.closing import OpenThing
from donations_app.domain.errors import RuleBroken
from donations_app.domain.reconciliation import OpenPart


@dataclass(eq=False)
class YearClosed(RuleBroken):
    """What is asked bears a day of a closed year."""

    year: int  # the last one closed
    on: date  # the day of its closing
    open_from: date  # the first day that is open


@dataclass(eq=False)
class YearNotOver(RuleBroken):
    """A year is closed after its last day."""

    year: int
    last_on: date


@dataclass(eq=False)
class YearClosedBefore(RuleBroken):
    """A year is closed once, and nobody opens it again."""

    year: int
    on: date


@dataclass(eq=False)
class YearOutOfOrder(RuleBroken):
    """Years are closed one after another."""

    year: int
    next_year: int


@dataclass(eq=False)
class YearNotReady(RuleBroken):
    """Things of the year stand open that stop its closing, or that nobody took upon himself."""

    year: int
    open_things: tuple[OpenThing, ...]


@dataclass(eq=False)
class DaysClosed(RuleBroken):
    """What is asked touches a line of an account, or a credit at one, of days that are closed."""

    account: str  # as it is named
    until: date
    on: date  # the day of the closing
    by: str


@dataclass(eq=False)
class DaysNotReady(RuleBroken):
    """Something stops the closing of an account up to a day."""

    account: str
    until: date
    currency: str
    open_parts: tuple[OpenPart, ...]


@dataclass(eq=False)
class DaysClosedBefore(RuleBroken):
    """An account is closed up to that day or a later one: a closing only goes on."""

    account: str
    until: date
    on: date
    by: str
