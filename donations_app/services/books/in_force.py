"""What holds on a day, read once for all that is decided in one view."""

from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.settings import OrganisationRow, SignatoryOnDay, organisation, signatory_on
from donations_app.domain.parameters import DatedValue
from donations_app.services.books.legal import legal_parameters


class InForce(Struct, frozen=True):
    """The facts of the association on a day, who may sign then, and the legal figures of all days."""

    day: date
    facts: OrganisationRow
    signatory: SignatoryOnDay | None
    figures: tuple[DatedValue, ...]


def in_force(session: Session, day: date) -> InForce:
    """Return what holds on ``day``.

    Raises:
        Incomplete: the books have no facts of the association.
    """
    return InForce(day, organisation(session, day), signatory_on(session, day), legal_parameters(session))
