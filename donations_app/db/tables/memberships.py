"""Memberships: their kinds and fees, what frees of dues, and the letters about them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from donations_app.db.tables.base import (
    STRICT,
    Base,
    Id,
    key_of,
    of_same_office,
    one_of,
)
from donations_app.domain.deliveries import CHANNELS
from donations_app.domain.dues import PAUSES, RUNS
from donations_app.domain.dues_calls import STEPS
from donations_app.domain.letter_plans import OUTCOMES
from donations_app.domain.money import Money


class MembershipKind(Base):
    """A kind of membership and its yearly fee from a year on."""

    __tablename__ = "membership_kind"
    __table_args__ = (
        UniqueConstraint("code", "from_year"),
        CheckConstraint("fee >= 0", name="fee"),
        one_of("runs", RUNS),
        STRICT,
    )

    id: Mapped[Id]
    code: Mapped[str]
    name: Mapped[str]
    from_year: Mapped[int]
    fee: Mapped[Money]
    runs: Mapped[str]  # the same in all years of a kind, as is the next
    is_free: Mapped[bool]  # the fee is the least; any amount not below it settles a year


class Membership(Base):
    """A party is a member, of a kind, since a day and perhaps until another."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("id", "office_id"),
        UniqueConstraint("party_id", "since"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    party_id: Mapped[int] = key_of("party", index=True)
    kind: Mapped[str]  # code of a MembershipKind
    since: Mapped[date]
    until: Mapped[date | None]


class DuesExemption(Base):
    """A decision that frees a member from one year's dues."""

    __tablename__ = "dues_exemption"
    __table_args__ = (
        of_same_office("membership_id", "membership"),
        UniqueConstraint("membership_id", "year"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    membership_id: Mapped[int]
    year: Mapped[int]
    reason: Mapped[str]
    undone_on: Mapped[date | None]  # with the separation that brought it: it frees of nothing


class MembershipPause(Base):
    """A member is suspended, or honorary: from a day on, perhaps until another, he owes no dues.

    One that was taken back on its first day ends on the day before it.
    """

    __tablename__ = "membership_pause"
    __table_args__ = (
        of_same_office("membership_id", "membership"),
        one_of("standing", PAUSES),
        Index(None, "membership_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    membership_id: Mapped[int]
    standing: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str]


class DuesCall(Base):
    """A call for dues or a reminder: which, how, where to, when, and what became of an e-mail."""

    __tablename__ = "dues_call"
    __table_args__ = (
        of_same_office("membership_id", "membership"),
        one_of("step", STEPS),
        one_of("channel", CHANNELS),
        one_of("outcome", OUTCOMES),
        Index(None, "membership_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    membership_id: Mapped[int]
    year: Mapped[int]  # of the dues; years before it may be asked for in the same letter
    step: Mapped[str]
    channel: Mapped[str]
    address: Mapped[str]  # the e-mail address; empty for the post
    amount: Mapped[Money]  # that was asked for
    at: Mapped[datetime]
    on: Mapped[date]  # the day that the letter bears
    outcome: Mapped[str]
    answer: Mapped[str]  # of the mail server to a failure
