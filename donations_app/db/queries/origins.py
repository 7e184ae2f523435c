"""Where payers' money is stated to come from, with source and day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.tables import Party, PartyOrigin
from donations_app.domain.origins import Stated
from donations_app.domain.parties import display_name

_FEW: Final = 100  # asked for by name; of more all are read
# Put together once: a payment of an association asks one, and to name the table anew took longer than all else of it.
_RECORD: Final = aliased(Party)
_STATED: Final = (
    select(_RECORD.leader_id, PartyOrigin.since, PartyOrigin.money_origin)
    .join(_RECORD, _RECORD.id == PartyOrigin.party_id)
    .order_by(PartyOrigin.recorded_at, PartyOrigin.id)
)
_STATED_OF: Final = _STATED.where(_RECORD.leader_id.in_(bindparam("parties", expanding=True)))


def has_stated(party: Any) -> ColumnElement[bool]:
    """Return the condition that ``stated_origins`` has something to tell of a record that counts."""
    said = select(PartyOrigin.id).join(_RECORD, _RECORD.id == PartyOrigin.party_id)
    return said.where(_RECORD.leader_id == party.id).correlate(party).exists()


def stated_origins(session: Session, parties: Collection[int]) -> dict[int, list[Stated]]:
    """Return what was stated of the money of some parties, in the order of recording.

    Args:
        session: an open view.
        parties: keys of the records that count; what was stated of another record of the same person is theirs.
    """
    asked = {"parties": list(parties)} if len(parties) <= _FEW else {}
    found: defaultdict[int, list[Stated]] = defaultdict(list)
    for key, *said in session.connection().execute(_STATED_OF if asked else _STATED, asked):
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
