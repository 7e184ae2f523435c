"""Notices of direct debits: who is told before of what, by which way, and who is not and why.

SEPA Core Direct Debit Rulebook (EPC016-06), 4.2: fourteen calendar days before the debit, unless agreed otherwise. It
is no solicitation: the post brings it to who wished no letters too. Nobody is told of the same debit twice unasked.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.correspondents import Correspondent, Unreached, Way, way_of
from donations_app.domain.money import Money

OUTCOMES: Final = ("begun", "sent", "failed")
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

    debtor: Debtor
    way: Way

    @property
    def to(self) -> Debtor:
        """Whom the letter is for."""
        return self.debtor


class NotTold(Struct, frozen=True):
    """Somebody who gets no notice, and why."""

    debtor: Debtor
    reason: Reason

    @property
    def to(self) -> Debtor:
        """Whom nobody writes to."""
        return self.debtor


class NoticePlan(Struct, frozen=True):
    """What a run would write, in the order of the post, and who is left out and why."""

    letters: tuple[Notice, ...] = ()
    left_out: tuple[NotTold, ...] = ()
    is_late: bool = False  # fewer days are left than the scheme asks for

    def by(self, way: Way) -> list[Notice]:
        """Return what goes one way."""
        return [one for one in self.letters if one.way == way]


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
    letters: list[Notice] = []
    left_out: list[NotTold] = []
    for one in debtors:
        obstacles: tuple[tuple[Reason, bool], ...] = (
            ("deceased", one.is_deceased),
            ("in_doubt", one.is_in_doubt and not again),
            ("had_it", one.told_on is not None and not again),
        )
        reason = next((code for code, stands in obstacles if stands), None)
        way = reason or way_of(replace(one, consents_to_post=True), has_mail=has_mail, by_post=by_post)
        if way == "email" or way == "post":  # noqa: PLR1714 -- told apart for the type
            letters.append(Notice(one, way))
        else:
            left_out.append(NotTold(one, way))
    letters.sort(key=lambda one: one.debtor.postal_order)
    return NoticePlan(tuple(letters), tuple(left_out), is_late)


def counted(left_out: Sequence[NotTold]) -> dict[Reason, int]:
    """Return how many are left out for each reason, in the order of ``REASONS``."""
    found = {reason: sum(one.reason == reason for one in left_out) for reason in REASONS}
    return {reason: number for reason, number in found.items() if number}
