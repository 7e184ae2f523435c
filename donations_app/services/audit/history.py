"""Every row against the audit trail: the chain of each office, and what each row was when last written.

Values are read as they lie in the database, never through the program's types: a damaged one is a fault
to be named, not an error. Memory stays at 24 bytes a row: of each row only the digest and the entry that
last wrote it are kept.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session

from donations_app.db.journal import GENESIS, canonical, entry_hash
from donations_app.db.tables import AuditEntry, AuditHead, Base
from donations_app.db.types import Flag, stamp_text
from donations_app.domain.faults import Fault

Progress = Callable[[int, int], None]
_DIGEST: Final = 16
_STEP: Final = 5_000
_LARGEST_KEY: Final = 200_000_000  # primary keys count up from 1: a larger one is no key of ours
_ADDED: Final = {
    mapper.class_.__tablename__: mapper.class_.added_later
    for mapper in Base.registry.mappers
    if mapper.class_.added_later
}
_NO_HISTORY: Final = (ValueError, KeyError, TypeError, AttributeError)  # content that is not ours


class History:
    """The digest of every row as the journal last saw it, and the entry that wrote it."""

    def __init__(self) -> None:
        self.digests: defaultdict[str, bytearray] = defaultdict(bytearray)
        self.entries: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))

    def note(self, entry_id: int, content: str) -> None:
        """Note the rows of an entry, unless an entry written after it, of another office, was read before.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: the content is not what the program writes.
        """
        for table, rows in json.loads(content).items():
            digests, entries = self.digests[table], self.entries[table]
            added = _ADDED.get(table)
            for row in rows:
                key = row["id"]
                if type(key) is not int or not 0 < key <= _LARGEST_KEY:
                    raise ValueError(f"no key: {key!r}")
                if key >= len(entries):
                    grown = max(key + 1, len(entries) * 2) - len(entries)
                    entries.extend([0] * grown)
                    digests.extend(bytes(_DIGEST * grown))
                if entry_id < entries[key]:
                    continue  # chains are read one after the other; keys of entries tell which came last
                entries[key] = entry_id
                digests[key * _DIGEST : (key + 1) * _DIGEST] = digest_of(row, added)


def digest_of(row: Mapping[str, Any], added: Mapping[str, Any] | None) -> bytes:
    """Return a digest of one row in canonical form.

    A column that a migration added counts only where it says something else than for the rows before it:
    their entries do not know it.
    """
    if added:
        row = {name: value for name, value in row.items() if name not in added or value != added[name]}
    return blake2b(canonical(row).encode("utf-8", "surrogateescape"), digest_size=_DIGEST).digest()


def chain_faults(
    session: Session, offices: Mapping[int, str], history: History, progress: Progress | None,
    seen: dict[str, set[str]], counted: Callable[[], object],
) -> Iterator[Fault]:  # fmt: skip
    """Check the chain of each office, and note what the entries say of rows.

    Args:
        session: one consistent view.
        offices: codes by primary key.
        history: filled.
        progress: told how many of how many entries are read.
        seen: hashes that must be met in the chain of an office, by its code; those met are taken out.
        counted: called for each entry.
    """
    heads = _heads(session)
    total = sum(n for n, *_ in heads.values())
    reached = dict.fromkeys(offices, (0, "", GENESIS))
    for done, entry in enumerate(_raw(session, AuditEntry.__table__, order="office_id, n"), 1):
        office = entry["office_id"]
        n, _, previous = reached.get(office, (0, "", GENESIS))
        yield from _entry_faults(entry, offices, n, previous)
        reached[office] = (entry["n"], entry["at"], entry["hash"])
        seen.get(offices.get(office, ""), set()).discard(entry["hash"])
        try:
            history.note(entry["id"], entry["content"])
        except _NO_HISTORY:
            yield fault_of_entry("entry_changed", entry, offices)
        counted()
        if progress and done % _STEP == 0:
            progress(done, max(total, done))
    for key, code in offices.items():
        head, last = heads.get(key), reached[key]
        if head is None or (head[0], head[2]) != (last[0], last[2]) or (last[0] and head[1] != last[1]):
            yield Fault("chain_head", f"audit_head:{code}", code, day_of(last[1]), str(last[0]), str(head))


def _heads(session: Session) -> dict[int, tuple[int, str, str]]:
    return {
        row["office_id"]: (row["n"], row["at"], row["hash"])
        for row in _raw(session, AuditHead.__table__, order="office_id")
    }


def _entry_faults(
    entry: Mapping[str, Any], offices: Mapping[int, str], n: int, previous: str
) -> Iterator[Fault]:
    if entry["n"] != n + 1:
        missing = f"{n + 1}" if entry["n"] == n + 2 else f"{n + 1}-{entry['n'] - 1}"
        yield fault_of_entry("entry_missing", entry, offices, found=missing)
    elif entry["previous"] != previous:
        yield fault_of_entry("chain_broken", entry, offices)
    facts = ("office_id", "n", "at", "who", "kind", "record", "content", "previous")
    try:
        made = entry_hash(*(entry[name] for name in facts))
    except (TypeError, UnicodeEncodeError, AttributeError):
        made = ""
    if made != entry["hash"]:
        yield fault_of_entry("entry_changed", entry, offices)


def fault_of_entry(kind: str, entry: Mapping[str, Any], offices: Mapping[int, str], found: str = "") -> Fault:
    """Return a fault named by an audit entry."""
    office = offices.get(entry["office_id"], str(entry["office_id"]))
    record = f"audit:{office}/{entry['n']} {entry['record']}"
    return Fault(kind, record, office, day_of(entry["at"]), found)


def day_of(stamp: Any) -> date | None:
    """Return the day of a stamp as it lies in the database; ``None`` when it is none."""
    try:
        return date.fromisoformat(str(stamp)[:10])
    except ValueError:
        return None


def _raw(session: Session, table: Any, *, order: str = "id") -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in canonical values, whatever lies in them."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    query = text(f'SELECT {names} FROM "{table.name}" ORDER BY {order}')  # noqa: S608 -- our own names
    flags = [column.name for column in table.columns if isinstance(column.type, Flag)]
    for row in session.execute(query.execution_options(yield_per=2000)).mappings():
        values = {name: _plain(value) for name, value in row.items()}
        for name in flags:
            if values[name] in (0, 1):
                values[name] = bool(values[name])
        yield values


def _plain(value: Any) -> Any:
    """Return what a server gives as the text that a file holds."""
    if isinstance(value, datetime):
        return stamp_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def row_faults(session: Session, offices: Mapping[int, str], history: History) -> Iterator[Fault]:
    """Check every row of every journalled table against its last entry."""
    for mapper in Base.registry.mappers:
        if mapper.class_.is_journalled and isinstance(mapper.local_table, Table):
            yield from _table_faults(session, mapper.local_table, offices, history)


def _table_faults(
    session: Session, table: Table, offices: Mapping[int, str], history: History
) -> Iterator[Fault]:
    name, added = table.name, _ADDED.get(table.name)
    digests, entries = history.digests[name], history.entries[name]
    seen = bytearray(len(entries))
    for row in _raw(session, table):
        key = row["id"]
        if type(key) is not int or not 0 <= key < len(entries) or not entries[key]:
            office = offices.get(row.get("office_id", 0), "")
            yield Fault("row_unknown", f"{name}:{key} {_named(row)}", office)
            continue
        seen[key] = 1
        if digest_of(row, added) != digests[key * _DIGEST : (key + 1) * _DIGEST]:
            yield _fault_of_row("row_changed", session, offices, name, entries[key], row)
    for key, entry_id in enumerate(entries):
        if entry_id and not seen[key]:
            yield _fault_of_row("row_missing", session, offices, name, entry_id, {"id": key})


def _named(row: Mapping[str, Any]) -> str:
    return str(row.get("number") or row.get("ref") or row.get("code") or "").strip()


def _fault_of_row(
    kind: str, session: Session, offices: Mapping[int, str], name: str, entry_id: int, row: Mapping[str, Any]
) -> Fault:
    query = select(AuditEntry.office_id, AuditEntry.record, AuditEntry.content)
    entry = session.execute(query.where(AuditEntry.id == entry_id)).one()
    on = session.scalar(text(f"SELECT at FROM audit_entry WHERE id = {int(entry_id)}"))  # noqa: S608 -- a number
    found = wanted = ""
    if kind == "row_changed":
        written = next(old for old in json.loads(entry.content)[name] if old["id"] == row["id"])
        written = {**_ADDED.get(name, {}), **written}
        stands = json.loads(canonical(row).encode("utf-8", "replace"))
        columns = [column for column in stands if stands[column] != written.get(column)]
        found = ", ".join(f"{column}={stands[column]!r}" for column in columns)[:300]
        wanted = ", ".join(f"{column}={written.get(column)!r}" for column in columns)[:300]
    office = offices.get(entry.office_id, "")
    return Fault(kind, f"{name}:{row['id']} {entry.record}", office, day_of(on), found, wanted)
