"""The rows of ``db.tables.projects``."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class Programme(TypedDict):
    id: int
    office_id: int
    key: UUID
    version: int
    code: str
    title_fr: str
    title_en: str
    title_ar: str
    starts_on: date | None
    ends_on: date | None


class Project(TypedDict):
    id: int
    office_id: int
    key: UUID
    version: int
    code: str
    title_fr: str
    title_en: str
    title_ar: str
    short_fr: str
    short_en: str
    short_ar: str
    axis: str
    action: str
    municipality: str
    province: str
    programme_id: int | None
    people_served: int | None
    state: str
    starts_on: date | None
    ends_on: date | None
    receipt_eligible: bool
    pass_through: bool
    taken_back_on: date | None
    fingerprint: str


class ProjectBudget(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int
    since: date | None
    cost: Money
    eligible: Money | None
    cash: Money | None
    currency: str
    rate: str
    foreign_minor: int | None
    unassigned: str
    reason: str
    recorded_on: date
    recorded_at: datetime


class ProjectPartner(TypedDict):
    id: int
    office_id: int
    budget_id: int
    project_id: int
    association_id: int
    cost: Money
    foreign_minor: int | None
