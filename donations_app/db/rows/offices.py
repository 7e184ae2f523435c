"""The rows of ``db.tables.offices``."""

from typing import TypedDict


class Office(TypedDict):
    id: int
    code: str
    name: str
    is_head: bool
