"""Field books: those that were opened here, and what these books are where they are one themselves."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.tables import FieldBook, Head, Office, Origin


class FieldBookRow(Struct, frozen=True):
    """A field book as these books know it."""

    origin: int
    code: str
    office: str  # code
    office_name: str
    opened_on: date
    n: int  # of its last link that is known here
    at: datetime  # of that link
    home: str
    own_key: bytes
    other_key: bytes


_ROWS = (
    select(
        Origin.id, Origin.code, Office.code, Office.name, Origin.opened_on, Head.n, Head.at,
        FieldBook.home, FieldBook.own_key, FieldBook.other_key,
    )
    .join(Office, Office.id == Origin.office_id)
    .join(Head, Head.origin_id == Origin.id)
    .join(FieldBook, FieldBook.origin_id == Origin.id)
    .order_by(Origin.id)
)  # fmt: skip


def field_books(session: Session) -> list[FieldBookRow]:
    """Return the field books that were opened here, by number."""
    return [FieldBookRow(*row) for row in session.execute(_ROWS.where(~Head.is_here))]


def own_field_book(session: Session) -> FieldBookRow | None:
    """Return what these books are, where they are a field book."""
    row = session.execute(_ROWS.where(Head.is_here)).first()
    return FieldBookRow(*row) if row else None
