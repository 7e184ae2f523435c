"""The rows of ``db.tables.recurring``."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class RecurringGift(TypedDict):
    id: int
    office_id: int
    key: UUID
    other_ref: str
    payer_id: int
    amount: Money
    frequency: str
    day: int
    first_on: date
    last_on: date | None
    method: str
    mandate_id: int | None
    project_id: int | None
    association_id: int | None
    earmarked_by_donor: bool
    end_reason: str
    continues_id: int | None
    fingerprint: str
    salt: str


class RecurringPause(TypedDict):
    id: int
    office_id: int
    key: UUID
    gift_id: int
    first_on: date
    last_on: date | None
    reason: str


class InstalmentDecision(TypedDict):
    id: int
    office_id: int
    key: UUID
    gift_id: int
    due_on: date
    payment_id: int | None
    reason: str
    decided_on: date
    taken_back_on: date | None
    taken_back_reason: str
