"""Who is of a list, with what decides whether and how one writes to him, and the circulars that he got."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.standing import is_erased, keys_for
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import Circular, Consent, Party
from donations_app.domain.circulars import Written

_FACTS: Final = (
    Circular.name,
    Circular.subject,
    Circular.language,
    Circular.channel,
    Circular.on,
    Circular.outcome,
)


class Gone(Struct, frozen=True):
    """What went out under a name with other texts: the last day, and to how many people."""

    on: date
    people: int


def parties_of(session: Session, keys: Sequence[int]) -> Iterator[Any]:
    """Yield the rows of some people with their references, in the order given; who is gone is left out."""
    for some in in_steps(keys, MOST):
        query = select(Party.__table__, Party.ref).where(
            Party.id.in_(some), Party.leader_id == Party.id, Party.taken_back_on.is_(None)
        )
        found = {row.id: row for row in session.execute(query)}
        yield from (found[key] for key in some if key in found)


def keys_of(session: Session, refs: Sequence[str]) -> set[int]:
    """Return the keys of the people of some references.

    Raises:
        NotFound: one of them is nobody's, or that of several.
        PersonTakenBack: one of them was taken back with his import.
    """
    return set(keys_for(session, refs).values())


def erased(session: Session, keys: Sequence[int]) -> set[int]:
    """Return who of some people asked to be erased, and agreed to nothing since."""
    found: set[int] = set()
    record: Any = aliased(Party)
    asked = select(record.leader_id).join(Consent, Consent.party_id == record.id)
    asked = asked.where(Consent.source == "erasure")
    silent = and_(Party.id.in_(asked), ~Party.consent_email, ~Party.consent_post)
    for some in in_steps(keys, MOST):
        query = select(Party.id).where(Party.id.in_(some), or_(silent, is_erased(Party)))
        found.update(session.scalars(query))
    return found


def copies_of(session: Session, name: str, keys: Sequence[int]) -> dict[int, tuple[Written, ...]]:
    """Return what each of some people got of the circular of a name, under any of his records, in its order."""
    found: defaultdict[int, list[Written]] = defaultdict(list)
    record: Any = aliased(Party)
    for some in in_steps(keys, MOST):
        query = (
            select(record.leader_id, *_FACTS)
            .join(Circular, Circular.party_id == record.id)
            .where(Circular.name == name, record.leader_id.in_(some))
            .order_by(Circular.at, Circular.id)
        )
        for key, *facts in session.execute(query):
            found[key].append(Written(*facts))
    return {key: tuple(several) for key, several in found.items()}


def circulars_to(session: Session, key: int) -> tuple[Written, ...]:
    """Return what became of each circular to somebody, under any of his records, in their order.

    Of an e-mail the last note alone: that it was begun says nothing once it was sent, or failed.
    """
    query = select(*_FACTS).where(Circular.party_id.in_(records_of(key))).order_by(Circular.at, Circular.id)
    found: list[Written] = []
    for row in session.execute(query):
        one = Written(*row)
        if found and one.outcome != "begun" and found[-1].outcome == "begun" and found[-1].name == one.name:
            found.pop()  # what was begun ended so
        found.append(one)
    return tuple(found)


def other_text(session: Session, name: str, digest: str) -> Gone | None:
    """Return what went out under a name with other texts than those of a digest, or may have."""
    query = select(func.max(Circular.on), func.count(Circular.party_id.distinct())).where(
        Circular.name == name, Circular.digest != digest, Circular.outcome != "failed"
    )
    on, people = session.execute(query).one()
    return Gone(on, people) if people else None
