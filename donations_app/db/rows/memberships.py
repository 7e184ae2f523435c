"""The rows of ``db.tables.memberships``."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class MembershipKind(TypedDict):
    id: int
    code: str
    name: str
    from_year: int
    fee: Money
    runs: str
    is_free: bool


class Membership(TypedDict):
    id: int
    office_id: int
    key: UUID
    party_id: int
    kind: str
    since: date
    until: date | None


class DuesExemption(TypedDict):
    id: int
    office_id: int
    membership_id: int
    year: int
    reason: str
    undone_on: date | None


class MembershipPause(TypedDict):
    id: int
    office_id: int
    membership_id: int
    standing: str
    since: date
    until: date | None
    reason: str


class DuesCall(TypedDict):
    id: int
    office_id: int
    membership_id: int
    year: int
    step: str
    channel: str
    address: str
    amount: Money
    at: datetime
    on: date
    outcome: str
    answer: str
