"""Two records made one become two again, exactly as they were, while nothing has built on it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.lines import TAKEN, signed_lines, values_of
from donations_app.db.queries.doubles import Merge, alike, merges
from donations_app.db.tables import (
    Entry,
    FormerAddress,
    Party,
    PartyMerge,
    Situation,
)
from donations_app.domain.merging import (
    MergeBuiltOn,
    MergeRefused,
)
from donations_app.services.people.merge_standing import standing_of
from donations_app.services.people.merging import keys_of
from donations_app.services.people.parties import typed_facts, write_words

_PARTIES, _MERGES = Party.__tablename__, PartyMerge.__tablename__


class Taken(Struct, frozen=True):
    """A merge that stands, and what was recorded since, where something was: then it stays."""

    merge: Merge
    built_on: tuple[str, ...]


def merges_standing(session: Session) -> list[Taken]:
    """Return the merges that stand, the latest first, each with what has built on it."""
    return [Taken(one, merge_built_on(session, one.id)) for one in merges(session)]


def undo_merge(books: Books, kept: str, gone: str) -> date:
    """Make two records of what was made one: both are as they were, while nothing has built on it.

    Args:
        books: where to save.
        kept: reference of the record that counts.
        gone: of the other.

    Returns:
        The day on which they had been made one.

    Raises:
        NotFound: one of them is not there.
        MergeRefused: they were not made one.
        MergeBuiltOn: something was recorded for them since, or changed.
    """
    with books.write() as write:
        session = write.session
        keys = keys_of(session, kept, gone)
        query = select(PartyMerge.__table__).where(
            PartyMerge.kept_id == keys[0], PartyMerge.gone_id == keys[1], PartyMerge.undone_on.is_(None)
        )
        row = session.execute(query).first()
        if row is None:
            raise MergeRefused(kept, gone, "not_merged")
        if what := merge_built_on(session, row.id):
            raise MergeBuiltOn(kept, gone, what)
        write_unmerge(write, row)
    merged_on: date = row.merged_on
    return merged_on


def merge_built_on(session: Session, merge_id: int) -> tuple[str, ...]:
    """Return the nouns of what was recorded since two records were made one."""
    row = session.execute(select(PartyMerge.__table__).where(PartyMerge.id == merge_id)).one()
    both = select(Party.id, Party.version, Party.leader_id).where(Party.id.in_((row.kept_id, row.gone_id)))
    found = {one.id: one for one in session.execute(both)}
    kept, gone = found[row.kept_id], found[row.gone_id]
    if kept.leader_id != kept.id:
        return ("merge",)
    facts = ("facts",) if (kept.version, gone.version) != (row.kept_version, row.gone_version) else ()
    return facts + standing_of(session, (row.kept_id,)).differs_from(row.standing)


def write_unmerge(write: Write, row: Any) -> None:
    """Make two records of what was made one, in a transaction that others began; ``row`` is the merge."""
    kind, session = "party.unmerged", write.session
    names = {key: f"party:{one.ref}" for key, one in alike(session, (row.kept_id, row.gone_id)).items()}
    before = _before(session, names[row.kept_id], row.id)
    led = [key for key in _led_by(session, row.gone_id) if key != row.gone_id]
    write.change(PartyMerge, row.id, {"undone_on": write.today}, kind=kind, name=names[row.kept_id])
    values = typed_facts(before)
    write.change(Party, row.kept_id, values, kind=kind, name=names[row.kept_id], seen=row.kept_version)
    former = select(FormerAddress.id).where(FormerAddress.merge_id == row.id)
    couple = select(Situation.id).where(
        Situation.party_id == row.kept_id, Situation.other_id == row.gone_id, Situation.undone_on.is_(None)
    )
    ended: tuple[tuple[Any, Select[Any]], ...] = ((FormerAddress, former), (Situation, couple))
    for table, query in ended:
        for key in session.scalars(query).all():
            write.change(table, key, {"undone_on": write.today}, kind=kind, name=names[row.kept_id])
    own = {"leader_id": row.gone_id}
    write.change(Party, row.gone_id, own, kind=kind, name=names[row.gone_id], seen=row.gone_version)
    for other in led:
        write.change(Party, other, own, kind=kind, name=names[row.gone_id])
    for key, version in ((row.kept_id, row.kept_version), (row.gone_id, row.gone_version)):
        carry_on(write, key, version, names[key])
    write_words(write, [row.kept_id, row.gone_id, *led])


def _before(session: Session, record: str, merge_id: int) -> dict[str, Any]:
    """Return the row of the record that was kept as the audit trail says it was before a merge."""
    kinds = ("party.merged", "party.coupled")
    query = select(Entry.link_id, Entry.content).where(Entry.record == record, Entry.kind.in_(kinds))
    lines = [(link, *line) for link, content in session.execute(query) for line in signed_lines(content)]
    found = [(link, sign, *values_of(said)) for link, sign, said in lines]
    here = next(link for link, _, table, values in found if (table, values[0]) == (_MERGES, merge_id))
    before = next(
        values for link, sign, table, values in found if (link, sign, table) == (here, TAKEN, _PARTIES)
    )
    return dict(zip(Party.__table__.columns.keys(), before, strict=True))


def _led_by(session: Session, key: int) -> Iterator[int]:
    """Yield the records that the merges which stand lead to one, itself first."""
    yield key
    query = select(PartyMerge.gone_id).where(PartyMerge.kept_id == key, PartyMerge.undone_on.is_(None))
    for other in session.scalars(query).all():
        yield from _led_by(session, other)


def carry_on(write: Write, key: int, version: int, name: str, kind: str = "party.unmerged") -> None:
    """Let earlier merges of a record be taken back as before: it stands as it stood, under a later version."""
    query = select(PartyMerge.id).where(
        PartyMerge.kept_id == key, PartyMerge.kept_version == version - 1, PartyMerge.undone_on.is_(None)
    )
    for earlier in write.session.scalars(query).all():
        later = {"kept_version": version + 1}
        write.change(PartyMerge, earlier, later, kind=kind, name=name)
