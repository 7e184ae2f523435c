"""Waived expenses: what a volunteer has driven, and claims as they were recorded."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.tables import (
    Allocation,
    ExpenseClaim,
    ExpenseItem,
    ExpenseTrip,
    LiveReceiptLine,
    Office,
    Party,
    Payment,
    PaymentLine,
    Project,
    TaxReceipt,
)
from donations_app.domain.errors import NotFound
from donations_app.domain.expenses import Claim, Item
from donations_app.domain.mileage import Counted, Scale, Trip, distances, sum_up

_TRIP = (
    ExpenseTrip.driven_on, ExpenseTrip.purpose, ExpenseTrip.km, ExpenseTrip.vehicle, ExpenseTrip.power,
    ExpenseTrip.is_electric,
)  # fmt: skip


def driven(session: Session, party_id: int, *, before: tuple[int, int] | None = None) -> list[Trip]:
    """Return the trips of a volunteer's live claims.

    Args:
        session: an open view.
        party_id: of the volunteer.
        before: ids of a claim and of its payment: the trips that counted when it was recorded, those of
            claims of that time that were not taken back yet. Ids are given in the order of recording.
    """
    reversing = aliased(Payment)
    query = (
        select(*_TRIP)
        .join(ExpenseClaim, ExpenseClaim.id == ExpenseTrip.claim_id)
        .join(PaymentLine, PaymentLine.id == ExpenseClaim.line_id)
        .outerjoin(reversing, reversing.reverses_id == PaymentLine.payment_id)
        .where(ExpenseClaim.party_id == party_id)
        .order_by(ExpenseTrip.claim_id, ExpenseTrip.position)
    )
    if before is None:
        query = query.where(reversing.id.is_(None))
    else:
        claim_id, payment_id = before
        query = query.where(
            ExpenseClaim.id < claim_id, or_(reversing.id.is_(None), reversing.id > payment_id)
        )
    return [Trip(*row) for row in session.execute(query)]


def claim_of(session: Session, payment: str) -> str:
    """Return the reference of the claim that a payment is, or nothing."""
    query = (
        select(ExpenseClaim.ref)
        .join(PaymentLine, PaymentLine.id == ExpenseClaim.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(Payment.ref == payment)
    )
    return session.scalar(query) or ""


def expense_claim(session: Session, ref: str, scales: Sequence[Scale]) -> Claim:
    """Return a claim with all that became of it.

    Raises:
        NotFound: there is no claim of that reference.
    """
    row = _claim_row(session, ref)
    if row is None:
        raise NotFound("expense_claim", ref)
    trips = _trips(session, row.id)
    before = distances(driven(session, row.party_id, before=(row.id, row.payment_id)), scales)
    project, association = _target(session, row.line_id)
    return Claim(
        ref=row.ref,
        office=row.office,
        payer=row.payer,
        waived_on=row.waived_on,
        evidence=row.evidence,
        amount=row.amount,
        trips=tuple(trips),
        items=tuple(_items(session, row.id)),
        sums=tuple(sum_up(trips, scales, before)),
        payment=row.payment,
        reversal=row.reversal or "",
        receipt=row.number or "",
        project=project,
        association=association,
    )


def _claim_row(session: Session, ref: str) -> Any:
    reversing = aliased(Payment)
    return session.execute(
        select(
            ExpenseClaim.__table__, Office.code.label("office"), Party.ref.label("payer"),
            Payment.id.label("payment_id"), Payment.ref.label("payment"), reversing.reversal, TaxReceipt.number,
        )
        .join(Office, Office.id == ExpenseClaim.office_id)
        .join(Party, Party.id == ExpenseClaim.party_id)
        .join(PaymentLine, PaymentLine.id == ExpenseClaim.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .outerjoin(reversing, reversing.reverses_id == Payment.id)
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == ExpenseClaim.line_id)
        .outerjoin(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
        .where(ExpenseClaim.ref == ref)
    ).first()  # fmt: skip


def _trips(session: Session, claim_id: int) -> list[Counted]:
    query = select(*_TRIP, ExpenseTrip.amount, ExpenseTrip.scale, ExpenseTrip.is_provisional)
    found = session.execute(query.where(ExpenseTrip.claim_id == claim_id).order_by(ExpenseTrip.position))
    return [Counted(Trip(*row[:6]), *row[6:]) for row in found]


def _items(session: Session, claim_id: int) -> list[Item]:
    query = select(ExpenseItem.spent_on, ExpenseItem.label, ExpenseItem.amount)
    found = session.execute(query.where(ExpenseItem.claim_id == claim_id).order_by(ExpenseItem.position))
    return [Item(*row) for row in found]


def _target(session: Session, line_id: int) -> tuple[str, str]:
    """Return the project and the association that the gift was given to when it was recorded."""
    association = aliased(Party)
    row = session.execute(
        select(Project.code, association.ref)
        .select_from(Allocation)
        .outerjoin(Project, Project.id == Allocation.project_id)
        .outerjoin(association, association.id == Allocation.association_id)
        .where(Allocation.line_id == line_id)
        .order_by(Allocation.id)
    ).first()
    return (row[0] or "", row[1] or "") if row else ("", "")
