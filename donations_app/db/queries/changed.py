"""What entries of the audit trail changed of somebody, field by field, read off their lines."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy.orm import Session

from donations_app.db.lines import ADDED, TAKEN, signed_lines, values_of
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, Link, Origin, Party
from donations_app.db.types import Flag
from donations_app.domain.parties import PartyDraft
from donations_app.domain.tracing import FieldChange, TracedEntry

_FACTS: Final = frozenset(PartyDraft.__struct_fields__) - {"key", "ref"}
_FLAGS: Final = frozenset(one.name for one in Party.__table__.columns if isinstance(one.type, Flag))


def with_changes(session: Session, entries: Sequence[TracedEntry]) -> list[TracedEntry]:
    """Return entries of people with what each changed; of who asked to be erased nothing is told.

    Args:
        session: an open view.
        entries: some of people, ``party:REF``; others stay as they are.
    """
    erased = {one.record for one in entries if one.kind == "party.erased"}
    records = {one.record for one in entries if one.record.startswith("party:")} - erased
    query = changes(Origin.code, Link.n, Entry.kind, Entry.record, Entry.content)
    query = query.join(Origin, Origin.id == Link.origin_id).where(Entry.record.in_(records))
    written = {row[:4]: row[4] for row in map(tuple, session.execute(query))}
    return [
        replace(one, changes=tuple(_changed(written.get((one.office, one.n, one.kind, one.record), ""))))
        for one in entries
    ]


def _changed(content: str) -> Iterator[FieldChange]:
    before, after = (_party(content, sign) for sign in (TAKEN, ADDED))
    if before and after:
        for name, was in before.items():
            if name in _FACTS and was != after[name]:
                yield FieldChange(name, was, after[name])


def _party(content: str, sign: str) -> dict[str, Any]:
    """Return the row of a person that an entry took or added; nothing where there is none."""
    names = [one.name for one in Party.__table__.columns]
    for found, line in signed_lines(content):
        if found == sign and line.startswith(f"{Party.__tablename__} ["):  # erased ones tell nothing
            values = dict(zip(names, values_of(line)[1], strict=True))
            return values | {name: bool(values[name]) for name in _FLAGS if values[name] is not None}
    return {}
