"""Numbers of receipts: taken one by one, or in a file given in a row, and counted each with the row that bears it.

A file is its writer's until the transaction ends, so the counter is read once and what it would say next is known.
It is led on as the rows go in, a step before each, and the books refuse a row that is not its counter's (``triggers``):
a number that was given and never borne is never counted.
"""

import sqlite3
from typing import Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from donations_app.db import tables
from donations_app.db.columns import Columns, bound
from donations_app.db.inserting import statement_for

_COUNTER: Final = "receipt_counter"
COUNT_FURTHER: Final = (
    f"INSERT INTO {_COUNTER} (series, last) VALUES (?, 1)"  # noqa: S608 -- own names
    " ON CONFLICT (series) DO UPDATE SET last = last + 1"
)
_TAKE: Final = {  # by engine: count a series one further, and tell the number
    "postgresql": text("SELECT take_number(:series)"),
    "sqlite": text(f"{COUNT_FURTHER.replace('?', ':series')} RETURNING last"),
}
_LAST: Final = text(f"SELECT last FROM {_COUNTER} WHERE series = :series")  # noqa: S608 -- own names


class Numbers:
    """The numbers that one transaction gives before they are counted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[str, int] = {}  # given or counted, by series
        self._open = 0  # given, and not yet counted

    def next(self, series: str) -> int:
        """Return the next number of a series; its row is the next one of the series to be inserted."""
        if series not in self._last:
            self._last[series] = self._connection.scalar(_LAST, {"series": series}) or 0
        self._last[series] += 1
        self._open += 1
        return self._last[series]

    def take(self, series: str) -> int:
        """Count a series one further and return the number; what was given and not borne is given no more."""
        self._last.clear()
        take = _TAKE[self._connection.dialect.name]
        return int(self._connection.execute(take, {"series": series}).scalar_one())

    @property
    def are_open(self) -> bool:
        """Whether rows must be counted as they are inserted."""
        return self._open > 0

    def insert(self, rows: Columns) -> None:
        """Insert receipts, in the order of their numbers, each with its step of the counter.

        SQLAlchemy makes the statement; it is not asked for each, which takes longer than the engine.

        Raises:
            DBAPIError: the database refuses a row.
        """
        connection = self._connection
        statement = statement_for(connection, tables.TaxReceipt).sql
        cursor: Any = connection.connection.cursor()
        try:
            for series, row in zip(rows.column("series"), bound(rows, connection.dialect), strict=True):
                cursor.execute(COUNT_FURTHER, (series,))
                cursor.execute(statement, row)
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                statement, None, error, sqlite3.Error, dialect=connection.dialect
            ) from error
        finally:
            cursor.close()
        self._open -= rows.count
