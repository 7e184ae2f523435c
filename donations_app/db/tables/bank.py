"""What banks said: files, the statements in them, and their lines, which are never edited (docs/decisions/0066)."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, of_same_office
from donations_app.db.types import Digest


class BankFileRow(Base):
    """A file of a bank that was read; the same bytes are the same file."""

    __tablename__ = "bank_file"
    __table_args__ = (UniqueConstraint("id", "office_id"), Index(None, "sha256"), STRICT)

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="RESTRICT"))
    name: Mapped[str]  # without its folder
    format: Mapped[str]
    sha256: Mapped[str] = mapped_column(Digest())
    at: Mapped[datetime]
    who: Mapped[str]
    new: Mapped[int]  # lines that it brought
    already: Mapped[int]


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
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
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

    letter: ClassVar[str] = "E"  # of "écriture"; L is of "lot"
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
