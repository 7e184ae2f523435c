"""The names of parties: the columns that make one, and those of some keys."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.tables import Party
from donations_app.domain.parties import Name, display_name


def name_columns(party: Any = Party) -> tuple[Any, ...]:
    """Return the columns from which ``display_name`` and ``said_name`` tell the name of a party.

    Args:
        party: the table, or under which name it stands in a query.
    """
    return tuple(getattr(party, name) for name in Name._fields)


def names_of(session: Session, keys: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return reference and name of parties by key."""
    rows = session.execute(select(Party.id, Party.ref, *name_columns()).where(Party.id.in_(keys)))
    return {row.id: (row.ref, display_name(row)) for row in rows}
