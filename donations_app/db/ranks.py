"""In which order rows go in: those first that others name. Tables that take no part need not be mapped for it."""

from functools import cache
from graphlib import TopologicalSorter

from donations_app.db.closed_years import LOCKED
from donations_app.db.tables.base import Base


@cache
def in_order(tables: frozenset[type[Base]]) -> tuple[type[Base], ...]:
    """Return tables, each after those of them that it names, and after what says that a record of it is late."""
    by_name = {table.__tablename__: table for table in tables}
    named = {name: sorted(_named(by_name[name]) & by_name.keys()) for name in sorted(by_name)}
    return tuple(by_name[name] for name in TopologicalSorter(named).static_order())


def _named(table: type[Base]) -> set[str]:
    """Return the names of what a table refers to, of which SQLAlchemy finds the tables only once all are mapped."""
    own = table.__tablename__
    named = {key.target_fullname.partition(".")[0] for key in table.__table__.foreign_keys} - {own}
    return named | {"late_record"} if own in LOCKED else named
