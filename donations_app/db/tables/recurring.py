"""Agreed recurring gifts, their pauses, and what was decided of their instalments."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import (
    STRICT,
    Base,
    Id,
    Referenced,
    key_of,
    one_of,
    other_ref_index,
    where_given,
)
from donations_app.db.types import Digest
from donations_app.domain.money import Money
from donations_app.domain.payments import METHODS
from donations_app.domain.recurring import FREQUENCIES


class RecurringGiftRow(Referenced, Base):
    """An agreed amount and frequency: its instalments are expected until payments meet them."""

    letter = "D"
    __tablename__ = "recurring_gift"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        other_ref_index("recurring_gift"),
        UniqueConstraint("id", "office_id"),
        one_of("frequency", FREQUENCIES),
        one_of("method", METHODS),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("day BETWEEN 1 AND 31", name="day_of_month"),
        Index(None, "project_id"),
        where_given("ix_recurring_gift_mandate_id", "mandate_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    payer_id: Mapped[int] = key_of("party", index=True)
    amount: Mapped[Money]
    frequency: Mapped[str]
    day: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    method: Mapped[str]
    # under which it is debited; none: nobody said one
    mandate_id: Mapped[int | None] = key_of("mandate")
    project_id: Mapped[int | None] = key_of("project")
    association_id: Mapped[int | None] = key_of("party")
    earmarked_by_donor: Mapped[bool]
    end_reason: Mapped[str]  # why it was stopped; empty: it was not
    # of a couple that parted, with which the payer goes on; none: agreed by itself
    continues_id: Mapped[int | None] = key_of("recurring_gift")
    fingerprint: Mapped[str] = mapped_column(Digest())
    salt: Mapped[str]  # as that of a party


class RecurringPause(Base):
    """Days on which nothing of an agreed gift is due; one that ends before it begins never was."""

    __tablename__ = "recurring_pause"
    __table_args__ = (UniqueConstraint("office_id", "key"), STRICT)

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    # the gift as it was first agreed, whatever its terms on that day
    gift_id: Mapped[int] = key_of("recurring_gift", index=True)
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    reason: Mapped[str]


class InstalmentDecision(Base):
    """What a person decided of one instalment: that it is forgiven, that a payment meets it, or that one does not."""

    __tablename__ = "instalment_decision"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        CheckConstraint("payment_id IS NOT NULL OR reason <> ''", name="forgiven_with_reason"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    # the gift as it was first agreed, whatever its terms on that day
    gift_id: Mapped[int] = key_of("recurring_gift", index=True)
    due_on: Mapped[date]
    # that meets it; with a reason: that is set apart, and meets none; none: it is forgiven
    payment_id: Mapped[int | None] = key_of("payment", index=True)
    reason: Mapped[str]
    decided_on: Mapped[date]
    taken_back_on: Mapped[date | None]
    taken_back_reason: Mapped[str]
