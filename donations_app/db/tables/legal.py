"""What persons decide about the law: figures confirmed or changed, declarations filed, letters."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from donations_app.db.tables.base import STRICT, Base, Id
from donations_app.domain.money import Money


class LegalParameter(Base):
    """A dated legal figure as a person confirmed or changed it; it goes before the one that ships."""

    __tablename__ = "legal_parameter"
    __table_args__ = (UniqueConstraint("name", "first_on"), STRICT)

    id: Mapped[Id]
    version: Mapped[int]
    name: Mapped[str]
    value: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    source: Mapped[str]
    confirmed_on: Mapped[date]
    confirmed_by: Mapped[str]


class DeclarationFiling(Base):
    """The annual declaration of gifts (CGI 222 bis) as it was filed; a correction is another filing."""

    __tablename__ = "declaration_filing"
    __table_args__ = (UniqueConstraint("year", "n"), CheckConstraint("n > 0", name="n_positive"), STRICT)

    id: Mapped[Id]
    year: Mapped[int]
    n: Mapped[int]  # 1 is the first filing, the others correct it
    amount: Mapped[Money]
    documents: Mapped[int]
    filed_on: Mapped[date]
    filed_by: Mapped[str]
    note: Mapped[str]
    known: Mapped[str]  # JSON: the last link of each origin that was known where it was filed


class LetterTemplate(Base):
    """The letter of an occasion in one language, from a day on; the latest in force counts."""

    __tablename__ = "letter_template"
    __table_args__ = (UniqueConstraint("occasion", "language", "valid_from"), STRICT)

    id: Mapped[Id]
    version: Mapped[int]
    occasion: Mapped[str]  # empty: the thanks that go with a receipt
    language: Mapped[str]
    valid_from: Mapped[date]
    subject: Mapped[str]
    body: Mapped[str]


class MailAccount(Base):
    """The server through which receipts are sent, from a day on; its password is never kept here."""

    __tablename__ = "mail_account"
    __table_args__ = (UniqueConstraint("valid_from"), STRICT)

    id: Mapped[Id]
    valid_from: Mapped[date]
    host: Mapped[str]
    port: Mapped[int]
    security: Mapped[str]  # tls, starttls
    username: Mapped[str]
    sender: Mapped[str]  # address
    sender_name: Mapped[str]
