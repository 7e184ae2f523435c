"""What banks said, never edited (docs/decisions/0066); what their lines are, rules (0071), closed days (0075)."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, key_of, of_same_office, one_of, where_given
from donations_app.db.types import Digest
from donations_app.domain.matching import FEE_RULE, MATCHED, RULE_KINDS


class BankFileRow(Base):
    """A file of a bank that was read; the same bytes are the same file."""

    letter: ClassVar[str] = "T"  # of "téléchargement"; F is of "frais"
    __tablename__ = "bank_file"
    __table_args__ = (UniqueConstraint("id", "office_id"), Index(None, "sha256"), STRICT)

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    name: Mapped[str]  # without its folder
    format: Mapped[str]
    sha256: Mapped[str] = mapped_column(Digest())
    at: Mapped[datetime]
    who: Mapped[str]
    new: Mapped[int]  # lines that it brought
    already: Mapped[int]


class BankFileAside(Base):
    """A file that was read and counts no more, with all its lines: for a wrong account, say."""

    __tablename__ = "bank_file_aside"
    __table_args__ = (
        UniqueConstraint("id", "office_id"),
        UniqueConstraint("file_id"),
        CheckConstraint("reason <> ''", name="reasoned"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    file_id: Mapped[int] = key_of("bank_file")
    reason: Mapped[str]
    at: Mapped[datetime]
    who: Mapped[str]


class BankStatement(Base):
    """What a file says of one account: its balances and sums, in minor units of the currency."""

    __tablename__ = "bank_statement"
    __table_args__ = (
        of_same_office("file_id", "bank_file"),
        UniqueConstraint("id", "office_id"),
        CheckConstraint("credits >= 0 AND debits >= 0 AND entries >= 0", name="counted"),
        Index(None, "file_id"),
        Index(None, "account", "closing_on"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    file_id: Mapped[int]
    account_id: Mapped[int | None] = key_of("account")
    account: Mapped[str]  # letters and digits of the IBAN, or of the number as it is stated
    currency: Mapped[str]
    reference: Mapped[str]  # the bank's own
    opening: Mapped[int | None]
    opening_on: Mapped[date | None]
    closing: Mapped[int | None]
    closing_on: Mapped[date | None]
    credits: Mapped[int]
    debits: Mapped[int]
    entries: Mapped[int]
    pending: Mapped[int]
    returns: Mapped[int]


class BankLineRow(Base):
    """One transaction that the bank booked; what follows from it is recorded beside it."""

    letter: ClassVar[str] = "L"  # of "ligne"; E is of "encaissement"
    __tablename__ = "bank_line"
    __table_args__ = (
        of_same_office("statement_id", "bank_statement"),
        UniqueConstraint("id", "office_id"),
        Index(None, "account", "booked_on"),
        Index(None, "booked_on", "id"),
        Index(None, "statement_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    statement_id: Mapped[int]
    account: Mapped[str]  # of its statement
    entry: Mapped[int]  # place of its entry in the statement: lines of one batch share it
    booked_on: Mapped[date]
    value_on: Mapped[date | None]
    amount: Mapped[int]  # minor units of the currency, a credit above zero
    currency: Mapped[str]
    entry_amount: Mapped[int]
    is_return: Mapped[bool]
    return_code: Mapped[str]
    counterpart: Mapped[str]
    counterpart_iban: Mapped[str]
    remittance: Mapped[str]
    creditor_reference: Mapped[str]
    end_to_end: Mapped[str]
    mandate: Mapped[str]
    bank_reference: Mapped[str]
    code: Mapped[str]
    label: Mapped[str]
    instructed: Mapped[str]
    charges: Mapped[int]
    batch: Mapped[int]


class BankMatch(Base):
    """What cents of a line were found to be, or that this is taken back: then the amount is the opposite."""

    __tablename__ = "bank_match"
    __table_args__ = (
        of_same_office("takes_back_id", "bank_match"),
        UniqueConstraint("id", "office_id"),
        where_given("uq_bank_match_takes_back_id", "takes_back_id", unique=True),
        where_given("ix_bank_match_payment_id", "payment_id"),
        where_given("ix_bank_match_slip_id", "slip_id"),
        Index(None, "line_id"),
        Index(None, "lot"),
        one_of("kind", MATCHED),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("(kind IN ('payment', 'return')) = (payment_id IS NOT NULL)", name="names_payment"),
        CheckConstraint("(kind = 'slip') = (slip_id IS NOT NULL)", name="names_slip"),
        CheckConstraint(  # a debit never becomes a gift
            "takes_back_id IS NOT NULL OR ((kind NOT IN ('payment', 'slip') OR amount > 0)"
            " AND (kind NOT IN ('return', 'fee') OR amount < 0))",
            name="side",
        ),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    lot: Mapped[UUID]  # what was accepted, or taken back, in one go
    line_id: Mapped[int] = key_of("bank_line")
    kind: Mapped[str]
    amount: Mapped[int]  # minor units of the line, with their sign
    payment_id: Mapped[int | None] = key_of("payment")
    slip_id: Mapped[int | None] = key_of("deposit_slip")
    is_recorded: Mapped[bool]  # the payment, or its return, was recorded with the match
    is_dated: Mapped[bool]  # the day of credit was written with the match
    score: Mapped[int]  # per cent, as it was proposed; 0: nobody proposed it
    reason: Mapped[str]  # codes of what spoke for and against it, as they were shown
    takes_back_id: Mapped[int | None]
    at: Mapped[datetime]
    who: Mapped[str]


class BankRule(Base):
    """What was learned of an account, or of words in a line: whose money it is, and what for."""

    letter: ClassVar[str] = "Q"  # of "à qui"; R is a funder's rule
    __tablename__ = "bank_rule"
    __table_args__ = (
        UniqueConstraint("id", "office_id"),
        one_of("kind", (*RULE_KINDS, FEE_RULE)),
        CheckConstraint(f"(kind = '{FEE_RULE}') = (payer_id IS NULL)", name="of_payer"),
        CheckConstraint(
            "fee_rate BETWEEN 0 AND 2000 AND fee_each BETWEEN 0 AND 1000"
            f" AND (fee_rate + fee_each > 0) = (kind = '{FEE_RULE}')",
            name="fee_known",
        ),
        CheckConstraint("(iban <> '') <> (words <> '')", name="by_one"),
        Index(None, "iban"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    iban: Mapped[str]  # letters and digits, or empty
    words: Mapped[str]  # all of which the line holds, or empty
    payer_id: Mapped[int | None] = key_of("party", index=True)
    project_id: Mapped[int | None] = key_of("project")
    kind: Mapped[str]
    line_id: Mapped[int | None] = key_of("bank_line")  # learned from
    fee_rate: Mapped[int]  # that a platform keeps of each payment, in hundredths of a per cent
    fee_each: Mapped[int]  # cents that it keeps of each
    is_active: Mapped[bool]
    at: Mapped[datetime]
    who: Mapped[str]
    salt: Mapped[str]  # as that of a party: a number of an account can be guessed too


class AccountClosing(Base):
    """An account was closed up to a day, books and bank agreed. Never changed; a later one only goes on from there."""

    __tablename__ = "account_closing"
    __table_args__ = (
        UniqueConstraint("id", "office_id"),
        UniqueConstraint(
            "account", "last_on"
        ),  # its index tells every trigger up to which day an account is closed
        CheckConstraint("last_on < closed_on", name="over"),
        CheckConstraint("lines >= 0", name="counted"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    account: Mapped[str]  # letters and digits of its IBAN
    currency: Mapped[str]
    last_on: Mapped[date]
    closed_on: Mapped[date]
    closed_at: Mapped[datetime]
    closed_by: Mapped[str]
    books: Mapped[int]  # minor units that stood on the account by the books on that day
    bank: Mapped[int]  # the same as the bank says
    lines: Mapped[int]  # of the bank up to that day
    lines_amount: Mapped[int]  # their sum
    explained: Mapped[str]  # canonical JSON of what was on its way: kind, amount, references


class PlatformFee(Base):
    """What a platform says it kept of a payment when it pays it out; told once, by its file."""

    __tablename__ = "platform_fee"
    __table_args__ = (
        of_same_office("payment_id", "payment"),
        UniqueConstraint("id", "office_id"),
        UniqueConstraint("payment_id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    payment_id: Mapped[int]
    amount: Mapped[int]  # cents
