"""Days at the bank that a field book and home noted otherwise: home has the statements, so what it says holds."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.lines import line
from donations_app.db.tables import DepositSlip, Payment
from donations_app.services.exchange.agreeing import Changed, contested


def days_at_bank(
    ours: Session, theirs: Session, changed: Changed
) -> dict[tuple[str, int], tuple[str, tuple[str, ...]]]:
    """Return the payments and slips of which both sides say something else.

    Args:
        ours: a view of the books at home, or their transaction.
        theirs: a view of the field book.
        changed: lines of the rows that it changes.

    Returns:
        By table and key: the reference, and the columns that both changed; none where one side cancelled a slip of
        which the other says another thing that the bank has it.
    """
    found = {}
    for table, named in ((Payment, Payment.ref), (DepositSlip, DepositSlip.number)):
        name = table.__tablename__
        for key, (common, _) in changed.get(name, {}).items():
            mine, their_row = (row_of(session, table, named, key) for session in (ours, theirs))
            if mine is None or their_row is None or line(table, mine) == common:
                continue
            parts = tuple(one.part for one in contested(table, common, mine, their_row))
            if parts or _is_cancelled_and_handed_in((mine, their_row)):
                found[name, key] = (mine["own_ref"], parts)
    return found


def _is_cancelled_and_handed_in(two: Iterable[Mapping[str, Any]]) -> bool:
    return all(any(row.get(name) for row in two) for name in ("cancelled_on", "handed_in_on"))


def row_of(session: Session, table: Any, named: Any, key: int) -> dict[str, Any] | None:
    """Return a row with what it is called by (``own_ref``), or nothing."""
    query = select(table.__table__, named.label("own_ref")).where(table.id == key)
    found = session.execute(query).mappings().first()
    return dict(found) if found else None
