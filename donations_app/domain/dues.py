"""Dues of members: what is owed, paid, late, let off or suspended for each year of a membership.

What a statute may say otherwise is data: whether a kind runs by the calendar or from the day of joining, what
it costs from which year on, whether its amount is free, and the day after which dues are late.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal, get_args

from msgspec import Struct, field

from donations_app.domain.money import ZERO, Money
from donations_app.domain.periods import day_of_year, years_later

State = Literal["paid", "partly_paid", "owed", "late", "exempt", "suspended", "honorary"]
STATES: Final[tuple[str, ...]] = get_args(State)
Standing = Literal[State, "left"]
OPEN: Final = ("partly_paid", "owed", "late")  # something is still expected of these
Unasked = Literal["separated", "left"]  # why nobody is asked for what is missing
Runs = Literal["calendar", "joining"]
RUNS: Final[tuple[str, ...]] = get_args(Runs)
Pausing = Literal["suspended", "honorary"]
PAUSES: Final[tuple[str, ...]] = get_args(Pausing)
LATE_AFTER: Final = "12-31"  # month and day, where nothing else was decided; the figure ``dues_late_after``


class DuesYear(Struct, frozen=True):
    """Where a membership stands for one year."""

    year: int
    fee: Money  # of a free amount the least that is asked
    paid: Money
    state: State

    @property
    def missing(self) -> Money:
        """What is still to be paid; nothing when exempt, suspended or honorary."""
        return max(ZERO, self.fee - self.paid) if self.is_open else ZERO

    @property
    def is_open(self) -> bool:
        """Whether a payment is still expected; of a free amount without a least, one of any amount."""
        return self.state in OPEN


class Membership(Struct, frozen=True):
    """A party is a member, of a kind, since a day and perhaps until another."""

    id: int
    kind: str
    since: date
    until: date | None


class Pause(Struct, frozen=True):
    """From a day on, and perhaps until another, a member owes no dues: suspended, or made honorary."""

    standing: Pausing
    since: date
    until: date | None
    reason: str = ""

    def runs_on(self, day: date) -> bool:
        """Tell whether it holds on a day; its first and its last day belong to it."""
        return is_member(self.since, self.until, day)


class Terms(Struct, frozen=True):
    """What holds for the dues of a kind of membership."""

    fees: Mapping[int, Money] = field(default_factory=dict)  # by year; a year without one owes nothing
    runs: Runs = "calendar"
    is_free: bool = False  # any amount settles a year that is not below the fee
    late_after: Mapping[int, str] = field(default_factory=dict)  # year -> "MM-DD"; else ``LATE_AFTER``

    def last_day(self, since: date, year: int) -> date:
        """Return the last day on which the dues of a year are in time.

        From the day of joining, it lies as many days after the first as the set day lies after 1 January; the
        last day of the year is the last of any period.
        """
        first, last = period(since, year, self.runs)
        set_day = day_of_year(self.late_after.get(year, LATE_AFTER), year)
        if set_day is None or set_day == date(year, 12, 31):
            return last
        return min(last, first + (set_day - date(year, 1, 1)))


def period(since: date, year: int, runs: Runs) -> tuple[date, date]:
    """Return first and last day of what the dues of a year pay: the calendar year, or the one from the joining day."""
    if runs == "calendar":
        return date(year, 1, 1), date(year, 12, 31)
    first, following = (years_later(since, n - since.year) for n in (year, year + 1))
    return first, following - timedelta(days=1)


def has_not_ended(until: date | None, on: date) -> bool:
    """Tell whether a membership with that last day has not ended before a day."""
    return until is None or on <= until


def is_member(since: date, until: date | None, on: date) -> bool:
    """Tell whether a membership runs on a day; its first and its last day belong to it."""
    return since <= on and has_not_ended(until, on)


def membership_on(memberships: Iterable[Membership], on: date) -> Membership | None:
    """Return the membership of a party that counts on a day: of those begun, one that runs, the latest."""
    begun = [one for one in memberships if one.since <= on]
    return max(begun, key=lambda one: (has_not_ended(one.until, on), one.since), default=None)


def pause_on(pauses: Iterable[Pause], on: date) -> Pause | None:
    """Return what holds on a day; who is honorary may be suspended."""
    running = [one for one in pauses if one.runs_on(on)]
    return max(running, key=lambda one: (one.standing == "suspended", one.since), default=None)


def fees_of(steps: Iterable[tuple[int, Money]], years: Iterable[int]) -> dict[int, Money]:
    """Return the fee of each year, of the latest step not after it; years before the first have none.

    Args:
        steps: year from which a fee holds, and the fee.
        years: asked for.
    """
    ordered = sorted(steps, reverse=True)
    found = ((year, next((fee for first, fee in ordered if first <= year), None)) for year in years)
    return {year: fee for year, fee in found if fee is not None}


def dues_years(
    *,
    since: date,
    until: date | None,
    terms: Terms,
    paid: Mapping[int, Money],
    today: date,
    exempt: Sequence[int] = (),
    pauses: Sequence[Pause] = (),
) -> list[DuesYear]:
    """Return the years of a membership, oldest first, up to today's.

    Dues are owed for each year of which a day was one of the membership: a calendar year, or one that begins on
    the day of joining and is named after the year in which it begins. Whether somebody is suspended or honorary
    is looked at on the last day of a year, or today: who is so then owes nothing of it.

    Args:
        since: first day of the membership.
        until: last day, or ``None`` while it lasts.
        terms: of its kind.
        paid: sum of the dues lines by ``dues_year``, net of reversals.
        today: the day from which one looks.
        exempt: years freed by a decision.
        pauses: of the membership, in any order.
    """
    latest = today if until is None else min(today, until)
    found = []
    for year in range(since.year, latest.year + 1):
        first, last = period(since, year, terms.runs)
        if first > latest:
            break  # its day of joining comes later in the year
        fee, got = terms.fees.get(year, ZERO), paid.get(year, ZERO)
        pause = pause_on(pauses, min(latest, last)) if pauses else None
        state: State = pause.standing if pause else "exempt" if year in exempt else "paid"
        if state == "paid" and not _is_enough(got, fee, terms, year):
            is_late = today > terms.last_day(since, year)
            state = "late" if is_late else "partly_paid" if got > ZERO else "owed"
        found.append(DuesYear(year, fee, got, state))
    return found


def _is_enough(paid: Money, fee: Money, terms: Terms, year: int) -> bool:
    """Tell whether a year is settled: by the fee, or of a free amount by anything not below it."""
    return paid >= fee and not (terms.is_free and year in terms.fees and paid <= ZERO)


def years_ahead(paid: Mapping[int, Money], terms: Terms, year: int) -> tuple[int, ...]:
    """Return the years after one that are paid in full already, as by one cheque for two years; the earliest first."""
    return tuple(
        later
        for later in sorted(paid)
        if later > year
        and paid[later] > ZERO
        and _is_enough(paid[later], terms.fees.get(later, ZERO), terms, later)
    )


def is_settled(years: Iterable[DuesYear], year: int) -> bool:
    """Tell whether nothing is missing of a year's dues: the whole fee is paid and stands, or was let off."""
    return all(not one.is_open for one in years if one.year == year)


