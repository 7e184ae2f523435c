"""The rows of ``db.tables.journal``."""

from datetime import date, datetime
from typing import TypedDict


class Origin(TypedDict):
    id: int
    office_id: int
    code: str
    kind: str
    opened_on: date
    closed_on: date | None


class FieldBook(TypedDict):
    id: int
    origin_id: int
    home: str
    own_key: bytes
    other_key: bytes


class Head(TypedDict):
    origin_id: int
    is_here: bool
    n: int
    at: datetime
    hash: str
