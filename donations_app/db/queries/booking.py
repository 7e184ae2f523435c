"""The day on which the accounts book a payment; tables that few payments need are mapped when it is asked."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from donations_app.db import tables
from donations_app.db.queries.terms import booking_day
from donations_app.db.tables import Payment


def booked_on() -> ColumnElement[Any]:
    """Return the expression of the day on which the accounts book a line: of what came late, when it was entered."""
    late = late_day("payment", Payment.id)
    return func.coalesce(late, booking_day(), type_=Payment.received_on.type)


def late_day(noun: str, key: Any) -> ColumnElement[Any]:
    """Return the expression of the day on which a record was entered, where it came after its year was closed."""
    return (
        select(func.max(tables.LateRecord.entered_on))
        .where(tables.LateRecord.noun == noun, tables.LateRecord.record_id == key)
        .scalar_subquery()
    )
