"""The rows of ``db.tables.closings``."""

from datetime import date, datetime
from typing import TypedDict


class YearClosing(TypedDict):
    id: int
    year: int
    first_on: date
    last_on: date
    closed_on: date
    closed_at: datetime
    closed_by: str
    accepted: str
    content: str
    base_id: int
    tail: bytes
    sha256: str


class LateRecord(TypedDict):
    id: int
    office_id: int
    noun: str
    record_id: int
    entered_on: date
    reason: str
