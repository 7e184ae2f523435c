"""A row as one line of text, the same from the program and from both databases: what the audit trail holds.

A line is a sign, the table and the row as compact JSON, an array in the order of the columns:
``+payment [68719476737,1,"2025-03-01",null]``. ``+`` is a row that an entry adds, ``-`` one that it takes
away; a line with ``*`` names the columns of a table from there on. An entry with ``#`` is its digest alone: at
home that is what a field book began with, whose rows stand there already. Cents and stamps (microseconds) are
integers, flags 0 and 1, days ISO text, keys and digests hexadecimal text; bytes and packed texts stand as
``"sha256:..."``.

A line that was erased stands as its digest, with the key of its row: ``+party #9f2c... 68719476737``. One with
``!`` names such a one, in the entry that erased it (``db.erasing``).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, Text

from donations_app.db.tables import Base, all_tables
from donations_app.db.types import Day, Digest, Flag, Key, Packed, microseconds, unpacked
from donations_app.domain.money import Money

ADDED: Final = "+"
TAKEN: Final = "-"
COLUMNS: Final = "*"
# What the columns that later migrations add hold in rows that stood before, by table, in the order of the columns:
# they are added at the end of a table, so that the number of its values tells of which version a line is. None yet.
GIVEN: Final[dict[str, tuple[Any, ...]]] = {}
ERASED: Final = "!"
_ERASED_LINE: Final = re.compile(r"[a-z_]+ #[0-9a-f]{64} [0-9]+")
DIGEST: Final = "#"  # stands for a whole entry: what it says is told elsewhere
Row = Mapping[str, Any]  # of one of ``db.rows``, or a part of one


def _plain(value: Any) -> Any:
    """Return a value that JSON has no form for as it stands in a line."""
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes):
        return by_digest(value)
    raise TypeError(f"no form in a line for {type(value)}")


_encode: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain, check_circular=False
).encode  # a row is flat


def by_digest(value: str | bytes) -> str:
    """Return what stands for bytes, or for a long text, in a line."""
    return f"sha256:{sha256(value.encode() if isinstance(value, str) else value).hexdigest()}"


def line(table: type[Base], row: Row) -> str:
    """Return the line of a row, without its sign.

    Raises:
        KeyError: a column is missing.
    """
    values_of_row, flags, long = _columns(table)
    values = list(values_of_row(row))
    for place in flags:
        if values[place] is not None:
            values[place] = int(values[place])
    for place in long:
        values[place] = by_digest(values[place])
    return f"{table.__tablename__} {_encode(values)}"


@cache
def cell_of(column: Column[Any]) -> Callable[[Any], str]:
    """Return what makes a value of a column as it stands in a line."""
    if isinstance(column.type, Flag):
        return lambda value: _encode(value if value is None else int(value))
    if isinstance(column.type, Packed):
        return lambda value: _encode(by_digest(value))
    if isinstance(column.type, Key):
        return lambda value: _encode(value.hex() if isinstance(value, bytes) else value)
    return _encode


def columns_line(table: Table) -> str:
    """Return the line that names the columns of a table."""
    return f"{table.name} {_encode([column.name for column in table.columns])}"


@cache
def _columns(table: type[Base]) -> tuple[Callable[[Row], tuple[Any, ...]], tuple[int, ...], tuple[int, ...]]:
    """Return what gives the values in the order of the columns, the places of the flags, of the texts by digest."""
    columns = list(table.__table__.columns)
    flags = tuple(place for place, one in enumerate(columns) if isinstance(one.type, Flag))
    long = tuple(place for place, one in enumerate(columns) if isinstance(one.type, Packed))
    return itemgetter(*(one.name for one in columns)), flags, long


def signed_lines(content: str) -> Iterator[tuple[str, str]]:
    """Yield sign and line of each row of an entry."""
    if content and not content.startswith(DIGEST):
        for signed in content.split("\n"):
            yield signed[0], signed[1:]


def with_values(found: str, columns: Sequence[str], others: Mapping[str, Any]) -> str:
    """Return a line with other values in some columns.

    Args:
        found: the line.
        columns: of its table, in their order.
        others: by column, as they stand in lines.
    """
    table, values = values_of(found)
    return (
        f"{table} {_encode([others.get(name, value) for name, value in zip(columns, values, strict=True)])}"
    )


def erased_line(said: str) -> str:
    """Return what stands in the place of a line that is erased: its table, its digest, the key of its row."""
    table, values = values_of(said)
    return f"{table} #{sha256(said.encode()).hexdigest()} {values[0]}"


def is_erased(said: str) -> bool:
    """Tell whether a line was erased: its digest stands in its place."""
    return _ERASED_LINE.fullmatch(said) is not None


def digest_of(sign: str, said: str) -> bytes:
    """Return the SHA-256 of a line, also of one in whose place it stands; that which names one is a line itself."""
    if sign != ERASED and is_erased(said):
        return bytes.fromhex(said.partition("#")[2][:64])
    return sha256(said.encode()).digest()


def values_of(found: str) -> tuple[str, list[Any]]:
    """Return the table of a line and its values, as many as the table has columns now; of an erased one the key alone.

    Raises:
        ValueError: it is no line.
    """
    table, _, values = found.partition(" ")
    if is_erased(found):
        return table, [int(values.rpartition(" ")[2])]
    read = json.loads(values)
    if not isinstance(read, list):
        raise ValueError(found[:80])  # noqa: TRY004 -- a damaged line is a value, not a type
    return table, [*read, *_given(table, len(read))]


def _given(table: str, count: int) -> tuple[Any, ...]:
    """Return what a line of so many values, of an earlier version, has in the columns added since."""
    given = GIVEN.get(table, ())
    missing = len(all_tables().tables[table].columns) - count if given else 0
    return given[max(len(given) - missing, 0) :] if missing > 0 else ()


def in_present_shape(found: bytes) -> bytes:
    """Return a line as it would be written now; one that is damaged or erased as it is."""
    if not GIVEN:
        return found
    try:
        name = found.partition(b" ")[0].decode()
        if name not in GIVEN or is_erased(found.decode()):
            return found
        table, values = values_of(found.decode())
    except ValueError:
        return found
    return f"{table} {_encode(values)}".encode()


def line_sql(table: Table, dialect: str) -> str:
    """Return the SQL that makes the line of each row of a table; a connection of SQLite needs ``add_functions``."""
    write = _on_sqlite if dialect == "sqlite" else _on_postgresql
    cells = " || ',' || ".join(write(column) for column in table.columns)
    return f"'{table.name} [' || {cells} || ']'"


def add_functions(connection: Any) -> None:
    """Give a connection of SQLite the functions that ``line_sql`` needs."""
    connection.create_function("bytes_digest", 1, _digest_of_bytes, deterministic=True)
    connection.create_function("packed_digest", 1, _digest_of_packed, deterministic=True)


def _digest_of_bytes(value: bytes | None) -> str | None:
    return None if value is None else by_digest(value)


def _digest_of_packed(value: bytes | None) -> str | None:
    """Return the digest of a packed text, or what is wrong with it, which is no digest."""
    if value is None:
        return None
    try:
        return by_digest(unpacked(value))
    except ValueError as error:
        return str(error)


def _on_sqlite(column: Column[Any]) -> str:
    name = f'"{column.name}"'
    if isinstance(column.type, (Key, Digest)):
        return (
            f"json_quote(lower(hex({name})))"
            if not column.nullable
            else (f"CASE WHEN {name} IS NULL THEN 'null' ELSE json_quote(lower(hex({name}))) END")
        )
    if isinstance(column.type, Packed):
        return f"json_quote(packed_digest({name}))"
    if isinstance(column.type, LargeBinary):
        return f"json_quote(bytes_digest({name}))"
    return f"json_quote({name})"


def _on_postgresql(column: Column[Any]) -> str:
    name = f'"{column.name}"'
    if isinstance(column.type, Flag):
        cell = f"{name}::int::text"
    elif isinstance(column.type, Day):
        cell = f"'\"' || to_char({name}, 'YYYY-MM-DD') || '\"'"
    elif isinstance(column.type, Key):
        cell = f"'\"' || replace({name}::text, '-', '') || '\"'"
    elif isinstance(column.type, Digest):
        cell = f"'\"' || encode({name}, 'hex') || '\"'"
    elif isinstance(column.type, LargeBinary):
        cell = f"'\"sha256:' || encode(sha256({name}), 'hex') || '\"'"
    elif isinstance(column.type, Packed):
        cell = f"'\"sha256:' || encode(sha256(convert_to({name}, 'UTF8')), 'hex') || '\"'"
    elif isinstance(column.type, Text):
        cell = f"to_json({name})::text"
    else:
        cell = f"{name}::text"
    return f"coalesce({cell}, 'null')"
