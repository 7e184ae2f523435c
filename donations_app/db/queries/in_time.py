"""What was said or changed of people, in the order of time: days first, of one day as it was written."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.trail import turns_of
from donations_app.db.tables import Party
from donations_app.db.tables.base import own_reference
from donations_app.domain.keys import origin_of


def in_time(session: Session, table: Any, such: Any, *, day: str) -> list[Any]:
    """Return the rows of what was said of people, those of an earlier day first, of one day as they were written.

    Keys tell which of two was written first where one origin wrote both; of two origins the audit trail does, by
    the instants of its links.

    Args:
        session: an open view.
        table: of the rows, each of which names whom it is about (``party_id``).
        such: a condition on it.
        day: its column of the day.
    """
    rows = session.execute(select(table.__table__).where(such)).all()
    origins = defaultdict(set)
    for one in rows:
        origins[getattr(one, day)].add(origin_of(one.id))
    turns: dict[int, int] = {}
    if any(len(found) > 1 for found in origins.values()):
        turns = turns_of(session, table, _names(session, {one.party_id for one in rows}))
    return sorted(rows, key=lambda one: (getattr(one, day), turns.get(one.id, 0), one.id))


def _names(session: Session, parties: set[int]) -> set[str]:
    """Return all names under which entries about some records stand."""
    known = session.execute(select(Party.ref, own_reference(Party)).where(Party.id.in_(parties)))
    return {f"party:{ref}" for row in known for ref in row}
