"""Questions that do not wait for each other's answers go to a server in one journey.

What asks is a generator: it yields the questions of one journey and is sent their rows, as often as it needs, and
returns what it came to. So it says in its own order what it wants to know, and ``together`` lets several of them
travel side by side. A file is asked one by one.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, Dialect, Select, TextClause
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
Question = tuple[
    Select[Any] | TextClause, Mapping[str, Any]
]  # a statement that is put together once, what it is given
Rows = Sequence[Any]
Asking = Generator[Sequence[Question], Sequence[Rows], T]
_STATEMENTS: Final = 256  # compiled ones that are kept


def ask(connection: Connection, asking: Asking[T]) -> T:
    """Return what an asking comes to."""
    rows: Any = None
    while True:
        try:
            questions = asking.send(rows)
        except StopIteration as ended:
            answer: T = ended.value
            return answer
        rows = _answers(connection, questions)


def together(*askings: Asking[Any]) -> Asking[list[Any]]:
    """Return what several come to, whose questions travel together as long as each has some."""
    answers: list[Any] = [None] * len(askings)
    told: dict[int, Any] = dict.fromkeys(range(len(askings)))
    while True:
        asked: dict[int, Sequence[Question]] = {}
        for place, rows in told.items():
            try:
                asked[place] = askings[place].send(rows)
            except StopIteration as ended:
                answers[place] = ended.value
        if not asked:
            return answers
        found = iter((yield [question for questions in asked.values() for question in questions]))
        told = {place: [next(found) for _ in questions] for place, questions in asked.items()}


def _answers(connection: Connection, questions: Sequence[Question]) -> list[Rows]:
    if len(questions) == 1 or connection.dialect.name != "postgresql":
        return [connection.execute(statement, given).all() for statement, given in questions]
    asked = [(_compiled(statement, connection.dialect), given) for statement, given in questions]
    raw: Any = connection.connection.driver_connection
    with one_journey(connection):
        cursors = [raw.execute(*compiled.said(given)) for compiled, given in asked]
    return [compiled.read(cursor.fetchall()) for (compiled, _), cursor in zip(asked, cursors, strict=True)]


@contextmanager
def one_journey(connection: Connection) -> Iterator[None]:
    """Send statements to a server without waiting for the answer of each."""
    import psycopg

    raw: Any = connection.connection.driver_connection
    try:
        with raw.pipeline():
            yield
    except psycopg.Error as error:  # told at the end of the pipeline, past SQLAlchemy
        if raw.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            "", None, error, psycopg.Error, connection_invalidated=raw.closed, dialect=connection.dialect
        ) from error


class _Compiled(Struct, frozen=True):
    """A statement as the driver takes it: SQLAlchemy's own ``execute`` waits for each answer."""

    compiled: Any  # of SQLAlchemy
    forms: tuple[
        tuple[int, Callable[[Any], Any]], ...
    ]  # by place: of the types that the driver does not know

    def said(self, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the statement and the values that the driver is given."""
        state = self.compiled.construct_expanded_state(given)
        forms = state.processors
        values = {
            name: forms[name](value) if name in forms else value for name, value in state.parameters.items()
        }
        return state.statement, values

    def read(self, rows: list[tuple[Any, ...]]) -> Rows:
        """Return rows as the types of their columns read them."""
        if not self.forms:
            return rows
        found = [list(row) for row in rows]
        for place, form in self.forms:
            for row in found:
                row[place] = form(row[place])
        return found


@lru_cache(maxsize=_STATEMENTS)
def _compiled(statement: Select[Any] | TextClause, dialect: Dialect) -> _Compiled:
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    forms = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
    return _Compiled(
        statement.compile(dialect=dialect),
        tuple((place, form) for place, form in enumerate(forms) if form is not None),
    )
