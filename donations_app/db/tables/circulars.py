"""Circulars: letters to a list, each with the person to whom it went."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, key_of, one_of
from donations_app.db.types import Digest
from donations_app.domain.deliveries import CHANNELS
from donations_app.domain.letter_plans import OUTCOMES
from donations_app.domain.parties import LANGUAGES


class Circular(Base):
    """A letter to a list went to one person: which, in which language, how, where to, and what became of an e-mail."""

    __tablename__ = "circular"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("language", LANGUAGES),
        one_of("outcome", OUTCOMES),
        Index(None, "name"),
        Index(None, "party_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    party_id: Mapped[int] = key_of("party")
    name: Mapped[str]  # of the circular: nobody gets one twice unasked
    digest: Mapped[str] = mapped_column(Digest())  # of all its texts
    subject: Mapped[str]  # as it was sent
    language: Mapped[str]
    channel: Mapped[str]
    address: Mapped[str]  # the e-mail address; empty for the post
    at: Mapped[datetime]
    on: Mapped[date]  # the day that the letter bears
    outcome: Mapped[str]
    answer: Mapped[str]  # of the mail server to a failure
