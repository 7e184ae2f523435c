"""Deposit slips, what stands on them, and what keeps a payment on one of them at most."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, key_of, of_same_office, one_of, where_given
from donations_app.db.types import Digest, Packed
from donations_app.domain.deposits import CURRENCIES, METHODS
from donations_app.domain.money import Money


class DepositSlip(Base):
    """Cheques or cash of one currency taken to the bank together; its amounts are in hundredths of it.

    What it says never changes; what becomes of it is written later: handed in, credited, or cancelled before it is.
    """

    __tablename__ = "deposit_slip"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("number"),
        UniqueConstraint("series", "n"),
        UniqueConstraint("id", "office_id"),
        one_of("method", METHODS),
        one_of("currency", CURRENCIES),
        CheckConstraint("n > 0 AND count > 0 AND amount > 0", name="of_something"),
        CheckConstraint("(cancelled_on IS NOT NULL) = (reason <> '')", name="reason_given"),
        CheckConstraint("cancelled_on IS NULL OR credited_on IS NULL", name="cancelled_before"),
        CheckConstraint("credited_on IS NULL OR handed_in_on IS NOT NULL", name="credited_after"),
        Index(None, "made_on", "id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    series: Mapped[str]
    n: Mapped[int]
    number: Mapped[str]
    account_id: Mapped[int] = key_of("account")
    method: Mapped[str]
    currency: Mapped[str]
    made_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    count: Mapped[int]  # of payments
    amount: Mapped[Money]  # their sum as it was made
    content: Mapped[str] = mapped_column(Packed())  # canonical JSON of domain.deposits.SlipContent
    base_id: Mapped[int] = key_of("document_base")
    tail: Mapped[bytes]  # packed (db.documents)
    sha256: Mapped[str] = mapped_column(Digest())  # of the whole document
    handed_in_on: Mapped[date | None]
    credited_on: Mapped[date | None]
    bank_reference: Mapped[str]  # of the credit, as the bank writes it
    cancelled_on: Mapped[date | None]
    reason: Mapped[str]  # why it was cancelled


class DepositLine(Base):
    """A payment that stands on a slip, or the one recorded in its place since."""

    __tablename__ = "deposit_line"
    __table_args__ = (
        of_same_office("slip_id", "deposit_slip"),
        UniqueConstraint("slip_id", "payment_id"),
        Index(None, "payment_id"),
        where_given("ix_deposit_line_in_place_of_id", "in_place_of_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    slip_id: Mapped[int]
    payment_id: Mapped[int] = key_of("payment")
    amount: Mapped[Money]
    in_place_of_id: Mapped[int | None] = key_of("payment")


class DepositCash(Base):
    """Notes or coins of one worth on a slip of cash."""

    __tablename__ = "deposit_cash"
    __table_args__ = (
        of_same_office("slip_id", "deposit_slip"),
        UniqueConstraint("slip_id", "worth"),
        CheckConstraint("worth > 0 AND count > 0", name="of_something"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    slip_id: Mapped[int]
    worth: Mapped[int]  # hundredths of the currency of the slip
    count: Mapped[int]


class LiveDeposit(Base):
    """The slip, not cancelled, of a payment: its primary key is what makes a second one impossible."""

    __tablename__ = "live_deposit"
    __table_args__ = (Index(None, "slip_id"), STRICT)
    is_journalled = False

    payment_id: Mapped[int] = key_of("payment", primary_key=True, autoincrement=False)
    slip_id: Mapped[int] = key_of("deposit_slip")
