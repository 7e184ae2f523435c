"""The audit trail: one append-only chain of entries an office."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base


class AuditEntry(Base):
    """One change: who, from which office, when, what kind, which record, and all its rows afterwards.

    ``hash`` covers the office, the number, the stamp, the author, the kind, the record, the digest of the
    content and the hash before it; the content itself is covered by its digest, so that it could be
    blanked for an erasure without breaking the chain.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("office_id", "n"), STRICT)
    is_journalled = False

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="RESTRICT"))
    n: Mapped[int]
    at: Mapped[datetime]
    who: Mapped[str]
    kind: Mapped[str]
    record: Mapped[str]
    content: Mapped[str]  # canonical JSON: table name -> rows
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The last entry of an office's chain: writers of one office take turns on it."""

    __tablename__ = "audit_head"
    __table_args__ = (STRICT,)
    is_journalled = False

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="RESTRICT"), primary_key=True)
    n: Mapped[int]
    at: Mapped[datetime]
    hash: Mapped[str]


class Counter(Base):
    """The last number given to references of one kind, such as payments of an office in a year."""

    __tablename__ = "counter"
    __table_args__ = (STRICT,)
    is_journalled = False

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
