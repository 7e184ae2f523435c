"""Rates of currencies that stand in the books: payments in a currency say by which they became euros."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.terms import stands
from donations_app.db.tables import Payment
from donations_app.domain.rates import DatedRate

_BACK: Final = timedelta(days=31)  # an older rate says nothing of a day


def dated_rate(session: Session, currency: str, on: date) -> DatedRate | None:
    """Return the rate of a currency that stands for a day, else the last one before it; ``None``: there is none.

    The rate of a day is that by which payments of the day became euros, or that is itself of the day. Where payments
    of one day went by several rates none of them is the rate of the day, and the last recorded is the last one.
    """
    day = func.coalesce(Payment.received_on, Payment.credited_on, type_=Payment.received_on.type)
    query = (
        select(Payment.rate, Payment.rate_source, func.coalesce(Payment.rate_on, day, type_=day.type), day)
        .where(Payment.currency == currency, Payment.rate != "", day.between(on - _BACK, on), stands())
        .order_by(Payment.id)
    )
    found = [(DatedRate(*row[:3]), on in row[2:]) for row in session.execute(query) if row[2] <= on]
    of_day = {Decimal(one.rate): one for one, is_of_day in found if is_of_day}
    if len(of_day) == 1:
        return next(iter(of_day.values()))
    last = max((one for one, _is_of_day in found), key=lambda one: one.on, default=None)
    return DatedRate(last.rate, last.source, last.on, is_of_day=False) if last else None
