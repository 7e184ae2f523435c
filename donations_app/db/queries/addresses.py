"""Where somebody lives and lived, under any of his records."""

from typing import Any, Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import found_party
from donations_app.db.tables import FormerAddress, Party, PartyMerge, Situation
from donations_app.domain.addresses import DatedAddress, by_time, is_known
from donations_app.domain.deaths import names_of
from donations_app.domain.parties import PLACE

_SECOND: Final = aliased(Party)
_FORMER: Final = (
    select(
        FormerAddress.__table__,
        Situation.on.label("couple_since"),
        *(getattr(_SECOND, name).label(f"second_{name}") for name in PLACE),
    )
    .outerjoin(PartyMerge, PartyMerge.id == FormerAddress.merge_id)
    .outerjoin(
        Situation,
        and_(
            Situation.kind == "couple",
            Situation.party_id == PartyMerge.kept_id,
            Situation.other_id == PartyMerge.gone_id,
            Situation.undone_on.is_(None),
        ),
    )
    .outerjoin(_SECOND, _SECOND.id == Situation.other_id)
)


def addresses_of(session: Session, ref: str) -> list[DatedAddress]:
    """Return the addresses of somebody from the current one back; none where none was ever known.

    Args:
        session: an open view.
        ref: of the person.

    Raises:
        NotFound: there is no such person.
    """
    key = found_party(session, ref)
    now = session.execute(select(Party.__table__).where(Party.id == key)).one()
    current = DatedAddress(
        **{name: getattr(now, name) for name in PLACE}, since=now.address_since, until=None, is_current=True
    )
    query = _FORMER.where(FormerAddress.party_id.in_(records_of(key)), FormerAddress.undone_on.is_(None))
    found = [_former(row, now) for row in session.execute(query.order_by(FormerAddress.id.desc()))]
    return by_time(one for one in (current, *found) if is_known(one.place))


def _former(row: Any, now: Any) -> DatedAddress:
    """Return an address that gave way; of two who formed a couple, whose it was: the second keeps his on his record."""
    days: dict[str, Any] = {"since": row.since, "until": row.until}
    place = {name: getattr(row, name) for name in PLACE}
    if row.couple_since is None:
        return DatedAddress(**place, **days, of_other_record=row.merge_id is not None)
    is_of_second = all(place[name] == getattr(row, f"second_{name}") for name in PLACE)
    name = names_of(now)[1 if is_of_second else 0]
    return DatedAddress(**place, **days, of_spouse=name, couple_since=row.couple_since)
