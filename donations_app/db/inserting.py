"""Whole rows into a table: a hundred thousand of them as fast as the driver takes them.

SQLAlchemy makes the statement and says how each type stands in it, once a table; its own ``execute`` would
ask both of every row anew, which takes as long as SQLite needs to insert it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from operator import itemgetter
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, Dialect, insert

from donations_app.db.columns import Alike, Columns, bound
from donations_app.db.lines import Row
from donations_app.db.tables import Base


class _Statement(Struct, frozen=True):
    """How rows go into one table of one kind of database."""

    sql: str
    many: str  # the same for rows by columns, of a server; empty: the driver of a file takes them one by one
    names: tuple[str, ...]  # of the columns, in the order of the statement
    forms: tuple[
        tuple[int, Callable[[Any], Any]], ...
    ]  # by place: of the types that the driver does not know

    def given(self, rows: Sequence[Row]) -> Iterator[Sequence[Any]]:
        """Yield the values of rows, which the driver knows."""
        columns: list[Iterable[Any]] = list(zip(*map(itemgetter(*self.names), rows), strict=True))
        for place, form in self.forms:
            columns[place] = map(form, columns[place])
        return zip(*columns, strict=True)

    def selecting(self, said: Mapping[int, str]) -> str:
        """Return the statement up to the table whose rows it takes; what it says itself by the place of the column."""
        taken = map("c{}".format, count())
        values = ", ".join(said.get(place) or next(taken) for place in range(len(self.names)))
        return f"{self.sql.partition(' VALUES ')[0]} SELECT {values}"

    def insert(self, connection: Connection, values: Iterable[Sequence[Any]], count: int) -> None:
        """Insert so many rows of values that the driver knows."""
        if not self.many:
            given = list(values)
            connection.exec_driver_sql(self.sql, given if count > 1 else given[0])
        elif count == 1:
            connection.exec_driver_sql(self.sql, dict(zip(self.names, *values, strict=True)))
        else:
            rows = iter(values)
            while some := list(islice(rows, _AT_ONCE)):
                columns = map(list, zip(*some, strict=True))
                connection.exec_driver_sql(self.many, dict(zip(self.names, columns, strict=True)))


_AT_ONCE: Final = 500  # rows in a statement of a server, which asks once a statement whose they may be
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_made: Final[dict[tuple[str, str], _Statement]] = {}  # by database and table


def insert_rows(connection: Connection, table: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows, at least one, each of which gives every column of ``table``.

    Raises:
        KeyError: a column is missing.
        DBAPIError: the database refuses a row.
    """
    statement = statement_for(connection, table)
    statement.insert(connection, statement.given(rows), len(rows))


def insert_columns(connection: Connection, rows: Columns) -> None:
    """Insert rows that are given by columns.

    Raises:
        DBAPIError: the database refuses a row.
    """
    statement, dialect = statement_for(connection, rows.table), connection.dialect
    if statement.many or rows.count == 1:
        statement.insert(connection, bound(rows, dialect), rows.count)
        return
    said = _said(rows, dialect)
    _insert_together(connection, statement, said, list(bound(rows, dialect, leaving=said.keys())))


def _insert_together(
    connection: Connection, statement: _Statement, said: Mapping[int, str], given: list[Sequence[Any]]
) -> None:
    """Let SQLite insert rows by one statement, from a table of its connection alone, in which they wait.

    Of each statement it keeps the pages as they were before it, to take it back alone: of a payment some ten.
    """
    width = len(given[0])
    names, holes = ", ".join(map("c{}".format, range(width))), ", ".join("?" * width)
    connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS waiting_{width} ({names})")
    connection.exec_driver_sql(f"INSERT INTO waiting_{width} VALUES ({holes})", given)  # noqa: S608 -- own names
    connection.exec_driver_sql(f"{statement.selecting(said)} FROM waiting_{width}")
    connection.exec_driver_sql(f"DELETE FROM waiting_{width}")  # noqa: S608 -- own names


def _said(rows: Columns, dialect: Dialect) -> dict[int, str]:
    """Return what a statement may say itself, by the place of the column: SQLite takes no value of each row then.

    Nothing that a person typed freely is said so.
    """
    found: dict[int, str] = {}
    for place, (column, values) in enumerate(zip(rows.table.__table__.columns, rows.columns, strict=True)):
        if isinstance(values, Alike):
            form = column.type.dialect_impl(dialect).bind_processor(dialect)
            value = values.value if form is None else form(values.value)
            if value is None:
                found[place] = "NULL"
            elif type(value) is int:
                found[place] = str(value)
            elif isinstance(value, str) and _PLAIN.fullmatch(value):
                found[place] = f"'{value}'"
    return found


def statement_for(connection: Connection, table: type[Base]) -> _Statement:
    """Return how rows go into a table of this database, made once."""
    place = connection.dialect.name, table.__tablename__
    return _made.get(place) or _made.setdefault(place, _statement(table, connection.dialect))


def _statement(table: type[Base], dialect: Dialect) -> _Statement:
    columns = list(table.__table__.columns)
    forms = (column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns)
    sql = str(insert(table.__table__).compile(dialect=dialect))  # type: ignore[arg-type]
    lists = ", ".join(f"%({column.name})s::{column.type.compile(dialect)}[]" for column in columns)
    many = f"{sql.partition(' VALUES ')[0]} SELECT * FROM unnest({lists})"  # noqa: S608 -- names of our own
    return _Statement(
        sql,
        "" if dialect.positional else many,
        tuple(column.name for column in columns),
        tuple((place, form) for place, form in enumerate(forms) if form is not None),
    )
