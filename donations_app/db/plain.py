"""What a question finds, by columns: no object is made of a row, and what a value means is asked once of all alike.

Of a hundred thousand rows SQLAlchemy's own took longer to be made than the engine to find them.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Dialect, Select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Values = Sequence[Any]  # of one column, row after row
Reader = Callable[[Any], Any]
_AT_ONCE: Final = 500  # rows


def plain_columns(
    session: Session, query: Select[Any], given: Mapping[str, Any] | None = None
) -> Iterator[Sequence[Values]]:
    """Yield the columns of some hundred rows of a question, until there are no more.

    Args:
        session: an open view; no more rows are fetched than are handed out.
        query: of columns, no mapped class.
        given: the values of its parameters.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":  # whose driver would keep all rows unless SQLAlchemy reads them
        with closing(connection.execute(query.execution_options(yield_per=_AT_ONCE), given)) as found:
            for part in found.partitions():
                yield list(zip(*part, strict=True))
        return
    readers = [_reader(column.type, connection.dialect) for column in query.selected_columns]
    with closing(connection.execute(query, given)) as found:
        cursor: Any = found.cursor
        while rows := cursor.fetchmany(_AT_ONCE):
            columns = zip(readers, zip(*rows, strict=True), strict=True)
            yield [_read(values, reader) if reader else values for reader, values in columns]


def all_columns(session: Session, query: Select[Any], given: Mapping[str, Any] | None = None) -> list[Values]:
    """Return the columns of all rows of a question, as ``plain_columns``; each is empty where there is no row."""
    connection = session.connection()
    readers = [_reader(column.type, connection.dialect) for column in query.selected_columns]
    with closing(connection.execute(query, given)) as found:
        cursor: Any = found.cursor
        columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(readers)
    return [
        _read(values, reader) if reader else values for reader, values in zip(readers, columns, strict=True)
    ]


def plain_rows(session: Session, query: Select[Any]) -> Iterator[list[Any]]:
    """Yield some hundred rows of a question, whose values bear the names of its columns, until there are no more."""
    row = _row_of(tuple(one["name"] for one in query.column_descriptions))
    for columns in plain_columns(session, query):
        yield list(map(row, *columns))


@lru_cache(maxsize=64)
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024 -- of whichever columns are asked for


def given(texts: Values) -> Values:
    """Return texts with an empty one where there is none."""
    return [text or "" for text in texts]


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Reader | None:
    """Return what SQLAlchemy would ask for each value; nothing where a value is meant as it stands."""
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _read(values: Values, reader: Reader) -> Values:
    distinct = set(values)
    if len(distinct) == len(values):
        return list(map(reader, values))
    known = {value: reader(value) for value in distinct}
    return [known[value] for value in values]
