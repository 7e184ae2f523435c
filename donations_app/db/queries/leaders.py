"""Records of one person as one: ``leader_id`` names the record that counts, mostly a record itself (decision 0036)."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, column, or_, select, table
from sqlalchemy.orm import aliased

from donations_app.db import tables
from donations_app.db.tables import Party

ASSOCIATION: Final = aliased(Party)  # for which money is counted, beside the party who pays
# the two columns alone: a whole table takes a hundred times as long to be named anew in each query
_RECORDS: Final = table("party", column("id", Party.id.type), column("leader_id", Party.id.type))


def joined_leader(query: Any, key: Any, leader: Any = Party, *, may_be_nobody: bool = False) -> Any:
    """Return a query joined with the record that counts for the one that a column names.

    Args:
        query: a ``Select``.
        key: column with the key of a party.
        leader: under which the record that counts stands in the query.
        may_be_nobody: keep rows whose column names nobody.
    """
    record = _RECORDS.alias()
    join = query.outerjoin if may_be_nobody else query.join
    joined = join(record, record.c.id == key)
    return (joined.outerjoin if may_be_nobody else joined.join)(leader, leader.id == record.c.leader_id)


def leader_of(key: Any) -> ColumnElement[int]:
    """Return the term for the record that counts for the one that a column names."""
    record = _RECORDS.alias()
    term: ColumnElement[int] = select(record.c.leader_id).where(record.c.id == key).scalar_subquery()
    return term


def records_of(*keys: Any) -> Select[tuple[int]]:
    """Return all records of those whose keys count."""
    record = _RECORDS.alias()
    return select(record.c.id).where(
        record.c.leader_id.in_(keys) if len(keys) > 1 else record.c.leader_id == keys[0]
    )


def records_among(keys: Any) -> Select[tuple[int]]:
    """Return all records of those whose keys a list or a query gives."""
    record = _RECORDS.alias()
    return select(record.c.id).where(record.c.leader_id.in_(keys))


def leaders_such(condition: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> Select[tuple[int]]:
    """Return the keys of those of whom a record is such, asked record by record; some more than once."""
    record = _RECORDS.alias()
    return select(record.c.leader_id).where(condition(record.c.id))


@cache
def _joined() -> tuple[Select[Any], Select[Any]]:
    couple, merge = tables.Situation, tables.PartyMerge
    joined = select(couple.other_id).where(couple.kind == "couple", couple.undone_on.is_(None))
    return joined, select(merge.gone_id).where(merge.kept_id.in_(joined), merge.undone_on.is_(None))


def joined_a_couple(key: Any) -> ColumnElement[bool]:
    """Return the condition that a column names a record of who joined a couple, not that of the couple itself."""
    joined, merged_before = _joined()
    return or_(key.in_(joined), key.in_(merged_before))
