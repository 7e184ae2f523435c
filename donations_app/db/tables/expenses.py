"""Expenses that volunteers waive: the claim, its trips and other expenses, and what became of it."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import (
    STRICT,
    Base,
    Id,
    Referenced,
    key_of,
    of_same_office,
    one_of,
    other_ref_index,
)
from donations_app.db.types import Digest
from donations_app.domain.expenses import OUTCOMES
from donations_app.domain.money import Money


class ExpenseClaim(Referenced, Base):
    """A volunteer's claim as it was stated; it is a gift once its waiver is signed."""

    letter = "F"
    __tablename__ = "expense_claim"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        other_ref_index("expense_claim"),
        UniqueConstraint("id", "office_id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("association_id IS NULL OR project_id IS NOT NULL", name="association_of_project"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    party_id: Mapped[int] = key_of("party", index=True)
    stated_on: Mapped[date]
    amount: Mapped[Money]
    project_id: Mapped[int | None] = key_of("project")
    association_id: Mapped[int | None] = key_of("party")
    earmarked_by_donor: Mapped[bool]
    fingerprint: Mapped[str] = mapped_column(Digest())


class ExpenseOutcome(Base):
    """What became of a claim, once: its waiver was signed, and it is a gift; or it was withdrawn."""

    __tablename__ = "expense_outcome"
    __table_args__ = (
        of_same_office("claim_id", "expense_claim"),
        of_same_office("line_id", "payment_line"),
        UniqueConstraint("claim_id"),
        UniqueConstraint("line_id"),
        one_of("kind", OUTCOMES),
        CheckConstraint("(kind = 'waived') = (line_id IS NOT NULL)", name="line_of_waived"),
        CheckConstraint("words <> ''", name="words_given"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    claim_id: Mapped[int]
    kind: Mapped[str]
    settled_on: Mapped[date]  # of a waiver: the day of the signature, which is the day of the gift
    words: Mapped[str]  # reference of the signed waiver, or why the claim was withdrawn
    line_id: Mapped[int | None]  # the gift


class ExpenseTrip(Base):
    """One trip: what was driven, with what, and what the scale of its year gives for it."""

    __tablename__ = "expense_trip"
    __table_args__ = (
        of_same_office("claim_id", "expense_claim"),
        UniqueConstraint("claim_id", "position"),
        CheckConstraint("km > 0", name="km_positive"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    claim_id: Mapped[int]
    position: Mapped[int]
    driven_on: Mapped[date]
    purpose: Mapped[str]
    km: Mapped[int]
    vehicle: Mapped[str]  # car, motorcycle, moped
    power: Mapped[int]  # horsepower as the tax office counts it; 0 for a moped
    is_electric: Mapped[bool]
    plate: Mapped[str]  # or name of the vehicle; may be empty
    is_apart: Mapped[bool]  # whether the distance of that vehicle was counted by itself
    amount: Mapped[Money]
    scale: Mapped[str]  # name of the scale applied
    is_provisional: Mapped[bool]
    km_before: Mapped[
        int
    ]  # how far the year had gone before it, in its class of vehicle, or with its vehicle


class ExpenseItem(Base):
    """Another expense of a claim: a ticket, a toll, stamps."""

    __tablename__ = "expense_item"
    __table_args__ = (
        of_same_office("claim_id", "expense_claim"),
        UniqueConstraint("claim_id", "position"),
        CheckConstraint("amount > 0", name="amount_positive"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    claim_id: Mapped[int]
    position: Mapped[int]
    spent_on: Mapped[date]
    label: Mapped[str]
    amount: Mapped[Money]
