"""As what payments were collected by direct debit: in which run, under which numbers, by which mandate."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.among import among
from donations_app.db.queries.put_right import places
from donations_app.db.steps import in_steps
from donations_app.db.tables import CollectionLine, CollectionRun, MandateTerms


class Debit(NamedTuple):
    """As what a payment was collected."""

    payment_id: int
    end_to_end: str
    run: str
    sequence: str
    collected_on: date
    mandate: str


def collected_as(session: Session, keys: Sequence[int]) -> dict[int, Debit]:
    """Return as what payments were collected, by their keys; one in the place of a wrong one as that was."""
    found = _themselves(session, keys)
    first = places(session, [key for key in keys if key not in found])
    wrong = _themselves(session, sorted(first.values()))
    return found | {key: wrong[old] for key, old in first.items() if old in wrong}


def _themselves(session: Session, keys: Sequence[int]) -> dict[int, Debit]:
    line = CollectionLine
    found: dict[int, Debit] = {}
    for some in in_steps(keys):
        query = (
            select(
                line.payment_id,
                line.end_to_end,
                CollectionRun.number,
                line.sequence,
                CollectionRun.collected_on,
                MandateTerms.reference,
            )
            .join(CollectionRun, CollectionRun.id == line.run_id)
            .outerjoin(MandateTerms, MandateTerms.mandate_id == line.mandate_id)
            .where(among(line.payment_id, some))
            .order_by(MandateTerms.id)
        )
        found |= {row[0]: Debit(*row) for row in session.execute(query)}
    return found
