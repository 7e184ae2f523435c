"""Dues as the window shows them: what a member owes and paid, year by year."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.references import find
from donations_app.db.tables import DuesExemption, Membership, MembershipKind, Party, Payment, PaymentLine
from donations_app.domain.dues import DuesYear, dues_years
from donations_app.domain.money import Money


def dues_of(session: Session, ref: str, *, today: date) -> list[DuesYear]:
    """Return the years of the last membership of a party, oldest first; nothing for who is no member."""
    member = session.execute(
        select(Membership.id, Membership.party_id, Membership.kind, Membership.since, Membership.until)
        .where(Membership.party_id == (find(session, Party, ref) or 0))
        .order_by(Membership.since.desc())
        .limit(1)
    ).first()
    if member is None:
        return []
    exempt = select(DuesExemption.year).where(DuesExemption.membership_id == member.id)
    return dues_years(
        since=member.since,
        until=member.until,
        fees=_fees(session, member.kind, member.since.year, today.year),
        paid=_paid(session, member.party_id),
        exempt=session.scalars(exempt).all(),
        today=today,
    )


def _fees(session: Session, kind: str, first: int, last: int) -> dict[int, Money]:
    """Return the fee of each year: the one that holds from the latest year not after it."""
    query = select(MembershipKind.from_year, MembershipKind.fee).where(MembershipKind.code == kind)
    steps = sorted((year, fee) for year, fee in session.execute(query))
    fees = {}
    for year in range(first, last + 1):
        if past := [fee for since, fee in steps if since <= year]:
            fees[year] = past[-1]
    return fees


def _paid(session: Session, party_id: int) -> dict[int, Money]:
    query = (
        select(PaymentLine.dues_year, func.sum(PaymentLine.amount))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(Payment.payer_id == party_id, PaymentLine.dues_year.is_not(None))
        .group_by(PaymentLine.dues_year)
    )
    return {year: amount for year, amount in session.execute(query) if year is not None}
