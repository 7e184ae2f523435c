"""Where payers' money is stated to come from, with source and day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.tables import Party, PartyOrigin
from donations_app.domain.origins import Stated
from donations_app.domain.parties import display_name

_FEW = 100  # asked for by name; of more all are read


def stated_origins(session: Session, parties: Collection[int]) -> dict[int, list[Stated]]:
    """Return what was stated of the money of some parties, in the order of recording.

    Args:
        session: an open view.
        parties: keys of the records that count; what was stated of another record of the same person is theirs.
    """
    record = aliased(Party)
    query = select(record.leader_id, PartyOrigin.since, PartyOrigin.money_origin)
    query = query.join(record, record.id == PartyOrigin.party_id)
    if len(parties) <= _FEW:
        query = query.where(record.leader_id.in_(parties))
    found: defaultdict[int, list[Stated]] = defaultdict(list)
    for key, *said in session.execute(query.order_by(PartyOrigin.recorded_at, PartyOrigin.id)):
        if key in parties:
            found[key].append(Stated(*said))
    return found


class OriginRow(Struct, frozen=True):
    """What is stated of the money of somebody from a day on."""

    ref: str
    name: str
    kind: str  # of the party
    money_origin: str  # empty: by the kind of the payer
    since: date | None  # none: from the beginning
    source: str  # empty: as it stood on the person's card
    recorded_on: date | None  # none: with the person


def origin_rows(session: Session) -> list[OriginRow]:
    """Return whose money is stated to come from where, by name; of each in the order of recording."""
    said = (PartyOrigin.money_origin, PartyOrigin.since, PartyOrigin.source, PartyOrigin.recorded_on)
    query = select(Party.__table__, Party.ref, *(one.label(f"said_{one.key}") for one in said))
    query = joined_leader(query.select_from(PartyOrigin), PartyOrigin.party_id)
    rows = list(session.execute(query.order_by(PartyOrigin.recorded_at, PartyOrigin.id)))
    told = {row.id for row in rows}
    alone = select(Party.__table__, Party.ref).where(
        Party.money_origin != "", Party.leader_id == Party.id, Party.taken_back_on.is_(None)
    )
    found = [
        OriginRow(
            row.ref, display_name(row), row.kind, row.said_money_origin, row.said_since, row.said_source,
            row.said_recorded_on,
        )
        for row in rows
    ]  # fmt: skip
    found += [
        OriginRow(row.ref, display_name(row), row.kind, row.money_origin, None, "", None)
        for row in session.execute(alone)
        if row.id not in told
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.ref))
