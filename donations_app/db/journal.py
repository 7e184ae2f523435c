"""The audit trail: every write of every service goes through ``Write``, which journals it.

One mechanism for one form and for a hundred thousand imported lines: rows are inserted together with
one entry a record, in one transaction, hash-chained per office. A write that tries to go round it is
refused by the engine (see ``engine.refuse_stray_writes``).
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Insert, Select, bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from donations_app.db.tables import AuditEntry, AuditHead, Base
from donations_app.db.types import stamp_text
from donations_app.domain.errors import ChangedMeanwhile
from donations_app.domain.money import Money

GENESIS = "0" * 64
JOURNALLING = "journalling"
_LARGEST_BLOCK = 1000

Row = dict[str, Any]
Rows = Mapping[type[Base], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Record:
    """One thing recorded: its kind of change, what names it, and its rows by table."""

    kind: str  # such as "payment.recorded"
    name: str  # such as "payment:V-MRS-2026-00042"
    rows: Rows


def plain(value: Any) -> Any:
    """Return a value as it stands in canonical JSON: cents, ISO days and stamps, digests for bytes."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, datetime):
        return stamp_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return f"sha256:{hashlib.sha256(value).hexdigest()}"
    raise TypeError(f"no canonical form for {type(value)}")


_encode = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=plain
).encode


def canonical(value: Any) -> str:
    """Return canonical JSON: keys sorted, no spaces, NFC, integers only."""
    encoded = _encode(value)
    return encoded if unicodedata.is_normalized("NFC", encoded) else unicodedata.normalize("NFC", encoded)


