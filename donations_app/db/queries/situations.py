"""Changes of somebody's situation, and what a change of today would meet: dues, agreed gifts, payments since."""

from collections.abc import Collection, Iterator
from datetime import date

from msgspec import Struct
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.queries.doubles import alike
from donations_app.db.queries.dues_facts import kinds_of_members
from donations_app.db.queries.in_time import in_time
from donations_app.db.queries.instalments import Agreement, agreements
from donations_app.db.queries.leaders import records_among, records_of
from donations_app.db.queries.references import find, found_party
from donations_app.db.queries.terms import has_not_ended, payment_left, stands
from donations_app.db.tables import Membership, Party, Payment, PaymentLine, Situation
from donations_app.domain.errors import NotFound
from donations_app.domain.folding import fold, joined
from donations_app.domain.money import ZERO, Money
from donations_app.domain.situations import Change


class RunningMembership(Struct, frozen=True):
    """A membership that has not ended before a day."""

    id: int
    office_id: int
    party_id: int
    ref: str
    kind: str  # code
    kind_name: str
    since: date
    until: date | None


class Running(Struct, frozen=True):
    """What runs of some people on a day on which their situation changes."""

    memberships: tuple[RunningMembership, ...]
    agreements: tuple[Agreement, ...]
    payments: int  # recorded for them since that day, what was taken back left out
    paid: Money
    dues_paid: Money  # of the year of that day


def situations_of(session: Session, ref: str) -> list[Change]:
    """Return how the situation of somebody changed, the latest first.

    Args:
        session: an open view.
        ref: of the person.

    Raises:
        NotFound: there is no such person.
    """
    key = found_party(session, ref)
    mine = records_of(key)
    came_of = and_(Situation.kind == "separated", Situation.other_id.in_(mine))
    such = and_(or_(Situation.party_id.in_(mine), came_of), Situation.undone_on.is_(None))
    rows = in_time(session, Situation, such, day="on")[::-1]
    own = set(session.scalars(mine))
    others = [row.other_id if row.party_id in own else row.party_id for row in rows]
    named = alike(session, filter(None, others))
    return [
        Change(
            kind=row.kind,
            on=row.on,
            other=named[other].ref if other else "",
            name=named[other].name if other else "",
            former_name=row.former_name,
            former_legal_form=row.former_legal_form,
            is_origin=row.party_id not in own,
        )
        for row, other in zip(rows, others, strict=True)
    ]


def former_names(session: Session, keys: Collection[int] = ()) -> Iterator[tuple[int, str]]:
    """Yield the record that counts and the folded words of each name that an organisation bore before.

    Args:
        session: an open view.
        keys: of the records that count; none: of all.
    """
    query = select(Party.leader_id, Situation.former_name).join(Party, Party.id == Situation.party_id)
    query = query.where(Situation.former_name != "", Situation.undone_on.is_(None))
    query = query.where(Party.leader_id.in_(keys)) if keys else query
    for leader, name in session.execute(query.order_by(Situation.id)):
        folded = fold(name)
        yield leader, f"{folded} {joined(folded)}".strip()


def running_on(session: Session, refs: Collection[str], on: date, *, today: date) -> Running:
    """Return what runs of some people on the day on which their situation changes, and what came since.

    Raises:
        NotFound: one of them is not there.
    """
    keys = []
    for ref in refs:
        if (key := find(session, Party, ref)) is None:
            raise NotFound("party", ref)
        keys.append(key)
    found = agreements(session, today=today, until=today, payers=keys) if keys else []
    count, paid = _paid_since(session, keys, on)
    return Running(
        memberships=tuple(_memberships(session, keys, on)),
        agreements=tuple(one for one in found if one.now.last_on is None or one.now.last_on >= on),
        payments=count,
        paid=paid,
        dues_paid=_dues_paid(session, keys, on.year),
    )


def _memberships(session: Session, keys: Collection[int], on: date) -> Iterator[RunningMembership]:
    names = {one.code: one.name for one in kinds_of_members(session)}
    query = (
        select(Membership.__table__, Party.ref)
        .join(Party, Party.id == Membership.party_id)
        .where(Membership.party_id.in_(records_among(keys)), has_not_ended(on))
    )
    for row in session.execute(query.order_by(Membership.id)):
        yield RunningMembership(
            id=row.id,
            office_id=row.office_id,
            party_id=row.party_id,
            ref=row.ref,
            kind=row.kind,
            kind_name=names.get(row.kind, row.kind),
            since=row.since,
            until=row.until,
        )


def _paid_since(session: Session, keys: Collection[int], on: date) -> tuple[int, Money]:
    day = func.coalesce(Payment.received_on, Payment.credited_on, type_=Payment.received_on.type)
    query = select(func.count(), func.sum(payment_left())).where(
        Payment.payer_id.in_(records_among(keys)), stands(), day >= on
    )
    count, paid = session.execute(query).one()
    return count, paid or ZERO


def _dues_paid(session: Session, keys: Collection[int], year: int) -> Money:
    query = (
        select(func.sum(PaymentLine.amount))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(Payment.payer_id.in_(records_among(keys)), PaymentLine.dues_year == year)
    )
    return session.scalar(query) or ZERO
