"""Dues as the window shows them: what members owe and paid, year by year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.references import find_all, named
from donations_app.db.queries.terms import is_member
from donations_app.db.tables import DuesExemption, Membership, MembershipKind, Party, Payment, PaymentLine
from donations_app.domain import dues
from donations_app.domain.changes import DuesChange
from donations_app.domain.dues import DuesYear, dues_years, fees_of, membership_on
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name

_MEMBERSHIP = (Membership.id, Membership.kind, Membership.since, Membership.until)


def dues_of(session: Session, ref: str, *, today: date) -> list[DuesYear]:
    """Return the years of the membership of a party, oldest first; nothing for who is no member."""
    party_ids = select(Party.id).where(named(session, Party, ref))
    return next((years for _, years in _dues(session, party_ids, today)), [])


def dues_of_members(session: Session, *, today: date) -> Iterator[list[DuesYear]]:
    """Yield the years of everybody who is a member today, as ``dues_of`` gives them one by one."""
    members = select(Membership.party_id).where(is_member(today))
    yield from (years for _, years in _dues(session, members, today))


def dues_moved(session: Session, payments: Iterable[str]) -> list[DuesChange]:
    """Return whose dues of which year payments change, as if they were the last ones recorded.

    Args:
        session: an open view, in which the payments stand.
        payments: references, reversals among them.
    """
    keys = list(find_all(session, Payment, payments).values())
    if not keys:
        return []
    query = (
        select(Payment.payer_id, PaymentLine.dues_year, func.sum(PaymentLine.amount).label("moved"))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(Payment.id.in_(keys), PaymentLine.dues_year.is_not(None), Payment.payer_id.is_not(None))
        .group_by(Payment.payer_id, PaymentLine.dues_year)
        .order_by(PaymentLine.dues_year, Payment.payer_id)
    )
    moved = [row for row in session.execute(query) if row.moved]
    payers = select(Party.id).where(Party.id.in_([row.payer_id for row in moved]))
    parties = {
        row.id: row for row in session.execute(select(Party.__table__, Party.ref).where(Party.id.in_(payers)))
    }
    paid = _paid(session, payers)
    return [
        DuesChange(
            parties[row.payer_id].ref,
            display_name(parties[row.payer_id]),
            row.dues_year,
            paid[row.payer_id][row.dues_year] - row.moved,
            paid[row.payer_id][row.dues_year],
        )
        for row in moved
    ]


def _dues(
    session: Session, party_ids: Select[tuple[int]], today: date
) -> Iterator[tuple[int, list[DuesYear]]]:
    memberships: defaultdict[int, list[dues.Membership]] = defaultdict(list)
    wanted = select(Membership.party_id, *_MEMBERSHIP).where(Membership.party_id.in_(party_ids))
    for party_id, *facts in session.execute(wanted):
        memberships[party_id].append(dues.Membership(*facts))
    paid, exempt, steps = _paid(session, party_ids), _exempt(session, party_ids), _steps(session)
    for party_id, held in memberships.items():
        if member := membership_on(held, today):
            years = dues_years(
                since=member.since,
                until=member.until,
                fees=fees_of(steps[member.kind], range(member.since.year, today.year + 1)),
                paid=paid[party_id],
                exempt=exempt[member.id],
                today=today,
            )
            yield party_id, years


def _steps(session: Session) -> defaultdict[str, list[tuple[int, Money]]]:
    """Return by kind of membership the years from which a fee holds."""
    steps: defaultdict[str, list[tuple[int, Money]]] = defaultdict(list)
    for code, year, fee in session.execute(
        select(MembershipKind.code, MembershipKind.from_year, MembershipKind.fee)
    ):
        steps[code].append((year, fee))
    return steps


def _exempt(session: Session, party_ids: Select[Any]) -> defaultdict[int, list[int]]:
    exempt: defaultdict[int, list[int]] = defaultdict(list)
    query = (
        select(DuesExemption.membership_id, DuesExemption.year)
        .join(Membership, Membership.id == DuesExemption.membership_id)
        .where(Membership.party_id.in_(party_ids))
    )
    for membership_id, year in session.execute(query):
        exempt[membership_id].append(year)
    return exempt


def _paid(session: Session, party_ids: Select[Any]) -> defaultdict[int, dict[int, Money]]:
    """Return what was paid by party and year of the dues, net of what was taken back."""
    query = (
        select(Payment.payer_id, PaymentLine.dues_year, func.sum(PaymentLine.amount))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(Payment.payer_id.in_(party_ids), PaymentLine.dues_year.is_not(None))
        .group_by(Payment.payer_id, PaymentLine.dues_year)
    )
    paid: defaultdict[int, dict[int, Money]] = defaultdict(dict)
    for payer_id, year, amount in session.execute(query):
        if payer_id is not None and year is not None:
            paid[payer_id][year] = amount
    return paid
