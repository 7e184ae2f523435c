"""The rows of ``db.tables.deposits``."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class DepositSlip(TypedDict):
    id: int
    office_id: int
    key: UUID
    series: str
    n: int
    number: str
    account_id: int
    method: str
    currency: str
    made_on: date
    made_at: datetime
    made_by: str
    count: int
    amount: Money
    content: str
    base_id: int
    tail: bytes
    sha256: str
    handed_in_on: date | None
    credited_on: date | None
    bank_reference: str
    cancelled_on: date | None
    reason: str


class DepositLine(TypedDict):
    id: int
    office_id: int
    slip_id: int
    payment_id: int
    amount: Money
    in_place_of_id: int | None


class DepositCash(TypedDict):
    id: int
    office_id: int
    slip_id: int
    worth: int
    count: int


class LiveDeposit(TypedDict):
    payment_id: int
    slip_id: int
