"""What is recorded: the rows of one thing, or of many that are alike by columns, and what an entry says of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256

from msgspec import Struct

from donations_app.db.columns import Columns, columns_of, lines_of
from donations_app.db.lines import ADDED, TAKEN, Row, digest_of
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


def said_of(block: Columns) -> tuple[list[str], list[bytes]]:
    """Return what an entry says of each row that it adds, and the sign and the digest of its line."""
    lines = lines_of(block)
    digests = [b"+" + sha256(said.encode()).digest() for said in lines]
    return ["+" + said for said in lines], digests


def changed(
    table: type[Base], before: Sequence[Row], after: Sequence[Row]
) -> tuple[list[str], list[list[bytes]]]:
    """Return what the entry of each row says that changed, and the signs and digests of its two lines."""
    taken, added = (lines_of(columns_of(table, rows)) for rows in (before, after))
    contents = [f"{TAKEN}{old}\n{ADDED}{new}" for old, new in zip(taken, added, strict=True)]
    digests = [
        [TAKEN.encode() + digest_of(TAKEN, old), ADDED.encode() + digest_of(ADDED, new)]
        for old, new in zip(taken, added, strict=True)
    ]
    return contents, digests


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
