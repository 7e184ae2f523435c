"""Expenses that volunteers waive: the claim, its trips and its other expenses."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, of_same_office
from donations_app.domain.money import Money


class ExpenseClaim(Base):
    """A volunteer's claim with the signed waiver; the payment line that it became is the gift."""

    __tablename__ = "expense_claim"
    __table_args__ = (
        of_same_office("line_id", "payment_line"),
        UniqueConstraint("key"),
        UniqueConstraint("ref"),
        UniqueConstraint("line_id"),
        UniqueConstraint("id", "office_id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="RESTRICT"))
    key: Mapped[UUID]
    ref: Mapped[str]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="RESTRICT"), index=True)
    line_id: Mapped[int]
    waived_on: Mapped[date]
    evidence: Mapped[str]  # reference of the signed waiver
    amount: Mapped[Money]
    fingerprint: Mapped[str]


class ExpenseTrip(Base):
    """One trip: what was driven, with what, and what the scale of its year gives for it."""

    __tablename__ = "expense_trip"
    __table_args__ = (
        of_same_office("claim_id", "expense_claim"),
        UniqueConstraint("claim_id", "position"),
        CheckConstraint("km > 0", name="km_positive"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int]
    claim_id: Mapped[int]
    position: Mapped[int]
    driven_on: Mapped[date]
    purpose: Mapped[str]
    km: Mapped[int]
    vehicle: Mapped[str]  # car, motorcycle, moped
    power: Mapped[int]  # horsepower as the tax office counts it; 0 for a moped
    is_electric: Mapped[bool]
    amount: Mapped[Money]
    scale: Mapped[str]  # name of the scale applied
    is_provisional: Mapped[bool]


class ExpenseItem(Base):
    """Another expense of a claim: a ticket, a toll, stamps."""

    __tablename__ = "expense_item"
    __table_args__ = (
        of_same_office("claim_id", "expense_claim"),
        UniqueConstraint("claim_id", "position"),
        CheckConstraint("amount > 0", name="amount_positive"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int]
    claim_id: Mapped[int]
    position: Mapped[int]
    spent_on: Mapped[date]
    label: Mapped[str]
    amount: Mapped[Money]
