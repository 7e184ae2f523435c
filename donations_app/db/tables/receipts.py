"""Receipts, all that is frozen with them, their cancellations, and what keeps their numbers unbroken."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, key_of, of_same_office, one_of, where_given
from donations_app.db.types import Digest, Packed
from donations_app.domain.deliveries import CHANNELS, OUTCOMES
from donations_app.domain.money import Money


class DocumentBase(Base):
    """The constant first part of printed documents, stored once for all that share it in one origin."""

    __tablename__ = "document_base"
    __table_args__ = (Index(None, "sha256"), STRICT)  # not unique: two origins can each have stored it

    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(Digest())
    content: Mapped[bytes]
    sample: Mapped[bytes]  # the first tail, after which all are packed (db.documents)


class ReceiptCounter(Base):
    """The last number of a series; it only ever grows by one, with the receipt that takes it."""

    __tablename__ = "receipt_counter"
    __table_args__ = (CheckConstraint("last > 0", name="last_positive"), STRICT)
    is_journalled = False

    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class LostNumbers(Base):
    """Numbers of a series that stand on documents which these books lost: they were restored, or an older copy.

    They were known outside the books; the counter was led past them, so that none is given out again.
    """

    __tablename__ = "lost_numbers"
    __table_args__ = (
        UniqueConstraint("series", "first"),
        CheckConstraint("first > 0 AND last >= first", name="span"),
        STRICT,
    )

    id: Mapped[Id]
    series: Mapped[str]
    first: Mapped[int]
    last: Mapped[int]
    noted_on: Mapped[date]
    noted_by: Mapped[str]
    known_from: Mapped[str]  # the place outside that knew the last of them


class TaxReceipt(Base):
    """An issued receipt. Its bytes are the base followed by the tail. Never changed, never deleted."""

    __tablename__ = "tax_receipt"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("series", "n"),
        UniqueConstraint("id", "office_id"),
        where_given("uq_tax_receipt_replaces_id", "replaces_id", unique=True),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index(None, "payer_id"),
        Index(None, "year", "id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    series: Mapped[str]
    n: Mapped[int]
    number: Mapped[str]
    form: Mapped[str]
    year: Mapped[int]
    payer_id: Mapped[int] = key_of("party")
    replaces_id: Mapped[int | None] = key_of("tax_receipt")
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    amount: Mapped[Money]
    content: Mapped[str] = mapped_column(Packed())  # canonical JSON of domain.receipt_content.ReceiptContent
    base_id: Mapped[int] = key_of("document_base")
    tail: Mapped[bytes]  # packed (db.documents)
    sha256: Mapped[str] = mapped_column(Digest())  # of the whole document
    accepted: Mapped[str]  # codes of the warnings that the issuer took upon himself, comma-separated


class ReceiptLine(Base):
    """A payment line that stands on a receipt."""

    __tablename__ = "receipt_line"
    __table_args__ = (
        of_same_office("receipt_id", "tax_receipt"),
        UniqueConstraint("receipt_id", "line_id"),
        Index(None, "line_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    receipt_id: Mapped[int]
    line_id: Mapped[int] = key_of("payment_line")
    amount: Mapped[Money]


class LiveReceiptLine(Base):
    """The live receipt of a line: its primary key is what makes a second one impossible."""

    __tablename__ = "live_receipt_line"
    __table_args__ = (Index(None, "receipt_id"), STRICT)
    is_journalled = False

    line_id: Mapped[int] = key_of("payment_line", primary_key=True, autoincrement=False)
    receipt_id: Mapped[int] = key_of("tax_receipt")


class WaitingPayer(Base):
    """What waits of one payer in the plan of the year that ``WaitingStamp`` names (decision 0049)."""

    __tablename__ = "waiting_payer"
    __table_args__ = (STRICT,)
    is_journalled = False

    payer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # of the record that counts
    receipts: Mapped[int]
    homeless: Mapped[int]  # 1: lines wait for the address, or another fact of the payer
    uncredited: Mapped[int]  # payments that wait for their day of credit


class WaitingStamp(Base):
    """Of which year, by which rules and up to which links the rows of ``WaitingPayer`` tell: one row."""

    __tablename__ = "waiting_stamp"
    __table_args__ = (STRICT,)
    is_journalled = False

    id: Mapped[Id]  # 1
    year: Mapped[int]  # of the gifts; 0: nothing was counted yet
    rules: Mapped[str]  # digest of settings, legal figures and version of the program
    heads: Mapped[str]  # JSON: the last link by origin


class ReceiptDelivery(Base):
    """A receipt was handed over, could not be, or came back: how, where to, when."""

    __tablename__ = "receipt_delivery"
    __table_args__ = (
        of_same_office("receipt_id", "tax_receipt"),
        one_of("channel", CHANNELS),
        one_of("outcome", OUTCOMES),
        CheckConstraint(
            "(returned_on IS NOT NULL) = (outcome IN ('returned', 'trusted'))", name="returned_on_given"
        ),
        Index(None, "receipt_id"),
        where_given("ix_receipt_delivery_returned_on", "returned_on"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    receipt_id: Mapped[int]
    channel: Mapped[str]
    address: Mapped[str]  # the e-mail address; empty for the post
    at: Mapped[datetime]
    outcome: Mapped[str]
    answer: Mapped[str]  # what the mail server said of a failure, or why the e-mail came back
    returned_on: Mapped[date | None]  # the day on which it came back


class ReceiptCancellation(Base):
    """A receipt was cancelled: when, by whom, why. The receipt and its number stay."""

    __tablename__ = "receipt_cancellation"
    __table_args__ = (
        of_same_office("receipt_id", "tax_receipt"),
        UniqueConstraint("receipt_id"),
        CheckConstraint("reason <> ''", name="reason_given"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    receipt_id: Mapped[int]
    cancelled_on: Mapped[date]
    cancelled_by: Mapped[str]
    reason: Mapped[str]
