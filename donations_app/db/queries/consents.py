"""What somebody said of being written to, under any of his records, in the order in which it was written."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.lines import ADDED, signed_lines, values_of
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import found_party
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Consent, Entry, Party
from donations_app.db.tables.base import own_reference
from donations_app.domain.consents import Said
from donations_app.domain.keys import origin_of


def consents_of(session: Session, ref: str) -> list[Said]:
    """Return each yes and no of somebody, the latest first.

    Raises:
        NotFound: there is nobody of that reference.
    """
    key = found_party(session, ref)
    found = said_in_order(session, Consent.party_id.in_(records_of(key)))
    return [Said(row.channel, row.given, row.said_on, row.source) for row in reversed(found)]


def said_in_order(session: Session, such: Any) -> list[Any]:
    """Return the rows of words, those of an earlier day first, of one day as they were written.

    Keys tell which of two words was written first where one origin wrote both; of two origins the audit trail does,
    by the instants of its links.

    Args:
        session: an open view.
        such: a condition on ``Consent``.
    """
    words = session.execute(select(Consent.__table__).where(such)).all()
    origins = defaultdict(set)
    for one in words:
        origins[one.said_on].add(origin_of(one.id))
    apart = any(len(found) > 1 for found in origins.values())
    turns = _turns(session, {one.party_id for one in words}) if apart else {}
    return sorted(words, key=lambda one: (one.said_on, turns.get(one.id, 0), one.id))


def _turns(session: Session, parties: set[int]) -> dict[int, int]:
    """Return the place in time of each word of some records, as the audit trail tells it."""
    table = Consent.__tablename__
    known = session.execute(select(Party.ref, own_reference(Party)).where(Party.id.in_(parties)))
    names = {f"party:{ref}" for row in known for ref in row}
    query = changes(Entry.content).where(Entry.record.in_(names), Entry.content.contains(f"{table} ["))
    lines = [line for content in session.scalars(query) for line in signed_lines(str(content))]
    added = (values_of(said) for sign, said in lines if sign == ADDED)
    return {values[0]: turn for turn, (name, values) in enumerate(added) if name == table}
