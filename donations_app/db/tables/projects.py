"""Programmes, projects, what they cost from a day on, and the associations that carry them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, key_of, of_same_office, one_of
from donations_app.db.types import Digest
from donations_app.domain.money import Money
from donations_app.domain.projects import STATES, UNASSIGNED


class Programme(Base):
    """What several projects belong to, with its period, such as an agreement of three years."""

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("code"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="period"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    version: Mapped[int]
    code: Mapped[str]
    title_fr: Mapped[str]
    title_en: Mapped[str]
    title_ar: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Project(Base):
    """What is built, where, under which axis and action; its cost is a ``ProjectBudget``."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("code"),
        UniqueConstraint("id", "office_id"),
        one_of("state", STATES),
        CheckConstraint("people_served IS NULL OR people_served >= 0", name="people_served_not_negative"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    version: Mapped[int]
    code: Mapped[str]
    title_fr: Mapped[str]
    title_en: Mapped[str]
    title_ar: Mapped[str]
    short_fr: Mapped[str]  # at most twenty letters, for tables and gauges
    short_en: Mapped[str]
    short_ar: Mapped[str]
    axis: Mapped[str]
    action: Mapped[str]
    municipality: Mapped[str]
    province: Mapped[str]
    programme_id: Mapped[int | None] = key_of("programme")
    people_served: Mapped[int | None]
    state: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    receipt_eligible: Mapped[bool]
    pass_through: Mapped[bool]  # run and banked by others: the money only passes through
    taken_back_on: Mapped[
        date | None
    ]  # with the import that brought it: it never was, and its code is free again
    fingerprint: Mapped[str] = mapped_column(Digest())


class ProjectBudget(Base):
    """What a project costs from a day on, and how; the one of the latest day holds, of one day the last recorded.

    Its associations and their parts of the cost are ``ProjectPartner``: who joins or leaves, or carries
    another part, does so by a new budget, so that no row changes and any day of the past can be read.
    """

    __tablename__ = "project_budget"
    __table_args__ = (
        of_same_office("project_id", "project"),
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("id", "office_id"),
        CheckConstraint("cost > 0", name="cost_positive"),
        CheckConstraint("eligible IS NULL OR eligible BETWEEN 0 AND cost", name="eligible_within_cost"),
        CheckConstraint("cash IS NULL OR cash BETWEEN 0 AND cost", name="cash_within_cost"),
        one_of("unassigned", UNASSIGNED),
        Index(None, "project_id", "since", "id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    project_id: Mapped[int]
    since: Mapped[date | None]  # none: from the beginning
    cost: Mapped[Money]
    eligible: Mapped[Money | None]  # of the cost, what funders take into account; none: all
    cash: Mapped[Money | None]  # of the cost, what is paid in money; none: all
    currency: Mapped[str]
    rate: Mapped[str]  # agreed: units of the currency for one euro
    foreign_minor: Mapped[int | None]  # the cost in its own currency
    unassigned: Mapped[str]  # what money counts for that names the project alone
    reason: Mapped[str]
    recorded_on: Mapped[date]
    recorded_at: Mapped[datetime]  # after all that was known of the project's: of one day the last holds


class ProjectPartner(Base):
    """An association that carries a project by one of its budgets, and its part of the cost; 0: not stated."""

    __tablename__ = "project_partner"
    __table_args__ = (
        of_same_office("project_id", "project"),
        of_same_office("budget_id", "project_budget"),
        UniqueConstraint("budget_id", "association_id"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        Index(None, "project_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    budget_id: Mapped[int]
    project_id: Mapped[int]
    association_id: Mapped[int] = key_of("party", index=True)
    cost: Mapped[Money]
    foreign_minor: Mapped[int | None]  # in the currency of the budget
