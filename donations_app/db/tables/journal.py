"""The audit trail: one append-only chain of links an origin, each with the entries of one transaction."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, key_of, one_of, where
from donations_app.db.types import Digest
from donations_app.domain.keys import LARGEST_ORIGIN

ORIGIN_KINDS = ("office", "field", "file")


class Origin(Base):
    """A place that writes alone: an office in its books, a field book, a file of its own. Never used twice."""

    __tablename__ = "origin"
    __table_args__ = (
        UniqueConstraint("code"),
        one_of("kind", ORIGIN_KINDS),
        CheckConstraint(f"id BETWEEN 1 AND {LARGEST_ORIGIN}", name="id_in_range"),
        STRICT,
    )
    is_keyed_by_origin = False

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    code: Mapped[str]  # in its references, such as LYO or LY2
    kind: Mapped[str]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class FieldBook(Base):
    """A field book, at home and in itself: what seals its way home, and proves that it comes from there.

    At home ``own_key`` opens what the field book sends and ``other_key`` proves who sent it; in the field book
    ``own_key`` signs and ``other_key`` seals for home (``formats.sealed``).
    """

    __tablename__ = "field_book"
    __table_args__ = (UniqueConstraint("origin_id"), STRICT)

    id: Mapped[Id]
    origin_id: Mapped[int] = key_of("origin")
    home: Mapped[str] = mapped_column(
        Digest()
    )  # what tells the books at home from others (``trail.identity``)
    own_key: Mapped[bytes]  # private
    other_key: Mapped[bytes]  # public


class Head(Base):
    """The last link of an origin's chain as far as these books know it: writers of one origin take turns on it."""

    __tablename__ = "head"
    __table_args__ = (STRICT,)
    is_journalled = False

    origin_id: Mapped[int] = key_of("origin", primary_key=True, autoincrement=False)
    is_here: Mapped[bool]  # whether these books write for it; the others came from elsewhere
    n: Mapped[int]
    at: Mapped[datetime]
    hash: Mapped[str] = mapped_column(Digest())


DUPLICATE: Final = "kind = 'receipt.duplicated'"


class Link(Base):
    """One transaction of an origin: when, on which day of the books, by whom, and what proves its entries.

    ``hash`` covers all other columns but the key, and the hash of the link before (``db.chain``).
    """

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("origin_id", "n"), STRICT)
    is_journalled = False

    id: Mapped[Id]
    origin_id: Mapped[int] = key_of("origin")
    n: Mapped[int]
    schema: Mapped[int]  # version whose columns the lines of its entries have
    on: Mapped[date]  # the day of the books on which it was written
    at: Mapped[datetime]
    who: Mapped[str]
    count: Mapped[int]  # entries
    digest: Mapped[str] = mapped_column(Digest())  # of the entries
    hash: Mapped[str] = mapped_column(Digest())


class Entry(Base):
    """One change: what kind, of which record, and the rows that it added and took away, a line each."""

    __tablename__ = "entry"
    __table_args__ = (
        Index(None, "record"),
        Index("ix_entry_duplicates", "link_id", info=where(DUPLICATE)),  # of receipts, which no row tells of
        STRICT,
    )
    is_journalled = False

    link_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    record: Mapped[str]
    content: Mapped[str]  # see db.lines
