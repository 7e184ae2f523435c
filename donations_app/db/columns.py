"""Rows of one table by columns, thousands at a time: what a column holds is asked once for all of them.

A line of the audit trail that is made by itself costs as much as its row in SQLite. What is made here is what
``db.lines`` makes of each row, and what each type gives the driver.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import BigInteger, Text

from donations_app.db.chain import is_plain
from donations_app.db.lines import Row, cell_of
from donations_app.db.tables import Base
from donations_app.db.types import Cents, Day, Digest, Flag, Key

Values = Sequence[Any]


class Alike(Struct, frozen=True):
    """The value that all rows have in a column."""

    value: Any


class Columns(Struct, frozen=True):
    """Rows of a table, one at least: their columns, in the order of the table."""

    table: type[Base]
    count: int
    columns: Sequence[Values | Alike]

    def column(self, name: str) -> Values:
        """Return the value of each row in a column."""
        found = self.columns[self.table.__table__.columns.keys().index(name)]
        return (found.value,) * self.count if isinstance(found, Alike) else found

    def but(self, values: Mapping[str, Values]) -> "Columns":
        """Return the rows with other values in some columns."""
        names = self.table.__table__.columns.keys()
        return named(self.table, self.count, dict(zip(names, self.columns, strict=True)) | dict(values))


def columns_of(table: type[Base], rows: Sequence[Row]) -> Columns:
    """Return rows, one at least, by columns.

    Raises:
        KeyError: a column is missing.
    """
    found = zip(*map(_values(table), rows), strict=True)
    return Columns(table, len(rows), list(map(_seen, found)))


def _seen(column: Values) -> Values | Alike:
    """Return a column, or what all of it is; zero and no are one here, as they are in a line."""
    first = column[0]
    return Alike(first) if column.count(first) == len(column) else column


def named(table: type[Base], count: int, columns: Mapping[str, Values | Alike]) -> Columns:
    """Return rows of a table whose columns are given by name.

    Raises:
        KeyError: a column is missing.
        TypeError: one is unknown.
    """
    names = table.__table__.columns.keys()
    if columns.keys() - names:
        raise TypeError(f"{table.__tablename__}: {columns.keys() - names} unknown")
    found = (columns[name] for name in names)
    return Columns(table, count, [one if isinstance(one, Alike) else _seen(one) for one in found])


@cache
def _values(table: type[Base]) -> Callable[[Row], tuple[Any, ...]]:
    return itemgetter(*table.__table__.columns.keys())


def lines_of(rows: Columns) -> Sequence[str]:
    """Return the line of each row, without its sign."""
    marks: list[str] = []
    told: list[Values] = []
    for column, values in zip(rows.table.__table__.columns, rows.columns, strict=True):
        if isinstance(values, Alike):
            marks.append(cell_of(column)(values.value).replace("%", "%%"))
            continue
        mark, cells = _told(column, values)
        marks.append(mark)
        told.append(cells)
    form = f"{rows.table.__tablename__} [{','.join(marks)}]"
    return [form % cells for cells in zip(*told, strict=True)] if told else [form % ()] * rows.count


def _told(column: Any, values: Values) -> tuple[str, Values]:
    """Return how a cell of a column stands in its line, and what is put there for each row."""
    kind, cell = type(column.type), cell_of(column)
    if kind in (Day, Flag):
        known = {value: cell(value) for value in set(values)}
        return "%s", [known[value] for value in values]
    if column.nullable and None in values:
        return "%s", list(map(cell, values))
    if kind is Cents:
        return "%s", list(map(_CENTS, values))
    if kind is Key:
        return '"%s"', [value.hex() if isinstance(value, bytes) else value.hex for value in values]
    if kind is Digest or (kind is Text and is_plain("".join(values))):
        return '"%s"', values
    return "%s", values if isinstance(column.type, BigInteger) else list(map(cell, values))


_CENTS: Final = attrgetter("cents")


def bound(rows: Columns, dialect: Any, leaving: Collection[int] = ()) -> Iterator[Sequence[Any]]:
    """Yield each row as the driver of a database takes it, without the columns at some places."""
    found: list[Sequence[Any]] = []
    for place, (column, values) in enumerate(zip(rows.table.__table__.columns, rows.columns, strict=True)):
        if place in leaving:
            continue
        form = column.type.dialect_impl(dialect).bind_processor(dialect)
        if isinstance(values, Alike):
            value = values.value if form is None else form(values.value)
            found.append((value,) * rows.count)
        elif form is None:
            found.append(values)
        else:
            found.append(_bound(column, values, form))
    return zip(*found, strict=True)


def _bound(column: Any, values: Values, form: Callable[[Any], Any]) -> Values:
    kind = type(column.type)
    if kind is Day:
        known = {value: form(value) for value in set(values)}
        return [known[value] for value in values]
    if kind is Digest and None not in values:
        return list(map(bytes.fromhex, values))
    if kind is Key and set(map(type, values)) == {bytes} and form(values[0]) is values[0]:
        return values  # as they are given
    if kind is Cents and not (column.nullable and None in values):
        return list(map(_CENTS, values))
    return list(map(form, values))
