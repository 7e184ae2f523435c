"""What all tables share: types by annotation, named constraints, STRICT on SQLite."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase

from donations_app.db.types import WHOLE, Cents, Day, Flag, Key, Stamp
from donations_app.domain.money import Money

STRICT: dict[str, Any] = {"sqlite_strict": True}


class Base(DeclarativeBase):
    """A table of the books.

    ``is_journalled`` tables hold what people record: each write of theirs stands in the audit trail.
    The others are the trail itself, or follow from what is recorded and are recomputed by ``verify``.
    """

    is_journalled: ClassVar[bool] = True
    # columns that a migration added, with the value that stands for an entry journalled before it
    added_later: ClassVar[dict[str, Any]] = {}

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


def one_of(column: str, choices: tuple[str, ...]) -> CheckConstraint:
    """Return the constraint that ``column`` holds one of ``choices``."""
    listed = ", ".join(f"'{choice}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def of_same_office(column: str, table: str) -> ForeignKeyConstraint:
    """Return the composite foreign key to a row of the same office."""
    return ForeignKeyConstraint(
        [column, "office_id"], [f"{table}.id", f"{table}.office_id"], ondelete="RESTRICT"
    )
