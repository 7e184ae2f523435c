"""The rows of ``db.tables.funding``."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class FundingRule(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int | None
    funder_id: int | None
    name: str
    minimum: int
    minimum_cash: int
    maximum_in_kind: int
    in_kind_of: str
    maximum_funder: int | None
    maximum_public: int | None
    minimum_other: int
    base: str
    basis: str
    scope: str
    counts: str
    goods_back: str
    currency: str
    since: date | None
    source: str
    source_on: date | None
    confirmed: bool
    recorded_on: date
    other_ref: str


class FundingRuleEnd(TypedDict):
    id: int
    office_id: int
    rule_id: int
    last_on: date
    reason: str
    recorded_on: date


class Financing(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int
    association_id: int | None
    funder_id: int
    stage: str
    amount: Money
    currency: str
    rate: str
    foreign_minor: int | None
    stated_on: date
    reference: str
    reason: str
    replaces_id: int | None
    recorded_on: date
    other_ref: str


class Contribution(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int
    association_id: int | None
    kind: str
    given_on: date
    description: str
    day_rate: int | None
    amount: Money
    currency: str
    rate: str
    foreign_minor: int | None
    valued_by: str
    recorded_on: date
    other_ref: str


class ContributionWorker(TypedDict):
    id: int
    office_id: int
    contribution_id: int
    position: int
    name: str
    half_days: int


class ContributionOutcome(TypedDict):
    id: int
    office_id: int
    contribution_id: int
    kind: str
    settled_on: date
    words: str
    document: str
    recorded_on: date


class PartyOrigin(TypedDict):
    id: int
    office_id: int
    key: UUID
    party_id: int
    money_origin: str
    since: date | None
    source: str
    recorded_on: date
    recorded_at: datetime


class AllocationDecision(TypedDict):
    id: int
    office_id: int
    key: UUID
    decided_on: date
    decided_by: str
    minutes: str
    consent: str
    recorded_on: date


class Spending(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int
    association_id: int | None
    spent_on: date
    amount: Money
    earmarked: Money
    origin: str
    reference: str
    description: str
    recorded_on: date
