"""Which first steps of new books are done, as the books themselves say it."""

from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.settings import offices, organisation, signatory_on
from donations_app.db.tables import MembershipKind, Party, Payment
from donations_app.domain.settings_gaps import is_example


class FirstSteps(Struct, frozen=True):
    """What new books hold already."""

    association: bool  # its own facts, not the example's
    signatory: bool  # somebody may sign today
    offices: tuple[str, ...]  # codes, the head office first
    kinds: bool  # of membership, with a fee
    people: bool
    payments: bool  # from the first one on, the books are no longer new


def first_steps(session: Session, today: date) -> FirstSteps:
    """Return what is done of the first steps; each is one look into a table, however large it is."""
    kinds, people, payments = (
        session.scalar(select(table.id).limit(1)) is not None for table in (MembershipKind, Party, Payment)
    )
    return FirstSteps(
        association=not is_example(organisation(session, today).siren),
        signatory=signatory_on(session, today) is not None,
        offices=tuple(row.code for row in offices(session)),
        kinds=kinds,
        people=people,
        payments=payments,
    )
