"""Links of the chains: sealed in a file, by a server's own function, or grafted as another origin sealed them."""

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, text, update

from donations_app.db.chain import Facts
from donations_app.db.inserting import insert_rows
from donations_app.db.queries.trail import TrailLink
from donations_app.db.tables import Entry, Head, Link
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.db.types import instant, microseconds

ON_DISK: Final = "pg_logical_emit_message(true, '', '')"  # its commit waits for what was written before


class Sealed(Struct, frozen=True):
    """By what one asks a server whether a transaction was saved."""

    transaction: str  # its number, which another may bear after a crash
    link_id: int
    digest: str  # of its entries, which no other has


class Unsealed(Struct, frozen=True):
    """A link before it has its place in the chain of its origin, its stamp and its hash."""

    id: int
    origin: int
    on: date
    at: datetime
    who: str
    count: int  # of its entries
    digest: str


def seal_in_file(connection: Connection, link: Unsealed) -> None:
    """Add a link behind the last one of its origin; the file is the writer's alone until the commit."""
    n, last_at, previous = connection.execute(_HEAD, {"origin": link.origin}).one()
    at = max(link.at, last_at)  # never back, even if the clock goes
    facts = Facts(
        link.origin, n + 1, SCHEMA_VERSION, link.on, microseconds(at), link.who, link.count, link.digest
    )
    _put(connection, link.id, facts, facts.hash_after(previous))


def seal_on_server(connection: Connection, link: Unsealed, *, saves: bool) -> None:
    """Let the server add a link behind the last one of its origin, which it keeps locked until the commit.

    Args:
        connection: which sends what it is told together (``one_journey``).
        link: whose writer the server knows by its login.
        saves: commit in the same journey.
    """
    facts = {
        "origin": link.origin, "link": link.id, "schema": SCHEMA_VERSION, "on": link.on,
        "at": microseconds(link.at), "count": link.count, "digest": bytes.fromhex(link.digest),
    }  # fmt: skip
    raw: Any = connection.connection.driver_connection
    raw.execute(_SEAL, facts)
    for statement in _SAVE if saves else ():
        raw.execute(statement, prepare=False)


def graft(connection: Connection, link: TrailLink) -> None:
    """Add a link of another origin as it was sealed there, with its entries."""
    facts = link.facts
    entries = [
        {
            "link_id": link.id, "position": position, "kind": one.kind, "record": one.record, "content": one.content,
        }
        for position, one in enumerate(link.entries, 1)
    ]  # fmt: skip
    if entries:
        insert_rows(connection, Entry, entries)
    if connection.dialect.name == "sqlite":
        _put(connection, link.id, facts, link.hash)
        return
    given = {
        "id": link.id, "origin_id": facts.origin, "n": facts.n, "schema": facts.schema, "on": facts.on, "at": facts.at,
        "who": facts.who, "count": facts.count, "digest": bytes.fromhex(facts.digest), "hash": bytes.fromhex(link.hash),
    }  # fmt: skip
    connection.execute(_GRAFT, given)


def _put(connection: Connection, key: int, facts: Facts, made: str) -> None:
    """Insert a link, and let the head of its origin be it."""
    at = instant(facts.at)
    row = {
        "id": key, "origin_id": facts.origin, "n": facts.n, "schema": facts.schema, "on": facts.on, "at": at,
        "who": facts.who, "count": facts.count, "digest": facts.digest, "hash": made,
    }  # fmt: skip
    insert_rows(connection, Link, [row])
    moved = {"origin": facts.origin, "new_n": facts.n, "new_at": at, "new_hash": made}
    connection.execute(_NEW_HEAD, moved)


# Statements made once: to put one together takes longer than to run it.
_HEAD: Final = select(Head.n, Head.at, Head.hash).where(Head.origin_id == bindparam("origin"))
_NEW_HEAD: Final = (
    update(Head.__table__)  # type: ignore[arg-type]
    .where(Head.__table__.c.origin_id == bindparam("origin"))
    .values(n=bindparam("new_n"), at=bindparam("new_at"), hash=bindparam("new_hash"))
)
_SEAL: Final = "SELECT seal(%(origin)s, %(link)s, %(schema)s, %(on)s, %(at)s, %(count)s, %(digest)s)"
# A commit holds its locks until it is on the disk, and as long nobody else seals for the same origin. Here they are let
# go of first; then another transaction ends, which waits until all that was written before it is on the disk.
_SAVE: Final = ("SET LOCAL synchronous_commit = off", "COMMIT", f"SELECT {ON_DISK}")
_GRAFT: Final = text("SELECT graft(:id, :origin_id, :n, :schema, :on, :at, :who, :count, :digest, :hash)")
