"""Closed fiscal years with the document frozen at closing, and records that came after the closing of their year."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.closed_years import LOCKED
from donations_app.db.tables.base import STRICT, Base, Id, key_of, one_of
from donations_app.db.types import Digest, Packed


class YearClosing(Base):
    """A fiscal year was closed, with its figures. Never changed, never deleted: nobody opens a year again."""

    __tablename__ = "year_closing"
    __table_args__ = (
        UniqueConstraint("year"),
        UniqueConstraint("last_on"),  # its index tells every trigger up to which day the books are closed
        CheckConstraint("first_on < last_on AND last_on < closed_on", name="over"),
        STRICT,
    )

    id: Mapped[Id]
    year: Mapped[int]  # in which the fiscal year ends
    first_on: Mapped[date]
    last_on: Mapped[date]
    closed_on: Mapped[date]
    closed_at: Mapped[datetime]
    closed_by: Mapped[str]
    accepted: Mapped[str]  # codes of what stood open and was taken upon oneself, comma-separated
    content: Mapped[str] = mapped_column(Packed())  # canonical JSON of domain.closing.ClosingContent
    base_id: Mapped[int] = key_of("document_base")
    tail: Mapped[bytes]  # packed (db.documents)
    sha256: Mapped[str] = mapped_column(Digest())  # of the whole document


class LateRecord(Base):
    """A record bears a day of a closed year and is entered in the books of a later one, from a day on.

    What takes back a payment of a closed year that never was is one, too, though it bears the day of the correction.
    Written before the record that it names, which no foreign key can: the record is refused without it.
    """

    __tablename__ = "late_record"
    __table_args__ = (
        one_of("noun", tuple(sorted(LOCKED))),
        UniqueConstraint("noun", "record_id", "entered_on"),
        CheckConstraint("reason <> ''", name="reason_given"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    noun: Mapped[str]  # the table of the record
    record_id: Mapped[int]
    entered_on: Mapped[date]  # the day on which it enters the books
    reason: Mapped[str]
