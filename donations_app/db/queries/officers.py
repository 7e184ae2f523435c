"""Who holds and held an office in an association, under any of its records."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader, records_of
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import found_party
from donations_app.db.tables import Officer as OfficerRow
from donations_app.db.tables import Party
from donations_app.domain.officers import Officer, in_turn
from donations_app.domain.parties import display_name


def officers_of(session: Session, ref: str, *, today: date) -> list[Officer]:
    """Return the officers of an association, those of today first; none of who is no association.

    Args:
        session: an open view.
        ref: of the association.
        today: by which those who hold an office are told from those who held it.

    Raises:
        NotFound: there is no such party.
    """
    key = found_party(session, ref)
    person = aliased(Party)
    query = joined_leader(
        select(
            OfficerRow.id, OfficerRow.role, OfficerRow.name, OfficerRow.since, OfficerRow.until,
            OfficerRow.person_id, person.ref, *name_columns(person),
        ).select_from(OfficerRow),
        OfficerRow.person_id,
        person,
        may_be_nobody=True,
    )  # fmt: skip
    rows = session.execute(query.where(OfficerRow.party_id.in_(records_of(key))).order_by(OfficerRow.id))
    return in_turn(
        (
            Officer(
                id=row.id,
                role=row.role,
                name=row.name or display_name(row),
                person=row.ref or "",
                since=row.since,
                until=row.until,
            )
            for row in rows
        ),
        today,
    )
