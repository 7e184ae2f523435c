"""Keeping and letting go: the terms of each kind of record, whose last term ends, and erasing them in one run."""

from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.keeping import held_people
from donations_app.db.queries.settings import organisation
from donations_app.domain.keeping import CONTACT, KINDS, Due, KeptKind, last_day, terms
from donations_app.domain.parameters import DatedValue, value_on
from donations_app.services.books.legal import legal_parameters
from donations_app.services.people.erasure import retention_on


class Term(Struct, frozen=True):
    """A kind of record and the figure that holds; none: it goes with the person."""

    kind: KeptKind
    figure: DatedValue | None


def terms_on(session: Session, on: date) -> list[Term]:
    """Return for how long each kind of record is kept by the figures in force on a day."""
    values = legal_parameters(session)
    return [Term(one, value_on(values, one.figure, on) if one.figure else None) for one in KINDS]


def due_in(session: Session, year: int, *, today: date) -> list[Due]:
    """Return those whose last term ends by the end of a year, earlier years among them, by day and reference."""
    retention, months = retention_on(session, today), _contact_months(session, today)
    end = organisation(session, today).fiscal_year_end
    found = []
    for one in held_people(session, today=today):
        ran = tuple(terms(one.held, retention, months, end))
        on = last_day(ran)
        if on is not None and on <= date(year, 12, 31):
            in_order = tuple(sorted(ran, key=lambda term: term.until or date.max))
            found.append(Due(one.id, one.ref, one.name, on, in_order))
    return sorted(found, key=lambda one: (one.on, one.ref))


def _contact_months(session: Session, on: date) -> int:
    return int(value_on(legal_parameters(session), CONTACT, on).value)
