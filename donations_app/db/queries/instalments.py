"""Agreed gifts with each of their instalments: expected, met, late or missed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.settings import organisation
from donations_app.db.queries.terms import known_day, stands
from donations_app.db.tables import Allocation, Party, Payment, PaymentLine, Project, RecurringGiftRow
from donations_app.domain.gifts import GIVEN_KINDS, online_policy
from donations_app.domain.instalments import Agreed, Arrived, Instalment, judged, met_by
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.recurring import instalments, root_of

OVERDUE: Final = ("late", "missed")
_PAYER, _ASSOCIATION, _RECORD = aliased(Party), aliased(Party), aliased(Party)
_GIFTS: Final = (
    joined_leader(joined_leader(select(
        RecurringGiftRow.id, RecurringGiftRow.ref, _PAYER.id.label("payer_id"), RecurringGiftRow.amount,
        RecurringGiftRow.frequency, RecurringGiftRow.day, RecurringGiftRow.first_on, RecurringGiftRow.last_on,
        RecurringGiftRow.method, RecurringGiftRow.project_id, Project.code, Project.ends_on,
        _ASSOCIATION.ref.label("association"), _PAYER.ref.label("payer"), _PAYER.kind, _PAYER.last_name,
        _PAYER.first_name, _PAYER.second_last_name, _PAYER.second_first_name, _PAYER.organisation,
    )
    .outerjoin(Project, Project.id == RecurringGiftRow.project_id), RecurringGiftRow.payer_id, _PAYER),
        RecurringGiftRow.association_id, _ASSOCIATION, may_be_nobody=True)
    .order_by(RecurringGiftRow.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgreedGift:
    """An agreed gift and what became of its instalments."""

    ref: str
    payer: str  # reference
    name: str
    amount: Money
    frequency: str
    method: str
    project: str  # code; empty: the general fund
    association: str  # reference, or empty
    state: Literal["active", "ended"]
    instalments: tuple[Instalment, ...]  # by day
    first_on: date
    last_on: date | None
    history: str  # reference of the gift whose terms from a later day on these are; mostly its own

    def only(self, *states: str) -> "AgreedGift":
        """Return the gift with its instalments in some states alone."""
        return replace(self, instalments=tuple(one for one in self.instalments if one.state in states))

    def sum_of(self, state: str) -> Money:
        """Return what the instalments in a state add up to."""
        return Money.total(one.amount for one in self.instalments if one.state == state)


def agreed_gifts(
    session: Session, *, today: date, until: date, for_projects: bool = False, payer: int | None = None
) -> list[AgreedGift]:
    """Return the agreed gifts in the order of their recording, with their instalments.

    Instalments of the years before the first payment of the books are left out: nobody recorded them.

    Args:
        session: an open view.
        today: divides what is expected from what is late.
        until: the last day of instalments, inclusive; never later than the end of the project.
        for_projects: only gifts for projects.
        payer: key of the only one whose gifts are asked for.
    """
    query = _GIFTS.where(RecurringGiftRow.project_id.is_not(None)) if for_projects else _GIFTS
    query = query.where(_PAYER.id == payer) if payer is not None else query
    by_payer: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        by_payer[row.payer_id].append(row)
    if not by_payer:
        return []
    arrived, known_from = _arrived(session, today, payer), _known_from(session)
    found: dict[int, AgreedGift] = {}
    for payer_id, rows in by_payer.items():
        agreed = [Agreed(row.amount, row.project_id, _due(row, known_from, until)) for row in rows]
        met = met_by(agreed, arrived[payer_id])
        for row, one, dues in zip(rows, agreed, met, strict=True):
            history = root_of(row.ref, [other.ref for other in rows])
            found[row.id] = _gift(row, judged(one, dues, today=today), today, history)
    return [found[key] for key in sorted(found)]


def gift_history(session: Session, ref: str, *, today: date, until: date) -> list[AgreedGift]:
    """Return what is and was agreed of one gift, by day, each with the instalments of its time.

    Raises:
        NotFound: there is no such gift.
    """
    refs = {one.ref for _key, one in terms_of(session, ref)}
    found = (gift for gift in agreed_gifts(session, today=today, until=until) if gift.ref in refs)
    return sorted(found, key=lambda gift: gift.first_on)


def overdue_sums(session: Session, today: date) -> dict[tuple[str, str], dict[str, Money]]:
    """Return what is late and what is missed, by code of the project and reference of its association.

    The empty reference is the whole project, with and without an association.
    """
    sums: defaultdict[tuple[str, str], dict[str, Money]] = defaultdict(lambda: dict.fromkeys(OVERDUE, ZERO))
    for gift in agreed_gifts(session, today=today, until=today, for_projects=True):
        for association in {"", gift.association}:
            for state in OVERDUE:
                sums[gift.project, association][state] += gift.sum_of(state)
    return dict(sums)


def overdue_of_all(session: Session, today: date) -> dict[str, Money]:
    """Return what is late and what is missed of all gifts for projects."""
    sums = [one for (_code, part), one in overdue_sums(session, today).items() if not part]
    return {state: Money.total(one[state] for one in sums) for state in OVERDUE}


def _due(row: Any, known_from: date, until: date) -> tuple[date, ...]:
    after = max(row.first_on, known_from) - timedelta(days=1)
    end = min(until, row.ends_on or until)
    found = instalments(
        row.frequency, row.day, first_on=row.first_on, last_on=row.last_on, after=after, until=end
    )
    return tuple(found)


def _known_from(session: Session) -> date:
    """Return the first day of the year of the first payment; where there is none, the first of all days."""
    days: Iterable[date | None] = (
        session.scalar(select(func.min(column))) for column in (Payment.received_on, Payment.credited_on)
    )
    first = min((day for day in days if day), default=None)
    return date(first.year, 1, 1) if first else date(1900, 1, 1)


def _arrived(session: Session, today: date, payer: int | None) -> defaultdict[int, list[Arrived]]:
    """Return the gifts in money that arrived of those who agreed to give, by payer."""
    day = known_day(online_policy(organisation(session, today).online_date))
    giver: Any = aliased(Party)
    agreeing = select(giver.leader_id).join(RecurringGiftRow, RecurringGiftRow.payer_id == giver.id)
    query = (
        select(
            _RECORD.leader_id, Payment.id, Payment.ref, day.label("on"), Allocation.project_id, Allocation.amount
        )
        .join(Payment, Payment.payer_id == _RECORD.id)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .join(Allocation, Allocation.line_id == PaymentLine.id)
        .where(
            _RECORD.leader_id.in_(agreeing), PaymentLine.kind.in_(GIVEN_KINDS), stands()
        )
    )  # fmt: skip
    query = query.where(_RECORD.leader_id == payer) if payer is not None else query
    parts: defaultdict[tuple[int, int, str, date], defaultdict[int | None, Money]]
    parts = defaultdict(lambda: defaultdict(lambda: ZERO))
    for row in session.execute(query):
        parts[row.leader_id, row.id, row.ref, row.on][row.project_id] += row.amount
    found: defaultdict[int, list[Arrived]] = defaultdict(list)
    for (payer_id, _id, ref, on), amounts in parts.items():
        projects = {key: amount for key, amount in amounts.items() if key is not None}
        found[payer_id].append(Arrived(ref, on, Money.total(amounts.values()), projects))
    return found


def _gift(row: Any, found: list[Instalment], today: date, history: str) -> AgreedGift:
    return AgreedGift(
        row.ref,
        row.payer,
        display_name(row),
        row.amount,
        row.frequency,
        row.method,
        row.code or "",
        row.association or "",
        "ended" if row.last_on and row.last_on < today else "active",
        tuple(found),
        row.first_on,
        row.last_on,
        history,
    )
