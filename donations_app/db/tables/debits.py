"""Mandates by which donors let their accounts be debited, and the runs that collect under them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, key_of, of_same_office, one_of, where, where_given
from donations_app.db.types import Digest, Packed
from donations_app.domain.debit_returns import ACTIONS
from donations_app.domain.deliveries import CHANNELS
from donations_app.domain.direct_debits import FORMATS, SEQUENCES
from donations_app.domain.letter_plans import OUTCOMES
from donations_app.domain.mandates import KINDS
from donations_app.domain.money import Money


class Mandate(Base):
    """What a donor signed: that his account may be debited. Its reference and account: ``MandateTerms``."""

    __tablename__ = "mandate"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("id", "office_id"),
        one_of("kind", KINDS),
        CheckConstraint("ended_on IS NOT NULL OR end_reason = ''", name="ended_with_reason"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    payer_id: Mapped[int] = key_of("party", index=True)
    kind: Mapped[str]
    signed_on: Mapped[date | None]
    document: Mapped[str]  # where the signed paper is; empty: not said
    used_on: Mapped[date | None]  # the last collection elsewhere, before it stood in these books
    suspended_on: Mapped[date | None]
    suspended_reason: Mapped[str]
    ended_on: Mapped[date | None]  # from this day on nothing is collected under it
    end_reason: Mapped[str]


class MandateTerms(Base):
    """Reference, account and creditor of a mandate from a day on: the first ones, then each amendment."""

    __tablename__ = "mandate_terms"
    __table_args__ = (
        of_same_office("mandate_id", "mandate"),
        Index(None, "mandate_id"),
        Index("ix_mandate_terms_reference", "reference", info=where("reference <> ''")),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    mandate_id: Mapped[int]
    since: Mapped[date | None]  # ``None``: from its signature on
    reference: Mapped[str]  # the unique reference of the mandate (AT-01); empty: others debit
    iban: Mapped[str]
    bic: Mapped[str]
    creditor_id: Mapped[str]  # to whom it was given; empty: the creditor of the account that collects
    reason: Mapped[str]
    salt: Mapped[str]  # as that of a party: a number of an account can be guessed too


class CollectionRun(Base):
    """A file of collections for the bank. What it says never changes; then it is sent, or cancelled before."""

    __tablename__ = "collection_run"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("number"),
        UniqueConstraint("id", "office_id"),
        one_of("format", FORMATS),
        CheckConstraint("count > 0 AND amount > 0", name="of_something"),
        CheckConstraint("sent_on IS NULL OR cancelled_on IS NULL", name="cancelled_before"),
        CheckConstraint("(cancelled_on IS NOT NULL) = (reason <> '')", name="reason_given"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    number: Mapped[str]  # identifies the file at the bank: MsgId
    account_id: Mapped[int] = key_of("account")
    format: Mapped[str]
    collected_on: Mapped[date]  # ReqdColltnDt
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    count: Mapped[int]
    amount: Mapped[Money]
    content: Mapped[str] = mapped_column(Packed())  # the file
    sha256: Mapped[str] = mapped_column(Digest())  # of its bytes
    sent_on: Mapped[date | None]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str]
    cancelled_on: Mapped[date | None]
    reason: Mapped[str]  # why it was cancelled


class CollectionLine(Base):
    """One debit of a run, with the mandate as it was presented: no instalment has two that hold it."""

    __tablename__ = "collection_line"
    __table_args__ = (
        of_same_office("run_id", "collection_run"),
        UniqueConstraint("end_to_end"),
        one_of("sequence", SEQUENCES),
        CheckConstraint("amount > 0", name="amount_positive"),
        one_of("returned_action", ("", *ACTIONS)),
        CheckConstraint("fee >= 0 AND (fee = 0 OR returned_action <> '')", name="fee_of_return"),
        Index("uq_collection_line_held", "gift_id", "due_on", unique=True, info=where("released_on IS NULL")),
        Index(None, "run_id"),
        Index(None, "mandate_id"),
        where_given("uq_collection_line_payment_id", "payment_id", unique=True),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    run_id: Mapped[int]
    # the gift as it was first agreed, whatever its terms on that day
    gift_id: Mapped[int] = key_of("recurring_gift")
    due_on: Mapped[date]
    mandate_id: Mapped[int] = key_of("mandate")
    end_to_end: Mapped[str]  # EndToEndId
    sequence: Mapped[str]
    amount: Mapped[Money]
    reference: Mapped[str]  # of the mandate, as presented, as are the next three
    iban: Mapped[str]
    bic: Mapped[str]
    creditor_id: Mapped[str]
    # that it became when the run was sent; it waits for the day on which the bank credits it
    payment_id: Mapped[int | None] = key_of("payment")
    released_on: Mapped[date | None]  # from then on the instalment may be collected again
    released_reason: Mapped[str]  # cancelled, or the code with which the bank sent it back
    returned_action: Mapped[str]  # what was done when it came back; empty: it did not
    fee: Mapped[Money]  # of the bank for its return
    salt: Mapped[str]  # as that of a mandate's terms


class DebitNotice(Base):
    """A letter that tells a donor of a debit before: which, when, how, where to, and what became of an e-mail."""

    __tablename__ = "debit_notice"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("outcome", OUTCOMES),
        Index(None, "gift_id", "due_on"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    # the gift as it was first agreed, whatever its terms on that day
    gift_id: Mapped[int] = key_of("recurring_gift")
    due_on: Mapped[date]
    collected_on: Mapped[date]  # as it was told
    amount: Mapped[Money]
    channel: Mapped[str]
    address: Mapped[str]  # the e-mail address; empty for the post
    at: Mapped[datetime]
    on: Mapped[date]
    outcome: Mapped[str]
    answer: Mapped[str]  # of the mail server to a failure
