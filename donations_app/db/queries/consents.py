"""What somebody said of being written to, under any of his records."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import find
from donations_app.db.tables import Consent, Party
from donations_app.domain.consents import Said
from donations_app.domain.errors import NotFound


def consents_of(session: Session, ref: str) -> list[Said]:
    """Return each yes and no of somebody, the latest first.

    Raises:
        NotFound: there is nobody of that reference.
    """
    key = find(session, Party, ref)
    if key is None:
        raise NotFound("party", ref)
    query = select(Consent.__table__).where(Consent.party_id.in_(records_of(key)))
    found = session.execute(query.order_by(Consent.said_on.desc(), Consent.id.desc()))
    return [Said(row.channel, row.given, row.said_on, row.source) for row in found]
