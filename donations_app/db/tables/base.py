"""What all tables share: types by annotation, named constraints, STRICT on SQLite."""

from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Text,
    and_,
    case,
    inspect,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.sql.functions import GenericFunction

from donations_app.db.types import WHOLE, Cents, Day, Flag, Key, Stamp
from donations_app.domain.keys import BITS
from donations_app.domain.money import Money

SCHEMA_VERSION: Final = 3  # of these tables
FIRST_RELEASED: Final = 3  # 1 and 2 never were
STRICT: dict[str, Any] = {"sqlite_strict": True}
# of an index from which keys are read: SQLite has them in each index, PostgreSQL would look every row up
WITH_KEY: dict[str, Any] = {"info": {"postgresql_include": ["id"]}}
Id = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]  # made by ``Write.ids``


class Base(DeclarativeBase):
    """A table of the books.

    ``is_journalled`` tables hold what people record: each write of theirs stands in the audit trail.
    The others are the trail itself, or follow from what is recorded and are recomputed by ``verify``.
    A class is mapped when it is first named (``db.tables``), not where it stands.
    """

    is_journalled: ClassVar[bool] = True
    # whether keys are of the origin that writes; the head office alone numbers offices and origins, from 1
    is_keyed_by_origin: ClassVar[bool] = True

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: WHOLE,
        str: Text(),
        bool: Flag(),
        bytes: LargeBinary(),
        date: Day(),
        datetime: Stamp(),
        Money: Cents(),
        UUID: Key(),
    }

    def __init_subclass__(cls) -> None:
        """Leave the mapping, which SQLAlchemy would do here, to who first names the class."""


def key_of(table: str, **options: Any) -> MappedColumn[Any]:
    """Return a column that refers to a row of a table.

    Its type is that of every key, said here: SQLAlchemy would read it off the table, which would be mapped for it.
    """
    return mapped_column(WHOLE, ForeignKey(f"{table}.id", ondelete="RESTRICT"), **options)


def one_of(column: str, choices: tuple[str, ...]) -> CheckConstraint:
    """Return the constraint that ``column`` holds one of ``choices``.

    Not ``IN``: SQLite would sort the choices anew for each row (docs/performance.md, What held the import).
    """
    listed = " OR ".join(f"{column} = '{choice}'" for choice in choices)
    return CheckConstraint(listed, name=f"{column}_known")


def of_same_office(column: str, table: str) -> ForeignKeyConstraint:
    """Return the composite foreign key to a row of the same office."""
    return ForeignKeyConstraint(
        [column, "office_id"], [f"{table}.id", f"{table}.office_id"], ondelete="RESTRICT"
    )


class padded(GenericFunction[str]):  # noqa: N801 -- a function of SQL
    """A number with at least six digits."""

    type = Text()
    inherit_cache = True


@compiles(padded, "sqlite")
def _padded_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"printf('%06d', {compiler.process(element.clauses, **options)})"


@compiles(padded, "postgresql")
def _padded_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    digits = f"CAST({compiler.process(element.clauses, **options)} AS text)"
    return f"lpad({digits}, greatest(6, length({digits})), '0')"


class Referenced:
    """A table whose records people name: by the name they came in under, else by what is read off the key.

    ``letter`` begins the references of the table (``domain.keys.reference``).
    """

    letter: ClassVar[str]
    other_ref: Mapped[str]  # under which a file of others knows it, unique in its office; empty: none

    @hybrid_property
    def ref(self) -> str:
        """What people see; in queries only, mapped objects are not handed out."""
        raise NotImplementedError

    @ref.inplace.expression
    @classmethod
    def _seen(cls: Any) -> ColumnElement[str]:
        return case((cls.other_ref != text("''"), cls.other_ref), else_=own_reference(cls))


@lru_cache(maxsize=64)  # to put it together takes longer than many a query that holds it
def own_reference(table: Any) -> ColumnElement[str]:
    """Return the term for what is read off the key of a record, such as V-LYO-000123."""
    from donations_app.db.tables import Origin  # which stands on this module itself

    origin = Origin.__table__.alias("o")
    key = inspect(table).selectable.c.id  # that of the mapped class makes a mapped query of the one within
    code = select(origin.c.code).where(origin.c.id == key.op(">>")(literal_column(str(BITS))))
    number = key.op("&")(literal_column(str((1 << BITS) - 1)))
    start = literal_column(f"'{table.letter}-'", Text())
    return (
        start
        + code.correlate_except(origin).scalar_subquery()
        + literal_column("'-'", Text())
        + padded(number)
    )


def same_text(column: Any, value: Any) -> ColumnElement[bool]:
    """Return the condition that a column, which is indexed where it is not empty, has a text that is not empty.

    SQLite reads an index of some rows only where the query says again which they are: that a column equals a
    text does not tell it that the column is not empty, and it would read all rows.
    """
    return and_(column == value, column != text("''"))


def other_ref_index(table: str) -> Index:
    """Return the index that keeps the references of others unique in their office."""
    return _where("other_ref <> ''", f"uq_{table}_other_ref", "other_ref", "office_id", unique=True)


def where_given(name: str, first: str, *others: str, unique: bool = False) -> Index:
    """Return an index of the rows in which its first column is given."""
    return _where(f"{first} IS NOT NULL", name, first, *others, unique=unique)


def _where(condition: str, name: str, *columns: str, unique: bool) -> Index:
    return Index(name, *columns, unique=unique, info=where(condition))


def where(condition: str) -> dict[str, Any]:
    """Return the notes (``info``) of an index that holds only the rows of a condition."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
