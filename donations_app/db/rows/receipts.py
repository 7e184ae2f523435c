"""The rows of ``db.tables.receipts``."""

from datetime import date, datetime
from typing import TypedDict

from donations_app.domain.money import Money


class DocumentBase(TypedDict):
    id: int
    sha256: str
    content: bytes
    sample: bytes


class LostNumbers(TypedDict):
    id: int
    series: str
    first: int
    last: int
    noted_on: date
    noted_by: str
    known_from: str


class TaxReceipt(TypedDict):
    id: int
    office_id: int
    series: str
    n: int
    number: str
    form: str
    year: int
    payer_id: int
    replaces_id: int | None
    issued_on: date
    issued_at: datetime
    issued_by: str
    amount: Money
    content: str
    base_id: int
    tail: bytes
    sha256: str
    accepted: str


class ReceiptLine(TypedDict):
    id: int
    office_id: int
    receipt_id: int
    line_id: int
    amount: Money


class LiveReceiptLine(TypedDict):
    line_id: int
    receipt_id: int


class WaitingPayer(TypedDict):
    payer_id: int
    receipts: int
    homeless: int
    uncredited: int


class WaitingStamp(TypedDict):
    id: int
    year: int
    rules: str
    heads: str


class ReceiptDelivery(TypedDict):
    id: int
    office_id: int
    receipt_id: int
    channel: str
    address: str
    at: datetime
    outcome: str
    answer: str
    returned_on: date | None


class ReceiptCancellation(TypedDict):
    id: int
    office_id: int
    receipt_id: int
    cancelled_on: date
    cancelled_by: str
    reason: str
