"""The rows of ``db.tables.payments``."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class Batch(TypedDict):
    id: int
    office_id: int
    key: UUID
    name: str
    method: str
    expected_count: int
    expected: Money
    opened_at: datetime
    closed_at: datetime | None
    difference_reason: str


class Payment(TypedDict):
    id: int
    office_id: int
    key: UUID
    other_ref: str
    payer_id: int | None
    received_on: date | None
    credited_on: date | None
    method: str
    amount: Money
    currency: str
    rate: str
    rate_source: str
    rate_on: date | None
    cheque_number: str
    cheque_date: date | None
    bank: str
    receipt_issued_by: str
    batch_id: int | None
    reverses_id: int | None
    refunds_id: int | None
    reversal: str
    reversal_reason: str
    return_code: str
    fingerprint: str


class PaymentLine(TypedDict):
    id: int
    office_id: int
    payment_id: int
    position: int
    kind: str
    amount: Money
    dues_year: int | None
    earmarked_by_donor: bool
    counterpart: Money
    counterpart_kind: str
    description: str
    evidence: str
    valued_by: str
    article: str
    pass_through: bool
    foreign_minor: int | None


class Allocation(TypedDict):
    id: int
    office_id: int
    line_id: int
    project_id: int | None
    association_id: int | None
    kind: str
    payer_kind: str
    money_origin: str
    currency: str
    amount: Money
    foreign_minor: int | None
    decided_on: date
    recorded_on: date
    move_key: UUID | None
    reason: str
