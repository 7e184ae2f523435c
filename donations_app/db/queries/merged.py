"""What became of the records that were made one with another: under which names and addresses they stood."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.lines import ADDED, TAKEN, signed_lines, values_of
from donations_app.db.tables import Entry, Party, PartyMerge
from donations_app.domain.parties import PLACE, display_name

_PARTIES: Final = Party.__tablename__
_MERGES: Final = PartyMerge.__tablename__
_COLUMNS: Final = tuple(Party.__table__.columns.keys())


@dataclass(frozen=True, slots=True)
class Former:
    """A record that leads to somebody, or what he was recorded by before one was merged."""

    ref: str
    name: str
    place: str  # address on one line; empty where none was known


def formers(session: Session, key: int) -> list[Former]:
    """Return the other records of somebody, and the addresses that a merge took from his own."""
    query = select(Party.__table__, Party.ref).where(Party.leader_id == key).order_by(Party.id)
    rows = {row.id: row for row in session.execute(query)}
    own = rows.pop(key, None)
    others = [
        Former(row.ref, display_name(row), _place(*(getattr(row, name) for name in PLACE)))
        for row in rows.values()
    ]
    if own is None or not others:
        return []
    now = _place(*(getattr(own, name) for name in PLACE))
    shown = {one.place for one in others} | {now, ""}
    before = dict.fromkeys(_before(session, own.ref, key))
    return others + [Former(own.ref, display_name(own), place) for place in before if place not in shown]


def _before(session: Session, ref: str, key: int) -> list[str]:
    """Return the addresses of a record before the merges that stand, as the audit trail says them."""
    standing = set(session.scalars(select(PartyMerge.id).where(PartyMerge.undone_on.is_(None))))
    query = select(Entry.link_id, Entry.content).where(
        Entry.record == f"party:{ref}", Entry.kind == "party.merged"
    )
    lines = [
        (link, sign, *values_of(said))
        for link, content in session.execute(query.order_by(Entry.link_id, Entry.position))
        for sign, said in signed_lines(content)
    ]
    links = {
        link
        for link, sign, table, values in lines
        if (sign, table) == (ADDED, _MERGES) and values[0] in standing
    }
    taken = (
        dict(zip(_COLUMNS, values, strict=True))
        for link, sign, table, values in lines
        if link in links and (sign, table) == (TAKEN, _PARTIES) and values[0] == key
    )
    return [_place(*(row[name] for name in PLACE)) for row in taken]


def _place(street: str, more: str, postcode: str, city: str, country: str) -> str:
    abroad = country if country != "FR" and city else ""
    return ", ".join(filter(None, (street, more, f"{postcode} {city}".strip(), abroad)))
