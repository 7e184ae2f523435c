"""What somebody said of being written to, under any of his records, in the order in which it was written."""

from typing import Any

from sqlalchemy.orm import Session

from donations_app.db.queries.in_time import in_time
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import found_party
from donations_app.db.tables import Consent
from donations_app.domain.consents import Said


def consents_of(session: Session, ref: str) -> list[Said]:
    """Return each yes and no of somebody, the latest first.

    Raises:
        NotFound: there is nobody of that reference.
    """
    key = found_party(session, ref)
    found = said_in_order(session, Consent.party_id.in_(records_of(key)))
    return [Said(row.channel, row.given, row.said_on, row.source) for row in reversed(found)]


def said_in_order(session: Session, such: Any) -> list[Any]:
    """Return the rows of words, those of an earlier day first, of one day as they were written.

    Args:
        session: an open view.
        such: a condition on ``Consent``.
    """
    return in_time(session, Consent, such, day="said_on")
