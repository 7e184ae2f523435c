"""The plan of a year: on which receipt each line of its gifts will stand, or why on none.

The plan and the run that issues it share every rule (``domain.receipts``), so a run issues what the plan shows.
"""

from collections.abc import Callable

from donations_app.db.books import Books
from donations_app.domain.parameters import DatedValue
from donations_app.domain.receipts import Plan
from donations_app.services.books.in_force import in_force
from donations_app.services.receipts.records import (
    Period,
    conditions_of,
)
from donations_app.services.receipts.verdicts import plans_by_payer

Progress = Callable[[int, int], None]


def plan_receipts(
    books: Books,
    year: int,
    *,
    payer: str = "",
    payment: str = "",
    recorded_at: str = "",
    progress: Progress | None = None,
    period: Period | None = None,
) -> Plan:
    """Give a verdict on every line of a year of gifts: on which receipt it will stand, or why on none.

    The arguments and errors are those of ``plan_each``.
    """
    plan = Plan()
    plan.unconfirmed = plan_each(
        books,
        year,
        plan.add,
        payer=payer,
        payment=payment,
        recorded_at=recorded_at,
        progress=progress,
        period=period,
    )
    return plan


def plan_each(
    books: Books,
    year: int,
    each: Callable[[Plan], None],
    *,
    payer: str = "",
    payment: str = "",
    recorded_at: str = "",
    progress: Progress | None = None,
    period: Period | None = None,
) -> tuple[DatedValue, ...]:
    """Plan as ``plan_receipts`` payer by payer, and keep nothing, so that memory does not grow with the year.

    Args:
        books: where to read.
        year: of the gifts.
        each: called with the plan of each payer, by reference, anonymous lines first.
        payer: only the party of this reference.
        payment: only the payment of this reference.
        recorded_at: only gifts that the office of this code recorded.
        progress: told how many payers are done of a number not known yet; it may raise ``Cancelled``.
        period: only gifts of these days of the year, on one receipt a payer; ``None`` for the whole year.

    Returns:
        The legal figures behind the plan that nobody has confirmed.

    Raises:
        InputRefused: the period does not lie within the year.
        NotFound: there is no such party, payment or office.
    """
    today = books.today
    with books.read() as session:
        standing = in_force(session, today)
        conditions = conditions_of(session, standing, year, period=period)
        plans = plans_by_payer(
            session, year, standing, conditions, payer=payer, payment=payment, recorded_at=recorded_at
        )
        for done, (_, _, plan) in enumerate(plans):
            if progress:
                progress(done, 0)
            each(plan)
    return conditions.unconfirmed
