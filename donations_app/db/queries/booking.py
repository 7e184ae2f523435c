"""The day on which the accounts book a payment; tables that few payments need are mapped when it is asked."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, select, type_coerce
from sqlalchemy.orm import aliased

from donations_app.db import tables
from donations_app.db.queries.terms import booking_day
from donations_app.db.tables import Payment

_WRONG: Final = aliased(Payment, name="wrong_refund")


def booked_on() -> ColumnElement[Any]:
    """Return the expression of the day on which the accounts book a line: of what came late, when it was entered."""
    late = late_day("payment", Payment.id)
    return func.coalesce(late, booking_day(), type_=Payment.received_on.type)


def taken_back_on(back: Any, on: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the expression of the day on which the accounts book what takes a line back.

    Money that went back: the day on which it went, or on which it had come where that is later. What was recorded
    wrongly never was: the day of what is put right, while its year is open; once that is closed, the day on which
    it is put right (``LateRecord``).

    Args:
        back: the payment that takes back, as an alias.
        on: the day on which the line is booked (``booked_on``).
    """
    type_ = Payment.received_on.type
    is_open = and_(back.reversal == "correction", late_day("payment", back.id).is_(None))
    refunded_on = select(_WRONG.received_on).where(_WRONG.id == back.reverses_id).scalar_subquery()
    gone_on = case((is_open, refunded_on), else_=back.received_on)  # of a refund that never was: its own day
    return case(
        (and_(is_open, back.refunds_id.is_(None)), on), (gone_on < on, on), else_=type_coerce(gone_on, type_)
    )


def late_day(noun: str, key: Any) -> ColumnElement[Any]:
    """Return the expression of the day on which a record was entered, where it came after its year was closed."""
    return (
        select(func.max(tables.LateRecord.entered_on))
        .where(tables.LateRecord.noun == noun, tables.LateRecord.record_id == key)
        .scalar_subquery()
    )
