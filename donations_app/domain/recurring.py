"""Agreed recurring gifts: an amount, a frequency, and the instalments that one may expect."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.direct_debits import debit_problems
from donations_app.domain.errors import Problem
from donations_app.domain.money import Money
from donations_app.domain.payments import LARGEST, METHODS
from donations_app.domain.typed import LAST_DAY, is_within_reach

MONTHS: Final = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
FREQUENCIES: Final = tuple(MONTHS)


class RecurringGift(Struct, frozen=True, kw_only=True):
    """An agreed amount and frequency, as a form or a file states it."""

    key: UUID
    ref: str
    payer: str  # reference
    amount: Money
    frequency: str
    first_on: date
    office: str = ""
    day: int = 0  # of the month; 0: that of ``first_on``
    last_on: date | None = None
    method: str = "direct_debit"
    iban: str = ""
    bic: str = ""
    mandate_reference: str = ""
    mandate_signed_on: date | None = None
    project: str = ""
    association: str = ""
    earmarked_by_donor: bool = False

    def problems(self) -> list[Problem]:
        """Return what stands against saving."""
        return [*self._problems(), *self._debit_problems()]

    def _problems(self) -> Iterator[Problem]:
        if self.frequency not in MONTHS:
            yield Problem("frequency", "choice_unknown", self.frequency, {"choices": tuple(MONTHS)})
        if self.method not in METHODS:
            yield Problem("method", "choice_unknown", self.method, {"choices": tuple(METHODS)})
        if not 0 <= self.day <= 31:
            yield Problem("day", "day_of_month_impossible", str(self.day))
        if self.amount.cents <= 0:
            yield Problem("amount", "amount_zero", str(self.amount.cents))
        elif self.amount > LARGEST:
            yield Problem("amount", "amount_too_large", str(self.amount.cents))
        if self.last_on and self.last_on < self.first_on:
            yield Problem("last_on", "ends_before_start", self.last_on.isoformat())
        for name in ("first_on", "last_on", "mandate_signed_on"):
            if not is_within_reach(day := getattr(self, name)):
                yield Problem(name, "date_beyond", day.isoformat())
        if self.association and not self.project:
            yield Problem("association", "association_without_project")

    def _debit_problems(self) -> Iterator[Problem]:
        if self.is_debited:
            yield from debit_problems(
                iban=self.iban,
                bic=self.bic,
                reference=self.mandate_reference,
                signed_on=self.mandate_signed_on,
                first_on=self.first_on,
            )

    @property
    def is_debited(self) -> bool:
        """Whether it is taken from the donor's account."""
        return self.method == "direct_debit"


class Pause(Struct, frozen=True):
    """Days on which nothing of an agreed gift is due."""

    first_on: date
    last_on: date | None  # ``None``: until it is resumed
    reason: str = ""

    def holds(self, day: date) -> bool:
        """Tell whether a day lies within."""
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)

    def overlaps(self, other: "Pause") -> bool:
        """Tell whether both hold on some day; one that ends before it begins holds on none."""
        last = min(self.last_on or date.max, other.last_on or date.max)
        return max(self.first_on, other.first_on) <= last


def is_paused(day: date, pauses: Iterable[Pause]) -> bool:
    """Tell whether an instalment of that day falls into a pause."""
    return any(pause.holds(day) for pause in pauses)


NEW_TERMS: Final = "/"  # between the reference of an agreed gift and the day from which it has other terms


def root_of(ref: str, known: Collection[str]) -> str:
    """Return the reference of the agreed gift of which ``ref`` holds the terms from a later day on; its own else.

    Args:
        ref: such as ``D1`` or ``D1/2026-07-01``.
        known: references of the same payer.

    >>> root_of("D1/2026-07-01", ["D1", "D1/2026-07-01"]), root_of("D1/2", ["D1", "D1/2"])
    ('D1', 'D1/2')
    """
    root, _sign, day = ref.rpartition(NEW_TERMS)
    return root if root in known and _is_day(day) else ref


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def with_terms(before: RecurringGift, new: RecurringGift, *, start: date) -> RecurringGift:
    """Return ``new`` as what holds from a day on in the place of ``before``: instalments go on in their rhythm.

    Args:
        before: what holds up to the day before.
        new: the terms, whatever their first day.
        start: from this day on.
    """
    first_on = start
    if new.frequency == before.frequency:
        end = date(start.year + 2, 1, 1)
        due = instalments(
            before.frequency,
            before.day or before.first_on.day,
            first_on=before.first_on,
            last_on=None,
            after=start - timedelta(days=1),
            until=end,
        )
        if due:
            first_on = max(start, due[0].replace(day=1))
    return replace(new, first_on=first_on, day=new.day or before.day or before.first_on.day)


def instalments(
    frequency: str, day: int, *, first_on: date, last_on: date | None, after: date, until: date
) -> list[date]:
    """Return the days of the instalments later than ``after`` and not later than ``until``.

    A day that a month lacks is its last one. Nothing is reckoned beyond the year 2100.

    Args:
        frequency: a key of ``MONTHS``.
        day: of the month, 1 to 31.
        first_on: the first instalment is due on ``day`` of this month, or of the next when it is past.
        last_on: nothing is due later; ``None``: open-ended.
        after: exclusive.
        until: inclusive.

    >>> first, end = date(2026, 1, 31), date(2026, 3, 31)
    >>> found = instalments("monthly", 31, first_on=first, last_on=None, after=first, until=end)
    >>> [day.isoformat() for day in found]
    ['2026-02-28', '2026-03-31']
    """
    end = min(until, last_on or LAST_DAY, LAST_DAY)
    if first_on > end:
        return []
    step, start = MONTHS[frequency], first_on.year * 12 + first_on.month - 1
    if _on(start, day) < first_on:
        start += 1
    skipped = max(0, (after.year * 12 + after.month - 1 - start) // step)
    due, month = [], start + skipped * step
    while (instalment := _on(month, day)) <= end:
        if instalment > after:
            due.append(instalment)
        month += step
    return due


def _on(month: int, day: int) -> date:
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1]))
