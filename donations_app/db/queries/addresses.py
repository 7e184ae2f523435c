"""Where somebody lives and lived, under any of his records."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import find
from donations_app.db.tables import FormerAddress, Party
from donations_app.domain.addresses import DatedAddress, by_time, is_known
from donations_app.domain.errors import NotFound
from donations_app.domain.parties import PLACE


def addresses_of(session: Session, ref: str) -> list[DatedAddress]:
    """Return the addresses of somebody from the current one back; none where none was ever known.

    Args:
        session: an open view.
        ref: of the person.

    Raises:
        NotFound: there is no such person.
    """
    key = find(session, Party, ref)
    if key is None:
        raise NotFound("party", ref)
    now = session.execute(select(Party.__table__).where(Party.id == key)).one()
    current = DatedAddress(
        **{name: getattr(now, name) for name in PLACE}, since=now.address_since, until=None, is_current=True
    )
    query = select(FormerAddress.__table__).where(
        FormerAddress.party_id.in_(records_of(key)), FormerAddress.undone_on.is_(None)
    )
    found = [
        DatedAddress(
            **{name: getattr(row, name) for name in PLACE},
            since=row.since,
            until=row.until,
            of_other_record=row.merge_id is not None,
        )
        for row in session.execute(query.order_by(FormerAddress.id.desc()))
    ]
    return by_time(one for one in (current, *found) if is_known(one.place))
