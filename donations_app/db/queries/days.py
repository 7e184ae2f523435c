"""The days of a payment line in SQL: the one that decides its tax year, and the one on which it is booked."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from donations_app.db.tables import Allocation, Payment, PaymentLine, Project
from donations_app.domain.gifts import CREDITED_METHODS, OnlineDate
from donations_app.domain.money import ZERO
from donations_app.domain.payments import IN_KIND_KINDS

REVERSING: Final = aliased(Payment, name="reversing")  # the payment of opposite sign
BOOKED_ON: Final[ColumnElement[Any]] = case(
    (PaymentLine.kind.in_(IN_KIND_KINDS), Payment.received_on),
    (Payment.method.in_((*CREDITED_METHODS, "online")), Payment.credited_on),
    else_=Payment.received_on,
)


def decided_on(online_date: OnlineDate) -> ColumnElement[Any]:
    """Return the expression for ``domain.receipts.deciding_day``, or any day that is known before it is."""
    credited = (*CREDITED_METHODS, "online") if online_date == "credited" else CREDITED_METHODS
    day = case(
        (PaymentLine.kind.in_(IN_KIND_KINDS), Payment.received_on),
        (Payment.method.in_(credited), Payment.credited_on),
        else_=Payment.received_on,
    )
    return func.coalesce(day, Payment.received_on, Payment.credited_on, type_=Payment.received_on.type)


def barred_lines() -> Subquery:
    """Return the lines of which cents stand on projects that open no right, or through which money passes."""
    return (
        select(Allocation.line_id)
        .join(
            Project,
            and_(Project.id == Allocation.project_id, or_(~Project.receipt_eligible, Project.pass_through)),
        )
        .group_by(Allocation.line_id)
        .having(func.sum(Allocation.amount) != ZERO)
        .subquery()
    )
