"""Notices of direct debits: who is told before of what, by which way, and who is not and why.

SEPA Core Direct Debit Rulebook (EPC016-06), 4.2: fourteen calendar days before the debit, unless agreed otherwise. It
is no solicitation: the post brings it to who wished no letters too. Nobody is told of the same debit twice unasked.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from itertools import starmap
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.correspondents import Correspondent, Unreached, Way, way_of
from donations_app.domain.letter_plans import LetterPlan, NotTo, by_reason, parted
from donations_app.domain.money import Money

Reason = Literal["deceased", "in_doubt", "had_it"] | Unreached
REASONS: Final[tuple[Reason, ...]] = ("deceased", "in_doubt", "had_it", *get_args(Unreached))


class Debtor(Correspondent, frozen=True, kw_only=True):
    """Somebody who is debited, with what he is told of it, and what he was told before."""

    gift: str  # reference
    gift_id: int
    due_on: date
    collected_on: date
    amount: Money
    mandate: str  # reference
    iban: str
    creditor_id: str
    is_in_doubt: bool  # an e-mail was begun, and nobody knows what became of it
    told_on: date | None


class Notice(Struct, frozen=True):
    """A letter that a run writes."""

    to: Debtor
    way: Way


class NotTold(Struct, frozen=True):
    """Somebody who gets no notice, and why."""

    to: Debtor
    reason: Reason


class NoticePlan(LetterPlan[Notice, NotTold], frozen=True):
    """What a run would write, and who is left out and why."""

    is_late: bool = False  # fewer days are left than the scheme asks for


def why_not_told(debtor: Debtor, *, again: bool) -> Reason | None:
    """Return what stands against telling somebody at all; ``again`` takes who was told or is in doubt, too."""
    obstacles: tuple[tuple[Reason, bool], ...] = (
        ("deceased", debtor.is_deceased),
        ("in_doubt", debtor.is_in_doubt and not again),
        ("had_it", debtor.told_on is not None and not again),
    )
    return next((reason for reason, stands in obstacles if stands), None)


def plan_notices(
    debtors: Iterable[Debtor], *, has_mail: bool, by_post: bool, again: bool, is_late: bool
) -> NoticePlan:
    """Return who is told and who is not.

    Args:
        debtors: who is debited.
        has_mail: an account of the association sends e-mail.
        by_post: paper is asked for where e-mail would do, too.
        again: also who was told or is in doubt.
        is_late: fewer days are left than the scheme asks for.
    """

    def way(to: Debtor) -> Way | Unreached:
        return way_of(replace(to, consents_to_post=True), has_mail=has_mail, by_post=by_post)

    told, left_out = parted(debtors, partial(why_not_told, again=again), way)
    return NoticePlan(tuple(starmap(Notice, told)), tuple(starmap(NotTold, left_out)), is_late)


def counted(left_out: Sequence[NotTo]) -> dict[Reason, int]:
    """Return how many are left out for each reason, in the order of ``REASONS``."""
    return by_reason(left_out, REASONS)
