"""What instalments of agreed gifts are judged by: pauses, decisions, and the gifts that arrived or came back."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import records_among
from donations_app.db.queries.settings import online_policy_on
from donations_app.db.queries.terms import REVERSING, arrived, known_day
from donations_app.db.tables import (
    Allocation,
    InstalmentDecision,
    Party,
    Payment,
    PaymentLine,
    RecurringGiftRow,
    RecurringPause,
)
from donations_app.domain.gifts import GIVEN_KINDS
from donations_app.domain.instalments import (
    EARLY,
    Arrived,
)
from donations_app.domain.money import ZERO, Money
from donations_app.domain.recurring import Pause

_RECORD, _GIVER = aliased(Party), aliased(Party)


def of_gifts(query: Select[Any], payers: Collection[int] | None) -> Select[Any]:
    """Return a query that names agreed gifts, for the gifts of some payers alone, under whatever record."""
    if payers is None:
        return query
    leaders = select(Party.leader_id).where(Party.id.in_(payers))
    return query.where(RecurringGiftRow.payer_id.in_(records_among(leaders)))


def pauses_of(session: Session, payers: Collection[int] | None) -> defaultdict[int, list[Pause]]:
    """Return the pauses by key of the gift as it was first agreed, each list by day."""
    query = select(
        RecurringPause.gift_id, RecurringPause.first_on, RecurringPause.last_on, RecurringPause.reason
    ).join(RecurringGiftRow, RecurringGiftRow.id == RecurringPause.gift_id)
    found: defaultdict[int, list[Pause]] = defaultdict(list)
    for row in session.execute(of_gifts(query, payers).order_by(RecurringPause.first_on, RecurringPause.id)):
        found[row.gift_id].append(Pause(row.first_on, row.last_on, row.reason))
    return found


def decided_on(session: Session, payers: Collection[int] | None) -> defaultdict[int, list[Any]]:
    """Return what was decided of instalments and holds, by key of the gift as it was first agreed."""
    query = (
        select(
            InstalmentDecision.gift_id,
            InstalmentDecision.due_on,
            InstalmentDecision.reason,
            Payment.ref.label("payment"),
        )
        .join(RecurringGiftRow, RecurringGiftRow.id == InstalmentDecision.gift_id)
        .outerjoin(Payment, Payment.id == InstalmentDecision.payment_id)
        .where(InstalmentDecision.taken_back_on.is_(None))
        .order_by(InstalmentDecision.id)
    )
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.execute(of_gifts(query, payers)):
        found[row.gift_id].append(row)
    return found


def decided_payers(today: date) -> Select[tuple[int]]:
    """Return all records of the payers of whose agreed gifts the days do not say all that is expected after a day.

    They are those whose gift is paused, of whose instalments something was decided, and those who paid so lately
    that the next instalment may be met before its day.
    """
    decided = select(InstalmentDecision.gift_id).where(InstalmentDecision.taken_back_on.is_(None))
    paused = select(RecurringPause.gift_id)
    lately = or_(Payment.received_on >= today - EARLY, Payment.credited_on >= today - EARLY)
    paid = select(_GIVER.leader_id).join(Payment, Payment.payer_id == _GIVER.id).where(lately)
    return records_among(
        select(_RECORD.leader_id)
        .join(RecurringGiftRow, RecurringGiftRow.payer_id == _RECORD.id)
        .where(or_(RecurringGiftRow.id.in_(decided.union(paused)), _RECORD.leader_id.in_(paid)))
    )


def known_from(session: Session) -> date:
    """Return the first day of the year of the first payment; where there is none, the first of all days."""
    days: Iterable[date | None] = (
        session.scalar(select(func.min(column))) for column in (Payment.received_on, Payment.credited_on)
    )
    first = min((day for day in days if day), default=None)
    return date(first.year, 1, 1) if first else date(1900, 1, 1)


def arrived_for(
    session: Session, today: date, payers: Collection[int] | None
) -> tuple[defaultdict[int, list[Arrived]], defaultdict[int, list[Arrived]]]:
    """Return the gifts in money of those who agreed to give, by payer: those that stand, those that came back.

    As on the day: what came, came back, or was given to a project later did not meet anything yet.
    """
    day = known_day(online_policy_on(session, today))
    agreed = of_gifts(
        select(_RECORD.leader_id).join(RecurringGiftRow, RecurringGiftRow.payer_id == _RECORD.id), payers
    )
    query = (
        select(
            _GIVER.leader_id, Payment.id, Payment.ref, day.label("on"), Allocation.project_id, Allocation.amount,
            REVERSING.return_code, REVERSING.reversal_reason, REVERSING.received_on.label("back_on"),
        )
        .join(Payment, Payment.payer_id == _GIVER.id)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .join(Allocation, Allocation.line_id == PaymentLine.id)
        .outerjoin(REVERSING, REVERSING.reverses_id == Payment.id)
        .where(_GIVER.leader_id.in_(agreed), PaymentLine.kind.in_(GIVEN_KINDS), arrived())
        .where(day <= today, Allocation.decided_on <= today)
        .where(or_(
            REVERSING.id.is_(None), REVERSING.reversal == "return",
            and_(REVERSING.reversal == "refund", REVERSING.received_on > today),
        ))
    )  # fmt: skip
    parts: defaultdict[tuple[Any, ...], defaultdict[int | None, Money]]
    parts = defaultdict(lambda: defaultdict(lambda: ZERO))
    for row in session.execute(query):
        is_back = row.back_on is not None and row.back_on <= today
        came_back = row.return_code or row.reversal_reason if is_back else ""
        parts[row.leader_id, row.id, row.ref, row.on, came_back][row.project_id] += row.amount
    stood, returned = defaultdict[int, list[Arrived]](list), defaultdict[int, list[Arrived]](list)
    for (payer_id, _id, ref, on, came_back), amounts in parts.items():
        projects = {key: amount for key, amount in amounts.items() if key is not None}
        found = returned if came_back else stood
        found[payer_id].append(Arrived(ref, on, Money.total(amounts.values()), projects, came_back))
    return stood, returned
