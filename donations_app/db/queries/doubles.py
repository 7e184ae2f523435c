"""Records that may be of one person; what was merged; who is said to be two."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import leader_of
from donations_app.db.queries.names import name_columns
from donations_app.db.tables import Mandate, MandateTerms, Party, PartyApart, PartyMerge, PartyWord
from donations_app.domain.bearers import Bearers
from donations_app.domain.doubles import (
    LIKELY,
    Likened,
    Likeness,
    clues,
    clues_of_plain,
    likeness,
    pairs_of,
    said_of,
)
from donations_app.domain.folding import fold, joined
from donations_app.domain.parties import PartyDraft
from donations_app.domain.plain_people import PlainPerson
from donations_app.words.names import said_name

_LIKENED: Final = (
    "kind", "last_name", "first_name", "second_last_name", "second_first_name", "organisation", "siren", "siret",
    "rna", "ice", "address", "postcode", "city", "email", "phone", "deceased_on", "second_deceased_on",
)  # fmt: skip
_OF_PLAIN: Final = ("kind", *(name for name in _LIKENED if name in PlainPerson._fields))
_COUNTS: Final = (Party.leader_id == Party.id, Party.taken_back_on.is_(None))
_COLUMNS: Final = tuple(getattr(Party, name) for name in _LIKENED)
Draft = PartyDraft | PlainPerson
_SOME: Final = 300  # records of one word looked at
_AT_ONCE: Final = 500


class Alike(Struct, frozen=True):
    """Somebody recorded who may be another one."""

    id: int
    ref: str
    name: str


class Double(Struct, frozen=True):
    """Two records that may be of one person; the one that was recorded first stands first."""

    one: Alike
    other: Alike
    likeness: Likeness


class Merge(Struct, frozen=True):
    """Two records that were made one."""

    id: int
    kept: Alike
    gone: Alike
    merged_on: date


def likened_of(draft: Draft) -> Likened:
    """Return what a draft is likened by."""
    names = _OF_PLAIN if isinstance(draft, PlainPerson) else _LIKENED
    return Likened(**{name: getattr(draft, name) for name in names})


def doubles(session: Session, *, least: int = LIKELY, most: int = 500) -> list[Double]:
    """Return the records that may be of one person, the likeliest first; never who is said to be two.

    Args:
        session: an open view.
        least: score from which two are shown.
        most: pairs, at most.
    """
    people = dict(_people(session))
    apart = _apart(session)
    found = [
        (likeness(people[one], people[other]), one, other)
        for one, other in pairs_of(people.items())
        if (one, other) not in apart
    ]
    likely = sorted(
        (one for one in found if one[0].score >= least), key=lambda one: (-one[0].score, *one[1:])
    )
    return _named(session, likely[:most])


def doubles_of(session: Session, draft: PartyDraft, *, limit: int = 3) -> list[tuple[Alike, Likeness]]:
    """Return who is recorded already and looks like somebody new, the likeliest first; found by indexes."""
    new = likened_of(draft)
    people = _people(session, sorted(_bearing_a_clue(session, new)))
    likely = [(found, key) for key, one in people if (found := likeness(new, one)).score >= LIKELY]
    likely = sorted(likely, key=lambda one: (-one[0].score, one[1]))[:limit]
    names = alike(session, [key for _, key in likely])
    return [(names[key], found) for found, key in likely]


def doubles_among(session: Session, drafts: Sequence[tuple[int, Draft]]) -> list[tuple[int, Alike, Likeness]]:
    """Return the lines of a file whose people look like somebody recorded, each with the likeliest one.

    Args:
        session: an open view, in which nobody of the file stands.
        drafts: line and person.
    """
    recorded = session.scalar(select(func.count(Party.id)).where(*_COUNTS)) if drafts else 0
    if not recorded:
        return []
    bearers = Bearers(_people(session), _wanted(drafts) if recorded > len(drafts) else None)
    best: dict[int, tuple[int, Likeness]] = {}
    for line, draft in drafts:
        if not (near := bearers.near(*_drawn(draft))):
            continue
        one = likened_of(draft)
        found = [(likeness(one, bearers.people[key]), key) for key in near]
        likeliest = max(found, key=lambda pair: pair[0].score, default=None)
        if likeliest and likeliest[0].score >= LIKELY:
            best[line] = likeliest[1], likeliest[0]
    names = alike(session, [key for key, _ in best.values()])
    return [(line, names[key], found) for line, (key, found) in best.items()]


def _drawn(draft: Draft) -> tuple[set[str], int]:
    """Return the clues of a draft, and what of it speaks against others."""
    if isinstance(draft, PlainPerson):
        return clues_of_plain(draft), said_of(draft)
    one = likened_of(draft)
    return clues(one), one.said


def _wanted(drafts: Sequence[tuple[int, Draft]]) -> set[str]:
    return {clue for _, draft in drafts for clue in _drawn(draft)[0]}


def _people(session: Session, keys: Sequence[int] | None = None) -> Iterator[tuple[int, Likened]]:
    """Yield the records that count, with their keys."""
    ibans = _ibans(session)
    query = select(Party.id, *_COLUMNS).where(*_COUNTS)
    blocks = (
        [keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE)]
        if keys is not None
        else [None]
    )
    for some in blocks:
        asked = query if some is None else query.where(Party.id.in_(some))
        for key, *facts in session.connection().execute(asked):
            known: dict[str, Any] = dict(zip(_LIKENED, facts, strict=True))
            yield key, Likened(**known, ibans=ibans.get(key, frozenset()))


def _ibans(session: Session) -> dict[int, frozenset[str]]:
    query = (
        select(Party.leader_id, MandateTerms.iban)
        .join(Mandate, Mandate.payer_id == Party.id)
        .join(MandateTerms, MandateTerms.mandate_id == Mandate.id)
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for payer, iban in session.connection().execute(query.where(MandateTerms.iban != "")):
        found[payer].add(iban)
    return {payer: frozenset(some) for payer, some in found.items()}


def _bearing_a_clue(session: Session, new: Likened) -> set[int]:
    """Return the keys of who shares a word of the name, the e-mail, the telephone or a number with somebody new."""
    found: set[int] = set()
    connection = session.connection()
    named = f"{new.last_name} {new.second_last_name} {new.organisation} {new.first_name}"
    for word in {*fold(named).split(), *joined(fold(named)).split()}:
        keys = select(PartyWord.party_id).where(PartyWord.word == word)
        found.update(connection.scalars(keys.order_by(PartyWord.party_id.desc()).limit(_SOME)))
    same: list[Any] = [func.lower(Party.email) == new.email.lower()] if new.email else []
    if digits := new.digits:
        phone: Any = Party.phone
        for sign in (" ", ".", "-", "\u00a0", "\u202f"):
            phone = func.replace(phone, sign, "")
        same.append(phone.endswith(digits))
    numbers = [(getattr(Party, name), getattr(new, name)) for name in ("siren", "siret", "rna", "ice")]
    same += [column == number for column, number in numbers if number]
    if same:
        found.update(connection.scalars(select(Party.leader_id).where(or_(*same)).limit(_SOME)))
    return found


def _apart(session: Session) -> set[tuple[int, int]]:
    """Return who is said to be two, by the records that count, the smaller key first."""
    query = select(leader_of(PartyApart.one_id), leader_of(PartyApart.other_id))
    rows = session.connection().execute(query.where(PartyApart.undone_on.is_(None)))
    return {(min(one, other), max(one, other)) for one, other in rows}


def count_apart(session: Session) -> int:
    """Return how many pairs are said to be two persons."""
    return len(_apart(session))


def _named(session: Session, likely: Iterable[tuple[Likeness, int, int]]) -> list[Double]:
    some = list(likely)
    names = alike(session, {key for _, *pair in some for key in pair})
    return [Double(names[one], names[other], found) for found, one, other in some]


def alike(session: Session, keys: Iterable[int]) -> dict[int, Alike]:
    """Return references and names of records by their keys."""
    wanted, found = sorted(set(keys)), dict[int, Alike]()
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(Party.id, Party.ref, *name_columns()).where(
            Party.id.in_(wanted[start : start + _AT_ONCE])
        )
        found |= {row.id: Alike(row.id, row.ref, said_name(row)) for row in session.execute(query)}
    return found


def merges(session: Session) -> list[Merge]:
    """Return the merges that stand, the latest first."""
    columns = (PartyMerge.id, PartyMerge.kept_id, PartyMerge.gone_id, PartyMerge.merged_on)
    query = select(*columns).where(PartyMerge.undone_on.is_(None))
    rows = session.execute(query.order_by(PartyMerge.merged_on.desc(), PartyMerge.id.desc())).all()
    names = alike(session, {key for row in rows for key in (row.kept_id, row.gone_id)})
    return [Merge(row.id, names[row.kept_id], names[row.gone_id], row.merged_on) for row in rows]
