"""The rows of ``db.tables.bank``."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID


class BankFile(TypedDict):
    id: int
    office_id: int
    name: str
    format: str
    sha256: str
    at: datetime
    who: str
    new: int
    already: int


class BankFileAside(TypedDict):
    id: int
    office_id: int
    file_id: int
    reason: str
    at: datetime
    who: str


class BankStatement(TypedDict):
    id: int
    office_id: int
    file_id: int
    account_id: int | None
    account: str
    currency: str
    reference: str
    opening: int | None
    opening_on: date | None
    closing: int | None
    closing_on: date | None
    credits: int
    debits: int
    entries: int
    pending: int
    returns: int


class BankLine(TypedDict):
    id: int
    office_id: int
    statement_id: int
    account: str
    entry: int
    booked_on: date
    value_on: date | None
    amount: int
    currency: str
    entry_amount: int
    is_return: bool
    return_code: str
    counterpart: str
    counterpart_iban: str
    remittance: str
    creditor_reference: str
    end_to_end: str
    mandate: str
    bank_reference: str
    code: str
    label: str
    instructed: str
    charges: int
    batch: int


class BankMatch(TypedDict):
    id: int
    office_id: int
    lot: UUID
    line_id: int
    kind: str
    amount: int
    payment_id: int | None
    slip_id: int | None
    is_recorded: bool
    is_dated: bool
    score: int
    reason: str
    takes_back_id: int | None
    at: datetime
    who: str


class BankRule(TypedDict):
    id: int
    office_id: int
    iban: str
    words: str
    payer_id: int | None
    project_id: int | None
    kind: str
    line_id: int | None
    fee_rate: int
    fee_each: int
    is_active: bool
    at: datetime
    who: str
    salt: str


class AccountClosing(TypedDict):
    id: int
    office_id: int
    account: str
    currency: str
    last_on: date
    closed_on: date
    closed_at: datetime
    closed_by: str
    books: int
    bank: int
    lines: int
    lines_amount: int
    explained: str


class PlatformFee(TypedDict):
    id: int
    office_id: int
    payment_id: int
    amount: int
