"""What is debited next under a mandate: open instalments of its gifts, and lines of runs that wait."""

from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.instalments import agreement_of
from donations_app.db.queries.mandates import mandate_key
from donations_app.db.tables import CollectionLine, CollectionRun, RecurringGiftRow
from donations_app.domain.money import Money
from donations_app.domain.periods import months_later

_AHEAD = 13  # months: whoever gives once a year has his next instalment among them


class NextDebit(Struct, frozen=True):
    """What the next run would collect of a gift."""

    gift: str  # reference
    due_on: date
    amount: Money


class WaitingDebit(Struct, frozen=True):
    """What a run that is not at the bank yet collects."""

    number: str
    collected_on: date
    amount: Money


class DebitsAhead(Struct, frozen=True):
    """What is debited under a mandate if nothing changes."""

    next: tuple[NextDebit, ...]  # one a gift, by day
    waiting: tuple[WaitingDebit, ...]  # by day


def debits_ahead(session: Session, ref: str, today: date) -> DebitsAhead:
    """Return what is debited next under a mandate.

    Args:
        session: an open view.
        ref: of the mandate, or of a gift that is debited under it.
        today: the day.

    Raises:
        NotFound: there is no such mandate.
    """
    key = mandate_key(session, ref, is_required=True) or 0
    own = select(RecurringGiftRow.ref).where(RecurringGiftRow.mandate_id == key)
    running = own.where((RecurringGiftRow.last_on.is_(None)) | (RecurringGiftRow.last_on >= today))
    until = months_later(today, _AHEAD)
    gifts = [agreement_of(session, gift, today=today, until=until) for gift in session.scalars(running)]
    found = {}
    for gift in gifts:
        due = [one for one in gift.instalments if one.state in ("expected", "late")]
        ahead = [one for one in due if one.due_on >= today] or due[-1:]
        if ahead:
            found[gift.ref] = NextDebit(gift.ref, ahead[0].due_on, ahead[0].open)
    lines = (
        select(CollectionRun.number, CollectionRun.collected_on, CollectionLine.amount)
        .join(CollectionRun, CollectionRun.id == CollectionLine.run_id)
        .where(
            CollectionLine.mandate_id == key,
            CollectionRun.sent_on.is_(None),
            CollectionRun.cancelled_on.is_(None),
        )
        .order_by(CollectionRun.collected_on, CollectionLine.id)
    )
    by_day = sorted(found.values(), key=lambda one: (one.due_on, one.gift))
    return DebitsAhead(tuple(by_day), tuple(WaitingDebit(*row) for row in session.execute(lines)))
