"""Whom a reference leads to where something is to be recorded: nobody whose import was taken back (decision 0038)."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.references import find, find_all, find_record
from donations_app.db.tables import Party
from donations_app.domain.errors import AmbiguousReference, NotFound
from donations_app.domain.imports import PersonTakenBack
from donations_app.name_words import said_name


def key_for(session: Session, ref: str) -> int:
    """Return the key of the record that counts for a reference, for which something is to be recorded.

    Raises:
        NotFound: there is none.
        PersonTakenBack: it was taken back with its import.
        AmbiguousReference: as ``find``.
    """
    return _standing(session, ref, find(session, Party, ref))


def record_for(session: Session, ref: str) -> int:
    """Return the key of the record that itself bears a reference, whichever counts for it.

    Raises:
        NotFound, PersonTakenBack, AmbiguousReference: as ``key_for``.
    """
    return _standing(session, ref, find_record(session, Party, ref))


def keys_for(session: Session, refs: Sequence[str]) -> dict[str, int]:
    """Return the keys of the records that count for references, each of which must lead to one.

    Raises:
        NotFound: one of them is nobody's, or that of several.
        PersonTakenBack: one of them was taken back with its import.
    """
    found = find_all(session, Party, refs)
    if missing := [ref for ref in refs if ref not in found]:
        raise taken_back_of(session, missing[:1]).get(missing[0]) or NotFound("party", missing[0])
    return found


def taken_back_of(session: Session, refs: Collection[str]) -> dict[str, PersonTakenBack]:
    """Return which of some references lead to people whose import was taken back, and what is said of each."""
    found: dict[str, PersonTakenBack] = {}
    for ref in refs:
        try:
            key = find(session, Party, ref)
        except AmbiguousReference:
            continue  # only references of files are; of who was taken back they are free
        if key is not None and (gone := _gone(session, ref, key)):
            found[ref] = gone
    return found


def all_taken_back(session: Session) -> dict[str, PersonTakenBack]:
    """Return by reference all people whose import was taken back, and what is said of each."""
    query = select(Party.__table__, Party.ref).where(Party.taken_back_on.is_not(None))
    found = session.execute(query).all()
    return {row.ref: PersonTakenBack(row.ref, said_name(row), row.taken_back_on) for row in found}


def _standing(session: Session, ref: str, key: int | None) -> int:
    if key is None:
        raise NotFound("party", ref)
    if gone := _gone(session, ref, key):
        raise gone
    return key


def _gone(session: Session, ref: str, key: int) -> PersonTakenBack | None:
    query = select(Party.__table__).where(Party.id == key, Party.taken_back_on.is_not(None))
    row = session.execute(query).first()
    return PersonTakenBack(ref, said_name(row), row.taken_back_on) if row else None
