"""Instalments of agreed gifts held against what arrived: met, late, then missed, or forgiven; none leaves unsaid.

What a person decided comes first: a payment named for an instalment meets it, as far as its money goes, an instalment
forgiven takes none, and a payment set apart meets none. Any other payment meets the instalment nearest to its day that
is still open.
One that the bank took back meets none, and makes the instalment that it would have met missed at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct, field

from donations_app.domain.money import ZERO, Money

InstalmentState = Literal["expected", "met", "late", "missed", "forgiven"]
STATES: Final[tuple[InstalmentState, ...]] = ("expected", "met", "late", "missed", "forgiven")
OVERDUE: Final[tuple[InstalmentState, ...]] = ("late", "missed")
Standing = Literal["up_to_date", "late", "missed", "paused", "ended"]  # of a whole agreed gift
STANDINGS: Final[tuple[Standing, ...]] = ("up_to_date", "late", "missed", "paused", "ended")
LATE_DAYS: Final = 30  # an instalment not met is late so long, then missed
EARLY: Final = timedelta(days=10)  # a payment meets what is due so much later
_REACH: Final = timedelta(days=60)  # and what was due so long before


class Agreed(Struct, frozen=True):
    """The instalments of one agreed gift, and what was decided of some."""

    amount: Money  # of each
    project: int | None  # the gift counts for it alone; ``None``: for any
    due: tuple[date, ...]  # ascending
    forgiven: Mapping[date, str] = field(default_factory=dict)  # by day due, with the reason
    named: Mapping[date, Sequence[str]] = field(default_factory=dict)  # by day due, the payments named for it
    apart: Mapping[date, Sequence[str]] = field(
        default_factory=dict
    )  # by day due, payments that it would else take


class Arrived(Struct, frozen=True):
    """A payment of the same donor: what it holds of gifts."""

    payment: str
    on: date
    amount: Money
    projects: Mapping[int, Money]  # what of it stands where; the rest is the general fund's
    came_back: str = ""  # the code or reason of the bank that took it back; empty for one that stands


class Met(Struct, frozen=True):
    """What of an instalment arrived; all of it, or a part by payments that somebody named."""

    amount: Money = ZERO
    payments: tuple[str, ...] = ()

    def plus(self, amount: Money, payment: str) -> "Met":
        """Return it with more money."""
        return Met(self.amount + amount, (*self.payments, payment))


class Instalment(Struct, frozen=True):
    """One instalment, and what became of it."""

    due_on: date
    amount: Money
    state: InstalmentState
    received: Money = ZERO
    payments: tuple[str, ...] = ()  # that met it, or a part of it
    reason: str = ""  # why it was forgiven, or why the bank took its payment back
    apart: tuple[str, ...] = ()  # payments that it would else take: they are set apart

    @property
    def payment(self) -> str:
        """The payment with which it was met; empty where none was."""
        return self.payments[-1] if self.payments else ""

    @property
    def open(self) -> Money:
        """What of it did not arrive."""
        return self.amount - self.received


def judged(
    agreed: Sequence[Agreed], arrived: Sequence[Arrived], returned: Sequence[Arrived] = (), *, today: date
) -> list[list[Instalment]]:
    """Return the instalments of each agreed gift of one donor, with their states.

    An instalment is late from its day on and missed after ``LATE_DAYS``, or as soon as its payment came back.

    Args:
        agreed: gifts of one donor.
        arrived: his payments that stand, in any order.
        returned: those that the bank took back.
        today: divides what is expected from what is late.
    """
    apart = _apart(agreed)
    met = met_by(agreed, [one for one in arrived if one.payment not in apart])
    back = _came_back(agreed, met, [one for one in returned if one.payment not in apart])
    return [
        [_judge(one, due, found.get(due, Met()), reasons.get(due), today) for due in one.due]
        for one, found, reasons in zip(agreed, met, back, strict=True)
    ]


def _apart(agreed: Sequence[Agreed]) -> set[str]:
    """Return the payments that are for none of the gifts: set apart, and named for no instalment since."""
    named = {ref for one in agreed for refs in one.named.values() for ref in refs}
    return {ref for one in agreed for refs in one.apart.values() for ref in refs} - named


def _judge(one: Agreed, due_on: date, met: Met, came_back: str | None, today: date) -> Instalment:
    reason, state = "", _state(due_on, is_met=met.amount >= one.amount, today=today)
    if state != "met" and due_on in one.forgiven:
        reason, state = one.forgiven[due_on], "forgiven"
    elif state in OVERDUE and came_back is not None:
        reason, state = came_back, "missed"
    apart = tuple(one.apart.get(due_on, ()))
    return Instalment(due_on, one.amount, state, met.amount, met.payments, reason, apart)


def _state(due_on: date, *, is_met: bool, today: date) -> InstalmentState:
    if is_met:
        return "met"
    if due_on > today:
        return "expected"
    return "late" if today - due_on <= timedelta(days=LATE_DAYS) else "missed"


def met_by(agreed: Sequence[Agreed], arrived: Sequence[Arrived]) -> list[dict[date, Met]]:
    """Return for each agreed gift of one donor which instalments are met, by which payments.

    Payments named by a person first; then those of exactly what is open, so that of two agreed gifts each takes
    its own; then larger ones, which meet as many instalments as they hold.

    Args:
        agreed: gifts of one donor.
        arrived: his payments that stand, in any order.
    """
    met: list[dict[date, Met]] = [{} for _ in agreed]
    in_order = sorted(arrived, key=lambda one: (one.on, one.payment))
    left = {one.payment: one.amount for one in in_order}
    for one, found in zip(agreed, met, strict=True):
        _meet_named(one, found, left)
    for is_exact in (True, False):
        for payment in in_order:
            for one, found in zip(agreed, met, strict=True):
                _meet(one, found, payment, left, is_exact=is_exact)
    return met


def _meet_named(one: Agreed, met: dict[date, Met], left: dict[str, Money]) -> None:
    for due in one.due:
        for payment in one.named.get(due, ()):
            before = met.get(due, Met())
            part = min(left.get(payment, ZERO), one.amount - before.amount)
            if part:
                met[due] = before.plus(part, payment)
                left[payment] -= part


def _meet(
    one: Agreed, met: dict[date, Met], payment: Arrived, left: dict[str, Money], *, is_exact: bool
) -> None:
    """Let a payment meet the instalments nearest to it, as long as its money lasts."""
    room = min(_for(one, payment), left[payment.payment])

    def fits(due: date) -> bool:
        wanted = _wanted(one, met, due)
        return bool(wanted) and (room == wanted if is_exact else room >= wanted)

    while room and (due := _nearest(one.due, payment.on, fits)):
        part = _wanted(one, met, due)
        met[due] = met.get(due, Met()).plus(part, payment.payment)
        room, left[payment.payment] = room - part, left[payment.payment] - part


def _for(one: Agreed, payment: Arrived) -> Money:
    """Return what of a payment is given for what the gift was agreed for."""
    return payment.amount if one.project is None else payment.projects.get(one.project, ZERO)


def _wanted(one: Agreed, met: Mapping[date, Met], due: date) -> Money:
    """Return what of an instalment a payment may still meet."""
    return ZERO if due in one.forgiven else one.amount - met.get(due, Met()).amount


def _nearest(due: Sequence[date], on: date, fits: Callable[[date], bool]) -> date | None:
    within = due[bisect_left(due, on - _REACH) : bisect_right(due, on + EARLY)]
    return min((day for day in within if fits(day)), key=lambda day: (abs(day - on), day), default=None)


def _came_back(
    agreed: Sequence[Agreed], met: Sequence[Mapping[date, Met]], returned: Sequence[Arrived]
) -> list[dict[date, str]]:
    """Return for each gift the open instalments whose payment was taken back, with why."""
    back: list[dict[date, str]] = [{} for _ in agreed]
    for payment in sorted(returned, key=lambda one: (one.on, one.payment)):
        for one, found, reasons in zip(agreed, met, back, strict=True):
            due = _of_returned(one, found, reasons, payment)
            if due is not None:
                reasons[due] = payment.came_back
                break
    return back


def _of_returned(
    one: Agreed, met: Mapping[date, Met], reasons: Mapping[date, str], payment: Arrived
) -> date | None:
    """Return the instalment that a payment was named for, or would have met, had it not come back."""

    def is_open(due: date) -> bool:
        return due not in reasons and bool(_wanted(one, met, due))

    named = next((due for due in one.due if payment.payment in one.named.get(due, ()) and is_open(due)), None)
    if named is not None or _for(one, payment) != one.amount:
        return named
    return _nearest(one.due, payment.on, is_open)


def standing(found: Iterable[Instalment], *, is_ended: bool, is_paused: bool) -> Standing:
    """Return how an agreed gift stands: ended, else by its worst instalment, else paused or up to date."""
    states = {one.state for one in found}
    if is_ended:
        return "ended"
    if "missed" in states:
        return "missed"
    if "late" in states:
        return "late"
    return "paused" if is_paused else "up_to_date"


def to_be_met(instalments: Sequence[Instalment], on: date, amount: Money) -> Instalment | None:
    """Return the instalment that a payment of a day and an amount meets by itself, if any.

    Args:
        instalments: of one agreed gift, without the payment.
        on: the day of the payment.
        amount: what it holds for what the gift was agreed for.
    """
    open_ = {one.due_on: one for one in instalments if one.state in ("expected", *OVERDUE)}
    due = _nearest(tuple(open_), on, lambda day: open_[day].open == amount)
    return open_[due] if due else None


def proposed(instalments: Sequence[Instalment], on: date) -> Instalment | None:
    """Return the instalment that a payment of a day would be named for: the open one nearest to that day.

    Args:
        instalments: of one agreed gift.
        on: the day of the payment; further from it than a year nothing is proposed.
    """
    open_ = [one for one in instalments if one.open and one.state in ("expected", *OVERDUE)]
    near = [one for one in open_ if abs(one.due_on - on) <= timedelta(days=366)]
    return min(near, key=lambda one: (abs(one.due_on - on), one.due_on), default=None)
