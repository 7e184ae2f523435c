"""In which order rows go in: those first that others name. Tables that take no part are not mapped for it."""

from functools import cache

from sqlalchemy import FromClause

from donations_app.db.closed_years import LOCKED
from donations_app.db.tables.base import Base


@cache
def rank(table: type[Base]) -> tuple[int, bool, str]:
    """Return the place of a table: after all that it names, and after what says that a record of it is late."""
    name = table.__tablename__
    return _depth(table.__table__), name in LOCKED, name


@cache
def _depth(table: FromClause) -> int:
    """Return how many tables stand in the longest row of which each names the next, from a table on."""
    named = {key.column.table for key in table.foreign_keys} - {table}
    return 1 + max(map(_depth, named), default=0)
