"""The audit trail: every write of every service goes through ``Write``, which journals it.

One mechanism for one form and for a hundred thousand imported lines: rows wait until something is read or
the transaction ends, go in together, and are sealed by one link of the chain of the origin that writes. A
write that tries to go round it is refused by the engine (see ``guard.refuse_stray_writes``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select, text, update
from sqlalchemy.orm import Session

from donations_app.db.acting import Writer
from donations_app.db.among import among
from donations_app.db.asking import Asking, T, ask, one_journey
from donations_app.db.columns import Columns, named
from donations_app.db.engine import WIDE
from donations_app.db.entries import MANY, Entries, Lines
from donations_app.db.field_tables import IN_FIELD_BOOK
from donations_app.db.guard import unlocked
from donations_app.db.lines import ADDED, COLUMNS, TAKEN, Row, columns_line, line
from donations_app.db.lines import ERASED as ERASED_SIGN
from donations_app.db.numbering import Numbers
from donations_app.db.plain import all_columns
from donations_app.db.queries.trail import TrailLink
from donations_app.db.records import Alikes, Noted, Record, alike, by_columns, changed, noted, whole
from donations_app.db.reserved_keys import ReservedKeys
from donations_app.db.sealing import Sealed, Unsealed, graft, seal_in_file, seal_on_server
from donations_app.db.tables import Base, Entry, Link, all_tables
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.db.waiting_rows import WaitingRows
from donations_app.domain.entry_kinds import AGREED, ERASED, ERASED_RECORD
from donations_app.domain.errors import ChangedMeanwhile, NotAllowed, NotInFieldBook
from donations_app.domain.keys import reference, references
from donations_app.domain.outside import Highest

_KIBIBYTES_AT_HAND: Final = 24 * 1024


class Write:
    """One transaction: reads through ``session``, writes journalled rows, and is saved whole or not at all."""

    def __init__(self, session: Session, author: Writer, now: Callable[[], datetime], today: date) -> None:
        self.author = author
        self.login = author.login
        self.office_id = author.office_id
        self.today = today
        self.tables: set[str] = set()  # written
        self.known_outside: Sequence[Highest] = ()  # numbers of receipts (``Books``)
        self.sealed: Sealed | None = None  # on a server, from then on that it is being sealed
        self._session = session
        self._now = now
        self._connection = session.connection()  # asked for once: it takes as long as a short statement
        self.is_server = self._connection.dialect.name == "postgresql"
        self._is_field_book = author.origin_kind == "field"
        self._keys = ReservedKeys(self._connection, author.origin_id)
        self._numbers = Numbers(self._connection)
        self._waiting = WaitingRows(self._connection, self._numbers)
        self._entries = Entries()
        self._erases = False
        self._link_id = 0  # of the link that will seal them, once it is reserved

    @property
    def link_id(self) -> int:
        """The key of the link that seals it; 0 while nothing was journalled."""
        return self._link_id

    @property
    def session(self) -> Session:
        """What to read with: it sees all that was added."""
        self._flush()
        return self._session

    def ask(self, asking: Asking[T]) -> T:
        """Return what an asking comes to, which sees all that was added."""
        self._flush()
        return ask(self._connection, asking)

    @property
    def now(self) -> datetime:
        """The clock of the books, in UTC."""
        return self._now()

    def takes_long(self) -> None:
        """Let a server wait: it ends a transaction that asks nothing for a minute, and a file may be long to judge.

        Nothing is locked meanwhile, since rows go in after it. A file of books keeps more of its pages at hand until
        the transaction ends: keys and references come in no order, and each page would be written many times.
        """
        if self.is_server:
            self._connection.execute(_PATIENCE)
        else:
            self._connection.info[WIDE] = True
            self._connection.exec_driver_sql(f"PRAGMA cache_size = -{_KIBIBYTES_AT_HAND}")

    def ids(self, table: type[Base], count: int = 1) -> list[int]:
        """Reserve ``count`` primary keys, so that rows can name each other before they are inserted."""
        return self._keys.take(table, count)

    def reserve(self, wanted: Mapping[type[Base], int]) -> None:
        """See to it that so many keys of several tables are free, with one question to the server at most.

        ``ids`` hands them out.
        """
        ask(self._connection, self._keys.reserving(wanted))

    def reserving(self, wanted: Mapping[type[Base], int]) -> Asking[None]:
        """Reserve as ``reserve`` does, beside other questions."""
        return self._keys.reserving(wanted)

    def reference(self, table: Any, key: int) -> str:
        """Return the reference that people will see of a key that was just reserved."""
        return reference(table.letter, self.author.origin_code, key)

    def references(self, table: Any, keys: Sequence[int]) -> list[str]:
        """Return the same of many keys."""
        return references(table.letter, self.author.origin_code, keys)

    def add(self, *records: Record) -> None:
        """Insert the rows of ``records`` and journal one entry for each, in their order.

        Every column must be given: what is journalled is the row as it stands.
        """
        if len(records) >= MANY:
            self._add_many(records)
            return
        for record in records:
            lines = [
                (ADDED, line(table, row)) for table, rows in record.rows.items() for row in whole(table, rows)
            ]
            for table, rows in record.rows.items():
                self.insert_derived(table, rows)
            self._entries.note(record.kind, record.name, lines)

    def _add_many(self, records: Sequence[Record]) -> None:
        if found := alike(records):
            self.add_alike(found)
        else:
            self._add_columns(*by_columns(records))

    def add_alike(self, records: Alikes) -> None:
        """Insert records that are alike, and journal one entry for each."""
        self._add_columns(records.blocks, [noted(records)])

    def _add_columns(self, blocks: Iterable[Columns], entries: Iterable[Noted]) -> None:
        for block in blocks:
            self.insert_derived_columns(block)
        for one in entries:
            self._entries.note_many(one.kind, one.names, one.contents, one.digests)

    def note_schema(self) -> None:
        """Journal the columns of each table, so that lines can be read when later versions have others."""
        tables = all_tables().tables
        lines = [(COLUMNS, columns_line(tables[name])) for name in sorted(tables)]
        self._entries.note("schema.made", f"schema:{SCHEMA_VERSION}", lines)

    def begin_erasing(self, erased: Sequence[str] = ()) -> None:
        """Say that this link erases something; the rules of the database ask for it before anything frozen changes.

        Args:
            erased: see ``erase_lines``; nothing where rows are to be changed first.
        """
        if erased or not self._erases:
            self._erases = True
            self._entries.note(ERASED, ERASED_RECORD, [(ERASED_SIGN, said) for said in erased])
            self.put_in()

    def erase_lines(self, erased: Sequence[str], contents: Sequence[Mapping[str, Any]]) -> None:
        """Put the digests of lines in their place, in entries that stand, and name them in an entry of this link.

        Args:
            erased: what stands in the place of each line (``lines.erased_line``).
            contents: ``of_link``, ``of_position`` and ``said``, the new content, of each entry.
        """
        self.begin_erasing(erased)
        with unlocked(self._connection) as connection:
            connection.execute(_NEW_CONTENT, list(contents))

    def put_in(self) -> None:
        """Insert what was added so far, with its entries: a large file need not wait in memory for its end."""
        self._place_entries()
        self._flush()

    def _place_entries(self) -> None:
        """Let new entries wait with the rows, each at its position in the link that will seal them."""
        if not self._entries.are_noted:
            return
        self._link_id = self._link_id or self.ids(Link)[0]
        for some in self._entries.placed(self._link_id):
            if isinstance(some, Columns):
                self._waiting.add_columns(some)
            else:
                self._waiting.add(Entry, some)

    def insert_derived(self, table: type[Base], rows: Sequence[Row]) -> None:
        """Insert rows without an entry: for tables that follow from others; ``add`` uses it for its own."""
        if rows:
            self._check_field(table.__tablename__)
            self._waiting.add(table, rows)
            self.tables.add(table.__tablename__)

    def insert_derived_columns(self, rows: Columns) -> None:
        """Insert rows by columns, as ``insert_derived`` does."""
        self._check_field(rows.table.__tablename__)
        self._waiting.add_columns(rows)
        self.tables.add(rows.table.__tablename__)

    def delete_derived(self, table: type[Base], *where: Any) -> None:
        """Delete rows of a table that follows from others."""
        if table.is_journalled:
            raise TypeError(f"{table.__tablename__} is journalled: nothing of it is deleted")
        self._flush()
        self.tables.add(table.__tablename__)
        with unlocked(self._connection) as connection:
            connection.execute(delete(table).where(*where))

    def change(
        self, table: type[Base], row_id: int, values: Row, *, kind: str, name: str, seen: int | None = None
    ) -> None:
        """Update one row and journal what it was and what it is.

        Args:
            table: one with a ``version`` column when ``seen`` is given.
            row_id: its primary key.
            values: the columns that change.
            kind: of the entry.
            name: of the record in the entry.
            seen: the version that the author had before his eyes.

        Raises:
            ChangedMeanwhile: the row has another version by now.
            NotAllowed: the row is another office's.
        """
        self._check_field(table.__tablename__)
        before = self.row(table, row_id)
        if before is None and self._is_of_others(table, row_id):
            raise NotAllowed(self.login, name)
        if before is None or (seen is not None and before["version"] != seen):
            raise ChangedMeanwhile(table.__tablename__, name)
        if seen is not None:
            values = {**values, "version": seen + 1}
        with unlocked(self._connection) as connection:
            connection.execute(update(table).where(table.__table__.c.id == row_id).values(values))
        self.tables.add(table.__tablename__)
        after = self.row(table, row_id) or {}
        self._entries.note(kind, name, [(TAKEN, line(table, before)), (ADDED, line(table, after))])

    def change_many(
        self, before: Columns, values: Mapping[str, Sequence[Any]], *, kind: str, names: Sequence[str]
    ) -> None:
        """Update the same columns of many rows, and journal each as ``change`` does.

        Args:
            before: the rows, as ``locked`` returns them, of a table of which nobody changes what another had before
                his eyes.
            values: of each row, by column that changes; those that get the same are changed together.
            kind: of the entries.
            names: of the records.
        """
        table = before.table
        self._check_field(table.__tablename__)
        alike: dict[tuple[Any, ...], list[int]] = {}
        for key, new in zip(before.column("id"), zip(*values.values(), strict=True), strict=True):
            alike.setdefault(new, []).append(key)
        with unlocked(self._connection) as connection:
            for new, keys in alike.items():
                said = update(table).values(dict(zip(values, new, strict=True)))
                connection.execute(said.where(among(table.__table__.c.id, keys)))
        self.tables.add(table.__tablename__)
        self._entries.note_many(kind, names, *changed(before, before.but(values)))

    def locked(self, table: type[Base], keys: Sequence[int]) -> Columns | None:
        """Return some rows as they stand, in the order of their keys, locked until the end; ``None``: there are none.

        Args:
            table: of the rows.
            keys: of them; what a login may not change is left out.
        """
        row = table.__table__.c
        query = select(table.__table__).where(among(row.id, keys)).order_by(row.id).with_for_update()
        columns = all_columns(self.session, query)
        count = len(columns[0])
        return named(table, count, dict(zip(row.keys(), columns, strict=True))) if count else None

    def _check_field(self, table: str) -> None:
        """Refuse in a field book what is written at home alone.

        Raises:
            NotInFieldBook: it is.
        """
        if self._is_field_book and table not in IN_FIELD_BOOK:
            raise NotInFieldBook(table)

    def row(self, table: type[Base], row_id: int) -> Row | None:
        """Return a row as it stands, locked until the end, or ``None``."""
        query = select(table.__table__).where(table.__table__.c.id == row_id).with_for_update()
        found = self.session.execute(query).mappings().first()
        return dict(found) if found else None

    def _is_of_others(self, table: type[Base], row_id: int) -> bool:
        """Tell whether a row is there that a server lets the login read and not lock."""
        return (
            self.session.scalar(select(table.__table__.c.id).where(table.__table__.c.id == row_id))
            is not None
        )

    def follow(self, table: type[Base], row: Row) -> None:
        """Bring a row to what the entries of another origin, which are grafted, say of it."""
        stands = self.row(table, row["id"]) or {}
        # of a row that is frozen in parts only what differs may be named
        values = {name: value for name, value in row.items() if stands.get(name) != value}
        self.tables.add(table.__tablename__)
        if values:
            with unlocked(self._connection) as connection:
                connection.execute(update(table).where(table.__table__.c.id == row["id"]).values(values))

    def agree(
        self, table: type[Base], *, mine: str, theirs: str, common: str, agreed: Row, name: str
    ) -> None:
        """Bring a row that two origins changed to what both agree on; the sum of all lines stays exact."""
        self.follow(table, agreed)
        lines = [(TAKEN, mine), (TAKEN, theirs), (ADDED, common), (ADDED, line(table, agreed))]
        self._entries.note(table.__tablename__ + AGREED, name, lines)

    def tell(self, kind: str, name: str, lines: Lines) -> None:
        """Journal lines whose rows others' links tell, or do not: so that the sum of all lines is what stands."""
        self._entries.note(kind, name, lines)

    def graft(self, link: TrailLink) -> None:
        """Add a link of another origin as it was sealed there, with its entries; its rows are written apart."""
        self._flush()
        with unlocked(self._connection) as connection:
            graft(connection, link)

    def take_number(self, series: str) -> int:
        """Count a series one further and return the number: unbroken, whoever else dies.

        The series stays locked until the transaction ends, so this comes as late as it can.
        """
        self._check_field("tax_receipt")
        self._flush()
        with unlocked(self._connection):
            return self._numbers.take(series)

    def next_number(self, series: str) -> int:
        """Return the number that the next receipt of a series bears, which must be the next to be added.

        A server counts it here, as ``take_number``; in a file it is counted as the receipt goes in.
        """
        return self.take_number(series) if self.is_server else self._numbers.next(series)

    def _flush(self) -> None:
        """Insert the rows that wait, those first that others name."""
        if not self._waiting:
            return
        with unlocked(self._connection) as connection, self._together(connection):
            self._waiting.insert()

    def _together(self, connection: Connection) -> AbstractContextManager[None]:
        return one_journey(connection) if self.is_server else nullcontext()

    def seal(self, *, saves: bool = False) -> None:
        """Seal the entries with one link; called once, as the last step before the commit.

        Args:
            saves: on a server, commit in the same journey: until then nobody else seals for the same origin.
        """
        self._place_entries()
        if not self._entries:
            self._flush()
            return
        link = Unsealed(
            self._link_id, self.author.origin_id, self.today, self.now, self.author.login, len(self._entries),
            self._entries.digest,
        )  # fmt: skip
        if not self.is_server:
            self._flush()
            with unlocked(self._connection) as connection:
                seal_in_file(connection, link)
            return
        self.sealed = Sealed(self._keys.transaction, link.id, link.digest)
        with unlocked(self._connection) as connection, self._together(connection):
            self._waiting.insert()
            seal_on_server(connection, link, saves=saves)


# Statements made once: to put one together takes longer than to run it.
_NEW_CONTENT: Final = (
    update(Entry.__table__)  # type: ignore[arg-type]
    .where(
        Entry.__table__.c.link_id == bindparam("of_link"),
        Entry.__table__.c.position == bindparam("of_position"),
    )
    .values(content=bindparam("said"))
)
_PATIENCE: Final = text("SET LOCAL idle_in_transaction_session_timeout = '1h'")
