"""Every row against the audit trail: a table is, in whatever order, the rows added to it less those taken away.

Each run draws a secret key. Each line goes through keyed BLAKE2b and is added, or taken away, modulo 2**128:
one sum a table from the trail, one from the table itself. Nobody can prepare rows that cancel out under a key
drawn later (a multiset hash: Clarke and others, "Incremental Multiset Hash Functions", Asiacrypt 2003). Where
sums differ, a second pass finds the blocks of keys that differ, a third the rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2b, sha256
from secrets import token_bytes
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from donations_app.db.lines import in_present_shape, values_of
from donations_app.db.streams import filled, raw_entries, raw_lines
from donations_app.db.tables import mapped_classes
from donations_app.db.types import instant
from donations_app.domain.faults import Fault
from donations_app.domain.keys import origin_of

_MODULO: Final = (1 << 128) - 1
_BLOCK: Final = 12  # bits of the keys that share a sum in the second pass: 4 096 keys
_MOST: Final = 64  # blocks looked into; of the others only the number is told
_SHOWN: Final = 300  # characters of what differs


class Sums:
    """One sum a name of the keyed digests of lines; their order does not matter."""

    def __init__(self, key: bytes = b"") -> None:
        self._key = key or token_bytes(32)
        self._sums: defaultdict[Any, int] = defaultdict(int)

    def add(self, name: Any, digest: bytes, *, taken: bool = False) -> None:
        """Add the digest of a line, or take it away."""
        made = int.from_bytes(blake2b(digest, key=self._key, digest_size=16).digest(), "little")
        self._sums[name] = (self._sums[name] - made if taken else self._sums[name] + made) & _MODULO

    def differing(self) -> list[Any]:
        """Return the names whose sum is not that of nothing."""
        return [name for name, total in self._sums.items() if total]


def journalled_tables() -> list[Table]:
    """Return the tables whose rows stand in the trail."""
    return [
        one.__table__
        for one in mapped_classes().values()
        if one.is_journalled and isinstance(one.__table__, Table)
    ]


def row_faults(session: Session, origins: Mapping[int, str], sums: Sums) -> Iterator[Fault]:
    """Take every row of every journalled table from the sums of the trail; name what is left.

    Args:
        session: the view in which the trail was read.
        origins: codes by number.
        sums: what the entries of the trail add up to.
    """
    tables = {table.name: table for table in journalled_tables()}
    for table in filled(session, tables.values()):
        for said in raw_lines(session, table):
            sums.add(table.name.encode(), sha256(said).digest(), taken=True)
    for named in sums.differing():
        name = named.decode("utf-8", "replace")
        if name in tables:
            yield from _table_faults(session, tables[name], origins)
        else:
            yield Fault("row_missing", f"{name}:?")


def _table_faults(session: Session, table: Table, origins: Mapping[int, str]) -> Iterator[Fault]:
    """Find the rows of one table that differ: first their blocks of keys, then they."""
    sums, prefix = Sums(), f"{table.name} [".encode()
    for sign, said, _ in _lines_of(session, prefix):
        sums.add(_block(said, prefix), said, taken=sign == b"-")
    for said in raw_lines(session, table):
        sums.add(_block(said, prefix), said, taken=True)
    blocks = sums.differing()
    some = set(blocks[:_MOST])
    written: dict[bytes, tuple[int, bytes]] = {}  # link and record of the last entry about each line
    counts: Counter[bytes] = Counter()
    for sign, said, entry in _lines_of(session, prefix):
        if _block(said, prefix) in some:
            counts[said] += -1 if sign == b"-" else 1
            written[said] = entry
    stands = Counter(said for said in raw_lines(session, table) if _block(said, prefix) in some)
    wanted = {_key(said, prefix): said for said in counts if counts[said] > stands[said]}
    found = {_key(said, prefix): said for said in stands if stands[said] > counts[said]}
    for key in sorted({*wanted, *found}):
        link_id, record = written[wanted[key]] if key in wanted else (0, b"")
        at = session.scalar(text("SELECT at FROM link WHERE id = :id"), {"id": link_id})
        last = _Last(record.decode("utf-8", "replace"), day_of(at))
        yield _row_fault(table, key, wanted.get(key), found.get(key), last, origins)
    if len(blocks) > _MOST:
        yield Fault("row_changed", f"{table.name}:…", found=f"{len(blocks) - _MOST} × {1 << _BLOCK}")


class _Last(Struct, frozen=True):
    """What last wrote a row."""

    record: str
    on: date | None


def _lines_of(session: Session, prefix: bytes) -> Iterator[tuple[bytes, bytes, tuple[int, bytes]]]:
    """Yield sign, line, and link and record of every line of a table in the trail."""
    for link_id, _, record, content in raw_entries(session):
        for signed in content.split(b"\n"):
            if signed.startswith(prefix, 1) and signed[:1] != b"*":
                yield signed[:1], in_present_shape(signed[1:]), (link_id, record)


def _key(said: bytes, prefix: bytes) -> bytes:
    return said[len(prefix) : said.find(b",")]


def _block(said: bytes, prefix: bytes) -> int | bytes:
    key = _key(said, prefix)
    return int(key) >> _BLOCK if key.isdigit() else key


def _row_fault(
    table: Table,
    key: bytes,
    wanted: bytes | None,
    found: bytes | None,
    last: _Last,
    origins: Mapping[int, str],
) -> Fault:
    code = origins.get(origin_of(int(key)), "") if key.isdigit() else ""
    named = f"{table.name}:{key.decode('utf-8', 'replace')}"
    if wanted is None:
        return Fault("row_unknown", named, code)
    named = f"{named} {last.record}"
    if found is None:
        return Fault("row_missing", named, code, last.on)
    stood, stands = _values(table, wanted), _values(table, found)
    differ = [name for name in stands if stands[name] != stood.get(name)]
    return Fault(
        "row_changed",
        named,
        code,
        last.on,
        ", ".join(f"{name}={stands[name]!r}" for name in differ)[:_SHOWN],
        ", ".join(f"{name}={stood.get(name)!r}" for name in differ)[:_SHOWN],
    )


def _values(table: Table, said: bytes) -> dict[str, Any]:
    """Return the values of a line by column; a damaged one as it lies."""
    try:
        _, values = values_of(said.decode("utf-8", "replace"))
    except ValueError:
        values = [said.decode("utf-8", "replace")]
    return {column.name: value for column, value in zip(table.columns, values, strict=False)}


def day_of(at: Any) -> date | None:
    """Return the day of a stamp as it lies in the database; ``None`` when it is none."""
    try:
        return instant(at).date()
    except (OverflowError, TypeError):
        return None
