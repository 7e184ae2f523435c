"""Somebody who has the program's code: rows changed, and the whole audit trail written anew to say so."""

from collections.abc import Iterator
from hashlib import sha256

from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.chain import GENESIS, entry_digest, link_digest
from donations_app.db.queries.trail import TrailEntry, TrailLink, origins, trail
from donations_app.db.streams import raw_lines
from donations_app.db.tables import all_tables
from tests.raw import tamper


def forge(books: Books, table: str, *statements: str) -> None:
    """Run statements that change rows of ``table``, then make every entry and chain agree with them."""
    tamper(books.location, *statements, disarmed=True)
    tamper(books.location, *_history_of(books, table), disarmed=True)


def _history_of(books: Books, table: str) -> Iterator[str]:
    """Yield the statements after which each line that added a row of the table says what the row is now."""
    with books.read() as session:
        stands = {
            _key(said): said for said in map(bytes.decode, raw_lines(session, all_tables().tables[table]))
        }
        for origin in origins(session):
            last = GENESIS
            for link in trail(session, origin):
                entries = [_forged(entry, stands) for entry in link.entries]
                facts = replace(link.facts, digest=link_digest(map(_digest, entries)))
                last = facts.hash_after(last)
                yield from _statements(books, link, entries, facts.digest, last)
            yield f"UPDATE head SET hash = {_bytes(books, last)} WHERE origin_id = {origin.id}"


def _key(said: str) -> str:
    return said.partition(",")[0]


def _forged(entry: TrailEntry, stands: dict[str, str]) -> TrailEntry:
    lines = [
        f"+{stands[_key(signed[1:])]}" if signed[0] == "+" and _key(signed[1:]) in stands else signed
        for signed in entry.content.split("\n")
        if signed
    ]
    return replace(entry, content="\n".join(lines))


def _digest(entry: TrailEntry) -> bytes:
    lines = entry.content.encode().split(b"\n") if entry.content else []
    return entry_digest(entry.kind, entry.record, [(one[:1], sha256(one[1:]).digest()) for one in lines])


def _statements(
    books: Books, link: TrailLink, entries: list[TrailEntry], digest: str, hash_: str
) -> Iterator[str]:
    for position, entry in enumerate(entries, 1):
        content = entry.content.replace("'", "''")
        yield f"UPDATE entry SET content = '{content}' WHERE link_id = {link.id} AND position = {position}"
    sealed = f"digest = {_bytes(books, digest)}, hash = {_bytes(books, hash_)}"
    yield f"UPDATE link SET {sealed} WHERE id = {link.id}"


def _bytes(books: Books, digits: str) -> str:
    return f"decode('{digits}', 'hex')" if books.is_server else f"x'{digits}'"
