"""Primary keys of rows that are about to be written, reserved before they are inserted."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, select, text

from donations_app.db.asking import Asking, ask
from donations_app.db.tables import Base
from donations_app.db.types import WHOLE
from donations_app.domain.keys import key_of

_TAKEN: Final = text(
    "SELECT kind, key, CAST(pg_current_xact_id() AS text) FROM take_keys(:origin, :kinds, :wanted)"
)


class ReservedKeys:
    """The keys of one transaction: a server counts them for all, a file is ours until the end."""

    def __init__(self, connection: Connection, origin: int) -> None:
        """Reserve nothing yet.

        Args:
            connection: of the transaction.
            origin: under which its rows are written.
        """
        self.transaction = ""  # what a server calls it, once keys were reserved
        self._connection, self._origin = connection, origin
        self._is_server = connection.dialect.name == "postgresql"
        self._free: defaultdict[str, deque[int]] = defaultdict(deque)
        self._next: dict[str, int] = {}  # in a file: numbers within the origin

    def take(self, table: type[Base], count: int) -> list[int]:
        """Return keys of a table, reserved if they are not yet."""
        if not self._is_server:
            return self._next_of_file(table, count)
        free = self._free[table.__tablename__]
        if len(free) < count:
            ask(self._connection, self.reserving({table: count}))
        return [free.popleft() for _ in range(count)]

    def reserving(self, wanted: Mapping[type[Base], int]) -> Asking[None]:
        """See to it that so many keys of several tables are free, with one question at most."""
        lacking = {table: count - len(self._free[table.__tablename__]) for table, count in wanted.items()}
        counts = {table: count for table, count in lacking.items() if count > 0}
        if not counts:
            return
        if self._is_server:
            kinds = [table.__tablename__ for table in counts]
            asked = {"origin": self._origin, "kinds": kinds, "wanted": list(counts.values())}
            (taken,) = yield [(_TAKEN, asked)]
            for name, key, transaction in taken:
                self._free[name].append(key)
                self.transaction = transaction
            return
        yield from self._finding_last([table for table in counts if table.__tablename__ not in self._next])

    def _next_of_file(self, table: type[Base], count: int) -> list[int]:
        """Return the next keys: a file is ours until the end."""
        if not count:
            return []
        ask(self._connection, self._finding_last([] if table.__tablename__ in self._next else [table]))
        first = self._next[table.__tablename__]
        self._next[table.__tablename__] = first + count
        keys = key_of(self._origin, first), key_of(self._origin, first + count - 1)
        return list(range(keys[0], keys[1] + 1))

    def _finding_last(self, tables: Sequence[type[Base]]) -> Asking[None]:
        """Find the numbers from which the origin goes on in tables of a file, in one question."""
        if not tables:
            return
        first, last = key_of(self._origin, 1), key_of(self._origin + 1, 1)
        asked = {"first": first, "last": last}
        ((found,),) = yield [(_greatest_ids(tuple(tables)), asked)]
        for table, key in zip(tables, found, strict=True):
            self._next[table.__tablename__] = key - first + 2 if key else 1


@cache
def _greatest_ids(tables: tuple[type[Base], ...]) -> Select[Any]:
    keys = (table.__table__.c.id for table in tables)
    first, last = bindparam("first", type_=WHOLE), bindparam("last", type_=WHOLE)
    return select(*(select(func.max(key)).where(key >= first, key < last).scalar_subquery() for key in keys))
