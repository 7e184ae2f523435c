"""The rows of ``db.tables.expenses``."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class ExpenseClaim(TypedDict):
    id: int
    office_id: int
    key: UUID
    other_ref: str
    party_id: int
    stated_on: date
    amount: Money
    project_id: int | None
    association_id: int | None
    earmarked_by_donor: bool
    fingerprint: str


class ExpenseOutcome(TypedDict):
    id: int
    office_id: int
    claim_id: int
    kind: str
    settled_on: date
    words: str
    line_id: int | None


class ExpenseTrip(TypedDict):
    id: int
    office_id: int
    claim_id: int
    position: int
    driven_on: date
    purpose: str
    km: int
    vehicle: str
    power: int
    is_electric: bool
    plate: str
    is_apart: bool
    amount: Money
    scale: str
    is_provisional: bool
    km_before: int


class ExpenseItem(TypedDict):
    id: int
    office_id: int
    claim_id: int
    position: int
    spent_on: date
    label: str
    amount: Money
