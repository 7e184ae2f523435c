"""Payments, their lines and their allocations."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import (
    STRICT,
    WITH_KEY,
    Base,
    Id,
    Referenced,
    key_of,
    of_same_office,
    one_of,
    other_ref_index,
    where,
    where_given,
)
from donations_app.db.types import Digest
from donations_app.domain.money import Money
from donations_app.domain.parties import KINDS as PARTY_KINDS
from donations_app.domain.payments import COUNTERPART_KINDS, IN_KIND_KINDS, KINDS, METHODS, REVERSALS
from donations_app.domain.private_share import FACTS, MONEY_ORIGINS

IN_KIND: Final = f"kind IN ({', '.join(map(repr, IN_KIND_KINDS))})"
WITHOUT_EVIDENCE: Final = f"evidence = '' AND {IN_KIND}"
GOODS_BACK: Final = "counterpart_kind = 'goods'"


def _some_lines(name: str, condition: str) -> Index:
    """Return an index of the payment lines of which a condition holds."""
    return Index(name, "id", info=where(condition))


class Batch(Base):
    """A stack of payments typed together, with what was counted beforehand."""

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("office_id", "key"), UniqueConstraint("id", "office_id"), STRICT)

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    name: Mapped[str]
    method: Mapped[str]
    expected_count: Mapped[int]
    expected: Mapped[Money]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    difference_reason: Mapped[str]


class Payment(Referenced, Base):
    """Money or its worth that arrived. Never edited: a wrong one is reversed by another of opposite sign.

    A refund gives a part of one back: a payment below zero on the day on which the money went, and where it went wrong
    itself, it is reversed like any other. What it takes from projects stands on the lines of the payment that arrived.
    """

    letter = "V"
    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        other_ref_index("payment"),
        UniqueConstraint("id", "office_id"),
        where_given("uq_payment_reverses_id", "reverses_id", unique=True),
        where_given("ix_payment_refunds_id", "refunds_id"),
        ForeignKeyConstraint(
            ["reverses_id", "office_id"], ["payment.id", "payment.office_id"], ondelete="RESTRICT"
        ),
        of_same_office("refunds_id", "payment"),
        of_same_office("batch_id", "batch"),
        one_of("method", METHODS),
        CheckConstraint(
            "((reverses_id IS NULL) = (refunds_id IS NULL) AND amount > 0)"
            " OR ((reverses_id IS NULL) <> (refunds_id IS NULL) AND amount < 0)",
            name="sign",
        ),
        CheckConstraint("amount BETWEEN -100000000000 AND 100000000000", name="amount_bounded"),
        CheckConstraint("received_on IS NOT NULL OR credited_on IS NOT NULL", name="dated"),
        CheckConstraint(
            f"reversal = '' OR reversal IN ({', '.join(repr(kind) for kind in REVERSALS)})",
            name="reversal_known",
        ),
        Index(None, "received_on", "id"),
        Index("ix_payment_on_id", text("coalesce(received_on, credited_on)"), "id"),
        where_given("ix_payment_credited_on_id", "credited_on", "id"),
        # all that a list of somebody's payments reads: their days and their sum
        Index(None, "payer_id", "received_on", "credited_on", "amount", **WITH_KEY),
        Index(None, "amount", "id"),
        where_given("ix_payment_batch_id", "batch_id"),
        Index("ix_payment_cheque_number", "cheque_number", info=where("cheque_number <> ''")),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    key: Mapped[UUID]
    payer_id: Mapped[int | None] = key_of("party")
    received_on: Mapped[date | None]
    credited_on: Mapped[date | None]
    method: Mapped[str]
    amount: Mapped[Money]  # the sum of the lines
    currency: Mapped[str]
    rate: Mapped[str]
    rate_source: Mapped[str]
    rate_on: Mapped[date | None]
    cheque_number: Mapped[str]
    cheque_date: Mapped[date | None]
    bank: Mapped[str]
    receipt_issued_by: Mapped[str]
    batch_id: Mapped[int | None]
    reverses_id: Mapped[int | None]
    refunds_id: Mapped[int | None]  # of which a part is given back; or was not, where a refund is reversed
    reversal: Mapped[str]  # how: correction, return, refund; empty for a payment that arrived
    reversal_reason: Mapped[str]
    return_code: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(Digest())


class PaymentLine(Base):
    """One part of a payment: a gift, dues, a sale ..."""

    __tablename__ = "payment_line"
    __table_args__ = (
        of_same_office("payment_id", "payment"),
        UniqueConstraint("payment_id", "position"),
        UniqueConstraint("id", "office_id"),
        one_of("kind", KINDS),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint(
            f"counterpart_kind = '' OR counterpart_kind IN ({', '.join(map(repr, COUNTERPART_KINDS))})",
            name="counterpart_kind_known",
        ),
        # in kind, which the declaration counts apart; without its paper, and gifts for which goods were given back:
        # few, and no share counts them whole
        _some_lines("ix_payment_line_in_kind", IN_KIND),
        _some_lines("ix_payment_line_without_evidence", WITHOUT_EVIDENCE),
        _some_lines("ix_payment_line_goods_back", GOODS_BACK),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    payment_id: Mapped[int]
    position: Mapped[int]
    kind: Mapped[str]
    amount: Mapped[Money]
    dues_year: Mapped[int | None]
    earmarked_by_donor: Mapped[bool]
    counterpart: Mapped[Money]
    counterpart_kind: Mapped[str]
    description: Mapped[str]
    evidence: Mapped[str]
    valued_by: Mapped[str]
    article: Mapped[str]  # of the CGI under which an individual asks for the receipt: 200 or 978
    pass_through: Mapped[bool]  # for a named person or a project of others
    foreign_minor: Mapped[int | None]


class Allocation(Base):
    """An entry that gives cents of a line to a project, or takes them back; the sum over a line is the line.

    A move is two entries under one ``move_key``. Kind of the line, kind of the payer, origin of the money and
    currency are facts of the day of the decision: a funder's rule classifies them when it reads.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        of_same_office("line_id", "payment_line"),
        one_of("kind", KINDS),
        one_of("payer_kind", ("", *PARTY_KINDS)),
        one_of("money_origin", MONEY_ORIGINS),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("association_id IS NULL OR project_id IS NOT NULL", name="association_of_project"),
        Index(None, "line_id"),
        # all that a share reads
        where_given(
            "ix_allocation_facts",
            "project_id",
            "association_id",
            *FACTS,
            "decided_on",
            "amount",
            "foreign_minor",
        ),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    line_id: Mapped[int]
    project_id: Mapped[int | None] = key_of("project")
    association_id: Mapped[int | None] = key_of("party")
    kind: Mapped[str]  # of the line
    payer_kind: Mapped[str]  # empty: anonymous
    money_origin: Mapped[str]
    currency: Mapped[str]
    amount: Mapped[Money]
    foreign_minor: Mapped[int | None]  # the same in the currency
    decided_on: Mapped[date]
    recorded_on: Mapped[date]
    move_key: Mapped[UUID | None]
    reason: Mapped[str]
