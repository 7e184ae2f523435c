"""A year of receipts read in one go: its plan, what was issued, what became of it."""

from datetime import date

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.parties import names_of
from donations_app.db.queries.receipts import numbers_of
from donations_app.domain.deliveries import Deliverable
from donations_app.domain.receipts import Plan


class Read(Struct, frozen=True):
    """What was read."""

    plan: Plan
    names: dict[str, str]  # of the payers of what is left out, by their references
    numbers: list[str]
    receipts: list[Deliverable]


def read_year(books: Books, year: int, *, period: tuple[date, date] | None) -> Read:
    """Plan the gifts of a year, or of a period of it, and read what was issued on the whole year.

    Raises:
        InputRefused: the period does not lie within the year.
    """
    from donations_app.services.receipts.planning import plan_receipts

    plan = plan_receipts(books, year, period=period)
    with books.read() as session:
        names = names_of(session, {line.payer for line in plan.left_out if line.payer})
        return Read(plan, names, numbers_of(session, year), deliverables(session, year=year))
