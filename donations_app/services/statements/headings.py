"""What stands above an annual statement, read in the view in which the statement is made."""

from datetime import date

from sqlalchemy.orm import Session

from donations_app.db.queries.settings import organisation
from donations_app.domain.periods import fiscal_year_closed_in
from donations_app.domain.statements import Heading


def closing_year(session: Session, on: date) -> int:
    """Return the year in which the fiscal year closes that a day lies in."""
    end = organisation(session, on).fiscal_year_end
    return on.year if on <= fiscal_year_closed_in(end, on.year)[1] else on.year + 1


def heading_of(session: Session, year: int, today: date, *, calendar: bool = False) -> Heading:
    """Return the heading of a statement of the fiscal year that closed in ``year``.

    Args:
        session: an open view.
        year: of the gifts, or in which the fiscal year closes.
        today: printed.
        calendar: the statement is about the calendar year, whatever the fiscal year is.
    """
    facts = organisation(session, today)
    end = "" if calendar else organisation(session, date(year, 12, 31)).fiscal_year_end
    first_on, last_on = fiscal_year_closed_in(end, year)
    identifier = f"SIREN {facts.siren}" if facts.siren else f"RNA {facts.rna}"
    return Heading(facts.name, identifier, today, year, first_on, last_on)