def is_owing(years: Iterable[DuesYear]) -> bool:
    """Tell whether dues are missing of any year: a reminder helps."""
    return any(one.is_open for one in years)


def is_late(years: Iterable[DuesYear]) -> bool:
    """Tell whether dues are overdue of any year."""
    return any(one.state == "late" for one in years)


def why_unasked(standing: Standing, until: date | None, separated_on: date | None) -> Unasked | None:
    """Return why what a member still owes is asked of nobody, and is in no sum of what is asked; else ``None``.

    Who leaves owes the dues of the year by law (art. 4 of the law of 1 July 1901; read 2026-11), so that what is
    missing stands in the books; but nobody writes to who left. Of a couple that parted who goes on owes nothing
    more of the year (decision 0040), and the rest stays theirs who are a couple no more.

    Args:
        standing: of the member on the day on which one looks.
        until: last day of the membership.
        separated_on: since when a couple is none any more.
    """
    if standing != "left":
        return None
    return "separated" if until and separated_on and until < separated_on else "left"


def votes(living: int, pause: Pause | None) -> int:
    """Return how many votes a member has in the general assembly: each living person one, an association one.

    Args:
        living: how many of a party live; each of a couple is a member. An organisation counts as one.
        pause: what holds on the day; who is suspended has no vote.
    """
    return 0 if pause and pause.standing == "suspended" else living
