"""What became of the records that were made one with another: under which names and addresses they stood."""

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.tables import Party
from donations_app.domain.addresses import one_line
from donations_app.domain.parties import PLACE
from donations_app.words.names import said_name


class Former(Struct, frozen=True):
    """A record that leads to somebody."""

    ref: str
    name: str
    place: str  # address on one line; empty where none was known


def formers(session: Session, key: int) -> list[Former]:
    """Return the other records of somebody."""
    query = select(Party.__table__, Party.ref).where(Party.leader_id == key).order_by(Party.id)
    rows = session.execute(query).all()
    return [
        Former(row.ref, said_name(row), _place(*(getattr(row, name) for name in PLACE)))
        for row in rows
        if row.id != key
    ]


def _place(street: str, more: str, postcode: str, city: str, country: str) -> str:
    abroad = country if country != "FR" and city else ""
    return one_line((street, more, f"{postcode} {city}".strip(), abroad))
