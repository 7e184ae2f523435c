"""What the dashboard shows, read in one view: loaded by the thread that reads it, once the window is painted."""

from datetime import date

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.queries.dashboard import (
    Figures,
    LastPayment,
    figures,
    last_payments,
    open_batches,
)
from donations_app.db.queries.deposits import waiting
from donations_app.db.queries.first_steps import FirstSteps, first_steps
from donations_app.db.queries.overdue import Overdue, overdue
from donations_app.db.queries.projects import ProjectName, project_names
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.services.books.legal import unconfirmed

LAST = 5


class Read(Struct, frozen=True):
    """Everything that the page shows, read in one view."""

    figures: Figures
    shares: list[ProjectShare]
    last: list[LastPayment]
    names: dict[str, ProjectName]  # of projects, by code
    open_batches: int
    overdue: Overdue  # instalments
    doubtful: int  # legal figures that nobody has confirmed
    for_slip: int  # payments of this office that wait for a deposit slip
    steps: FirstSteps | None  # of books that are new: none has a payment


def read(books: Books, today: date, office: str) -> Read:
    """Read all of it as on a day, for who works at an office."""
    with books.read() as session:
        shares, last = project_shares(session, today=today), last_payments(session, limit=LAST)
        codes = {one.code for one in shares} | {code for one in last for code in one.projects}
        return Read(
            figures(session, today),
            shares,
            last,
            project_names(session, codes),
            open_batches(session),
            overdue(session, today),
            len(unconfirmed(session, today)),
            sum(one.count for one in waiting(session, today=today) if one.office == office),
            None if last else first_steps(session, today),
        )
