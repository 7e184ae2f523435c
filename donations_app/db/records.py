"""What is recorded: the rows of one thing, or of many that are alike by columns, and what an entry says of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby

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


class Noted(Struct, frozen=True):
    """What entries of one kind say of records: their contents, and the signs and digests of their lines."""

    kind: str
    names: Sequence[str]
    contents: Sequence[str]
    digests: Sequence[Sequence[bytes]]


def noted(records: Alikes) -> Noted:
    """Return the entries of records that are alike."""
    said = [said_of(block) for block in records.blocks]
    contents = list(map("\n".join, zip(*(contents for contents, _ in said), strict=True)))
    digests = list(zip(*(digests for _, digests in said), strict=True))
    return Noted(records.kind, records.names, contents, digests)


def by_columns(records: Sequence[Record]) -> tuple[list[Columns], list[Noted]]:
    """Return the rows of records, table by table, and the entries of the records, in their order."""
    rows: dict[type[Base], list[Row]] = {}
    for record in records:
        for table, some in record.rows.items():
            rows.setdefault(table, []).extend(whole(table, some))
    blocks = {table: columns_of(table, some) for table, some in rows.items() if some}
    said = {table: zip(*said_of(block), strict=True) for table, block in blocks.items()}
    lines = [[next(said[table]) for table, some in record.rows.items() for _ in some] for record in records]
    entries = []
    for kind, pairs in groupby(zip(records, lines, strict=True), lambda pair: pair[0].kind):
        some_records, some_lines = zip(*pairs, strict=True)
        entries.append(
            Noted(
                kind,
                [record.name for record in some_records],
                ["\n".join([content for content, _ in one]) for one in some_lines],
                [[digest for _, digest in one] for one in some_lines],
            )
        )
    return list(blocks.values()), entries


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
