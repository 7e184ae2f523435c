"""The audit trail as it is handed over: every link with its entries, and what tells these books from others."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from donations_app.db.chain import Facts
from donations_app.db.lines import ADDED, signed_lines, values_of
from donations_app.db.plain import plain_columns
from donations_app.db.tables import Base, Entry, Head, Link, Origin
from donations_app.db.types import microseconds


class TrailEntry(Struct, frozen=True):
    """One change of a link; ``content`` holds its lines (``db.lines``)."""

    kind: str
    record: str
    content: str


class TrailLink(Struct, frozen=True):
    """A link with its entries and all that its hash covers."""

    id: int
    origin: str  # code
    facts: Facts
    hash: str
    entries: tuple[TrailEntry, ...]


class OriginRow(Struct, frozen=True):
    """A place that writes alone, with the head of its chain."""

    id: int
    code: str
    office: int
    n: int
    hash: str


def origins(session: Session) -> list[OriginRow]:
    """Return every origin, by code."""
    query = select(Origin.id, Origin.code, Origin.office_id, Head.n, Head.hash)
    found = session.execute(query.join(Head, Head.origin_id == Origin.id).order_by(Origin.code))
    return [OriginRow(*row) for row in found]


def own_chains(session: Session) -> list[OriginRow]:
    """Return the origins that are written in these books, by code."""
    query = select(Origin.id, Origin.code, Origin.office_id, Head.n, Head.hash).where(Head.is_here)
    found = session.execute(query.join(Head, Head.origin_id == Origin.id).order_by(Origin.code))
    return [OriginRow(*row) for row in found]


def hash_at(session: Session, origin: int, n: int) -> str | None:
    """Return the hash of a link of an origin; ``None`` where its chain has no such link."""
    return session.scalar(select(Link.hash).where(Link.origin_id == origin, Link.n == n))


def trail(session: Session, origin: OriginRow, *, after: int = 0) -> Iterator[TrailLink]:
    """Yield the links of an origin past a number, in their order; some hundred entries in memory at a time."""
    query = (
        select(
            Link.id, Link.n, Link.schema, Link.on, Link.at, Link.who, Link.count, Link.digest, Link.hash,
            Entry.kind, Entry.record, Entry.content,
        )
        .join(Entry, Entry.link_id == Link.id)
        .where(Link.origin_id == origin.id, Link.n > after)
        .order_by(Link.n, Entry.position)
    )  # fmt: skip
    rows = (row for columns in plain_columns(session, query) for row in zip(*columns, strict=True))
    for key, found in groupby(rows, key=itemgetter(0)):
        some = list(found)
        _, n, schema, on, at, who, count, digest, hash_, *_ = some[0]
        facts = Facts(origin.id, n, schema, on, microseconds(at), who, count, digest)
        entries = tuple(TrailEntry(*row[-3:]) for row in some)
        yield TrailLink(key, origin.code, facts, hash_, entries)


def changes(*columns: object) -> Select[tuple[object, ...]]:
    """Return the query of columns of entries and of their links, in the order of time."""
    query: Select[tuple[object, ...]] = select(*columns)  # type: ignore[call-overload]
    return (
        query.select_from(Entry)
        .join(Link, Link.id == Entry.link_id)
        .order_by(Link.at, Link.origin_id, Link.n, Entry.position)
    )


def turns_of(session: Session, table: type[Base], records: Collection[str]) -> dict[int, int]:
    """Return the keys of rows of a table with their places in time, whatever origin wrote them.

    Keys tell which of two rows was written first where one origin wrote both; of two origins the instants of their
    links do.

    Args:
        session: an open view.
        table: of the rows.
        records: names of the records under which their additions stand in the trail.
    """
    name = table.__tablename__
    query = changes(Entry.content).where(Entry.record.in_(records), Entry.content.contains(f"{name} "))
    lines = [line for content in session.scalars(query) for line in signed_lines(str(content))]
    added = (values_of(said) for sign, said in lines if sign == ADDED)
    keys = (values[0] for of, values in added if of == name)
    return {key: turn for turn, key in reversed(list(enumerate(keys)))}  # a change adds its row again


def written_last(session: Session) -> datetime:
    """Return the instant of the last link of all origins."""
    return session.scalars(select(func.max(Head.at))).one()


def begun_on(session: Session) -> date:
    """Return the day of the first link of these books."""
    first = select(Link.on).where(Link.n == 1).order_by(Link.origin_id).limit(1)
    return session.scalars(first).one()


def founder(session: Session) -> str:
    """Return who wrote the first link of these books."""
    first = select(Link.who).where(Link.n == 1).order_by(Link.origin_id).limit(1)
    return session.scalars(first).one()


def identity(session: Session) -> str:
    """Return what tells these books from others, copies apart: the hash of their first link.

    Books that were made apart and joined to them, and field books, began otherwise.
    """
    first = select(Link.hash).join(Origin, Origin.id == Link.origin_id).where(Link.n == 1)
    return session.scalars(first.order_by(Origin.kind != "office", Link.origin_id).limit(1)).one()
