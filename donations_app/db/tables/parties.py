"""Parties: what they agreed to, their addresses and situations in time, their offices, and which are one."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import (
    STRICT,
    WITH_KEY,
    Base,
    Id,
    Referenced,
    key_of,
    one_of,
    other_ref_index,
)
from donations_app.db.types import Digest
from donations_app.domain.consents import CONSENT_SOURCES
from donations_app.domain.deliveries import CHANNELS
from donations_app.domain.officers import ROLES
from donations_app.domain.parties import ASSOCIATIONS_OF, KINDS, RECEIPT_WISHES
from donations_app.domain.private_share import MONEY_ORIGINS
from donations_app.domain.situations import SITUATIONS


class Party(Referenced, Base):
    """Anyone who pays or is paid for."""

    letter = "P"
    __tablename__ = "party"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        other_ref_index("party"),
        UniqueConstraint("id", "office_id"),
        Index(None, "leader_id", **WITH_KEY),
        one_of("kind", KINDS),
        one_of("receipt_wish", RECEIPT_WISHES),
        one_of("money_origin", ("", *MONEY_ORIGINS)),
        one_of("association_of", ("", *ASSOCIATIONS_OF)),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    # of one recorded twice, the record that counts; else itself
    leader_id: Mapped[int] = key_of("party")
    version: Mapped[int]  # grows with each change, so that nobody overwrites what he has not seen
    kind: Mapped[str]
    title: Mapped[str]
    last_name: Mapped[str]
    first_name: Mapped[str]
    second_last_name: Mapped[str]
    second_first_name: Mapped[str]
    organisation: Mapped[str]
    legal_form: Mapped[str]
    siren: Mapped[str]
    siret: Mapped[str]
    rna: Mapped[str]
    ice: Mapped[str]
    address: Mapped[str]
    address2: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    address_since: Mapped[date | None]  # the day of the move; none: not known
    tax_resident_fr: Mapped[bool | None]
    email: Mapped[str]
    phone: Mapped[str]
    language: Mapped[str]
    consent_email: Mapped[bool]
    consent_post: Mapped[bool]
    minor: Mapped[bool]
    deceased_on: Mapped[date | None]  # of a couple, the first of the two
    second_deceased_on: Mapped[date | None]
    couple_since: Mapped[date | None]  # first day; none: always, as far as the books know
    separated_on: Mapped[date | None]  # of a couple, the first day apart
    receipt_wish: Mapped[str]
    notes: Mapped[str]
    fiscal_year_end: Mapped[str]  # of a company, month and day "06-30"; empty is 31 December
    residence_statement: Mapped[str]  # reference of the paper on which ``tax_resident_fr`` rests
    money_origin: Mapped[str]  # of what it pays; empty: by its kind
    other_script: Mapped[str]  # the name in other letters
    association_of: Mapped[str]  # migrants or villagers; empty: neither, or not known
    municipality: Mapped[str]  # official code
    province: Mapped[str]  # official code
    taken_back_on: Mapped[date | None]  # with the import that brought it: it never was
    search: Mapped[str]  # folded words, see domain.parties.search_text
    # of what was asked, so that the same key or reference twice is known
    fingerprint: Mapped[str] = mapped_column(Digest())
    # drawn at random, and anew at each erasure: what an erased line said cannot be guessed from its digest
    salt: Mapped[str]


class Consent(Base):
    """What somebody said of being written to, one way: the day, by what, yes or no. What holds stands in ``party``."""

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        Index(None, "party_id"),
        one_of("channel", CHANNELS),
        one_of("source", CONSENT_SOURCES),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    party_id: Mapped[int] = key_of("party")
    channel: Mapped[str]
    given: Mapped[bool]  # or withdrawn
    said_on: Mapped[date]
    source: Mapped[str]


class PartyWord(Base):
    """One folded word of a party's name, so that any word of it is found by its beginning."""

    __tablename__ = "party_word"
    __table_args__ = (Index(None, "word", "party_id"), {**STRICT, "sqlite_with_rowid": False})
    is_journalled = False

    party_id: Mapped[int] = key_of("party", primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(primary_key=True)


class PartyMerge(Base):
    """Two records of one person made one: ``gone`` counts as ``kept`` from then on, until it is undone."""

    __tablename__ = "party_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="of_two"),
        Index(None, "kept_id"),
        Index(None, "gone_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    kept_id: Mapped[int] = key_of("party")
    gone_id: Mapped[int] = key_of("party")
    merged_on: Mapped[date]
    kept_version: Mapped[int]  # of either record once it was merged: another one is a change since
    gone_version: Mapped[int]
    standing: Mapped[str]  # what counted for both then (``services.people.merge_standing``)
    undone_on: Mapped[date | None]


class PartyApart(Base):
    """Two records that look alike and are two persons: never proposed again. Two sets of books may say so apart."""

    __tablename__ = "party_apart"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="in_order"),
        Index(None, "one_id", "other_id"),
        Index(None, "other_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    one_id: Mapped[int] = key_of("party")
    other_id: Mapped[int] = key_of("party")
    decided_on: Mapped[date]
    undone_on: Mapped[date | None]  # they may be one after all


class FormerAddress(Base):
    """An address at which somebody lived before the one of his record: it ended by a move, or by a merge."""

    __tablename__ = "former_address"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        CheckConstraint("since <= until", name="in_order"),
        Index(None, "party_id"),
        Index(None, "merge_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]  # of the move: the same key twice is the same move
    party_id: Mapped[int] = key_of("party")
    address: Mapped[str]
    address2: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    since: Mapped[date | None]  # none: not known
    until: Mapped[date | None]  # the day before the move; none: not known
    # by which it came from another record, or gave way to that of another; none: somebody moved
    merge_id: Mapped[int | None] = key_of("party_merge")
    undone_on: Mapped[date | None]  # the move, or the merge, was taken back


class Situation(Base):
    """A change in somebody's situation from a day on: a couple forms or separates, a minor is of age, a new name."""

    __tablename__ = "situation"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        one_of("kind", SITUATIONS),
        Index(None, "party_id"),
        Index(None, "other_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]  # of the act: the same key twice is the same act
    party_id: Mapped[int] = key_of("party")
    kind: Mapped[str]
    on: Mapped[date]
    # who had a record of his own and joined the couple, or one of those who come of it; none: nobody
    other_id: Mapped[int | None] = key_of("party")
    former_name: Mapped[str]  # of who is renamed
    former_legal_form: Mapped[str]
    standing: Mapped[
        str
    ]  # what counted before it, of what may build on it (``services.people.merge_standing``)
    undone_on: Mapped[date | None]


class Officer(Base):
    """Who holds an office in an association, since a day and perhaps until another."""

    __tablename__ = "officer"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        CheckConstraint("since <= until", name="in_order"),
        CheckConstraint("(person_id IS NULL) = (name <> '')", name="named_once"),
        one_of("role", ROLES),
        Index(None, "party_id"),
        Index(None, "person_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    party_id: Mapped[int] = key_of("party")  # the association
    role: Mapped[str]
    # who, where he is recorded; else the name
    person_id: Mapped[int | None] = key_of("party")
    name: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]  # the last day
