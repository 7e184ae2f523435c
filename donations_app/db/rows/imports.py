"""The rows of ``db.tables.imports``."""

from datetime import date, datetime
from typing import TypedDict

from donations_app.domain.money import Money


class ImportFile(TypedDict):
    id: int
    office_id: int
    kind: str
    name: str
    sha256: str
    at: datetime
    who: str
    accepted: int
    already: int
    changed: int
    refused: int
    amount: Money
    taken_back_on: date | None
    taken_back_by: str


class ImportCorrection(TypedDict):
    id: int
    office_id: int
    import_id: int
    line: int
    column: str
    stated: str
    taken: str
    party_id: int | None
    salt: str
