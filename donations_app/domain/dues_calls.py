"""Calls for dues and reminders: which letter comes next, by which way, and who gets none and why.

Nobody is written to who died, left, asked for no letters, or owes nothing; nor twice within thirty days, nor
again after the second reminder, unless it is asked for.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import starmap
from typing import Final, Literal, get_args

from msgspec import Struct

from donations_app.domain.correspondents import Correspondent, Way, way_of
from donations_app.domain.dues import Standing
from donations_app.domain.letter_plans import LetterPlan, NotTo, by_reason, parted
from donations_app.domain.money import Money

Step = Literal["call", "first_reminder", "second_reminder"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)
QUIET: Final = timedelta(days=30)  # after a letter, in which no other is written unasked

Reason = Literal[
    "deceased", "left", "honorary", "suspended", "exempt", "paid", "in_doubt", "written_lately", "reminded_twice",
    "not_wished", "email_missing", "email_invalid", "email_returned", "address_missing",
]  # fmt: skip
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)


class Call(Struct, frozen=True):
    """One letter about dues that was written, or whose e-mail was begun or failed."""

    step: Step
    channel: str
    year: int
    on: date
    outcome: str


class Debtor(Correspondent, frozen=True, kw_only=True):
    """A member with what decides whether and how one writes to him about the dues of a year."""

    membership_id: int
    office_id: int
    standing: Standing
    year: int  # of the dues
    years: tuple[int, ...]  # of which something is missing, the oldest first
    amount: Money  # missing of all of them
    is_late: bool
    calls: tuple[Call, ...]  # of all years, in their order

    @property
    def last(self) -> Call | None:
        """The last letter that went out."""
        return next((one for one in reversed(self.calls) if one.outcome == "sent"), None)

    @property
    def is_in_doubt(self) -> bool:
        """Whether the last e-mail was begun, and nobody knows what became of it."""
        return bool(self.calls) and self.calls[-1].outcome == "begun"


class LeftOut(Struct, frozen=True):
    """A member to whom a run does not write, and why."""

    debtor: Debtor
    reason: Reason

    @property
    def to(self) -> Debtor:
        """Whom the run does not write to."""
        return self.debtor


class ToWrite(Struct, frozen=True):
    """A letter that a run writes."""

    debtor: Debtor
    step: Step
    way: Way

    @property
    def to(self) -> Debtor:
        """Whom the letter is for."""
        return self.debtor


def next_step(debtor: Debtor) -> Step | None:
    """Return the letter that comes next in a year; ``None`` after the second reminder.

    Who is late and was never called gets a reminder at once; the steps follow one another, none is left out.
    """
    sent = [one.step for one in debtor.calls if one.year == debtor.year and one.outcome == "sent"]
    if "second_reminder" in sent:
        return None
    if "first_reminder" in sent:
        return "second_reminder"
    return "first_reminder" if debtor.is_late or "call" in sent else "call"


def why_not_written(debtor: Debtor, *, today: date, step: Step | None, again: bool) -> Reason | None:
    """Return what stands against writing to a member at all.

    Args:
        debtor: the member.
        today: the day of the run.
        step: that was asked for; ``None`` for the one that comes next.
        again: asked for: also who was written to lately, twice, or in doubt.
    """
    last = debtor.last
    twice = next_step(debtor) is None if step is None else False
    obstacles: tuple[tuple[Reason, bool], ...] = (
        ("deceased", debtor.is_deceased),
        ("left", debtor.standing == "left"),
        ("honorary", debtor.standing == "honorary"),
        ("suspended", debtor.standing == "suspended"),
        ("exempt", debtor.standing == "exempt"),
        ("paid", not debtor.years),
        ("in_doubt", debtor.is_in_doubt and not again),
        ("written_lately", last is not None and today - last.on < QUIET and not again),
        ("reminded_twice", twice and not again),
    )
    return next((reason for reason, stands in obstacles if stands), None)


CallPlan = LetterPlan[ToWrite, LeftOut]


def plan_calls(
    debtors: Iterable[Debtor],
    *,
    today: date,
    has_mail: bool,
    step: Step | None = None,
    by_post: bool = False,
    again: bool = False,
) -> CallPlan:
    """Return what to write to whom; see ``why_not_written`` and ``way_of``."""
    written, left_out = parted(
        debtors,
        partial(why_not_written, today=today, step=step, again=again),
        partial(way_of, has_mail=has_mail, by_post=by_post),
    )
    letters = (ToWrite(one, step or next_step(one) or "second_reminder", way) for one, way in written)
    return CallPlan(tuple(letters), tuple(starmap(LeftOut, left_out)))


def counted(left_out: Sequence[NotTo]) -> dict[Reason, int]:
    """Return how many are left out for each reason, in the order of ``REASONS``."""
    return by_reason(left_out, REASONS)
