"""Funders' rules and money, valued contributions, where payers' money comes from, what was decided and spent."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from donations_app.db.tables.base import (
    STRICT,
    Base,
    Id,
    Referenced,
    key_of,
    of_same_office,
    one_of,
    other_ref_index,
    where_given,
)
from donations_app.domain.funding import COST_BASES, GOODS_BACK, IN_KIND_OF, MONEY_STATES, SCOPES, STAGES
from donations_app.domain.money import Money
from donations_app.domain.private_share import MONEY_ORIGINS
from donations_app.domain.valued import CONTRIBUTIONS


def _basis_points(column: str, *, optional: bool = False) -> CheckConstraint:
    """Return the constraint that a column is a part of the whole, from 0 to 10 000."""
    none = f"{column} IS NULL OR " if optional else ""
    return CheckConstraint(f"{none}{column} BETWEEN 0 AND 10000", name=f"{column}_percent")


class FundingRuleRow(Referenced, Base):
    """What a funder asks of the money of a project, from a day on; ended by a ``FundingRuleEnd``."""

    letter = "R"  # of "règle"; B is of "bordereau"
    __tablename__ = "funding_rule"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("id", "office_id"),
        other_ref_index("funding_rule"),
        *(_basis_points(name) for name in ("minimum", "minimum_cash", "maximum_in_kind", "minimum_other")),
        *(_basis_points(name, optional=True) for name in ("maximum_funder", "maximum_public")),
        one_of("in_kind_of", IN_KIND_OF),
        one_of("base", COST_BASES),
        one_of("basis", MONEY_STATES),
        one_of("scope", SCOPES),
        one_of("goods_back", GOODS_BACK),
        where_given("ix_funding_rule_project_id", "project_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    project_id: Mapped[int | None] = key_of("project")  # none: all
    funder_id: Mapped[int | None] = key_of("party")
    name: Mapped[str]
    minimum: Mapped[int]  # private, basis points of the base
    minimum_cash: Mapped[int]
    maximum_in_kind: Mapped[int]
    in_kind_of: Mapped[str]  # of the cost, or of one's own contribution
    maximum_funder: Mapped[int | None]
    maximum_public: Mapped[int | None]
    minimum_other: Mapped[int]  # own money or that of others than this funder
    base: Mapped[str]
    basis: Mapped[str]
    scope: Mapped[str]
    counts: Mapped[str]  # kinds of money, by commas; empty: all
    goods_back: Mapped[str]
    currency: Mapped[str]  # empty: that of the cost
    since: Mapped[date | None]
    source: Mapped[str]  # where it is published
    source_on: Mapped[date | None]  # the day it was read, or it bears
    confirmed: Mapped[bool]
    recorded_on: Mapped[date]


class FundingRuleEnd(Base):
    """The last day on which a funder's rule is asked."""

    __tablename__ = "funding_rule_end"
    __table_args__ = (
        of_same_office("rule_id", "funding_rule"),
        UniqueConstraint("rule_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    rule_id: Mapped[int]
    last_on: Mapped[date]
    reason: Mapped[str]
    recorded_on: Mapped[date]


class Financing(Referenced, Base):
    """What a funder promised or agreed to give for a project; another of its rows replaces it, none changes."""

    letter = "C"  # of "convention"
    __tablename__ = "financing"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("id", "office_id"),
        other_ref_index("financing"),
        of_same_office("project_id", "project"),
        of_same_office("replaces_id", "financing"),
        one_of("stage", STAGES),
        CheckConstraint("amount > 0", name="amount_positive"),
        where_given("uq_financing_replaces_id", "replaces_id", unique=True),
        Index(None, "project_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    project_id: Mapped[int]
    association_id: Mapped[int | None] = key_of("party")
    funder_id: Mapped[int] = key_of("party")
    stage: Mapped[str]
    amount: Mapped[Money]
    currency: Mapped[str]
    rate: Mapped[str]
    foreign_minor: Mapped[int | None]
    stated_on: Mapped[date]
    reference: Mapped[str]  # of the agreement
    reason: Mapped[str]
    replaces_id: Mapped[int | None]
    recorded_on: Mapped[date]


class Contribution(Referenced, Base):
    """Labour, land, materials or transport given for a project and valued; it waits for its attestation."""

    letter = "A"  # of "apport"
    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        UniqueConstraint("id", "office_id"),
        other_ref_index("contribution"),
        of_same_office("project_id", "project"),
        one_of("kind", CONTRIBUTIONS),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index(None, "project_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    project_id: Mapped[int]
    association_id: Mapped[int | None] = key_of("party")
    kind: Mapped[str]
    given_on: Mapped[date]
    description: Mapped[str]
    day_rate: Mapped[int | None]  # of labour: minor units of the currency for one day
    amount: Mapped[Money]
    currency: Mapped[str]
    rate: Mapped[str]
    foreign_minor: Mapped[int | None]
    valued_by: Mapped[str]
    recorded_on: Mapped[date]


class ContributionWorker(Base):
    """Who worked how long."""

    __tablename__ = "contribution_worker"
    __table_args__ = (
        of_same_office("contribution_id", "contribution"),
        UniqueConstraint("contribution_id", "position"),
        CheckConstraint("half_days > 0", name="half_days_positive"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    contribution_id: Mapped[int]
    position: Mapped[int]
    name: Mapped[str]
    half_days: Mapped[int]


class ContributionOutcome(Base):
    """What became of a contribution: attested by a signed paper, or withdrawn; each at most once."""

    __tablename__ = "contribution_outcome"
    __table_args__ = (
        of_same_office("contribution_id", "contribution"),
        one_of("kind", ("attested", "withdrawn")),
        UniqueConstraint("contribution_id", "kind"),
        CheckConstraint("words <> ''", name="words_given"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    contribution_id: Mapped[int]
    kind: Mapped[str]
    settled_on: Mapped[date]  # signed, or withdrawn
    words: Mapped[str]  # who signed, or why it is withdrawn
    document: Mapped[str]  # where the paper is kept
    recorded_on: Mapped[date]


class PartyOrigin(Base):
    """Where the money of a payer comes from, from a day on; the last one recorded of a day holds."""

    __tablename__ = "party_origin"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        one_of("money_origin", ("", *MONEY_ORIGINS)),
        Index(None, "party_id", "since", "id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    party_id: Mapped[int] = key_of("party")
    money_origin: Mapped[str]  # empty: by the kind of the payer
    since: Mapped[date | None]  # none: from the beginning
    source: Mapped[str]
    recorded_on: Mapped[date]
    recorded_at: Mapped[datetime]  # after all that was known of the payer's: of one day the last holds


class AllocationDecision(Base):
    """Who decided that money is moved, when, by which minutes; its entries bear its key as ``move_key``."""

    __tablename__ = "allocation_decision"
    __table_args__ = (UniqueConstraint("office_id", "key"), STRICT)

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    decided_on: Mapped[date]
    decided_by: Mapped[str]
    minutes: Mapped[str]
    consent: Mapped[str]  # of the donor to another use of what he earmarked: when and how
    recorded_on: Mapped[date]


class Spending(Base):
    """What was spent on a project, and what of it came from money that donors earmarked; below 0: put right."""

    letter = "S"  # its references are all our own
    __tablename__ = "spending"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        of_same_office("project_id", "project"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("abs(earmarked) <= abs(amount)", name="earmarked_within_amount"),
        Index(None, "project_id"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    project_id: Mapped[int]
    association_id: Mapped[int | None] = key_of("party")
    spent_on: Mapped[date]
    amount: Mapped[Money]
    earmarked: Mapped[Money]  # of the amount, from what donors earmarked for the project
    origin: Mapped[str]  # of the money that was spent: private, public, or empty where not told
    reference: Mapped[str]  # of the piece in the accounts
    description: Mapped[str]
    recorded_on: Mapped[date]