def entry_hash(
    office_id: int, n: int, at: str, who: str, kind: str, record: str, content: str, previous: str
) -> str:
    """Return the hash of an entry: SHA-256 over a JSON array of its facts and its content's digest."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    facts = _encode([office_id, n, at, who, kind, record, digest, previous])
    return hashlib.sha256(facts.encode()).hexdigest()


class Write:
    """One transaction: reads through ``session``, writes journalled rows, and is saved whole or not at all."""

    def __init__(self, session: Session, login: str, office_id: int, now: Callable[[], datetime]) -> None:
        self.session = session
        self.login = login  # of the author
        self.office_id = office_id  # for which he acts
        self._now = now
        self._is_server = session.get_bind().dialect.name == "postgresql"
        self._free_ids: dict[str, range] = {}
        self._blocks: dict[str, int] = {}  # keys reserved at once; on SQLite the next key
        self._pending: list[tuple[str, str, str]] = []

    @property
    def now(self) -> datetime:
        """The clock of the books, in UTC."""
        return self._now()

    def ids(self, table: type[Base], count: int = 1) -> range:
        """Reserve ``count`` primary keys, so that rows can name each other before they are inserted."""
        name = table.__tablename__
        free = self._free_ids.get(name, range(0))
        if len(free) < count:
            free = self._reserve(table, count)
        self._free_ids[name] = free[count:]
        return free[:count]

    def _reserve(self, table: type[Base], count: int) -> range:
        """Reserve at least ``count`` keys: on a server more and more at once, as an import goes on."""
        name = table.__tablename__
        if self._is_server:
            block = max(count, self._blocks.get(name, 1))
            self._blocks[name] = min(block * 4, _LARGEST_BLOCK)
            first = self._reserve_on_postgresql(self.session.connection(), name, block)
            return range(first, first + block)
        first = self._blocks.get(name) or self._last_id(table) + 1  # the file is ours until the end
        self._blocks[name] = first + count
        return range(first, first + count)

    def _last_id(self, table: type[Base]) -> int:
        return self.session.connection().scalar(_greatest_id(table)) or 0

    @staticmethod
    def _reserve_on_postgresql(connection: Connection, name: str, count: int) -> int:
        # one reservation at a time, so that the numbers are consecutive
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"{name}_id"})
        last = connection.scalar(
            text(f"SELECT setval('{name}_id_seq', nextval('{name}_id_seq') + :more)"),
            {"more": count - 1},
        )
        return int(last or 0) - count + 1

    def add(self, *records: Record) -> None:
        """Insert the rows of ``records`` and one journal entry for each, in their order.

        Every column must be given: what is journalled is the row as it stands.
        """
        by_table: dict[type[Base], list[Row]] = {}
        for record in records:
            for table, rows in record.rows.items():
                by_table.setdefault(table, []).extend(rows)
            content = {table.__tablename__: _whole(table, rows) for table, rows in record.rows.items()}
            self._pending.append((record.kind, record.name, canonical(content)))
        for table, rows in by_table.items():
            self.insert_derived(table, rows)

    def insert_derived(self, table: type[Base], rows: Sequence[Row]) -> None:
        """Insert rows without an entry: for tables that follow from others; ``add`` uses it for its own."""
        if rows:
            with self._unlocked() as connection:
                connection.execute(_insert(table), rows)

    def delete_derived(self, table: type[Base], *where: Any) -> None:
        """Delete rows of a table that follows from others."""
        self._refuse_journalled(table)
        with self._unlocked() as connection:
            connection.execute(delete(table).where(*where))

    def change(
        self, table: type[Base], row_id: int, values: Row, *, kind: str, name: str, seen: int | None = None
    ) -> None:
        """Update one row and journal what it is afterwards.

        Args:
            table: one with a ``version`` column when ``seen`` is given.
            row_id: its primary key.
            values: the columns that change.
            kind: of the entry.
            name: of the record in the entry.
            seen: the version that the author had before his eyes.

        Raises:
            ChangedMeanwhile: the row has another version by now.
        """
        columns = table.__table__.c
        where = [columns.id == row_id]
        if seen is not None:
            where.append(columns.version == seen)
            values = {**values, "version": seen + 1}
        with self._unlocked() as connection:
            done = connection.execute(update(table).where(*where).values(values))
        if done.rowcount != 1:
            raise ChangedMeanwhile(table.__tablename__, name)
        row = self.session.execute(select(table.__table__).where(columns.id == row_id)).mappings().one()
        self._pending.append((kind, name, canonical({table.__tablename__: [dict(row)]})))

    def next_in(self, table: type[Base], column: str, key: str) -> int:
        """Count one further in a counter row and return the number: unbroken, whoever else dies.

        The row stays locked until the transaction ends, so this comes as late as it can.
        """
        with self._unlocked() as connection:
            last = connection.scalar(_count_further(table, column), {"key": key})
            if last is None:
                last = self._start_counter(connection, table, column, key)
        return int(last)

    @staticmethod
    def _start_counter(connection: Connection, table: type[Base], column: str, key: str) -> int:
        statement = text(
            f"INSERT INTO {table.__tablename__} ({column}, last) VALUES (:key, 1)"  # noqa: S608 -- own names
            f" ON CONFLICT ({column}) DO UPDATE SET last = {table.__tablename__}.last + 1 RETURNING last"
        )
        return int(connection.execute(statement, {"key": key}).scalar_one())

    @contextmanager
    def _unlocked(self) -> Iterator[Connection]:
        """Open the engine's guard against writes that the journal does not see."""
        connection = self.session.connection()
        connection.info[JOURNALLING] = True
        try:
            yield connection
        finally:
            connection.info[JOURNALLING] = False

    @staticmethod
    def _refuse_journalled(table: type[Base]) -> None:
        if table.is_journalled:
            raise TypeError(f"{table.__tablename__} is journalled: nothing of it is deleted")

    def append_entries(self) -> None:
        """Chain the pending entries; called once, as the last step before the commit."""
        if not self._pending:
            return
        office = self.office_id
        n, last_at, previous = self.session.connection().execute(_HEAD, {"office": office}).one()
        at = max(self._now(), last_at)  # never back, even if the clock goes
        stamp = stamp_text(at)
        entries: list[Row] = []
        for kind, record, content in self._pending:
            n += 1
            digest = entry_hash(office, n, stamp, self.login, kind, record, content, previous)
            entries.append(
                {
                    "office_id": office, "n": n, "at": at, "who": self.login, "kind": kind,
                    "record": record, "content": content, "previous": previous, "hash": digest,
                }
            )  # fmt: skip
            previous = digest
        with self._unlocked() as connection:
            connection.execute(_insert(AuditEntry), entries)
            connection.execute(_NEW_HEAD, {"office": office, "new_n": n, "new_at": at, "new_hash": previous})
        self._pending.clear()


# Statements made once: to put one together takes longer than to run it.
_HEAD: Final = (
    select(AuditHead.n, AuditHead.at, AuditHead.hash)
    .where(AuditHead.office_id == bindparam("office"))
    .with_for_update()
)
_NEW_HEAD: Final = (
    update(AuditHead.__table__)  # type: ignore[arg-type]
    .where(AuditHead.__table__.c.office_id == bindparam("office"))
    .values(n=bindparam("new_n"), at=bindparam("new_at"), hash=bindparam("new_hash"))
)


@cache
def _insert(table: type[Base]) -> Insert:
    return insert(table.__table__)  # type: ignore[arg-type]


@cache
def _greatest_id(table: type[Base]) -> Select[Any]:
    return select(func.max(table.__table__.c.id))


@cache
def _count_further(table: type[Base], column: str) -> Any:
    columns = table.__table__.c
    grown = update(table.__table__).where(columns[column] == bindparam("key"))  # type: ignore[arg-type]
    return grown.values(last=columns.last + 1).returning(columns.last)


def _whole(table: type[Base], rows: Sequence[Row]) -> list[Row]:
    """Return ``rows``, each of which must give every column of ``table``."""
    names = frozenset(table.__table__.columns.keys())
    for row in rows:
        if row.keys() != names:
            raise TypeError(f"{table.__tablename__}: {names ^ row.keys()} missing or unknown")
    return list(rows)
