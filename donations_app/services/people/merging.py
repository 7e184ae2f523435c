"""Two records of one person made one, or said to be two persons."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.doubles import alike
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.references import find
from donations_app.db.queries.standing import record_for
from donations_app.db.records import Record
from donations_app.db.tables import (
    Entry,
    FormerAddress,
    Party,
    PartyApart,
    PartyMerge,
)
from donations_app.domain.addresses import is_known, place_of, until_of_merge
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.merging import (
    PARTS,
    SIDES,
    Facing,
    MergeRefused,
    Side,
    facing,
    merged,
    obstacle,
)
from donations_app.domain.parties import PartyDraft, search_text
from donations_app.services.people.merge_standing import standing_of
from donations_app.services.people.moving import former_row
from donations_app.services.people.parties import write_words

_FIELDS: Final = frozenset(PartyDraft.__struct_fields__) - {"key", "ref", "kind"}


class Pair(Struct, frozen=True):
    """Two records side by side, before they are made one."""

    kept: PartyDraft
    gone: PartyDraft
    faced: tuple[Facing, ...]
    obstacle: str  # a key of ``phrases.MERGE_REASONS``, or empty


def pair(session: Session, kept: str, gone: str) -> Pair:
    """Return two records side by side.

    Raises:
        NotFound: one of them is not there.
    """
    (mine, _), (theirs, _) = party_draft(session, kept), party_draft(session, gone)
    keys = keys_of(session, kept, gone)
    return Pair(mine, theirs, tuple(facing(mine, theirs)), _obstacle(session, keys, mine, theirs))


def merge_people(books: Books, kept: str, gone: str, choices: Mapping[str, Side] | None = None) -> PartyDraft:
    """Make two records one: what was recorded for either counts for the one that is kept.

    Payments, receipts, memberships and agreed gifts stay where they were recorded; issued receipts keep what they say.

    Args:
        books: where to save.
        kept: reference of the record that counts from now on.
        gone: of the other, which leads to it.
        choices: which side holds of what both say differently: a key of ``PARTS`` to keep or other.

    Returns:
        The record that is kept, as it stands then.

    Raises:
        NotFound: one of them is not there.
        InputRefused: a choice means nothing.
        MergeRefused: they cannot be one person, or one was merged already.
        MergeUndecided: something is still to be chosen.
    """
    chosen = dict(choices or {})
    check_choices(chosen)
    with books.write() as write:
        session = write.session
        keys = keys_of(session, kept, gone)
        (mine, version), (theirs, other_version) = party_draft(session, kept), party_draft(session, gone)
        if reason := _obstacle(session, keys, mine, theirs):
            raise MergeRefused(mine.ref, gone, reason)
        one = merged(mine, theirs, chosen)
        known = (*mine.problems(), *theirs.problems())
        if problems := [problem for problem in one.problems() if problem not in known]:
            raise InputRefused(problems)
        write_merge(write, keys, (mine, theirs), (version, other_version), one)
    return one


def check_choices(choices: Mapping[str, str]) -> None:
    """Refuse a choice that means nothing.

    Raises:
        InputRefused: it names no part, or no side.
    """
    problems = [
        Problem("field", "choice_unknown", name, {"choices": tuple(PARTS)})
        for name in choices
        if name not in PARTS
    ]
    problems += [
        Problem(name, "choice_unknown", side, {"choices": tuple(SIDES)})
        for name, side in choices.items()
        if side not in SIDES
    ]
    if problems:
        raise InputRefused(problems)


def keys_of(session: Session, *refs: str) -> tuple[int, int]:
    """Return the keys of the records that two references name themselves.

    Raises:
        NotFound: one of them names none.
        PersonTakenBack: one of them was taken back with its import.
    """
    one, other = (record_for(session, ref) for ref in refs)
    return one, other


def _obstacle(session: Session, keys: tuple[int, int], kept: PartyDraft, gone: PartyDraft) -> str:
    if reason := records_obstacle(session, keys, kept.ref, gone.ref):
        return reason
    if any(one.undone_on is None for one in _apart(session, keys)):
        return "apart"
    return obstacle(kept, gone)


def records_obstacle(session: Session, keys: tuple[int, int], kept: str, gone: str) -> str:
    """Return why two records cannot become one, whoever they are, or nothing.

    Args:
        session: an open view.
        keys: of both.
        kept: the reference of the one that is to count.
        gone: of the other.
    """
    if keys[0] == keys[1]:
        return "same"
    if session.scalar(select(Party.id).where(Party.id.in_(keys), Party.leader_id != Party.id).limit(1)):
        return "merged"
    records = (f"party:{kept}", f"party:{gone}")
    erased = select(Entry.kind).where(Entry.record.in_(records), Entry.kind == "party.erased")
    return "erased" if session.scalar(erased.limit(1)) else ""


def write_merge(
    write: Write,
    keys: tuple[int, int],
    two: tuple[PartyDraft, PartyDraft],
    versions: tuple[int, int],
    one: PartyDraft,
    *,
    kind: str = "party.merged",
    beside: Mapping[str, Any] | None = None,
    on: date | None = None,
) -> None:
    """Let one record count for two, in a transaction that others began.

    Args:
        write: the transaction.
        keys: of the record that is kept, and of the other.
        two: as they stand.
        versions: of both, as they were seen.
        one: the record that is kept, as it shall be.
        kind: of the entries.
        beside: further columns of the record that is kept.
        on: first day from which two people share an address; none where both records are of one.

    Raises:
        ChangedMeanwhile: somebody else changed one of them since.
    """
    kept, gone = keys
    others = list(write.session.scalars(select(Party.id).where(Party.leader_id == gone)))
    row = _merge_row(write, keys, versions)
    name = f"party:{two[0].ref}"
    since, former = _former_address(write, keys, two, one, row["id"], on)
    write.add(Record(kind, name, {PartyMerge: [row], FormerAddress: former}))
    values = {field: getattr(one, field) for field in _FIELDS}
    values |= {"search": search_text(one), "address_since": since, **(beside or {})}
    write.change(Party, kept, values, kind=kind, name=name, seen=versions[0])
    name = f"party:{two[1].ref}"
    write.change(Party, gone, {"leader_id": kept}, kind=kind, name=name, seen=versions[1])
    for other in others:
        if other != gone:
            write.change(Party, other, {"leader_id": kept}, kind=kind, name=name)
    write_words(write, [kept, *others])


def _merge_row(write: Write, keys: tuple[int, int], versions: tuple[int, int]) -> rows.PartyMerge:
    return rows.PartyMerge(
        id=write.ids(PartyMerge)[0],
        office_id=write.office_id,
        kept_id=keys[0],
        gone_id=keys[1],
        merged_on=write.today,
        kept_version=versions[0] + 1,
        gone_version=versions[1] + 1,
        standing=standing_of(write.session, keys).words,
        undone_on=None,
    )


def _former_address(
    write: Write,
    keys: tuple[int, int],
    two: tuple[PartyDraft, PartyDraft],
    one: PartyDraft,
    merge_id: int,
    on: date | None,
) -> tuple[date | None, list[rows.FormerAddress]]:
    """Return since when the address that holds does, and the row of the one that gives way, if one does."""
    query = select(Party.id, Party.address_since).where(Party.id.in_(keys))
    since = {row.id: row.address_since for row in write.session.execute(query)}
    mine, theirs = (since[key] for key in keys)
    places = [place_of(draft) for draft in two]
    if places[0] == places[1]:
        return mine or theirs, []
    is_mine = place_of(one) == places[0]
    holds, lost, place = (mine, theirs, places[1]) if is_mine else (theirs, mine, places[0])
    if not is_known(place):
        return holds, []
    until = until_of_merge(lost, max(holds or on, on) if on else holds)
    row = former_row(write, keys[0], place, key=uuid4(), since=lost, until=until, merge_id=merge_id)
    return holds, [row]


def _apart(session: Session, keys: tuple[int, int]) -> Sequence[Any]:
    """Return what was said of two records being two persons, the last word last: each set of books may have said it."""
    pair = (PartyApart.one_id == min(keys), PartyApart.other_id == max(keys))
    return session.execute(select(PartyApart.__table__).where(*pair).order_by(PartyApart.id)).all()


def set_apart(books: Books, one: str, other: str, *, undo: bool = False) -> bool:
    """Remember that two records are two persons, who are never proposed again; or forget it.

    Returns:
        Whether something changed: twice is once.

    Raises:
        NotFound: one of them is not there.
        MergeRefused: they are one record, or were made one.
    """
    with books.write() as write:
        session = write.session
        keys = keys_of(session, one, other)
        if find(session, Party, one) == find(session, Party, other):
            raise MergeRefused(one, other, "one_person")
        name = f"party:{alike(session, keys)[keys[0]].ref}"
        said = _apart(session, keys)
        standing = [row for row in said if row.undone_on is None]
        if bool(standing) != undo:
            return False
        if not said:
            write_apart(write, keys, name)
        for row in standing or said[-1:]:
            kind, day = ("party.not_apart", write.today) if undo else ("party.apart", None)
            write.change(PartyApart, row.id, {"undone_on": day}, kind=kind, name=name)
        return True


def write_apart(write: Write, keys: tuple[int, int], name: str) -> None:
    """Remember that two records, of whom nothing is remembered, are two persons, in a transaction that others began."""
    row = rows.PartyApart(
        id=write.ids(PartyApart)[0],
        office_id=write.office_id,
        one_id=min(keys),
        other_id=max(keys),
        decided_on=write.today,
        undone_on=None,
    )
    write.add(Record("party.apart", name, {PartyApart: [row]}))
