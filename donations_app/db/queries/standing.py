"""Whom a reference leads to where something is to be recorded.

Nobody whose import was taken back (decision 0038), nor who was erased whole (decision 0063).
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from donations_app.db.queries.references import find, find_all, find_record
from donations_app.db.tables import Party
from donations_app.domain.erasure import ERASED_NAME, PersonErased
from donations_app.domain.errors import AmbiguousReference, NotFound
from donations_app.domain.imports import PersonTakenBack
from donations_app.words.names import said_name


def key_for(session: Session, ref: str) -> int:
    """Return the key of the record that counts for a reference, for which something is to be recorded.

    Raises:
        NotFound: there is none.
        PersonTakenBack: it was taken back with its import.
        PersonErased: he was erased whole.
        AmbiguousReference: as ``find``.
    """
    return _standing(session, ref, find(session, Party, ref))


def record_for(session: Session, ref: str) -> int:
    """Return the key of the record that itself bears a reference, whichever counts for it.

    Raises:
        NotFound, PersonTakenBack, PersonErased, AmbiguousReference: as ``key_for``.
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


def is_erased(party: Any) -> ColumnElement[bool]:
    """Return the condition that the record of a person was erased whole."""
    condition: ColumnElement[bool] = party.last_name == ERASED_NAME
    return condition


def taken_back_of(session: Session, refs: Collection[str]) -> dict[str, PersonTakenBack]:
    """Return which of some references lead to people whose import was taken back, and what is said of each."""
    found: dict[str, PersonTakenBack] = {}
    for ref in refs:
        try:
            key = find(session, Party, ref)
        except AmbiguousReference:
            continue  # only references of files are; of who was taken back they are free
        gone = None if key is None else _gone(session, ref, key)
        if isinstance(gone, PersonTakenBack):
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


def _gone(session: Session, ref: str, key: int) -> PersonTakenBack | PersonErased | None:
    is_gone = or_(Party.taken_back_on.is_not(None), is_erased(Party))
    row = session.execute(select(Party.__table__).where(Party.id == key, is_gone)).first()
    if row is None:
        return None
    return PersonTakenBack(ref, said_name(row), row.taken_back_on) if row.taken_back_on else PersonErased(ref)
