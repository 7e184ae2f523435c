"""Projects and the associations that carry them."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, of_same_office
from donations_app.db.types import Digest
from donations_app.domain.money import Money


class Project(Base):
    """What is built, where, at what cost, and the funder's rule that applies."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("code"),
        UniqueConstraint("id", "office_id"),
        CheckConstraint("cost > 0", name="cost_positive"),
        CheckConstraint("minimum BETWEEN 0 AND 10000", name="minimum_percent"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="RESTRICT"))
    key: Mapped[UUID]
    code: Mapped[str]
    title_fr: Mapped[str]
    title_en: Mapped[str]
    title_ar: Mapped[str]
    axis: Mapped[str]
    municipality: Mapped[str]
    province: Mapped[str]
    cost: Mapped[Money]
    currency: Mapped[str]
    rate: Mapped[str]
    foreign_minor: Mapped[int | None]
    rule: Mapped[str]
    minimum: Mapped[int]  # basis points
    minimum_cash: Mapped[int]
    maximum_in_kind: Mapped[int]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    receipt_eligible: Mapped[bool]
    pass_through: Mapped[bool]  # run and banked by others: the money only passes through
    taken_back_on: Mapped[
        date | None
    ]  # with the import that brought it: it never was, and its code is free again
    fingerprint: Mapped[str] = mapped_column(Digest())


class ProjectPartner(Base):
    """An association that carries a project, and its part of the cost."""

    __tablename__ = "project_partner"
    __table_args__ = (
        of_same_office("project_id", "project"),
        UniqueConstraint("project_id", "association_id"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    project_id: Mapped[int]
    association_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="RESTRICT"), index=True)
    cost: Mapped[Money]
