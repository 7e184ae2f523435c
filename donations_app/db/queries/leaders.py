"""Records of one person as one: ``leader_id`` names the record that counts, mostly a record itself (decision 0036)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from donations_app.db.tables import Party


def joined_leader(query: Any, key: Any, leader: Any = Party, *, may_be_nobody: bool = False) -> Any:
    """Return a query joined with the record that counts for the one that a column names.

    Args:
        query: a ``Select``.
        key: column with the key of a party.
        leader: under which the record that counts stands in the query.
        may_be_nobody: keep rows whose column names nobody.
    """
    record: Any = aliased(Party)
    join = query.outerjoin if may_be_nobody else query.join
    joined = join(record, record.id == key)
    return (joined.outerjoin if may_be_nobody else joined.join)(leader, leader.id == record.leader_id)


def leader_of(key: Any) -> ColumnElement[int]:
    """Return the term for the record that counts for the one that a column names."""
    record: Any = aliased(Party)
    term: ColumnElement[int] = select(record.leader_id).where(record.id == key).scalar_subquery()
    return term


def records_of(*keys: Any) -> Select[tuple[int]]:
    """Return all records of those whose keys count."""
    record: Any = aliased(Party)
    return select(record.id).where(
        record.leader_id.in_(keys) if len(keys) > 1 else record.leader_id == keys[0]
    )


def records_among(keys: Any) -> Select[tuple[int]]:
    """Return all records of those whose keys a list or a query gives."""
    record: Any = aliased(Party)
    return select(record.id).where(record.leader_id.in_(keys))
