"""The rows of ``db.tables.circulars``."""

from datetime import date, datetime
from typing import TypedDict


class Circular(TypedDict):
    id: int
    office_id: int
    party_id: int
    name: str
    digest: str
    subject: str
    language: str
    channel: str
    address: str
    at: datetime
    on: date
    outcome: str
    answer: str
