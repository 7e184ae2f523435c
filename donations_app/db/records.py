"""What is recorded: the rows of one thing, or of many that are alike by columns, and what an entry says of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256

from msgspec import Struct

from donations_app.db.columns import Columns, columns_of, lines_of
from donations_app.db.lines import ADDED, TAKEN, Row
from donations_app.db.tables import Base

Rows = Mapping[type[Base], Sequence[Row]]


class Record(Struct, frozen=True):
    """One thing recorded: its kind of change, what names it, and its rows by table."""

    kind: str  # such as "payment.recorded"
    name: str  # such as "payment:V-MRS-000042"
    rows: Rows


class Alikes(Struct, frozen=True):
    """Records of one kind that have one row of each table, as ``Record`` has, by columns."""

    kind: str
    names: Sequence[str]
    blocks: Sequence[Columns]  # a row for each record, in the same order


def alike(records: Sequence[Record]) -> Alikes | None:
    """Return records, of which many are alike mostly, by columns; ``None`` where one has other rows than the first."""
    first = records[0]
    shape = [(table, len(some)) for table, some in first.rows.items()]
    tables = [table for table, count in shape if count]
    if any(count > 1 for _, count in shape):
        return None
    for one in records:
        if one.kind != first.kind or [(table, len(some)) for table, some in one.rows.items()] != shape:
            return None
    blocks = [columns_of(table, whole(table, [one.rows[table][0] for one in records])) for table in tables]
    return Alikes(first.kind, [one.name for one in records], blocks)


def said_of(block: Columns, sign: str = ADDED) -> tuple[list[str], list[bytes]]:
    """Return what an entry says of each row that it adds or takes away, and the sign and the digest of its line."""
    lines, mark = lines_of(block), sign.encode()
    digests = [mark + sha256(said.encode()).digest() for said in lines]
    return [sign + said for said in lines], digests


def changed(before: Columns, after: Columns) -> tuple[list[str], list[tuple[bytes, bytes]]]:
    """Return what the entry of each row says that changed, and the signs and digests of its two lines."""
    (taken, old), (added, new) = said_of(before, TAKEN), said_of(after)
    contents = list(map("\n".join, zip(taken, added, strict=True)))
    return contents, list(zip(old, new, strict=True))


def whole(table: type[Base], rows: Sequence[Row]) -> Sequence[Row]:
    """Return ``rows``, each of which must give every column of ``table``."""
    names = _names(table)
    for row in rows:
        if row.keys() != names:
            raise TypeError(f"{table.__tablename__}: {names ^ row.keys()} missing or unknown")
    return rows


@cache
def _names(table: type[Base]) -> frozenset[str]:
    return frozenset(table.__table__.columns.keys())
