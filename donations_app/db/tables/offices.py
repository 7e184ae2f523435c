"""The association itself: its facts with the days from which they hold, offices, signatories, accounts."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from donations_app.db.tables.base import STRICT, Base, Id, key_of, one_of
from donations_app.domain.direct_debits import FORMATS


class Office(Base):
    """Who records: the head office or a relay office."""

    __tablename__ = "office"
    __table_args__ = (UniqueConstraint("code"), STRICT)
    is_keyed_by_origin = False

    id: Mapped[Id]
    code: Mapped[str]
    name: Mapped[str]
    is_head: Mapped[bool]


class OfficeFactsRow(Base):
    """Where an office is and how it is reached, from a day on; the latest row in force counts."""

    __tablename__ = "office_facts"
    __table_args__ = (
        UniqueConstraint("office_id", "valid_from"),
        CheckConstraint("currency = 'EUR' OR (currency = 'MAD' AND country = 'MA')", name="currency_known"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    valid_from: Mapped[date]
    country: Mapped[str]
    currency: Mapped[str]
    address: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    account_id: Mapped[int | None] = key_of("account")


class Organisation(Base):
    """The facts of the association as they hold from a day on; the latest row in force counts."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("valid_from"),
        CheckConstraint("siren <> '' OR rna <> ''", name="identified"),
        STRICT,
    )

    id: Mapped[Id]
    valid_from: Mapped[date]
    name: Mapped[str]
    siren: Mapped[str]
    rna: Mapped[str]
    address: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    website: Mapped[str]
    object: Mapped[str]
    category: Mapped[str]
    fiscal_year_end: Mapped[str]  # month and day, "12-31"
    ifi_eligible: Mapped[bool]
    article_200_1_ter: Mapped[bool]
    number_pattern: Mapped[str]
    online_date: Mapped[str]
    receipt_minimum_cents: Mapped[int]


class SignatoryRow(Base):
    """A person empowered to sign receipts, with the first and last day of the mandate."""

    __tablename__ = "signatory"
    __table_args__ = (UniqueConstraint("name", "valid_from"), STRICT)

    id: Mapped[Id]
    name: Mapped[str]
    title: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    image: Mapped[bytes | None]


class Account(Base):
    """A bank account of the association."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("iban"),
        one_of("debit_format", FORMATS),
        CheckConstraint("debit_days BETWEEN 1 AND 14", name="debit_days"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int | None] = key_of("office")
    label: Mapped[str]
    iban: Mapped[str]
    bic: Mapped[str]
    creditor_id: Mapped[str]
    debit_format: Mapped[str]  # of the files of direct debits that its bank takes
    debit_days: Mapped[int]  # bank days before the collection by which it wants them
