"""The rows of ``db.tables.debits``."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class Mandate(TypedDict):
    id: int
    office_id: int
    key: UUID
    payer_id: int
    kind: str
    signed_on: date | None
    document: str
    used_on: date | None
    suspended_on: date | None
    suspended_reason: str
    ended_on: date | None
    end_reason: str


class MandateTerms(TypedDict):
    id: int
    office_id: int
    mandate_id: int
    since: date | None
    reference: str
    iban: str
    bic: str
    creditor_id: str
    reason: str
    salt: str


class CollectionRun(TypedDict):
    id: int
    office_id: int
    key: UUID
    number: str
    account_id: int
    format: str
    collected_on: date
    made_at: datetime
    made_by: str
    count: int
    amount: Money
    content: str
    sha256: str
    sent_on: date | None
    sent_at: datetime | None
    sent_by: str
    cancelled_on: date | None
    reason: str


class CollectionLine(TypedDict):
    id: int
    office_id: int
    run_id: int
    gift_id: int
    due_on: date
    mandate_id: int
    end_to_end: str
    sequence: str
    amount: Money
    reference: str
    iban: str
    bic: str
    creditor_id: str
    payment_id: int | None
    released_on: date | None
    released_reason: str
    returned_action: str
    fee: Money
    salt: str


class DebitNotice(TypedDict):
    id: int
    office_id: int
    gift_id: int
    due_on: date
    collected_on: date
    amount: Money
    channel: str
    address: str
    at: datetime
    on: date
    outcome: str
    answer: str
