"""What the engine refuses because it bears a closed day, told by its name: a year, or days of an account."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from donations_app.db.closed_days import REFUSED as DAYS_REFUSED
from donations_app.db.closed_years import REFUSED as YEAR_REFUSED
from donations_app.db.queries.closed_days import account_closings, days_closed
from donations_app.db.queries.closings import last_closed, year_closed
from donations_app.domain.errors import KnownError


def closed_refusal(
    error: IntegrityError, read: Callable[[], AbstractContextManager[Session]]
) -> KnownError | None:
    """Return what is closed, the year or the days of an account that were closed last; ``None``: it is not that.

    Args:
        error: of the engine, which names the rule by which it refuses.
        read: opens the books once more, since what refused takes no question any more.
    """
    if f": {DAYS_REFUSED}" in str(error.orig):
        with read() as session:
            closings = sorted(account_closings(session), key=lambda one: one.closed_at)
            return days_closed(session, closings[-1]) if closings else None
    if f": {YEAR_REFUSED}" in str(error.orig):
        with read() as session:
            closed = last_closed(session)
            return year_closed(closed) if closed else None
    return None
